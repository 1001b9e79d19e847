package dev.milestone;

import dev.milestone.model.Milestone;
import dev.milestone.model.MilestoneId;
import java.util.List;
import java.util.Optional;
import org.apiguardian.api.API;

/** Milestones. Thread-safe; changes are durable when the call returns. */
@API(status = API.Status.STABLE, since = "0.1")
public interface Milestones {

  /** A milestone, if it exists. */
  Optional<Milestone> find(MilestoneId id);

  /** All milestones, archived ones included, in plan order. */
  List<Milestone> list();

  /** The milestone in focus, if one is. */
  Optional<MilestoneId> focused();

  /** Makes a milestone the current one. */
  void focus(MilestoneId id);

  /** Cancels a milestone with all tasks that are not done. */
  void cancel(MilestoneId id, String reason);

  /** Adds a note. */
  void note(MilestoneId id, String text);
}
