package dev.milestone.cli;

import dev.milestone.model.Task;
import dev.milestone.model.TaskStatus;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where a task of another tool's plan comes from, and what its source makes of it, in words. */
final class Origin {

  private Origin() {}

  /** In words; empty for a task of our own. */
  static String of(Task task) {
    if (!(task.definition().extensions().get("x-import") instanceof Map<?, ?> mark)) {
      return "";
    }
    String status = text(mark.get("status"));
    String held = text(mark.get("held"));
    String words =
        text(mark.get("format"))
            + " "
            + text(mark.get("id"))
            + (status.isEmpty() ? "" : ", where it is '" + status + "'");
    if (task.status() == TaskStatus.BLOCKED && task.blockedBy().isEmpty()) {
      return words + ", and held for that" + (held.isEmpty() ? "" : ": " + held);
    }
    return task.status() == TaskStatus.SUCCEEDED && task.attemptCount() == 0
        ? words + ", and was done there"
        : words;
  }

  private static String text(@Nullable Object value) {
    return value instanceof String s ? s : "";
  }
}
