package dev.milestone.core.monitor;

import dev.milestone.BudgetReport;
import dev.milestone.core.kernel.Budgets;
import dev.milestone.core.kernel.MilestoneNode;
import dev.milestone.core.kernel.State;
import dev.milestone.core.kernel.TaskNode;
import dev.milestone.model.Cost;
import dev.milestone.model.MilestoneStatus;
import dev.milestone.model.Risk;
import dev.milestone.model.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What may go wrong, from dates, paths, attempts and budgets. Pure. */
public final class Risks {

  /** Most risks that are shown, the gravest first. */
  public static final int MAX = 100;

  private static final List<String> SEVERITIES = List.of("high", "medium", "low");

  private Risks() {}

  /** Risks, the gravest first. */
  public static List<Risk> of(State state, Instant now) {
    List<Risk> risks = new ArrayList<>();
    dates(state, now, risks);
    budgets(state, now, risks);
    attempts(state, risks);
    soleAgents(state, risks);
    risks.sort(Comparator.comparingInt(r -> SEVERITIES.indexOf(r.severity())));
    return risks.size() > MAX ? List.copyOf(risks.subList(0, MAX)) : risks;
  }

  private static void dates(State state, Instant now, List<Risk> risks) {
    boolean anyDue = false;
    for (MilestoneNode milestone : state.milestones()) {
      anyDue |= open(milestone) && milestone.definition().due().isPresent();
    }
    if (!anyDue) {
      return;
    }
    Map<MilestoneNode, Long> outlook = Outlook.of(state, now.toEpochMilli());
    for (MilestoneNode milestone : state.milestones()) {
      LocalDate due = milestone.definition().due().orElse(null);
      if (due != null && open(milestone)) {
        date(
            state,
            now,
            milestone,
            due,
            Duration.ofMillis(outlook.getOrDefault(milestone, 0L)),
            risks);
      }
    }
  }

  private static void date(
      State state,
      Instant now,
      MilestoneNode milestone,
      LocalDate due,
      Duration work,
      List<Risk> risks) {
    Instant end = WorkTime.endOf(due, state.calendar());
    Instant finish = WorkTime.after(now, work, state.calendar());
    String waiting = dependents(milestone);
    if (!now.isBefore(end)) {
      risks.add(
          Risk.builder(
                  "due_passed",
                  "high",
                  "milestone " + milestone.id() + " was due on " + due + " and is not completed")
              .milestone(milestone.definition().id())
              .impact(hours(Duration.between(end, finish)))
              .because(hoursText(work) + " of work remain on its longest path" + waiting)
              .build());
    } else if (finish.isAfter(end)) {
      Duration late = Duration.between(end, finish);
      risks.add(
          Risk.builder(
                  "due_before_finish",
                  late.compareTo(Duration.ofDays(1)) >= 0 || !waiting.isEmpty() ? "high" : "medium",
                  "milestone "
                      + milestone.id()
                      + " is due on "
                      + due
                      + ", before it can be completed")
              .milestone(milestone.definition().id())
              .impact(hours(late))
              .because(
                  hoursText(work)
                      + " of work remain on its longest path, with as many agents as needed"
                      + waiting)
              .build());
    } else {
      Duration room = Duration.between(finish, end);
      if (!work.isZero() && room.compareTo(work.dividedBy(5)) < 0) {
        risks.add(
            Risk.builder(
                    "due_close",
                    "low",
                    "milestone " + milestone.id() + " can just be completed by " + due)
                .milestone(milestone.definition().id())
                .because(
                    hoursText(work)
                        + " of work remain on its longest path, "
                        + hoursText(room)
                        + " to spare"
                        + waiting)
                .build());
      }
    }
  }

  private static String dependents(MilestoneNode milestone) {
    int count = milestone.after().size();
    return count == 0
        ? ""
        : "; " + count + (count == 1 ? " milestone waits for it" : " milestones wait for it");
  }

