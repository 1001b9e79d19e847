package dev.milestone.cli;

import dev.milestone.ExecutionSummary;
import dev.milestone.model.Task;
import dev.milestone.model.TaskId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** How a run ended, in words, and what to do next. */
final class Summary {

  private static final int MAX_NAMED = 10;

  private Summary() {}

  static List<String> lines(
      ExecutionSummary summary, Function<TaskId, Optional<Task>> tasks, Style style, int width) {
    List<String> lines = new ArrayList<>();
    lines.add(
        style.bold(words(summary))
            + ": "
            + summary.succeeded().size()
            + " succeeded, "
            + summary.failed().size()
            + " failed, "
            + summary.blocked().size()
            + " blocked"
            + (summary.open().isEmpty() ? "" : ", " + summary.open().size() + " open")
            + "; "
            + Text.count(summary.attempts(), "attempt")
            + ", session "
            + summary.sessionId());
    for (TaskId id : summary.failed().subList(0, Math.min(MAX_NAMED, summary.failed().size()))) {
      lines.addAll(
          Text.wrap(style.red("✗") + " ", "  ", id + ": " + reason(tasks.apply(id)), width));
    }
    if (summary.failed().size() > MAX_NAMED) {
      lines.add("… " + (summary.failed().size() - MAX_NAMED) + " more failed");
    }
    next(summary).forEach(line -> lines.add("→ " + line));
    return lines;
  }

  private static String words(ExecutionSummary summary) {
    return switch (summary.reason()) {
      case "completed" -> "completed";
      case "until_reached" -> "stopped where asked";
      case "waiting" ->
          summary.waitingDecisions() > 0
              ? "waiting for a decision"
              : "waiting for an agent: milestone blockers says what to do";
      case "cancelled" -> "interrupted";
      default -> "goal not met";
    };
  }

  private static String reason(Optional<Task> task) {
    return task.filter(t -> !t.attempts().isEmpty())
        .map(t -> t.attempts().get(t.attempts().size() - 1))
        .map(
            attempt ->
                attempt.outcome().map(o -> o.text()).orElse("failed")
                    + (attempt.reason().isEmpty() ? "" : ": " + Text.line(attempt.reason(), 200)))
        .orElse("failed");
  }

  private static List<String> next(ExecutionSummary summary) {
    List<String> next = new ArrayList<>();
    if (summary.waitingDecisions() > 0) {
      next.add(
          Text.count(summary.waitingDecisions(), "decision") + " waiting: milestone decisions");
    }
    if (!summary.failed().isEmpty()) {
      TaskId first = summary.failed().get(0);
      next.add("why: milestone show " + first);
      next.add("again: milestone retry " + first + ", then milestone execute");
    }
    if (summary.reason().equals("cancelled")) {
      next.add("go on: milestone execute");
    }
    if (summary.failed().isEmpty() && !summary.blocked().isEmpty()) {
      next.add("why: milestone blockers");
    }
    if (summary.reason().equals("completed")) {
      next.add("how it went: milestone update; to close a milestone: milestone archive ID");
    }
    return next;
  }
}
