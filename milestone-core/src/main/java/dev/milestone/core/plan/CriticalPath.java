package dev.milestone.core.plan;

import dev.milestone.ScheduledTask;
import dev.milestone.model.Estimate;
import dev.milestone.model.MilestoneDefinition;
import dev.milestone.model.ProjectDefinition;
import dev.milestone.model.TaskDefinition;
import dev.milestone.model.TaskId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * Earliest times, slack and the critical path with unlimited agents, after Kelley and Walker
 * (1959). A task takes its expected duration {@code (o + 4m + p) / 6}, without an estimate the
 * given default. Links count as they do in execution: {@code finish-start} and {@code
 * finish-finish} from the finish of the predecessor to the start of the successor, {@code
 * start-start} and {@code start-finish} from its start, each plus the lag. Times are in
 * milliseconds of working time; lags are counted alike. Linear in tasks and dependencies, without
 * recursion. Ties go to what stands first, so the result depends on the input only.
 */
public final class CriticalPath {

  /**
   * What a task without an estimate takes when nothing else is configured ({@code
   * planning.estimation.default_task}).
   */
  public static final Duration DEFAULT_TASK = Duration.ofHours(1);

  /**
   * A schedule.
   *
   * @param schedule tasks by earliest start, in an order that respects all dependencies
   * @param makespan from start to end
   * @param criticalPath a longest path
   * @param unscheduled tasks on a cycle or behind one; empty for a plan that was read strictly
   */
  public record Result(
      List<ScheduledTask> schedule,
      Duration makespan,
      List<TaskId> criticalPath,
      List<TaskId> unscheduled) {

    /** Copies the lists. */
    public Result {
      schedule = List.copyOf(schedule);
      criticalPath = List.copyOf(criticalPath);
      unscheduled = List.copyOf(unscheduled);
    }
  }

  private final PlanGraph graph;
  private final List<TaskDefinition> tasks;
  private final long[] duration;
  private final long[] start;
  private final int[] order;
  private final int[] position;
  private int ordered;

  private CriticalPath(
      List<MilestoneDefinition> milestones, List<TaskDefinition> tasks, Duration defaultTask) {
    this.graph = new PlanGraph(milestones, tasks);
    this.tasks = tasks;
    this.duration = new long[graph.nodes];
    this.start = new long[graph.nodes];
    this.order = new int[graph.nodes];
    this.position = new int[graph.nodes];
    for (int i = 0; i < tasks.size(); i++) {
      duration[i] = tasks.get(i).estimate().map(Estimate::expected).orElse(defaultTask).toMillis();
    }
  }

  /** Schedules a project. */
  public static Result of(ProjectDefinition project, Duration defaultTask) {
    return of(project.milestones(), project.tasks(), defaultTask);
  }

  /** Schedules tasks; dependencies on what is not in the lists are left out. */
  public static Result of(
      List<MilestoneDefinition> milestones, List<TaskDefinition> tasks, Duration defaultTask) {
    return new CriticalPath(milestones, tasks, defaultTask).result();
  }

  private Result result() {
    int[][] incoming = graph.incoming();
    forward(incoming);
    long[] tail = backward();
    long makespan = 0;
    int last = -1;
    List<Integer> sorted = new ArrayList<>(tasks.size());
    List<TaskId> unscheduled = new ArrayList<>();
    for (int i = 0; i < tasks.size(); i++) {
      if (position[i] < 0) {
        unscheduled.add(tasks.get(i).id());
        continue;
      }
      sorted.add(i);
      long finish = start[i] + duration[i];
      if (last < 0 || finish > makespan) {
        makespan = finish;
        last = i;
      }
    }
    sorted.sort(
        Comparator.comparingLong((Integer i) -> start[i]).thenComparingInt(i -> position[i]));
    List<ScheduledTask> schedule = new ArrayList<>(sorted.size());
    for (int i : sorted) {
      schedule.add(
          new ScheduledTask(
              tasks.get(i).id(),
              Duration.ofMillis(start[i]),
              Duration.ofMillis(start[i] + duration[i]),
              Duration.ofMillis(makespan - start[i] - tail[i])));
    }
    return new Result(schedule, Duration.ofMillis(makespan), path(last), unscheduled);
  }