  private static void budgets(State state, Instant now, List<Risk> risks) {
    for (BudgetReport report : BudgetReports.of(state, now)) {
      boolean spent = report.state() == BudgetReport.State.EXHAUSTED;
      boolean tooLittle = tooLittle(report);
      if (report.state() == BudgetReport.State.OK && !tooLittle) {
        continue;
      }
      String what =
          report.scope().equals("project")
              ? "the budget of the project"
              : "the budget of " + report.scope() + " " + report.id();
      String text =
          spent
              ? " is spent"
              : report.state() == BudgetReport.State.WARNED
                  ? " is nearly spent"
                  : " will not do for what is left";
      Risk.Builder risk =
          Risk.builder("budget", spent ? "high" : "medium", what + text)
              .because(
                  Math.round(report.used() * 100)
                      + " % of "
                      + Budgets.words(report.limit())
                      + " used"
                      + (tooLittle ? "; the tasks left are expected to cost more" : ""));
      milestone(state, report).ifPresent(m -> risk.milestone(m.definition().id()));
      risks.add(risk.build());
    }
  }

  private static Optional<MilestoneNode> milestone(State state, BudgetReport report) {
    return switch (report.scope()) {
      case "milestone" -> Optional.ofNullable(state.milestone(report.id()));
      case "task" -> Optional.ofNullable(state.task(report.id())).map(TaskNode::milestone);
      default -> Optional.empty();
    };
  }

  /** Whether what is left to do is expected to cost more than what is left of the budget. */
  private static boolean tooLittle(BudgetReport report) {
    if (report.expected().isEmpty()) {
      return false;
    }
    Cost all = report.spent().plus(report.expected().get());
    return report.limit().tokens().isPresent() && all.tokens() > report.limit().tokens().getAsLong()
        || report.limit().money().isPresent()
            && all.money().compareTo(report.limit().money().get()) > 0;
  }

  private static void attempts(State state, List<Risk> risks) {
    int shown = 0;
    for (TaskNode task : state.tasks()) {
      if (shown == MAX) {
        return;
      }
      if (task.failedAttempts() == 0 && task.lostAttempts() == 0
          || task.settled()
          || task.milestone().closed()) {
        continue;
      }
      int allowed = task.definition().retry().attempts();
      if (allowed > 1 && task.failedAttempts() >= allowed - 1) {
        shown++;
        risks.add(
            Risk.builder("retries_used", "medium", "task " + task.id() + " has one attempt left")
                .milestone(task.milestone().definition().id())
                .because(task.failedAttempts() + " of " + allowed + " attempts have failed")
                .build());
      }
      if (task.lostAttempts() > 0) {
        shown++;
        risks.add(
            Risk.builder(
                    "lost_attempts",
                    "medium",
                    "task " + task.id() + " may be what ends its agents or engines")
                .milestone(task.milestone().definition().id())
                .because("nobody saw the end of " + task.lostAttempts() + " attempt(s) in a row")
                .build());
      }
    }
  }

  /** Capabilities on the critical path that one agent alone has. */
  private static void soleAgents(State state, List<Risk> risks) {
    Capabilities capabilities = new Capabilities(state);
    if (capabilities.agents() < 2) {
      return;
    }
    Map<String, Integer> tasks = new LinkedHashMap<>();
    Map<String, String> agent = new LinkedHashMap<>();
    for (TaskNode task : state.criticalPath()) {
      List<String> requires = task.definition().requires();
      List<String> able = requires.isEmpty() ? List.of() : capabilities.able(requires);
      if (able.size() == 1 && task.status() != TaskStatus.SUCCEEDED) {
        String key = String.join(", ", requires);
        tasks.merge(key, 1, Integer::sum);
        agent.put(key, able.get(0));
      }
    }
    tasks.forEach(
        (key, count) -> {
          if (count > 1) {
            risks.add(
                Risk.builder(
                        "single_agent",
                        "low",
                        "without agent "
                            + agent.getOrDefault(key, "")
                            + " the critical path stands still")
                    .because(count + " tasks of it need [" + key + "], which no other agent can do")
                    .build());
          }
        });
  }

  private static boolean open(MilestoneNode milestone) {
    return !milestone.closed() && milestone.status() != MilestoneStatus.COMPLETED;
  }

  /** Rounded up to hours: exact values would change with every event. */
  private static Duration hours(Duration duration) {
    return Duration.ofHours(wholeHours(duration));
  }

  private static String hoursText(Duration duration) {
    return wholeHours(duration) + " h";
  }

  private static long wholeHours(Duration duration) {
    return duration.isNegative() ? 0 : (duration.toMillis() + 3_599_999L) / 3_600_000L;
  }
}
