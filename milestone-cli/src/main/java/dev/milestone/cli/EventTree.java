package dev.milestone.cli;

import dev.milestone.MilestoneEngine;
import dev.milestone.event.EventQuery;
import dev.milestone.event.EventTypes;
import dev.milestone.event.MilestoneEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What one command of a user has brought about, as a tree: each event hangs under the one that
 * caused it. Built from the events of one correlation; immutable.
 */
final class EventTree {

  private final String correlation;
  private final List<MilestoneEvent> events;
  private final Map<String, List<MilestoneEvent>> children = new HashMap<>();
  private final List<MilestoneEvent> roots = new ArrayList<>();

  private EventTree(String correlation, List<MilestoneEvent> events) {
    this.correlation = correlation;
    this.events = events;
    Set<String> known = new HashSet<>();
    for (MilestoneEvent event : events) {
      // A parent stands before its children; anything else would be a cycle and is shown as a root.
      String parent = event.parentEventId().orElse("");
      if (known.contains(parent)) {
        children.computeIfAbsent(parent, id -> new ArrayList<>()).add(event);
      } else {
        roots.add(event);
      }
      known.add(event.id());
    }
  }

  /** The tree of a correlation. */
  static EventTree of(MilestoneEngine engine, String correlation) {
    EventQuery all = EventQuery.ALL;
    return new EventTree(
        correlation,
        engine
            .events()
            .query(
                new EventQuery(
                    1, Optional.empty(), Optional.empty(), Optional.of(correlation), all.limit())));
  }

  /** A tree of given events. */
  static EventTree of(String correlation, List<MilestoneEvent> events) {
    return new EventTree(correlation, List.copyOf(events));
  }

  /**
   * The correlations that an id belongs to, the one to show first: of a correlation itself, of the
   * command that started a session, of an event, of the latest attempt at a task, of the latest
   * change of a milestone or decision.
   */
  static List<String> correlations(MilestoneEngine engine, String id) {
    List<MilestoneEvent> matching = new ArrayList<>();
    String first = "";
    for (MilestoneEvent event : engine.events().query(EventQuery.ALL)) {
      Optional<String> correlation = event.correlationId();
      if (correlation.isEmpty()) {
        continue;
      }
      if (correlation.get().equals(id)) {
        return List.of(id);
      }
      if (event.id().equals(id)
          || first.isEmpty() && event.sessionId().filter(id::equals).isPresent()) {
        first = correlation.get();
      }
      if (about(event, id)) {
        matching.add(event);
      }
    }
    return ranked(first, matching);
  }

  private static List<String> ranked(String first, List<MilestoneEvent> matching) {
    List<String> all = new ArrayList<>();
    if (!first.isEmpty()) {
      all.add(first);
    }
    for (boolean attempts : new boolean[] {true, false}) {
      for (int i = matching.size() - 1; i >= 0; i--) {
        MilestoneEvent event = matching.get(i);
        String correlation = event.correlationId().orElse("");
        boolean attempt = event.type().equals(EventTypes.TASK_STARTED);
        if ((attempt || !attempts) && !all.contains(correlation)) {
          all.add(correlation);
        }
      }
    }
    return all;
  }

  private static boolean about(MilestoneEvent event, String id) {
    return event.taskId().filter(id::equals).isPresent()
        || event.milestoneId().filter(id::equals).isPresent()
        || event.text("decision_id").filter(id::equals).isPresent()
        || event.text("effect_id").filter(id::equals).isPresent()
        || event.text("checkpoint_id").filter(id::equals).isPresent();
  }

  String correlation() {
    return correlation;
  }

  List<MilestoneEvent> events() {
    return events;
  }

  /** The same tree with only what a choice selects and the way to it from the command. */
  EventTree only(Predicate<MilestoneEvent> choice) {
    Map<String, MilestoneEvent> byId = new HashMap<>();
    events.forEach(event -> byId.put(event.id(), event));
    Set<String> kept = new HashSet<>();
    for (MilestoneEvent event : events) {
      MilestoneEvent at = choice.test(event) ? event : null;
      while (at != null && kept.add(at.id())) {
        at = byId.get(at.parentEventId().orElse(""));
      }
    }
    return new EventTree(
        correlation, events.stream().filter(event -> kept.contains(event.id())).toList());
  }

  /** The tree as lines; after {@code max} events it says how many there are more. */
  List<String> lines(Style style, int max) {
    List<String> lines = new ArrayList<>();
    if (events.isEmpty()) {
      return lines;
    }
    MilestoneEvent start = events.get(0);
    lines.add(
        style.bold("command " + correlation)
            + style.dim("  by " + start.actor().name() + ", " + Text.second(start.timestamp())));
    record Open(MilestoneEvent event, String indent, boolean last) {}
    // Not recursive: a chain of 10,000 tasks is a tree 40,000 levels deep.
    Deque<Open> stack = new ArrayDeque<>();
    for (int i = roots.size() - 1; i >= 0; i--) {
      stack.push(new Open(roots.get(i), "", i == roots.size() - 1));
    }
    int shown = 0;
    while (!stack.isEmpty() && shown < max) {
      Open open = stack.pop();
      lines.add(
          style.dim(open.indent() + (open.last() ? "└── " : "├── "))
              + EventLine.headline(open.event(), style)
              + style.dim("  · " + open.event().sequence()));
      shown++;
      List<MilestoneEvent> below = children.getOrDefault(open.event().id(), List.of());
      String indent = indent(open.indent(), open.last());
      for (int i = below.size() - 1; i >= 0; i--) {
        stack.push(new Open(below.get(i), indent, i == below.size() - 1));
      }
    }
    if (shown < events.size()) {
      lines.add(
          "… "
              + Text.count(events.size() - shown, "more event")
              + ": milestone events --tree "
              + correlation);
    }
    return lines;
  }

  private static String indent(String indent, boolean last) {
    // Deep chains would push the words off the screen.
    return indent.length() >= MAX_INDENT ? indent : indent + (last ? "    " : "│   ");
  }

  private static final int MAX_INDENT = 60;

  /** The tree for scripts: sequence, id, type, parent. */
  List<Object> json(int max) {
    return Documents.all(
        events.subList(0, Math.min(max, events.size())),
        (MilestoneEvent event) -> {
          Map<String, Object> json = Json.object();
          json.put("seq", event.sequence());
          json.put("event_id", event.id());
          json.put("event_type", event.type());
          json.put("parent_event_id", event.parentEventId());
          json.put("task_id", event.taskId());
          json.put("attempt", event.number("attempt"));
          return json;
        });
  }
}
