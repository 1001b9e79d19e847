package dev.milestone.spi.vcs;

import java.util.List;
import org.apiguardian.api.API;

/**
 * A merge, made and not yet published.
 *
 * @param commit the merge; the target when nothing was merged
 * @param tree its tree
 * @param merged names of the sources that it holds, those that the target held already included
 * @param conflicts the sources that were left out
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record VcsMergeResult(
    String commit, String tree, List<String> merged, List<Conflict> conflicts) {

  /** Copies the lists. */
  public VcsMergeResult {
    merged = List.copyOf(merged);
    conflicts = List.copyOf(conflicts);
  }

  /**
   * A source that does not merge.
   *
   * @param name of the source
   * @param paths that conflict, sorted
   */
  public record Conflict(String name, List<String> paths) {

    /** Copies the paths. */
    public Conflict {
      paths = List.copyOf(paths);
    }
  }
}
