package dev.milestone.core.kernel;

import dev.milestone.model.MilestoneDefinition;
import dev.milestone.model.MilestoneStatus;
import dev.milestone.model.TaskStatus;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A milestone in the state. Confined to the state; changed by {@link Evolver} only. */
public final class MilestoneNode {
  final int index;
  final String id;
  private @Nullable MilestoneDefinition definition;

  /** Its definition as it stands in a snapshot, until another is set. */
  private @Nullable Packed packedDefinition;

  int position;
  MilestoneStatus status = MilestoneStatus.PLANNED;
  final List<TaskNode> tasks = new ArrayList<>();

  /** Milestones that have to be completed before; unknown ids count as open. */
  final Set<String> before = new LinkedHashSet<>();

  final Set<MilestoneNode> after = new LinkedHashSet<>();

  /** Tasks that depend on this milestone directly. */
  final List<Link> waiting = new ArrayList<>(0);

  int openBefore;
  final int[] counts = new int[TaskStatus.values().length];
  long weightDone;
  long weightAll;
  long startedMillis;
  long completedMillis;

  /** The last event that changed it or one of its tasks. */
  long changedAt;

  /** The last event that changed its status. */
  long statusAt;

  String archiveFolder = "";
  String archiveEffect = "";
  List<String> notes = List.of();

  /** What its attempts that have ended have cost; null before the first has. */
  @Nullable Spending spending;

  MilestoneNode(int index, String id) {
    this.index = index;
    this.id = id;
  }

  void define(MilestoneDefinition newDefinition) {
    definition = newDefinition;
    packedDefinition = null;
  }

  void define(Packed packed) {
    definition = null;
    packedDefinition = packed;
  }

  @Nullable Packed packedDefinition() {
    return packedDefinition;
  }

  /** Its id. */
  public String id() {
    return id;
  }

  /** Its definition. */
  public MilestoneDefinition definition() {
    MilestoneDefinition d = definition;
    if (d == null) {
      Packed packed = packedDefinition;
      if (packed == null) {
        throw new IllegalStateException("milestone without a definition: " + id);
      }
      d = packed.definitions().milestone(packed.map());
      definition = d;
    }
    return d;
  }

  /** Where it stands. */
  public MilestoneStatus status() {
    return status;
  }

  /** Its tasks. */
  public List<TaskNode> tasks() {
    return tasks;
  }

  /** How many of its tasks stand so. */
  public int count(TaskStatus taskStatus) {
    return counts[taskStatus.ordinal()];
  }

  /** When its first attempt started; 0 before. */
  public long startedMillis() {
    return startedMillis;
  }

  /** When it was completed; 0 before. */
  public long completedMillis() {
    return completedMillis;
  }

  /** Folder of its archive; empty before. */
  public String archiveFolder() {
    return archiveFolder;
  }

  /** Effect that is writing its archive; empty when none is. */
  public String archiveEffect() {
    return archiveEffect;
  }

  /** Place in the plan. */
  public int position() {
    return position;
  }

  /** Ids of milestones that have to be completed before. */
  public Set<String> before() {
    return before;
  }

  /** Tasks that depend on this milestone directly. */
  public List<Link> waiting() {
    return waiting;
  }

  /** The last event that changed it or one of its tasks. */
  public long changedAt() {
    return changedAt;
  }

  /** The last event that changed its status. */
  public long statusAt() {
    return statusAt;
  }

  /** Expected time of its tasks, cancelled ones left out. */
  public long weightAll() {
    return weightAll;
  }

  /** Expected time of its succeeded tasks. */
  public long weightDone() {
    return weightDone;
  }

  /** Notes. */
  public List<String> notes() {
    return notes;
  }

  /** Milestones that wait for this one. */
  public Set<MilestoneNode> after() {
    return after;
  }

  /** Share of the expected time of its tasks that is done; cancelled tasks do not count. */
  public double progress() {
    if (weightAll > 0) {
      return (double) weightDone / weightAll;
    }
    int all = tasks.size() - count(TaskStatus.CANCELLED);
    return all == 0
        ? (status == MilestoneStatus.COMPLETED || status == MilestoneStatus.ARCHIVED ? 1 : 0)
        : (double) count(TaskStatus.SUCCEEDED) / all;
  }

  /** Whether every task is done or cancelled. */
  boolean allDone() {
    return count(TaskStatus.SUCCEEDED) + count(TaskStatus.CANCELLED) == tasks.size();
  }

  /** Whether nothing of it is under way and nothing can be started because of a failure. */
  boolean stuck() {
    return count(TaskStatus.FAILED) + count(TaskStatus.BLOCKED) > 0
        && count(TaskStatus.RUNNING)
                + count(TaskStatus.VERIFYING)
                + count(TaskStatus.READY)
                + count(TaskStatus.PENDING)
            == 0;
  }

  /** Whether it is archived or cancelled. */
  public boolean closed() {
    return status == MilestoneStatus.ARCHIVED || status == MilestoneStatus.CANCELLED;
  }
}
