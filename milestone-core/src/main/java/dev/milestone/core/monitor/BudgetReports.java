package dev.milestone.core.monitor;

import dev.milestone.BudgetReport;
import dev.milestone.core.kernel.BudgetNode;
import dev.milestone.core.kernel.Budgets;
import dev.milestone.core.kernel.Spending;
import dev.milestone.core.kernel.State;
import dev.milestone.core.kernel.TaskNode;
import dev.milestone.model.Budget;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Budgets and what is left of them. Pure. */
final class BudgetReports {

  /** Most budgets that are shown, the most used first. */
  static final int MAX = 1_000;

  /** Most ids of tasks that wait because of one. */
  static final int MAX_WAITING = 100;

  private BudgetReports() {}

  static List<BudgetReport> of(State state, Instant now) {
    List<BudgetReport> reports = new ArrayList<>();
    for (BudgetNode node : state.budgets()) {
      if (!node.limit().unlimited()) {
        reports.add(report(state, node, now.toEpochMilli()));
      }
    }
    if (reports.size() > MAX) {
      reports.sort(Comparator.comparingDouble(BudgetReport::used).reversed());
      return List.copyOf(reports.subList(0, MAX));
    }
    return reports;
  }

  private static BudgetReport report(State state, BudgetNode node, long nowMillis) {
    Budget limit = node.limit();
    Spending used = Budgets.used(state, node, nowMillis);
    boolean out = Budgets.usedUp(node, used);
    Spending expected = Budgets.expected(state, node);
    List<String> waiting = new ArrayList<>();
    if (out) {
      for (TaskNode task : Budgets.waiting(state, node, MAX_WAITING)) {
        waiting.add(task.id());
      }
    }
    return new BudgetReport(
        node.scope(),
        node.id(),
        limit,
        used.cost(limit.currency()),
        Duration.ofMillis(used.millis()),
        (int) Math.min(Integer.MAX_VALUE, used.attempts()),
        Budgets.share(node, used),
        Optional.ofNullable(expected).map(e -> e.cost(limit.currency())),
        out
            ? BudgetReport.State.EXHAUSTED
            : node.warned() ? BudgetReport.State.WARNED : BudgetReport.State.OK,
        waiting);
  }
}
