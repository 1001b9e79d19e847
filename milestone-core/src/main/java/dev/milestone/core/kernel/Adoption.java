package dev.milestone.core.kernel;

import static dev.milestone.core.kernel.NewEvent.details;

import dev.milestone.event.EventTypes;
import dev.milestone.model.TaskDefinition;
import dev.milestone.model.TaskStatus;
import dev.milestone.spi.plan.ImportedStatus;
import dev.milestone.spi.plan.ImportedTask;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the status of a task in its source means for the task here. Three ways are compared: how the
 * source stood when it was last taken in ({@link ImportMark}), how it stands now, and how the task
 * stands here. A source that has not changed changes nothing, whatever has been done here since.
 * Pure.
 *
 * <pre>
 * source says    pending, ready, blocked, failed   held              cancelled            under way   succeeded
 * done           succeeded                         succeeded         succeeded            warning     –
 * cancelled      cancelled                         cancelled         –                    cancelled   warning
 * todo, started  –                                 to be done        to be done if the    –           warning
 *                                                                    source cancelled it
 * deferred,      held                              held (new kind)   held                 warning     warning
 * blocked, cycle
 * </pre>
 *
 * @param task the task
 * @param origin how its source stands now
 */
record Adoption(String task, ImportedTask origin) {

  /**
   * What comes of a task that is taken in.
   *
   * @param definition the definition to keep: with the mark to compare the next version with
   * @param adoption the status to adopt; null when none
   * @param warning what could not be done; empty when nothing
   */
  record Verdict(TaskDefinition definition, @Nullable Adoption adoption, String warning) {}

  /**
   * Compares.
   *
   * @param known the task here; null when it is new
   * @param fresh whether what was taken in before does not count: it is new, or comes back
   * @param incoming its definition, with the mark of now
   */
  static Verdict of(
      @Nullable TaskNode known, boolean fresh, TaskDefinition incoming, ImportedTask origin) {
    Optional<ImportMark> before =
        known == null || fresh ? Optional.empty() : ImportMark.of(known.definition());
    ImportMark now = ImportMark.of(incoming).orElseThrow();
    if (before.isPresent() && sameStanding(before.get(), now)) {
      return new Verdict(incoming, null, cancelledHere(known, origin));
    }
    Adoption adoption = new Adoption(incoming.id().value(), origin);
    if (known == null) {
      boolean opens = open(origin) && held(origin) == null;
      return new Verdict(incoming, opens ? null : adoption, "");
    }
    if (fresh && known.status == TaskStatus.CANCELLED) {
      // It is in the plan again, so it is to be done unless its source says otherwise.
      return new Verdict(incoming, open(origin) && held(origin) == null ? null : adoption, "");
    }
    TaskDefinition unseen = before.map(mark -> mark.on(incoming)).orElse(incoming);
    String refusal = refusal(known, origin);
    if (!refusal.isEmpty()) {
      boolean final_ = known.status == TaskStatus.SUCCEEDED;
      return new Verdict(final_ ? incoming : unseen, null, refusal);
    }
    if (agrees(known, origin)) {
      // What was written into the source from here comes back: nothing changes, not even the mark.
      return new Verdict(unseen, null, "");
    }
    return new Verdict(incoming, adoption, "");
  }

  private static boolean sameStanding(ImportMark a, ImportMark b) {
    return a.status().equals(b.status()) && a.held().equals(b.held());
  }

  private static boolean open(ImportedTask origin) {
    return origin.status() == ImportedStatus.TODO || origin.status() == ImportedStatus.STARTED;
  }

  private static boolean finished(ImportedTask origin) {
    return origin.status() == ImportedStatus.DONE || origin.status() == ImportedStatus.CANCELLED;
  }

