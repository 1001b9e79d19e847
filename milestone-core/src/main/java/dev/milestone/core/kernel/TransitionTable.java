package dev.milestone.core.kernel;

import dev.milestone.ErrorKind;
import dev.milestone.MilestoneException;
import dev.milestone.model.AttemptOutcome;
import dev.milestone.model.MilestoneStatus;
import dev.milestone.model.SessionStatus;
import dev.milestone.model.TaskStatus;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * The one table of legal transitions. Every change of a status, from whatever path, passes {@link
 * #require}. The tests of the transitions are generated from these tables.
 *
 * <pre>
 * task       from        to
 *            pending     ready, blocked, cancelled, succeeded*
 *            ready       pending, running, blocked, cancelled, succeeded*
 *            running     verifying, succeeded, failed, ready, pending, cancelled, blocked
 *            verifying   succeeded, failed, ready, pending, cancelled, blocked
 *            succeeded   (final)
 *            failed      pending, ready, blocked, cancelled, succeeded*
 *            blocked     pending, ready, cancelled, succeeded*
 *            cancelled   pending, ready, blocked, succeeded*
 * milestone  planned     active, blocked, completed, cancelled
 *            active      blocked, completed, planned, cancelled
 *            blocked     active, planned, completed, cancelled
 *            completed   active, planned, blocked, archived, cancelled
 *            archived    (final)
 *            cancelled   (final)
 * session    active      ended, interrupted
 *            interrupted active, ended
 *            ended       (final)
 * </pre>
 *
 * <p>* Only because the source of an imported task says that it is done.
 *
 * <p>An attempt is under way until it gets one {@link AttemptOutcome}, and keeps that.
 *
 * @param <S> the statuses
 */
public final class TransitionTable<S extends Enum<S>> {

  /** Tasks. */
  public static final TransitionTable<TaskStatus> TASK = tasks();

  /** Milestones. */
  public static final TransitionTable<MilestoneStatus> MILESTONE = milestones();

  /** Sessions. */
  public static final TransitionTable<SessionStatus> SESSION = sessions();

  private final String what;
  private final Map<S, Set<S>> legal;

  private TransitionTable(String what, Class<S> type) {
    this.what = what;
    this.legal = new EnumMap<>(type);
    for (S from : type.getEnumConstants()) {
      legal.put(from, EnumSet.noneOf(type));
    }
  }

  /** Whether a status may follow another. */
  public boolean allows(S from, S to) {
    return legal.getOrDefault(from, Set.of()).contains(to);
  }

  /** Throws unless {@code to} may follow {@code from}. */
  public void require(S from, S to, String id) {
    if (!allows(from, to)) {
      throw new MilestoneException(
          ErrorKind.DEFECT,
          "illegal_transition",
          what + " " + id + " cannot go from " + from + " to " + to + "; run milestone doctor");
    }
  }

  @SafeVarargs
  @SuppressWarnings("varargs")
  private final TransitionTable<S> from(S from, S... to) {
    Set<S> targets = legal.get(from);
    if (targets != null) {
      targets.addAll(Set.of(to));
    }
    return this;
  }

  private static TransitionTable<TaskStatus> tasks() {
    return new TransitionTable<>("task", TaskStatus.class)
        .from(
            TaskStatus.PENDING,
            TaskStatus.READY,
            TaskStatus.BLOCKED,
            TaskStatus.CANCELLED,
            TaskStatus.SUCCEEDED)
        .from(
            TaskStatus.READY,
            TaskStatus.PENDING,
            TaskStatus.RUNNING,
            TaskStatus.BLOCKED,
            TaskStatus.CANCELLED,
            TaskStatus.SUCCEEDED)
        .from(
            TaskStatus.RUNNING,
            TaskStatus.VERIFYING,
            TaskStatus.SUCCEEDED,
            TaskStatus.FAILED,
            TaskStatus.READY,
            TaskStatus.PENDING,
            TaskStatus.CANCELLED,
            TaskStatus.BLOCKED)
        .from(
            TaskStatus.VERIFYING,
            TaskStatus.SUCCEEDED,
            TaskStatus.FAILED,
            TaskStatus.READY,
            TaskStatus.PENDING,
            TaskStatus.CANCELLED,
            TaskStatus.BLOCKED)
        .from(
            TaskStatus.FAILED,
            TaskStatus.PENDING,
            TaskStatus.READY,
            TaskStatus.BLOCKED,
            TaskStatus.CANCELLED,
            TaskStatus.SUCCEEDED)
        .from(
            TaskStatus.BLOCKED,
            TaskStatus.PENDING,
            TaskStatus.READY,
            TaskStatus.CANCELLED,
            TaskStatus.SUCCEEDED)
        .from(
            TaskStatus.CANCELLED,
            TaskStatus.PENDING,
            TaskStatus.READY,
            TaskStatus.BLOCKED,
            TaskStatus.SUCCEEDED);
  }

  private static TransitionTable<MilestoneStatus> milestones() {
    return new TransitionTable<>("milestone", MilestoneStatus.class)
        .from(
            MilestoneStatus.PLANNED,
            MilestoneStatus.ACTIVE,
            MilestoneStatus.BLOCKED,
            MilestoneStatus.COMPLETED,
            MilestoneStatus.CANCELLED)
        .from(
            MilestoneStatus.ACTIVE,
            MilestoneStatus.BLOCKED,
            MilestoneStatus.COMPLETED,
            MilestoneStatus.PLANNED,
            MilestoneStatus.CANCELLED)
        .from(
            MilestoneStatus.BLOCKED,
            MilestoneStatus.ACTIVE,
            MilestoneStatus.PLANNED,
            MilestoneStatus.COMPLETED,
            MilestoneStatus.CANCELLED)
        .from(
            MilestoneStatus.COMPLETED,
            MilestoneStatus.ACTIVE,
            MilestoneStatus.PLANNED,
            MilestoneStatus.BLOCKED,
            MilestoneStatus.ARCHIVED,
            MilestoneStatus.CANCELLED);
  }

  private static TransitionTable<SessionStatus> sessions() {
    return new TransitionTable<>("session", SessionStatus.class)
        .from(SessionStatus.ACTIVE, SessionStatus.ENDED, SessionStatus.INTERRUPTED)
        .from(SessionStatus.INTERRUPTED, SessionStatus.ACTIVE, SessionStatus.ENDED);
  }
}
