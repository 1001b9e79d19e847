package dev.milestone.core.projection;

import dev.milestone.core.kernel.AttemptNode;
import dev.milestone.core.kernel.MilestoneNode;
import dev.milestone.core.kernel.SessionNode;
import dev.milestone.core.kernel.State;
import dev.milestone.model.IdGrammar;
import dev.milestone.model.MilestoneStatus;
import dev.milestone.spi.storage.EventStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One pass over what has changed since a sequence, in looks of bounded length: the state is not
 * kept from others for longer than it takes to copy {@value #TASKS_A_LOOK} tasks.
 */
final class Tree {

  /** Most tasks copied in one look, unless one milestone alone has more. */
  static final int TASKS_A_LOOK = 2_000;

  /** Up to how many tasks risks are computed anew in every pass. */
  static final int RISKS_EACH_PASS = 5_000;

  /**
   * A file to be written or, without content, to be deleted.
   *
   * @param name below {@code .milestones/}
   * @param content makes its bytes; null: it is to be deleted
   */
  record FileChange(String name, @Nullable Supplier<byte[]> content) {}

  private final EventStore store;
  private final long since;
  private final Set<String> wanted;
  private final boolean last;
  private long sequence = -1;
  private int nextMilestone;
  private boolean small;
  private Documents.@Nullable Planned planned;
  private final Map<String, Set<String>> complete = new HashMap<>();
  private final List<String> postponed = new ArrayList<>();

  /**
   * A pass.
   *
   * @param since changes up to here are in the files
   * @param wanted files that are to be made even if nothing has changed
   * @param last whether risks are computed whatever that costs
   */
  Tree(EventStore store, long since, Set<String> wanted, boolean last) {
    this.store = store;
    this.since = since;
    this.wanted = wanted;
    this.last = last;
  }

  /** The sequence that the pass stands for. */
  long sequence() {
    return sequence;
  }

  /** Files that were left for a later pass. */
  List<String> postponed() {
    return postponed;
  }

  /** Folders of which the pass knows all files that belong there, with these. */
  Map<String, Set<String>> complete() {
    return complete;
  }

  private boolean due(String name, long changedAt) {
    return changedAt > since || wanted.contains(name);
  }

  /** One look; empty when the pass is done. */
  List<FileChange> next(State state) {
    List<FileChange> changes = new ArrayList<>();
    if (sequence < 0) {
      sequence = state.sequence();
      small(state, changes);
      small = true;
    }
    int looked = milestones(state, changes);
    if (nextMilestone >= state.milestones().size() && looked < TASKS_A_LOOK) {
      plan(state, TASKS_A_LOOK - looked, changes);
    }
    return changes;
  }

  /** Whether nothing is left to look at. */
  boolean isDone(State state) {
    Documents.Planned p = planned;
    return small && nextMilestone >= state.milestones().size() && p == null;
  }

  private int milestones(State state, List<FileChange> changes) {
    List<MilestoneNode> all = state.milestones();
    int looked = 0;
    while (nextMilestone < all.size() && looked < TASKS_A_LOOK) {
      MilestoneNode node = all.get(nextMilestone++);
      String name = "active/" + node.id() + ".yaml";
      if (!due(name, node.changedAt()) && node.changedAt() > 0) {
        continue;
      }
      if (node.status() == MilestoneStatus.ARCHIVED) {
        changes.add(new FileChange(name, null));
      } else {
        changes.add(new FileChange(name, Documents.milestone(state, node)));
        looked += node.tasks().size() + 1;
      }
    }
    return looked;
  }

  /** What is planned is gathered over several looks; a change of definitions begins it anew. */
  private void plan(State state, int limit, List<FileChange> changes) {
    Documents.Planned p = planned;
    if (p == null) {
      return;
    }
    if (p.definedAt != state.definedAt()) {
      p = new Documents.Planned(state.definedAt(), State.DEFAULT_TASK_MILLIS);
      planned = p;
    }
    p.take(state, limit);
    if (p.isComplete(state)) {
      Documents.Planned whole = p;
      changes.add(new FileChange("config/dependencies.yaml", () -> Documents.dependencies(whole)));
      changes.add(
          new FileChange("config/timeline-estimates.yaml", () -> Documents.timeline(whole)));
      planned = null;
    }
  }

  private void small(State state, List<FileChange> changes) {
    if (state.definedAt() > 0
        && (due("config/dependencies.yaml", state.definedAt())
            || due("config/timeline-estimates.yaml", state.definedAt()))) {
      planned = new Documents.Planned(state.definedAt(), State.DEFAULT_TASK_MILLIS);
    }
    current(state, changes);
    dependencies(state, changes);
    risks(state, changes);
    sessions(state, changes);
    agents(state, changes);
    archive(state, changes);
    folders(state);
  }

  private void current(State state, List<FileChange> changes) {
    String name = "active/current.txt";
    if (due(name, state.changedAt())) {
      MilestoneNode current = Documents.current(state);
      changes.add(new FileChange(name, current == null ? null : Documents.current(current)));
    }
  }

  private void dependencies(State state, List<FileChange> changes) {
    long at = state.definedAt();
    for (MilestoneNode node : state.milestones()) {
      at = Math.max(at, node.statusAt());
    }
    String name = "active/dependencies.yaml";
    if (at > 0 && due(name, at)) {
      changes.add(new FileChange(name, Documents.activeDependencies(state, at)));
    }
  }

  private void risks(State state, List<FileChange> changes) {
    String name = "config/risk-register.yaml";
    if (state.changedAt() == 0 || !due(name, state.changedAt())) {
      return;
    }
    if (last || state.tasks().size() <= RISKS_EACH_PASS) {
      changes.add(new FileChange(name, Documents.risks(state)));
    } else {
      postponed.add(name);
    }
  }

  private void sessions(State state, List<FileChange> changes) {
    for (SessionNode node : state.sessions().values()) {
      String name = "sessions/" + node.id() + ".yaml";
      if (IdGrammar.fault(node.id()).isEmpty() && due(name, node.changedAt())) {
        changes.add(
            new FileChange(
                name,
                Documents.session(
                    state, node, sequence -> CategoryLogs.detailsAt(store, sequence))));
      }
    }
  }

  private void agents(State state, List<FileChange> changes) {
    Map<String, List<AttemptNode>> active = new HashMap<>();
    for (AttemptNode attempt : state.active().values()) {
      active.computeIfAbsent(attempt.agent(), k -> new ArrayList<>()).add(attempt);
    }
    for (String id : state.knownAgents()) {
      String name = "sessions/agents/" + id + ".yaml";
      // After a new plan an agent may be declared no longer: it is looked at whatever its own
      // events say.
      if (IdGrammar.fault(id).isEmpty()
          && (due(name, Documents.agentSequence(state, id)) || state.plannedAt() > since)) {
        changes.add(
            new FileChange(name, Documents.agent(state, id, active.getOrDefault(id, List.of()))));
      }
    }
  }

  private void archive(State state, List<FileChange> changes) {
    String name = "completed/archive-index.yaml";
    boolean due = wanted.contains(name);
    for (MilestoneNode node : state.milestones()) {
      due |= node.status() == MilestoneStatus.ARCHIVED && node.changedAt() > since;
    }
    Supplier<byte[]> index = due ? Documents.archiveIndex(state) : null;
    if (index != null) {
      changes.add(new FileChange(name, index));
    }
  }

  /** Which files belong where, in the cases in which others may have to go. */
  private void folders(State state) {
    if (since == 0) {
      Set<String> active = new HashSet<>(Set.of("current.txt", "dependencies.yaml"));
      for (MilestoneNode node : state.milestones()) {
        if (node.status() != MilestoneStatus.ARCHIVED) {
          active.add(node.id() + ".yaml");
        }
      }
      complete.put("active", active);
    }
    if (since == 0 || state.sessionCount() > state.sessions().size()) {
      Set<String> sessions = new HashSet<>();
      state.sessions().keySet().forEach(id -> sessions.add(id + ".yaml"));
      complete.put("sessions", sessions);
    }
    if (since == 0 || state.plannedAt() > since) {
      Set<String> agents = new HashSet<>();
      state.knownAgents().forEach(id -> agents.add(id + ".yaml"));
      complete.put("sessions/agents", agents);
    }
  }
}
