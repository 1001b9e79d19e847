package dev.milestone.connectors;

import dev.milestone.ImportReport;
import dev.milestone.ImportReport.Skipped;
import dev.milestone.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Collects what was not mapped and what was found wrong, within bounds: fields once per name with a
 * count, everything else one by one, and what exceeds the bound as a number. Not thread-safe.
 */
final class PlanNotes {

  private final Map<String, Field> fields = new LinkedHashMap<>();
  private final List<Skipped> skipped = new ArrayList<>();
  private final List<Problem> problems = new ArrayList<>();
  private int unlisted;
  private int furtherProblems;

  /** Something of one task or line. */
  void skip(String where, String what, String why) {
    if (skipped.size() < ImportReport.MAX_SKIPPED / 2) {
      skipped.add(new Skipped(where, cut(what), cut(why)));
    } else {
      unlisted++;
    }
  }

  /** A field that has no place in the model, counted by its name. */
  void field(String file, String name, String why) {
    Field known = fields.get(name);
    if (known == null) {
      if (fields.size() >= ImportReport.MAX_SKIPPED / 4) {
        unlisted++;
        return;
      }
      known = new Field(file, why);
      fields.put(name, known);
    }
    known.count++;
  }

  /** Something that is wrong and does not keep the rest from being read. */
  void problem(Problem problem) {
    if (problems.size() < Limits.MAX_PROBLEMS - 1) {
      problems.add(problem);
    } else {
      furtherProblems++;
    }
  }

  /** Whether a further problem would be listed; what makes one costly can be left out. */
  boolean roomForProblems() {
    return problems.size() < Limits.MAX_PROBLEMS - 1;
  }

  /** What was not mapped, fields first. */
  List<Skipped> skipped() {
    List<Skipped> all = new ArrayList<>();
    fields.forEach(
        (name, field) ->
            all.add(
                new Skipped(
                    field.file,
                    cut(
                        "field '"
                            + name
                            + "', "
                            + field.count
                            + (field.count == 1 ? " time" : " times")),
                    field.why)));
    all.addAll(skipped);
    if (unlisted > 0) {
      all.add(new Skipped("", unlisted + " more", "the list is full"));
    }
    return all;
  }

  /** What is wrong. */
  List<Problem> problems() {
    List<Problem> all = new ArrayList<>(problems);
    if (furtherProblems > 0) {
      all.add(Problem.of("", furtherProblems + " more problems", "", "correct these first"));
    }
    return all;
  }

  private static String cut(String text) {
    return text.length() <= Problem.MAX_TEXT ? text : text.substring(0, Problem.MAX_TEXT - 1) + "…";
  }

  private static final class Field {
    private final String file;
    private final String why;
    private int count;

    Field(String file, String why) {
      this.file = file;
      this.why = why;
    }
  }
}
