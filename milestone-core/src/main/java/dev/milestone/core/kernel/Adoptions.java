package dev.milestone.core.kernel;

import static dev.milestone.core.kernel.Evolver.orEmpty;

import dev.milestone.model.TaskStatus;
import dev.milestone.spi.plan.ImportedStatus;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;

/**
 * How tasks evolve whose source, the plan of another tool, says how they stand. None of it counts
 * in the figures: nobody of ours has worked on it.
 */
final class Adoptions {
  private Adoptions() {}

  static void adopted(State state, Event event) {
    TaskNode task = Evolver.taskOf(state, event);
    ImportedStatus status = ImportedStatus.parse(orEmpty(event.text("status"))).orElse(null);
    if (task == null || status == null || task.status == TaskStatus.SUCCEEDED) {
      return;
    }
    String held = event.text("held");
    if (status == ImportedStatus.DONE) {
      done(state, task, event);
    } else if (status == ImportedStatus.CANCELLED) {
      if (task.status != TaskStatus.CANCELLED) {
        Evolver.taskCancelled(state, event);
        task.adopted = true;
      }
    } else if (held != null) {
      hold(state, task, new Hold(held, orEmpty(event.text("reason")), event.millis()));
    } else if (task.hold != null || task.status == TaskStatus.CANCELLED) {
      Evolver.taskRetried(state, event);
    }
  }

  private static void done(State state, TaskNode task, Event event) {
    if (task.active != null) {
      return;
    }
    boolean wasUnreachable = Blocking.unreachable(task.milestone);
    task.succeededMillis = closed(event);
    task.verified = false;
    task.reason = orEmpty(event.text("reason"));
    Evolver.status(state, task, TaskStatus.SUCCEEDED);
    task.adopted = true;
    for (int i = 0; i < task.after.size(); i++) {
      Evolver.satisfy(state, task.after.get(i), task.succeededMillis);
    }
    Blocking.reachabilityChanged(state, task.milestone, wasUnreachable);
  }

  private static long closed(Event event) {
    String closed = event.text("closed");
    if (closed != null) {
      try {
        long millis = Instant.parse(closed).toEpochMilli();
        if (millis > 0 && millis < event.millis()) {
          return millis;
        }
      } catch (DateTimeException | ArithmeticException notATime) {
        return event.millis();
      }
    }
    return event.millis();
  }

  private static void hold(State state, TaskNode task, Hold hold) {
    if (task.active != null || task.milestone.closed()) {
      return;
    }
    task.hold = hold;
    task.reason = "";
    if (task.status != TaskStatus.BLOCKED) {
      Evolver.status(state, task, TaskStatus.BLOCKED);
      Blocking.blockAfter(state, List.of(task));
    }
  }
}
