package dev.milestone.core.kernel;

import dev.milestone.model.TaskDefinition;
import dev.milestone.model.TaskStatus;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A task in the state. Confined to the state; changed by {@link Evolver} only. */
public final class TaskNode {

  /** Finished attempts kept in the state; older ones stand in the journal. */
  static final int HISTORY = 16;

  /** Notes kept in the state. */
  static final int NOTES = 16;

  /** Priority first, then the longest remaining path, then the plan's order. */
  static final Comparator<TaskNode> DISPATCH_ORDER =
      (a, b) -> {
        if (a.priority != b.priority) {
          return Integer.compare(a.priority, b.priority);
        }
        if (a.tailMillis != b.tailMillis) {
          return Long.compare(b.tailMillis, a.tailMillis);
        }
        return Integer.compare(a.index, b.index);
      };

  final int index;
  final String id;
  MilestoneNode milestone;
  int position;
  int priority;
  long expectedMillis;
  private @Nullable TaskDefinition definition;

  /** Its definition as it stands in a snapshot, until another is set. */
  private @Nullable Packed packedDefinition;

  /** What it needs to start. */
  WorkClass.Key needs = WorkClass.Key.NOTHING;

  /** Whether {@link #expectedMillis} comes from an estimate. */
  boolean estimated;

  TaskStatus status = TaskStatus.PENDING;

  /**
   * What has to come before; one link for each dependency, also for those whose target is not known
   * yet.
   */
  List<Link> before = List.of();

  /** Links of tasks that wait for this one. */
  final List<Link> after = new ArrayList<>(0);

  /** How many links in {@link #before} are not satisfied. */
  int open;

  /** Longest remaining estimated path from here to the end, this task included. */
  long tailMillis;

  int attemptCount;
  int failedAttempts;
  int lostAttempts;

  /** When the first attempt of all started; 0 before. */
  long firstStartedMillis;

  long succeededMillis;
  boolean verified;
  long notBeforeMillis;
  long waitMillis;
  String reason = "";

  /** Why it is not to be worked on although nothing before it is missing. */
  @Nullable Hold hold;

  /** Whether it stands succeeded or cancelled because its source says so. */
  boolean adopted;

  @Nullable AttemptNode active;

  /** Finished attempts, as far as they are not in {@link #packedHistory}. */
  private List<AttemptNode> history = List.of();

  /** Finished attempts as they stand in a snapshot, until somebody asks for them. */
  private @Nullable Packed packedHistory;

  List<String> notes = List.of();

  /** What attempts have cost that are no longer in the history; null while all are. */
  @Nullable Spending forgotten;

  @Nullable WorkClass workClass;

  TaskNode(int index, String id, MilestoneNode milestone) {
    this.index = index;
    this.id = id;
    this.milestone = milestone;
  }

  void define(Packed packed) {
    definition = null;
    packedDefinition = packed;
  }

  /** Its definition. */
  public TaskDefinition definition() {
    TaskDefinition d = definition;
    if (d == null) {
      Packed packed = packedDefinition;
      if (packed == null) {
        throw new IllegalStateException("task without a definition: " + id);
      }
      d = packed.definitions().task(packed.map());
      definition = d;
    }
    return d;
  }

  @Nullable Packed packedDefinition() {
    return packedDefinition;
  }

  @Nullable Packed packedHistory() {
    return packedHistory;
  }

  void history(Packed packed) {
    packedHistory = packed;
  }

  /**
   * An attempt has finished. The only one of its task is packed, as most are: a tenth of the
   * memory, and folding a long journal is to a third the collection of garbage that survives.
   */
  void remember(AttemptNode attempt, Definitions definitions) {
    if (packedHistory == null && history.isEmpty()) {
      Packer packer = new Packer(256);
      packer.number(1);
      StateWriter.attempt(packer, attempt);
      packedHistory = Packed.of(packer, definitions);
      return;
    }
    List<AttemptNode> all = past();
    if (all.isEmpty()) {
      all = new ArrayList<>(1);
      history = all;
    } else if (all.size() == HISTORY) {
      forget(all.remove(0));
    }
    all.add(attempt);
  }

