package dev.milestone.connectors;

import dev.milestone.ImportReport;
import dev.milestone.ImportReport.Skipped;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects what was not mapped, grouped with counts, within bounds. Confined to one thread. */
final class SkippedParts {

  private record Part(String where, String what, String why) {}

  private record Group(String what, String why) {}

  private final List<Part> single = new ArrayList<>();
  private final Map<Group, Integer> counts = new LinkedHashMap<>();
  private final Map<Group, String> places = new LinkedHashMap<>();
  private int rest;

  /** One thing at a place. */
  void add(String where, String what, String why) {
    if (single.size() >= ImportReport.MAX_SKIPPED / 2) {
      rest++;
      return;
    }
    single.add(new Part(where, Titles.cut(what, 200), why));
  }

  /** One of several things of the same sort; the first place is kept. */
  void count(String where, String what, String why) {
    Group group = new Group(what, why);
    if (counts.size() >= 1_000 && !counts.containsKey(group)) {
      rest++;
      return;
    }
    counts.merge(group, 1, Integer::sum);
    places.putIfAbsent(group, where);
  }

  /** All of it. */
  List<Skipped> all() {
    List<Skipped> all = new ArrayList<>();
    for (Part part : single) {
      all.add(new Skipped(part.where(), part.what(), part.why()));
    }
    counts.forEach(
        (group, count) ->
            all.add(
                new Skipped(
                    places.getOrDefault(group, ""),
                    count == 1 ? group.what() : count + " × " + group.what(),
                    group.why())));
    if (rest > 0) {
      all.add(new Skipped("", rest + " more parts", "more than are listed one by one"));
    }
    return all;
  }
}
