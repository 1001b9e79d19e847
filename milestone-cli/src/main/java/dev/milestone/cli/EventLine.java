package dev.milestone.cli;

import dev.milestone.event.MilestoneEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** An event as a line: for people in words, for scripts as it stands in the journal. */
final class EventLine {

  /** Details that say nothing to a person, or are said elsewhere in the line. */
  private static final Set<String> HIDDEN =
      Set.of(
          "task_id",
          "attempt",
          "effect_id",
          "engine",
          "identity",
          "definition",
          "output_digest",
          "tree_id",
          "fencing_token",
          "lease_ms",
          "not_before_ms",
          "boot_id",
          "options",
          "details",
          "execution",
          "environment",
          "context",
          "coordination");

  private static final int MAX_VALUE = 80;

  private EventLine() {}

  /**
   * The stored line; for an event that was never stored, the same fields without those that keep it
   * whole.
   */
  static String json(MilestoneEvent event) {
    return event.line().isEmpty() ? Json.write(fields(event)) : event.line().stripTrailing();
  }

  private static Map<String, Object> fields(MilestoneEvent event) {
    Map<String, Object> json = Json.object();
    json.put("timestamp", Json.time(event.timestamp()));
    json.put("event_type", event.type());
    json.put("milestone_id", event.milestoneId());
    json.put("session_id", event.sessionId());
    json.put("agent_id", event.agentId());
    json.put("details", event.details());
    json.put("correlation_id", event.correlationId());
    json.put("parent_event_id", event.parentEventId());
    json.put("event_id", event.id());
    json.put("seq", event.sequence());
    return json;
  }

  /** Sequence, time, type, and what it is about. */
  static String words(MilestoneEvent event, Style style) {
    StringBuilder line = new StringBuilder(120);
    line.append(style.dim(String.format("%6d", event.sequence())));
    line.append(' ').append(style.dim(Text.second(event.timestamp()).substring(0, 19)));
    line.append(' ').append(headline(event, style));
    return line.toString();
  }

  /** Type, subject and details. */
  static String headline(MilestoneEvent event, Style style) {
    StringBuilder line = new StringBuilder(100);
    line.append(coloured(event.type(), style));
    subject(event).forEach(word -> line.append(' ').append(word));
    String details = details(event);
    if (!details.isEmpty()) {
      line.append(style.dim("  " + details));
    }
    return line.toString();
  }

  private static List<String> subject(MilestoneEvent event) {
    List<String> words = new ArrayList<>();
    String task = event.taskId().orElse("");
    if (!task.isEmpty()) {
      words.add(event.number("attempt").map(n -> task + "#" + n).orElse(task));
    } else {
      event.milestoneId().ifPresent(words::add);
    }
    event.agentId().ifPresent(agent -> words.add("(" + agent + ")"));
    return words;
  }

  private static String details(MilestoneEvent event) {
    StringBuilder words = new StringBuilder();
    if (event.details().get("definition") instanceof Map<?, ?> definition
        && definition.get("title") instanceof String title) {
      Object id = definition.get("id");
      words
          .append(id == null || event.taskId().isPresent() ? "" : id + " ")
          .append('"')
          .append(title)
          .append('"');
    }
    event
        .details()
        .forEach(
            (key, value) -> {
              boolean repeated =
                  key.equals("summary") && value.equals(event.details().get("reason"));
              if (!HIDDEN.contains(key) && said(key, value) && !repeated) {
                words.append(words.length() == 0 ? "" : ", ");
                words.append(word(key, value));
              }
            });
    return words.toString();
  }

  private static boolean said(String key, Object value) {
    return !(value instanceof String s && s.isEmpty())
        && !(value instanceof Collection<?> c && c.isEmpty())
        && !(value instanceof Map<?, ?> m && m.isEmpty())
        && !(key.equals("exit_code") && value instanceof Number n && n.longValue() == 0);
  }

  /** A detail as {@code key=value}; durations as people read them. */
  private static String word(String key, Object value) {
    if (key.endsWith("_ms") && value instanceof Number millis) {
      String duration = Text.duration(Duration.ofMillis(millis.longValue()));
      return key.substring(0, key.length() - "_ms".length()) + "=" + duration.replace(" ", "");
    }
    return key + "=" + Text.line(shortened(value), MAX_VALUE);
  }

  private static String shortened(Object value) {
    if (value instanceof List<?> list) {
      return list.stream().anyMatch(item -> item instanceof Map || item instanceof List)
          ? Text.count(list.size(), "item")
          : Text.some(list, list.size(), 5);
    }
    return value instanceof Map<?, ?> map ? Text.count(map.size(), "field") : value.toString();
  }

  private static String coloured(String type, Style style) {
    if (type.endsWith("_succeeded") || type.endsWith("_completed") || type.endsWith("_archived")) {
      return style.green(type);
    }
    if (type.endsWith("_failed") || type.endsWith("_refused")) {
      return style.red(type);
    }
    if (type.startsWith("blocker_d")
        || type.startsWith("decision_r")
        || type.endsWith("_interrupted")) {
      return style.yellow(type);
    }
    return style.cyan(type);
  }
}
