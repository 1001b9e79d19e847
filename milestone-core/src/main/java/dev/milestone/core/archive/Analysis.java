package dev.milestone.core.archive;

import dev.milestone.core.archive.ArchiveCandidate.TaskOutcome;
import dev.milestone.core.archive.Trail.TaskTrail;
import dev.milestone.model.Cost;
import dev.milestone.model.Dependency;
import dev.milestone.model.TaskStatus;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Planned against taken, for a milestone and each of its tasks, and what follows from it in
 * sentences. A ratio is the time of the succeeded attempt by the expected time, over tasks that
 * have an estimate: 1.08 means 8 % longer than expected. Pure.
 */
final class Analysis {

  /** Sentences of one sort. */
  static final int MAX_OF_A_SORT = 3;

  /** Fewest tasks of a kind before a factor is proposed for its estimates. */
  static final int FEWEST_OF_A_KIND = 3;

  /** A task with its figures. */
  record Row(
      TaskOutcome task,
      TaskTrail trail,
      boolean estimated,
      long expected,
      long taken,
      long waited) {
    double ratio() {
      return expected <= 0 ? 1 : (double) taken / expected;
    }

    String id() {
      return task.id();
    }
  }

  /** Figures of a kind of work. */
  private static final class Kind {
    int samples;
    long expected;
    long taken;
  }

  private final ArchiveCandidate milestone;
  private final Trail trail;
  private final List<Row> rows = new ArrayList<>();
  private final Map<String, Kind> kinds = new TreeMap<>();
  private long expected;
  private long taken;
  private long allAttempts;
  private long plannedAll;
  private int attempts;
  private int failed;
  private int lost;
  private int retries;

  Analysis(ArchiveCandidate milestone, Trail trail) {
    this.milestone = milestone;
    this.trail = trail;
    for (TaskOutcome task : milestone.tasks()) {
      add(task, trail.task(task.id()));
    }
  }

  private void add(TaskOutcome task, TaskTrail t) {
    boolean estimated = task.definition().estimate().isPresent();
    Row row =
        new Row(task, t, estimated, task.expectedMillis(), t.succeededMillis, waited(task, t));
    rows.add(row);
    attempts += t.attempts;
    failed += t.failed + t.refuted + t.timedOut;
    lost += t.lost;
    retries += t.retries + t.retriedByHand;
    allAttempts += t.succeededMillis + t.otherMillis;
    // What was done before it was taken in says nothing about the work here.
    boolean doneHere = task.status() == TaskStatus.SUCCEEDED && t.succeeded > 0;
    if (doneHere
        || task.status() != TaskStatus.CANCELLED && task.status() != TaskStatus.SUCCEEDED) {
      plannedAll += task.expectedMillis();
    }
    if (estimated && doneHere) {
      expected += row.expected();
      taken += row.taken();
      Kind kind = kinds.computeIfAbsent(task.definition().kind(), k -> new Kind());
      kind.samples++;
      kind.expected += row.expected();
      kind.taken += row.taken();
    }
  }

  /** Between the success of the last task it waited for and its own first start. */
  private long waited(TaskOutcome task, TaskTrail t) {
    if (t.firstStarted == 0) {
      return 0;
    }
    long ready = milestone.startedMillis();
    for (Dependency dependency : task.definition().dependencies()) {
      TaskTrail before = trail.tasks.get(dependency.target());
      if (before != null) {
        ready = Math.max(ready, before.succeeded + dependency.lag().toMillis());
      }
    }
    return ready == 0 ? 0 : Math.max(0, t.firstStarted - ready);
  }

  /** Time taken by time expected; empty without estimates. */
  Optional<Double> efficiency() {
    return expected <= 0 ? Optional.empty() : Optional.of(round((double) taken / expected));
  }

  int attempts() {
    return attempts;
  }

  int lost() {
    return lost;
  }

  int count(TaskStatus status) {
    int n = 0;
    for (Row row : rows) {
      n += row.task().status() == status ? 1 : 0;
    }
    return n;
  }

  // ---- performance-analysis.yaml ----

