package dev.milestone.model;

import java.util.List;
import org.apiguardian.api.API;

/**
 * A point that is reached when all its tasks have succeeded.
 *
 * @param id names it within its milestone
 * @param after the tasks it waits for
 */
@API(status = API.Status.STABLE, since = "0.1")
public record SyncPoint(String id, List<TaskId> after) {

  /** Checks the id, copies the list. */
  public SyncPoint {
    IdGrammar.require("sync point", id);
    after = List.copyOf(after);
  }
}
