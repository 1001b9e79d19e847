package dev.milestone.cli;

import dev.milestone.model.Attempt;
import dev.milestone.model.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Attempts as bars on a time axis, a lane for each that an agent works on at once. */
final class Timeline {

  private static final int MAX_BARS = 1_000;
  private static final int WIDTH = 960;
  private static final int LEFT = 150;
  private static final int LANE = 18;

  private final Instant now;
  private final List<Bar> bars = new ArrayList<>();

  private record Bar(String agent, Instant from, Instant to, String outcome, String title) {}

  Timeline(List<Task> tasks, Instant now) {
    this.now = now;
    for (Task task : tasks) {
      for (Attempt attempt : task.attempts()) {
        attempt.started().ifPresent(start -> bars.add(bar(task, attempt, start)));
      }
    }
    bars.sort(Comparator.comparing(Bar::from));
    if (bars.size() > MAX_BARS) {
      bars.subList(0, bars.size() - MAX_BARS).clear();
    }
  }

  private Bar bar(Task task, Attempt attempt, Instant start) {
    Instant end = attempt.ended().orElse(now.isBefore(start) ? start : now);
    String outcome = attempt.outcome().map(o -> o.text()).orElse("running");
    String title =
        attempt.id()
            + " "
            + task.definition().title()
            + ": "
            + outcome
            + ", "
            + Text.duration(Duration.between(start, end));
    return new Bar(attempt.agent().value(), start, end, outcome, title);
  }

  /** The drawing; empty when there is nothing to draw. */
  String svg() {
    if (bars.isEmpty()) {
      return "";
    }
    Instant from = bars.get(0).from();
    Instant to = bars.stream().map(Bar::to).max(Comparator.naturalOrder()).orElse(from);
    double span = Math.max(1, Duration.between(from, to).toMillis());
    Map<String, List<List<Bar>>> lanes = lanes();
    StringBuilder s = new StringBuilder(16 * 1024);
    int y = 4;
    for (Map.Entry<String, List<List<Bar>>> agent : lanes.entrySet()) {
      s.append("<text x=\"0\" y=\"")
          .append(y + 13)
          .append("\">")
          .append(Html.escaped(Text.line(agent.getKey(), 20)))
          .append("</text>");
      for (List<Bar> lane : agent.getValue()) {
        for (Bar bar : lane) {
          double x = LEFT + Duration.between(from, bar.from()).toMillis() / span * (WIDTH - LEFT);
          double w =
              Math.max(
                  2, Duration.between(bar.from(), bar.to()).toMillis() / span * (WIDTH - LEFT));
          s.append(
              String.format(
                  Locale.ROOT,
                  "<rect class=\"a-%s\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\""
                      + " rx=\"3\"><title>%s</title></rect>",
                  bar.outcome(),
                  Math.min(x, WIDTH - 2.0),
                  y,
                  w,
                  LANE - 4,
                  Html.escaped(bar.title())));
        }
        y += LANE;
      }
    }
    return "<svg class=\"timeline\" width=\""
        + WIDTH
        + "\" height=\""
        + (y + 20)
        + "\" role=\"img\" aria-label=\"attempts by agent over time\">"
        + s
        + "<text x=\""
        + LEFT
        + "\" y=\""
        + (y + 14)
        + "\">"
        + Text.second(from)
        + "</text><text x=\""
        + WIDTH
        + "\" y=\""
        + (y + 14)
        + "\" text-anchor=\"end\">"
        + Text.second(to)
        + "</text></svg>";
  }

  private Map<String, List<List<Bar>>> lanes() {
    Map<String, List<List<Bar>>> all = new TreeMap<>();
    for (Bar bar : bars) {
      List<List<Bar>> lanes = all.computeIfAbsent(bar.agent(), agent -> new ArrayList<>());
      List<Bar> free = null;
      for (List<Bar> lane : lanes) {
        if (!lane.get(lane.size() - 1).to().isAfter(bar.from())) {
          free = lane;
          break;
        }
      }
      if (free == null) {
        free = new ArrayList<>();
        lanes.add(free);
      }
      free.add(bar);
    }
    return all;
  }
}
