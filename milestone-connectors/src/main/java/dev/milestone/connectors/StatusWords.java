package dev.milestone.connectors;

import dev.milestone.spi.plan.ImportedStatus;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Words for a status, as the tools and the people who edit their files write them. Stateless. */
final class StatusWords {

  private static final Map<String, ImportedStatus> WORDS =
      Map.ofEntries(
          Map.entry("done", ImportedStatus.DONE),
          Map.entry("completed", ImportedStatus.DONE),
          Map.entry("complete", ImportedStatus.DONE),
          Map.entry("finished", ImportedStatus.DONE),
          Map.entry("closed", ImportedStatus.DONE),
          Map.entry("resolved", ImportedStatus.DONE),
          Map.entry("cancelled", ImportedStatus.CANCELLED),
          Map.entry("canceled", ImportedStatus.CANCELLED),
          Map.entry("wontfix", ImportedStatus.CANCELLED),
          Map.entry("obsolete", ImportedStatus.CANCELLED),
          Map.entry("deferred", ImportedStatus.DEFERRED),
          Map.entry("postponed", ImportedStatus.DEFERRED),
          Map.entry("on-hold", ImportedStatus.DEFERRED),
          Map.entry("in-progress", ImportedStatus.STARTED),
          Map.entry("review", ImportedStatus.STARTED),
          Map.entry("in-review", ImportedStatus.STARTED),
          Map.entry("pending-review", ImportedStatus.STARTED),
          Map.entry("started", ImportedStatus.STARTED),
          Map.entry("active", ImportedStatus.STARTED),
          Map.entry("doing", ImportedStatus.STARTED),
          Map.entry("hooked", ImportedStatus.STARTED),
          Map.entry("pending", ImportedStatus.TODO),
          Map.entry("todo", ImportedStatus.TODO),
          Map.entry("to-do", ImportedStatus.TODO),
          Map.entry("open", ImportedStatus.TODO),
          Map.entry("not-started", ImportedStatus.TODO),
          Map.entry("new", ImportedStatus.TODO),
          Map.entry("ready", ImportedStatus.TODO),
          Map.entry("", ImportedStatus.TODO),
          Map.entry("blocked", ImportedStatus.BLOCKED));

  private StatusWords() {}

  /** What a word means, or null when it is not known. */
  static @Nullable ImportedStatus meaning(String word) {
    return WORDS.get(plain(word));
  }

  /** In lower case, with {@code -} for {@code _} and blanks. */
  static String plain(String word) {
    return word.strip().toLowerCase(Locale.ROOT).replace('_', '-').replace(' ', '-');
  }

  /** Whether nothing more is to be done: done or given up. */
  static boolean isFinished(ImportedStatus status) {
    return status == ImportedStatus.DONE || status == ImportedStatus.CANCELLED;
  }

  /** Whether it could be worked on: not begun or begun. */
  static boolean isWorkable(ImportedStatus status) {
    return status == ImportedStatus.TODO || status == ImportedStatus.STARTED;
  }
}
