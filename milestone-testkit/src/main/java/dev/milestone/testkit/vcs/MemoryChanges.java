package dev.milestone.testkit.vcs;

import dev.milestone.spi.vcs.VcsChange;
import dev.milestone.spi.vcs.VcsLines;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The files that differ between two trees. Lines are counted as a set with repetitions. */
final class MemoryChanges {

  private MemoryChanges() {}

  static List<VcsChange> between(
      SortedMap<String, MemoryFile> from, SortedMap<String, MemoryFile> to) {
    List<VcsChange> changes = new ArrayList<>();
    SortedMap<String, MemoryFile> gone = new TreeMap<>(from);
    gone.keySet().removeAll(to.keySet());
    for (var entry : to.entrySet()) {
      MemoryFile before = from.get(entry.getKey());
      if (before == null) {
        changes.add(added(entry.getKey(), entry.getValue(), gone));
      } else if (!before.equals(entry.getValue())) {
        changes.add(
            new VcsChange(
                VcsChange.Kind.MODIFIED,
                entry.getKey(),
                Optional.empty(),
                lines(before.lines(), entry.getValue().lines())));
      }
    }
    gone.forEach(
        (path, file) ->
            changes.add(
                new VcsChange(
                    VcsChange.Kind.DELETED,
                    path,
                    Optional.empty(),
                    lines(file.lines(), List.of()))));
    changes.sort(Comparator.comparing(VcsChange::path));
    return List.copyOf(changes);
  }

  /** A new file, or one that was somewhere else with at least half of its lines. */
  private static VcsChange added(String path, MemoryFile file, SortedMap<String, MemoryFile> gone) {
    for (var old : gone.entrySet()) {
      VcsLines lines = lines(old.getValue().lines(), file.lines());
      int kept = file.lines().size() - lines.added();
      if (kept > 0 && kept * 2 >= Math.max(file.lines().size(), old.getValue().lines().size())) {
        gone.remove(old.getKey());
        return new VcsChange(VcsChange.Kind.RENAMED, path, Optional.of(old.getKey()), lines);
      }
    }
    return new VcsChange(
        VcsChange.Kind.ADDED, path, Optional.empty(), lines(List.of(), file.lines()));
  }

  private static VcsLines lines(List<String> before, List<String> after) {
    List<String> removed = new ArrayList<>(before);
    List<String> added = new ArrayList<>();
    for (String line : after) {
      if (!removed.remove(line)) {
        added.add(line);
      }
    }
    return new VcsLines(
        added.size(),
        removed.size(),
        false,
        false,
        added.stream()
            .limit(VcsLines.MAX_SAMPLE)
            .map(line -> line.substring(0, Math.min(line.length(), VcsLines.MAX_LENGTH)))
            .toList());
  }
}
