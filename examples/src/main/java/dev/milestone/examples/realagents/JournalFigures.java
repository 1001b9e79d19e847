package dev.milestone.examples.realagents;

import dev.milestone.MilestoneEngine;
import dev.milestone.event.EventCursor;
import dev.milestone.event.MilestoneEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the journal of a project says after a trial.
 *
 * @param started attempts
 * @param refuted attempts whose verification failed
 * @param lost attempts that lost their engine
 * @param succeeded tasks
 * @param tokens of all attempts, each by its last report
 */
record JournalFigures(int started, int refuted, int lost, int succeeded, long tokens) {

  static JournalFigures read(Path project) throws InterruptedException {
    Map<String, Long> tokens = new TreeMap<>();
    int started = 0;
    int refuted = 0;
    int lost = 0;
    int succeeded = 0;
    try (MilestoneEngine engine = MilestoneEngine.builder().project(project).build();
        EventCursor cursor = engine.events().cursor(1)) {
      List<MilestoneEvent> events = cursor.next(EventCursor.MAX_BATCH, Duration.ZERO);
      while (!events.isEmpty()) {
        for (MilestoneEvent event : events) {
          String outcome = event.text("outcome").orElse("");
          started += event.type().equals("task_started") ? 1 : 0;
          succeeded += event.type().equals("task_succeeded") ? 1 : 0;
          refuted += event.type().equals("attempt_failed") && outcome.equals("refuted") ? 1 : 0;
          lost += event.type().equals("attempt_failed") && outcome.equals("lost") ? 1 : 0;
          if (event.details().get("cost") instanceof Map<?, ?> cost) {
            String attempt = event.taskId().orElse("") + "#" + event.number("attempt").orElse(0L);
            tokens.put(attempt, number(cost, "input_tokens") + number(cost, "output_tokens"));
          }
        }
        events = cursor.next(EventCursor.MAX_BATCH, Duration.ZERO);
      }
    }
    return new JournalFigures(
        started,
        refuted,
        lost,
        succeeded,
        tokens.values().stream().mapToLong(Long::longValue).sum());
  }

  private static long number(Map<?, ?> cost, String key) {
    return cost.get(key) instanceof Number number ? number.longValue() : 0;
  }
}