  /** Kahn's order, first come first served; earliest starts on the way. */
  private void forward(int[][] incoming) {
    int[] waits = new int[graph.nodes];
    Arrays.fill(position, -1);
    for (int v = 0; v < graph.nodes; v++) {
      waits[v] = graph.first[v + 1] - graph.first[v];
      if (waits[v] == 0) {
        order[ordered++] = v;
      }
    }
    for (int at = 0; at < ordered; at++) {
      int u = order[at];
      position[u] = at;
      for (int k = incoming[0][u]; k < incoming[0][u + 1]; k++) {
        int v = incoming[1][k];
        int arc = incoming[2][k];
        long from = graph.fromStart[arc] ? start[u] : start[u] + duration[u];
        start[v] = Math.max(start[v], from + graph.lagMillis[arc]);
        if (--waits[v] == 0) {
          order[ordered++] = v;
        }
      }
    }
  }

  /** Longest way from the start of a node to the end. */
  private long[] backward() {
    long[] tail = new long[graph.nodes];
    for (int v = 0; v < graph.nodes; v++) {
      tail[v] = duration[v];
    }
    for (int at = ordered - 1; at >= 0; at--) {
      int v = order[at];
      for (int a = graph.first[v]; a < graph.first[v + 1]; a++) {
        int u = graph.target[a];
        long own = graph.fromStart[a] ? 0 : duration[u];
        tail[u] = Math.max(tail[u], own + graph.lagMillis[a] + tail[v]);
      }
    }
    return tail;
  }

  private List<TaskId> path(int last) {
    List<TaskId> path = new ArrayList<>();
    int v = last;
    while (v >= 0) {
      if (v < tasks.size()) {
        path.add(tasks.get(v).id());
      }
      int next = -1;
      for (int a = graph.first[v]; a < graph.first[v + 1] && next < 0; a++) {
        int u = graph.target[a];
        long from = graph.fromStart[a] ? start[u] : start[u] + duration[u];
        if (position[u] >= 0 && from + graph.lagMillis[a] == start[v]) {
          next = u;
        }
      }
      v = next;
    }
    Collections.reverse(path);
    return path;
  }

  /**
   * Longest remaining way from the start of each node to the end of the graph, its own duration
   * included: the order in which a dispatcher takes what is ready. Successors of node v stand from
   * {@code successorStart[v]} to {@code successorStart[v + 1]}. Nodes on a cycle, and before one,
   * count what lies behind them outside of it. The arrays are not changed.
   */
  public static long[] tailMillis(int[] successorStart, int[] successors, long[] durationMillis) {
    return tailMillis(
        successorStart,
        successors,
        new long[successors.length],
        new boolean[successors.length],
        durationMillis);
  }

  /**
   * The same with a lag for each arc, and whether the arc counts from the start of its predecessor.
   */
  public static long[] tailMillis(
      int[] successorStart,
      int[] successors,
      long[] lagMillis,
      boolean[] fromStart,
      long[] durationMillis) {
    int n = durationMillis.length;
    int[] waits = new int[n];
    for (int a = 0; a < successorStart[n]; a++) {
      waits[successors[a]]++;
    }
    int[] order = new int[n];
    int ordered = 0;
    for (int v = 0; v < n; v++) {
      if (waits[v] == 0) {
        order[ordered++] = v;
      }
    }
    for (int at = 0; at < ordered; at++) {
      int u = order[at];
      for (int a = successorStart[u]; a < successorStart[u + 1]; a++) {
        if (--waits[successors[a]] == 0) {
          order[ordered++] = successors[a];
        }
      }
    }
    long[] tail = durationMillis.clone();
    for (int at = ordered - 1; at >= 0; at--) {
      int u = order[at];
      for (int a = successorStart[u]; a < successorStart[u + 1]; a++) {
        long own = fromStart[a] ? 0 : durationMillis[u];
        tail[u] = Math.max(tail[u], own + lagMillis[a] + tail[successors[a]]);
      }
    }
    return tail;
  }
}
