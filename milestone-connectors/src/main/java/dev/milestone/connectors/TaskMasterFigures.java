package dev.milestone.connectors;

import dev.milestone.connectors.TaskMasterPlan.Entry;
import dev.milestone.connectors.TaskMasterPlan.Reference;
import dev.milestone.connectors.TaskMasterPlan.TaskList;
import dev.milestone.spi.plan.ImportedStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * Figures of one list of a {@code tasks.json}, by the definitions in {@code docs/import.md}.
 * Records with the same id are one node, with the status of the first and the references of all.
 *
 * @param tasks tasks, repeated ids included
 * @param subtasks subtasks, likewise
 * @param edges references, repetitions in one record counted once
 * @param duplicateReferences those repetitions
 * @param oddReferences references that are neither text nor number
 * @param dangling references to nothing: from, reference
 * @param cycle a shortest cycle
 * @param nodesOnCycles tasks and subtasks that wait for themselves
 * @param ready tasks that could be worked on
 * @param readySubtasks subtasks that could be
 * @param longestOpenChain nodes on the longest path of unfinished ones, absent with a cycle
 * @param longestOpenChainCondensed the same, each cycle counted as one node
 */
record TaskMasterFigures(
    int tasks,
    int subtasks,
    int edges,
    int duplicateReferences,
    int oddReferences,
    List<String[]> dangling,
    List<String> cycle,
    int nodesOnCycles,
    List<String> ready,
    int readySubtasks,
    OptionalInt longestOpenChain,
    int longestOpenChainCondensed) {

  /** Computes them. */
  static TaskMasterFigures of(TaskMasterPlan plan, TaskList list) {
    return new Count(plan, list).figures();
  }

  /** One computation; nodes are numbered from the list's first entry. */
  private static final class Count {
    private final TaskMasterPlan plan;
    private final TaskList list;
    private final int nodes;
    private final PlanGraph.Builder builder;
    private final List<String[]> dangling = new ArrayList<>();
    private int tasks;
    private int edges;
    private int repeated;
    private int odd;

    Count(TaskMasterPlan plan, TaskList list) {
      this.plan = plan;
      this.list = list;
      this.nodes = list.to() - list.from();
      this.builder = new PlanGraph.Builder(nodes);
    }

    TaskMasterFigures figures() {
      for (int i = list.from(); i < list.to(); i++) {
        Entry entry = plan.entries().get(i);
        tasks += entry.parent() < 0 ? 1 : 0;
        repeated += entry.repeated();
        odd += entry.odd();
        for (Reference reference : entry.references()) {
          edges++;
          int target = plan.target(entry, reference);
          if (target < 0) {
            dangling.add(new String[] {entry.id(), reference.id()});
          } else {
            builder.edge(entry.first() - list.from(), target - list.from());
          }
        }
      }
      PlanGraph graph = builder.build();
      PlanFigures all = new PlanFigures(graph);
      boolean[] unfinished = unfinished();
      PlanFigures open = new PlanFigures(graph.restricted(unfinished));
      int condensed = open.longestChainCondensed(unfinished);
      List<String> cycle = new ArrayList<>();
      for (int node : all.shortestCycle()) {
        cycle.add(entry(node).id());
      }
      return new TaskMasterFigures(
          tasks,
          nodes - tasks,
          edges,
          repeated,
          odd,
          dangling,
          cycle,
          all.nodesOnCycles(),
          ready(graph),
          readySubtasks(graph),
          open.hasCycle() ? OptionalInt.empty() : OptionalInt.of(condensed),
          condensed);
    }

    private List<String> ready(PlanGraph graph) {
      List<String> ready = new ArrayList<>();
      for (int node = 0; node < nodes; node++) {
        if (isFirst(node) && entry(node).parent() < 0 && isReady(graph, node)) {
          ready.add(entry(node).id());
        }
      }
      return ready;
    }

    private int readySubtasks(PlanGraph graph) {
      int ready = 0;
      // Whether a task and all it is part of are ready; parents stand before their parts.
      boolean[] whole = new boolean[nodes];
      for (int node = 0; node < nodes; node++) {
        Entry entry = entry(node);
        boolean itself = isReady(graph, entry.first() - list.from());
        whole[node] = itself && (entry.parent() < 0 || whole[entry.parent() - list.from()]);
        if (whole[node] && entry.parent() >= 0 && isFirst(node)) {
          ready++;
        }
      }
      return ready;
    }

    private boolean isReady(PlanGraph graph, int node) {
      ImportedStatus status = entry(node).status();
      if (status == null || !StatusWords.isWorkable(status)) {
        return false;
      }
      for (int e = graph.first(node); e < graph.first(node + 1); e++) {
        if (entry(graph.target(e)).status() != ImportedStatus.DONE) {
          return false;
        }
      }
      return true;
    }

    private boolean[] unfinished() {
      boolean[] unfinished = new boolean[nodes];
      for (int node = 0; node < nodes; node++) {
        ImportedStatus status = entry(node).status();
        unfinished[node] = isFirst(node) && (status == null || !StatusWords.isFinished(status));
      }
      return unfinished;
    }

    private boolean isFirst(int node) {
      return entry(node).first() == list.from() + node;
    }

    private Entry entry(int node) {
      return plan.entries().get(list.from() + node);
    }
  }
}
