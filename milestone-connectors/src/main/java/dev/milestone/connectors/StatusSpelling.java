package dev.milestone.connectors;

import dev.milestone.spi.plan.ImportedStatus;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * In which words a file says a status: of those that mean nothing more than the status, the one it
 * uses most, else the tool's own. Not thread-safe.
 */
final class StatusSpelling {

  /** Words that say more than their status, so that they are never written. */
  private static final Set<String> SPECIAL =
      Set.of("", "review", "in-review", "pending-review", "hooked", "wontfix", "obsolete", "ready");

  private final Function<ImportedStatus, String> usual;
  private final Map<String, Integer> counts = new LinkedHashMap<>();
  private final Map<ImportedStatus, String> chosen = new EnumMap<>(ImportedStatus.class);

  StatusSpelling(Function<ImportedStatus, String> usual) {
    this.usual = usual;
  }

  /** A word that stands in the file. */
  void saw(String word) {
    counts.merge(word, 1, Integer::sum);
  }

  /** The word to write; call it after all words were seen. */
  String of(ImportedStatus status) {
    return chosen.computeIfAbsent(status, this::choose);
  }

  private String choose(ImportedStatus status) {
    String best = usual.apply(status);
    int most = 0;
    for (Map.Entry<String, Integer> entry : counts.entrySet()) {
      String word = entry.getKey();
      if (entry.getValue() > most
          && StatusWords.meaning(word) == status
          && !SPECIAL.contains(StatusWords.plain(word))) {
        best = word;
        most = entry.getValue();
      }
    }
    return best;
  }
}
