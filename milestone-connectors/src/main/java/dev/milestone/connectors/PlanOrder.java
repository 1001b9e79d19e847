package dev.milestone.connectors;

import dev.milestone.connectors.PhaseDraft.Purpose;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * Which phase waits for which, and in which order tasks can be done: references of the source hold
 * always, phases as far as they do not contradict them, the order of the file as far as it
 * contradicts neither. Time {@code n log n}. Confined to one thread.
 */
final class PlanOrder {

  private final ChecklistPlan plan;
  private final PlanGraph explicit;
  private final List<Set<PhaseDraft>> waits = new ArrayList<>();

  /** Pairs of phases whose order had to be given up. */
  private final List<PhaseDraft[]> given = new ArrayList<>();

  private final int[] position;

  /**
   * Finds an order.
   *
   * @param explicit references between tasks, without cycles
   * @param sequence whether phases about which nothing is said wait for those before them
   */
  PlanOrder(ChecklistPlan plan, PlanGraph explicit, boolean sequence) {
    this.plan = plan;
    this.explicit = explicit;
    this.position = new int[plan.tasks.size()];
    wishes(sequence);
    sort();
  }

  /** Phases that a phase waits for. */
  Set<PhaseDraft> waits(PhaseDraft phase) {
    return waits.get(phase.index);
  }

  /** Pairs of phases whose order had to be given up: the first does not wait for the second. */
  List<PhaseDraft[]> given() {
    return given;
  }

  /** Tasks of a phase in an order in which they can be done. */
  List<ChecklistItem> sorted(PhaseDraft phase) {
    List<ChecklistItem> items = new ArrayList<>(phase.items);
    items.sort((a, b) -> Integer.compare(position[a.index], position[b.index]));
    return items;
  }

  /** Position of a task in the order. */
  int position(ChecklistItem item) {
    return position[item.index];
  }

  private void wishes(boolean sequence) {
    List<PhaseDraft> before = List.of();
    List<PhaseDraft> stories = new ArrayList<>();
    for (PhaseDraft phase : plan.phases) {
      Set<PhaseDraft> wish = new LinkedHashSet<>();
      if (!phase.stated.isEmpty()) {
        wish.addAll(phase.stated);
        wish.remove(phase);
      } else if (sequence) {
        wish.addAll(phase.purpose == Purpose.STORY || stories.isEmpty() ? before : stories);
      }
      waits.add(wish);
      if (phase.purpose == Purpose.STORY) {
        stories.add(phase);
      } else {
        before = List.of(phase);
        stories = new ArrayList<>();
      }
    }
  }

  /**
   * Sorts tasks and, for each phase, its begin and its end. When nothing can go on, the first phase
   * that has not begun begins without what it waits for.
   */
  private void sort() {
    int n = plan.tasks.size();
    int phases = plan.phases.size();
    int[] open = new int[n + 2 * phases];
    int[] key = keys(n, phases);
    PlanGraph.Builder after = new PlanGraph.Builder(n + 2 * phases);
    for (int task = 0; task < n; task++) {
      for (int e = explicit.first(task); e < explicit.first(task + 1); e++) {
        after.edge(explicit.target(e), task);
        open[task]++;
      }
      int phase = plan.tasks.get(task).phase;
      after.edge(n + phase, task);
      open[task]++;
      after.edge(task, n + phases + phase);
      open[n + phases + phase]++;
    }
    for (int phase = 0; phase < phases; phase++) {
      for (PhaseDraft target : waits.get(phase)) {
        after.edge(n + phases + target.index, n + phase);
        open[n + phase]++;
      }
    }
    PlanGraph graph = after.build();
    PriorityQueue<Integer> ready = new PriorityQueue<>((a, b) -> Integer.compare(key[a], key[b]));
    boolean[] emitted = new boolean[open.length];
    for (int node = 0; node < open.length; node++) {
      if (open[node] == 0) {
        ready.add(node);
      }
    }
    int stuck = 0;
    int clock = 0;
    while (true) {
      Integer node = ready.poll();
      if (node == null) {
        while (stuck < phases && emitted[n + stuck]) {
          stuck++;
        }
        if (stuck == phases) {
          break;
        }
        giveUp(stuck, n + phases, emitted);
        node = n + stuck;
      }
      if (emitted[node]) {
        continue;
      }
      emitted[node] = true;
      if (node < n) {
        position[node] = clock++;
      }
      for (int e = graph.first(node); e < graph.first(node + 1); e++) {
        int next = graph.target(e);
        if (--open[next] == 0 && !emitted[next]) {
          ready.add(next);
        }
      }
    }
  }

  private void giveUp(int phase, int firstEnd, boolean[] emitted) {
    PhaseDraft waiting = plan.phases.get(phase);
    waits
        .get(phase)
        .removeIf(
            target -> {
              boolean unmet = !emitted[firstEnd + target.index];
              if (unmet) {
                given.add(new PhaseDraft[] {waiting, target});
              }
              return unmet;
            });
  }

  /** Order of the file, children before their parent; a phase begins before its first task. */
  private int[] keys(int n, int phases) {
    int[] key = new int[n + 2 * phases];
    Arrays.fill(key, Integer.MAX_VALUE);
    int clock = 0;
    List<ChecklistItem> path = new ArrayList<>();
    for (ChecklistItem item : plan.tasks) {
      while (!path.isEmpty() && path.get(path.size() - 1).depth >= item.depth) {
        key[path.remove(path.size() - 1).index] = ++clock;
      }
      if (key[n + item.phase] == Integer.MAX_VALUE) {
        key[n + item.phase] = ++clock;
      }
      path.add(item);
    }
    while (!path.isEmpty()) {
      key[path.remove(path.size() - 1).index] = ++clock;
    }
    return key;
  }
}