  Map<String, Object> performance() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("milestone", milestone.id());
    map.put("planned", entry("expected", duration(plannedAll)));
    long from = milestone.startedMillis();
    long to = milestone.completedMillis();
    map.put(
        "taken",
        entry(
            "started",
            time(from),
            "completed",
            time(to),
            "calendar_time",
            from > 0 && to > 0 ? duration(to - from) : null,
            "attempts_time",
            duration(allAttempts)));
    milestone
        .definition()
        .due()
        .ifPresent(
            due -> map.put("due", entry("date", due.toString(), "in_time", inTime(due, to))));
    map.put(
        "estimates",
        entry(
            "tasks_with_estimate",
            kinds.values().stream().mapToInt(k -> k.samples).sum(),
            "expected",
            duration(expected),
            "taken",
            duration(taken),
            "variance",
            signed(taken - expected),
            "efficiency_ratio",
            efficiency().orElse(null)));
    map.put("attempts", entry("all", attempts, "failed", failed, "lost", lost, "retries", retries));
    map.put("cost", cost());
    List<Object> blockers = new ArrayList<>();
    for (Trail.BlockerTrail b : trail.blockers) {
      blockers.add(
          entry(
              "task",
              b.task,
              "type",
              b.type,
              "reason",
              b.reason.isEmpty() ? null : b.reason,
              "since",
              time(b.since),
              "resolved",
              time(b.resolved),
              "resolution_time",
              b.resolved > 0 ? duration(b.resolved - b.since) : null,
              "tasks_held_up",
              b.blocked));
    }
    map.put("blockers", blockers);
    List<Object> tasks = new ArrayList<>();
    for (Row row : rows) {
      tasks.add(task(row));
    }
    map.put("tasks", tasks);
    return map;
  }

  private static boolean inTime(LocalDate due, long completed) {
    // As the engine's own figures count: on the due day, wherever on earth that is.
    return completed < due.plusDays(1).atTime(12, 0).toInstant(ZoneOffset.UTC).toEpochMilli();
  }

  private Map<String, Object> cost() {
    List<Object> money = new ArrayList<>();
    trail.money.forEach(
        (currency, amount) ->
            money.add(entry("amount", amount.toPlainString(), "currency", currency)));
    return entry(
        "input_tokens", trail.inputTokens, "output_tokens", trail.outputTokens, "money", money);
  }

  private static Map<String, Object> task(Row row) {
    TaskTrail t = row.trail();
    Cost cost = t.cost[0];
    boolean done = row.task().status() == TaskStatus.SUCCEEDED;
    return entry(
        "id",
        row.id(),
        "status",
        row.task().status().text(),
        "kind",
        row.task().definition().kind().isEmpty() ? null : row.task().definition().kind(),
        "expected",
        row.estimated() ? duration(row.expected()) : null,
        "taken",
        done ? duration(row.taken()) : null,
        "variance",
        row.estimated() && done ? signed(row.taken() - row.expected()) : null,
        "ratio",
        row.estimated() && done && row.expected() > 0 ? round(row.ratio()) : null,
        "verified",
        done ? t.verified : null,
        "agent",
        t.agent.isEmpty() ? null : t.agent,
        "attempts",
        t.attempts,
        "failed",
        t.failed + t.refuted + t.timedOut,
        "lost",
        t.lost,
        "retries",
        t.retries + t.retriedByHand,
        "unsuccessful_time",
        t.otherMillis > 0 ? duration(t.otherMillis) : null,
        "waited",
        row.waited() > 0 ? duration(row.waited()) : null,
        "tokens",
        cost.tokens() > 0 ? cost.tokens() : null,
        "money",
        cost.money().compareTo(BigDecimal.ZERO) > 0
            ? cost.money().toPlainString() + " " + cost.currency()
            : null);
  }

  // ---- lessons-learned.yaml ----

  /** What the figures say. */
  List<String> lessons() {
    List<String> lessons = new ArrayList<>();
    efficiency()
        .ifPresent(
            ratio ->
                lessons.add(
                    String.format(
                        Locale.ROOT,
                        "The %d task(s) with an estimate took %s where %s was expected: %.2f times"
                            + " as long.",
                        kinds.values().stream().mapToInt(k -> k.samples).sum(),
                        words(taken),
                        words(expected),
                        ratio)));
    worstEstimates(lessons);
    kinds.forEach(
        (name, kind) -> {
          if (kind.samples >= FEWEST_OF_A_KIND && kind.expected > 0 && !name.isEmpty()) {
            lessons.add(
                String.format(
                    Locale.ROOT,
                    "Work of kind '%s' took %.2f times the expected time (%d tasks).",
                    name,
                    (double) kind.taken / kind.expected,
                    kind.samples));
          }
        });
    mostRetried(lessons);
    longestWaiting(lessons);
    for (int i = 0; i < Math.min(MAX_OF_A_SORT, trail.blockers.size()); i++) {
      Trail.BlockerTrail b = trail.blockers.get(i);
      lessons.add(
          "Task "
              + b.task
              + " held up "
              + b.blocked
              + " task(s)"
              + (b.resolved > 0 ? " for " + words(b.resolved - b.since) : "")
              + " ("
              + b.type
              + (b.reason.isEmpty() ? "" : ": " + b.reason)
              + ").");
    }
    if (lost > 0) {
      lessons.add(
          lost
              + " attempt(s) were lost: their agents or engines ended without anybody seeing the"
              + " outcome.");
    }
    unverified(lessons);
    return lessons;
  }

  private void worstEstimates(List<String> lessons) {
    List<Row> judged = new ArrayList<>();
    for (Row row : rows) {
      if (row.estimated()
          && row.expected() > 0
          && row.task().status() == TaskStatus.SUCCEEDED
          && row.trail().succeeded > 0
          && (row.ratio() >= 1.5 || row.ratio() <= 0.5)) {
        judged.add(row);
      }
    }
    judged.sort(
        (a, b) ->
            Long.compare(Math.abs(b.taken() - b.expected()), Math.abs(a.taken() - a.expected())));
    for (Row row : judged.subList(0, Math.min(MAX_OF_A_SORT, judged.size()))) {
      lessons.add(
          String.format(
              Locale.ROOT,
              "Task %s was estimated at %s and took %s (%.2f times).",
              row.id(),
              words(row.expected()),
              words(row.taken()),
              row.ratio()));
    }
  }

  private void mostRetried(List<String> lessons) {
    List<Row> retried = new ArrayList<>();
    for (Row row : rows) {
      if (row.trail().attempts > 1) {
        retried.add(row);
      }
    }
    retried.sort((a, b) -> Integer.compare(b.trail().attempts, a.trail().attempts));
    for (Row row : retried.subList(0, Math.min(MAX_OF_A_SORT, retried.size()))) {
      List<String> reasons = row.trail().reasons;
      lessons.add(
          "Task "
              + row.id()
              + " took "
              + row.trail().attempts
              + " attempts"
              + (reasons.isEmpty() ? "" : "; the last failure: " + reasons.get(reasons.size() - 1))
              + ".");
    }
  }

  private void longestWaiting(List<String> lessons) {
    Row longest = null;
    for (Row row : rows) {
      if (row.waited() > Math.max(60_000, row.taken())
          && (longest == null || row.waited() > longest.waited())) {
        longest = row;
      }
    }
    if (longest != null) {
      lessons.add(
          "Task "
              + longest.id()
              + " waited "
              + words(longest.waited())
              + " after what it depends on was done, longer than it took ("
              + words(longest.taken())
              + ").");
    }
  }

  private void unverified(List<String> lessons) {
    int n = 0;
    for (Row row : rows) {
      n += row.task().status() == TaskStatus.SUCCEEDED && !row.trail().verified ? 1 : 0;
    }
    if (n > 0) {
      lessons.add(n + " task(s) succeeded without a verification.");
    }
  }

  Map<String, Object> lessonsDocument() {
    List<Object> byKind = new ArrayList<>();
    List<Object> adjustments = new ArrayList<>();
    kinds.forEach(
        (name, kind) -> {
          if (kind.expected > 0) {
            double ratio = round((double) kind.taken / kind.expected);
            byKind.add(
                entry(
                    "kind",
                    name,
                    "samples",
                    kind.samples,
                    "expected",
                    duration(kind.expected),
                    "taken",
                    duration(kind.taken),
                    "ratio",
                    ratio));
            if (kind.samples >= FEWEST_OF_A_KIND) {
              adjustments.add(entry("kind", name, "factor", ratio, "samples", kind.samples));
            }
          }
        });
    List<Object> failures = new ArrayList<>();
    for (Row row : rows) {
      if (!row.trail().reasons.isEmpty()) {
        failures.add(entry("task", row.id(), "reasons", List.copyOf(row.trail().reasons)));
      }
    }
    return entry(
        "milestone",
        milestone.id(),
        "lessons",
        lessons(),
        "by_kind",
        byKind,
        "estimation_adjustments",
        adjustments,
        "risk_patterns",
        failures);
  }

  // ---- parts ----

  static Map<String, Object> entry(@Nullable Object... keysAndValues) {
    Map<String, Object> map = new LinkedHashMap<>(keysAndValues.length);
    for (int i = 0; i < keysAndValues.length; i += 2) {
      Object value = keysAndValues[i + 1];
      if (value != null) {
        map.put(String.valueOf(keysAndValues[i]), value);
      }
    }
    return map;
  }

  static @Nullable String time(long millis) {
    return millis == 0 ? null : Instant.ofEpochMilli(millis).toString();
  }

  static String duration(long millis) {
    return Duration.ofMillis(millis).toString();
  }

  private static String signed(long millis) {
    return millis < 0 ? "-" + duration(-millis) : duration(millis);
  }

  static double round(double value) {
    return Math.round(value * 10_000) / 10_000.0;
  }

  /** A length of time as people say it. */
  static String words(long millis) {
    if (millis < 1_000) {
      return millis + " ms";
    }
    if (millis < 120_000) {
      return String.format(Locale.ROOT, "%.1f s", millis / 1_000.0);
    }
    if (millis < 7_200_000) {
      return millis / 60_000 + " min";
    }
    return String.format(Locale.ROOT, "%.1f h", millis / 3_600_000.0);
  }
}