  private void forget(AttemptNode attempt) {
    Spending sum = forgotten;
    if (sum == null) {
      sum = new Spending();
      forgotten = sum;
    }
    sum.add(attempt);
  }

  /** What its attempts that have ended have cost. */
  public Spending spending() {
    Spending spent = new Spending();
    Spending before = forgotten;
    if (before != null) {
      spent.add(before);
    }
    for (AttemptNode attempt : past()) {
      spent.add(attempt);
    }
    return spent;
  }

  private List<AttemptNode> past() {
    Packed packed = packedHistory;
    if (packed != null) {
      packedHistory = null;
      history = StateReader.history(packed, this);
    }
    return history;
  }

  /** The attempt under way, or one as the next would be, by the agent that had it last. */
  public AttemptNode next() {
    AttemptNode under = active;
    if (under != null) {
      return under;
    }
    List<AttemptNode> all = past();
    String agent = all.isEmpty() ? "" : all.get(all.size() - 1).agent;
    return new AttemptNode(
        this, attemptCount + 1, 0, "none", agent, null, null, false, 0, 0, "none", null);
  }

  /** Its id. */
  public String id() {
    return id;
  }

  /** Its milestone. */
  public MilestoneNode milestone() {
    return milestone;
  }

  /** Where it stands. */
  public TaskStatus status() {
    return status;
  }

  /** The attempt under way, if any. */
  public @Nullable AttemptNode active() {
    return active;
  }

  /** Finished attempts, at most {@link #HISTORY}. */
  public List<AttemptNode> history() {
    return past();
  }

  /** How many attempts there have been. */
  public int attemptCount() {
    return attemptCount;
  }

  /** Attempts that failed since it was last retried by hand. */
  public int failedAttempts() {
    return failedAttempts;
  }

  /** Attempts in a row whose end nobody saw. */
  public int lostAttempts() {
    return lostAttempts;
  }

  /** Place in the order in which tasks were added, from 0. */
  public int index() {
    return index;
  }

  /** Place in the plan. */
  public int position() {
    return position;
  }

  /** Priority, 0 the highest. */
  public int priority() {
    return priority;
  }

  /** Whether its success was verified. */
  public boolean verified() {
    return verified;
  }

  /** Earliest time of the next attempt; 0 when there is none. */
  public long notBeforeMillis() {
    return notBeforeMillis;
  }

  /** How long that wait was meant to be. */
  public long waitMillis() {
    return waitMillis;
  }

  /** When it succeeded; 0 before. */
  public long succeededMillis() {
    return succeededMillis;
  }

  /** When its first attempt started; 0 before. */
  public long firstStartedMillis() {
    return firstStartedMillis;
  }

  /** Expected time. */
  public long expectedMillis() {
    return expectedMillis;
  }

  /** Longest remaining path from here. Valid after {@link State#refreshPaths()}. */
  public long tailMillis() {
    return tailMillis;
  }

  /** Why it failed or was cancelled. */
  public String reason() {
    return reason;
  }

  /** Why its source keeps it from being worked on; null when it does not. */
  public @Nullable Hold hold() {
    return hold;
  }

  /** Whether it stands succeeded or cancelled because its source says so. */
  public boolean adopted() {
    return adopted;
  }

  /** Notes, the last {@link #NOTES}. */
  public List<String> notes() {
    return notes;
  }

  /** What has to come before. */
  public List<Link> before() {
    return before;
  }

  /** Links of tasks that wait for this one. */
  public List<Link> after() {
    return after;
  }

  /** Whether nothing more will happen to it by itself. */
  public boolean settled() {
    return status == TaskStatus.SUCCEEDED
        || status == TaskStatus.FAILED
        || status == TaskStatus.CANCELLED
        || status == TaskStatus.BLOCKED;
  }

  /** The finished attempt with this token, if it is still in the history. */
  @Nullable AttemptNode finished(long token) {
    List<AttemptNode> all = past();
    for (int i = all.size() - 1; i >= 0; i--) {
      if (all.get(i).token == token) {
        return all.get(i);
      }
    }
    return null;
  }

  @Override
  public String toString() {
    return id + " " + status;
  }
}