  /** The kind of hold that the source asks for; null when none. */
  static @Nullable String held(ImportedTask origin) {
    if (finished(origin)) {
      return null;
    }
    String because = origin.heldBecause();
    if (!because.isEmpty()) {
      // A cycle comes with its path; other reasons, such as a status that nobody knows, do not.
      return because.contains("→") || because.contains("cycle") ? Hold.CYCLE : Hold.OUTSIDE;
    }
    return switch (origin.status()) {
      case DEFERRED -> Hold.DEFERRED;
      case BLOCKED -> Hold.OUTSIDE;
      default -> null;
    };
  }

  private static String reason(ImportedTask origin) {
    return origin.heldBecause().isEmpty()
        ? "its source says '" + origin.foreignStatus() + "'"
        : ImportMark.cut(origin.heldBecause());
  }

  private static boolean agrees(TaskNode known, ImportedTask origin) {
    Hold hold = known.hold;
    String wanted = held(origin);
    if (wanted != null) {
      return hold != null
          && known.status == TaskStatus.BLOCKED
          && hold.kind().equals(wanted)
          && (!wanted.equals(Hold.CYCLE) || hold.reason().equals(reason(origin)));
    }
    return switch (origin.status()) {
      case DONE -> known.status == TaskStatus.SUCCEEDED;
      case CANCELLED -> known.status == TaskStatus.CANCELLED;
      default ->
          hold == null && known.status != TaskStatus.CANCELLED
              || known.status == TaskStatus.CANCELLED && !known.adopted;
    };
  }

  private static String refusal(TaskNode known, ImportedTask origin) {
    String says = "task " + known.id + ": its source says '" + origin.foreignStatus() + "' now";
    if (known.status == TaskStatus.SUCCEEDED) {
      return origin.status() == ImportedStatus.DONE
          ? ""
          : says + "; it has succeeded here and stays so; add a task for what is left to do";
    }
    if (known.active != null && (origin.status() == ImportedStatus.DONE || held(origin) != null)) {
      return says
          + ", but attempt "
          + known.active.number
          + " works on it; take the plan in again when that has ended";
    }
    return open(origin) && held(origin) == null ? cancelledHere(known, origin) : "";
  }

  /** Says that a task is not to be done here although its source has it to do. */
  private static String cancelledHere(@Nullable TaskNode known, ImportedTask origin) {
    return known != null
            && known.status == TaskStatus.CANCELLED
            && !known.adopted
            && open(origin)
            && held(origin) == null
        ? "task "
            + known.id
            + " was cancelled here, its source says '"
            + origin.foreignStatus()
            + "'; 'milestone retry "
            + known.id
            + "' has it done, an export tells the source"
        : "";
  }

  /** What people read of it. */
  String sentence() {
    String kind = held(origin);
    String status =
        kind != null
            ? "held (" + kind + ")"
            : switch (origin.status()) {
              case DONE -> "succeeded";
              case CANCELLED -> "cancelled";
              default -> "to be done";
            };
    return status + ", " + reason(origin);
  }

  /** Those that end tasks come first, so that what is held afterwards is held once. */
  int order() {
    return switch (origin.status()) {
      case DONE -> 0;
      case CANCELLED -> 1;
      default -> held(origin) == null ? 2 : 3;
    };
  }

  void emit(Batch batch, String parent) {
    TaskNode node = Decider.task(batch.state, task);
    if (origin.status() != ImportedStatus.DONE && node.status == TaskStatus.CANCELLED) {
      Settling.reopen(
          batch, node.milestone, "task " + task + " is not cancelled in its source any more");
    }
    Optional<Instant> closed = finished(origin) ? origin.closed() : Optional.empty();
    String id =
        batch.emit(
            EventTypes.TASK_ADOPTED,
            node.milestone.id,
            null,
            null,
            null,
            parent,
            details(
                "task_id",
                task,
                "status",
                origin.status().text(),
                "source_status",
                origin.foreignStatus(),
                "held",
                held(origin),
                "reason",
                finished(origin) || held(origin) != null ? reason(origin) : null,
                "closed",
                closed.map(Instant::toString).orElse(null)));
    Decider.resolveBlocker(batch, node, id);
  }
}
