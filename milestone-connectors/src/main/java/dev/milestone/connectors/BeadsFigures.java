package dev.milestone.connectors;

import dev.milestone.connectors.BeadsPlan.Issue;
import dev.milestone.connectors.BeadsPlan.Link;
import dev.milestone.spi.plan.ImportedStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * Figures of an {@code issues.jsonl}, by the definitions in {@code docs/import.md}.
 *
 * @param edges dependencies of live issues of all types, distinct by type and target
 * @param edgesByType the same by type
 * @param dangling those to an id that no record has: from, type, target
 * @param danglingBlocking how many of these block
 * @param tombstoneReferences dependencies on deleted issues
 * @param external dependencies on other trackers
 * @param cycle a shortest cycle of blocking dependencies
 * @param nodesOnCycles issues that wait for themselves
 * @param ready issues that could be worked on
 * @param readyInherited those of them that no ancestor keeps waiting
 * @param longestOpenChain issues on the longest path of unfinished ones, absent with a cycle
 * @param longestOpenChainCondensed the same, each cycle counted as one issue
 * @param leadTimes hours from creation to closing of closed issues, sorted
 * @param negativeLeads closed issues that were closed before they were created
 * @param closedPerDay closed issues by the day in UTC
 */
record BeadsFigures(
    int edges,
    Map<String, Integer> edgesByType,
    List<String[]> dangling,
    int danglingBlocking,
    int tombstoneReferences,
    int external,
    List<String> cycle,
    int nodesOnCycles,
    List<String> ready,
    int readyInherited,
    OptionalInt longestOpenChain,
    int longestOpenChainCondensed,
    double[] leadTimes,
    int negativeLeads,
    Map<String, Integer> closedPerDay) {

  /** Computes them. */
  static BeadsFigures of(BeadsPlan plan) {
    return new Count(plan).figures();
  }

  private static final class Count {
    private final BeadsPlan plan;
    private final List<Issue> issues;
    private final Map<String, Integer> byType = new TreeMap<>();
    private final List<String[]> dangling = new ArrayList<>();
    private int edges;
    private int danglingBlocking;
    private int tombstones;
    private int external;
    private int negative;

    Count(BeadsPlan plan) {
      this.plan = plan;
      this.issues = plan.issues();
    }

    BeadsFigures figures() {
      PlanGraph.Builder blocking = new PlanGraph.Builder(issues.size());
      PlanGraph.Builder parents = new PlanGraph.Builder(issues.size());
      for (int i = 0; i < issues.size(); i++) {
        for (Link link : issues.get(i).links()) {
          int target = count(issues.get(i), link);
          if (target >= 0 && link.blocks()) {
            blocking.edge(i, target);
          } else if (target >= 0 && link.isParent()) {
            parents.edge(i, target);
          }
        }
      }
      PlanGraph graph = blocking.build();
      PlanFigures all = new PlanFigures(graph);
      boolean[] unfinished = new boolean[issues.size()];
      for (int i = 0; i < unfinished.length; i++) {
        unfinished[i] = unfinished(i);
      }
      PlanFigures open = new PlanFigures(graph.restricted(unfinished));
      int condensed = open.longestChainCondensed(unfinished);
      List<String> cycle = new ArrayList<>();
      for (int node : all.shortestCycle()) {
        cycle.add(issues.get(node).id());
      }
      boolean[] kept = keptWaiting(graph, parents.build());
      List<String> ready = new ArrayList<>();
      int inherited = 0;
      for (int i = 0; i < issues.size(); i++) {
        ImportedStatus status = issues.get(i).status();
        if (status != null && StatusWords.isWorkable(status) && !waits(graph, i)) {
          ready.add(issues.get(i).id());
          inherited += kept[i] ? 0 : 1;
        }
      }
      Map<String, Integer> perDay = new TreeMap<>();
      double[] leads = leads(perDay);
      return new BeadsFigures(
          edges,
          byType,
          dangling,
          danglingBlocking,
          tombstones,
          external,
          cycle,
          all.nodesOnCycles(),
          ready,
          inherited,
          open.hasCycle() ? OptionalInt.empty() : OptionalInt.of(condensed),
          condensed,
          leads,
          negative,
          perDay);
    }

    private int count(Issue issue, Link link) {
      edges++;
      byType.merge(link.type(), 1, Integer::sum);
      if (link.external()) {
        external++;
        return -1;
      }
      int target = plan.find(link.target());
      if (target < 0 && plan.isTombstone(link.target())) {
        tombstones++;
      } else if (target < 0) {
        dangling.add(new String[] {issue.id(), link.type(), link.target()});
        danglingBlocking += link.blocks() ? 1 : 0;
      }
      return target;
    }

    private boolean unfinished(int i) {
      ImportedStatus status = issues.get(i).status();
      return status == null || !StatusWords.isFinished(status);
    }

    private boolean waits(PlanGraph graph, int i) {
      for (int e = graph.first(i); e < graph.first(i + 1); e++) {
        if (issues.get(graph.target(e)).status() != ImportedStatus.DONE) {
          return true;
        }
      }
      return false;
    }

    /** Whether an unfinished ancestor waits; groups of parents are in order, parents first. */
    private boolean[] keptWaiting(PlanGraph graph, PlanGraph parents) {
      CycleGroups groups = CycleGroups.of(parents);
      boolean[] ofGroup = new boolean[groups.count()];
      boolean[] kept = new boolean[issues.size()];
      for (int i : inOrder(groups)) {
        for (int e = parents.first(i); e < parents.first(i + 1); e++) {
          int parent = parents.target(e);
          ofGroup[groups.of(i)] |=
              ofGroup[groups.of(parent)] || (unfinished(parent) && waits(graph, parent));
        }
      }
      for (int i = 0; i < kept.length; i++) {
        kept[i] = ofGroup[groups.of(i)];
      }
      return kept;
    }

    private int[] inOrder(CycleGroups groups) {
      int[] next = new int[groups.count() + 1];
      for (int i = 0; i < issues.size(); i++) {
        next[groups.of(i) + 1]++;
      }
      for (int g = 0; g < groups.count(); g++) {
        next[g + 1] += next[g];
      }
      int[] order = new int[issues.size()];
      for (int i = 0; i < issues.size(); i++) {
        order[next[groups.of(i)]++] = i;
      }
      return order;
    }

    private double[] leads(Map<String, Integer> perDay) {
      double[] hours = new double[issues.size()];
      int count = 0;
      for (Issue issue : issues) {
        if (issue.status() != ImportedStatus.DONE || issue.closed().isEmpty()) {
          continue;
        }
        Instant closed = issue.closed().get();
        perDay.merge(closed.toString().substring(0, 10), 1, Integer::sum);
        if (issue.created().isPresent()) {
          // Not ChronoUnit.MICROS: it overflows beyond 292 years, and dates may be anything.
          Duration lead = Duration.between(micros(issue.created().get()), micros(closed));
          double micros = lead.getSeconds() * 1e6 + lead.getNano() / 1_000;
          if (micros < 0) {
            negative++;
          } else {
            hours[count++] = micros / 3_600_000_000.0;
          }
        }
      }
      double[] sorted = Arrays.copyOf(hours, count);
      Arrays.sort(sorted);
      return sorted;
    }

    private static Instant micros(Instant moment) {
      return moment.truncatedTo(ChronoUnit.MICROS);
    }
  }
}
