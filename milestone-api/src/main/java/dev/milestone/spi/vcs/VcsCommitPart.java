package dev.milestone.spi.vcs;

import java.util.List;
import org.apiguardian.api.API;

/**
 * One commit of several that together lead to a tree.
 *
 * @param message whole, with the trailers {@code Milestone}, {@code Task} and {@code Attempt}, and
 *     {@code Checkpoint} when it is one
 * @param paths what is taken over from the tree, deleted ones too; the last part takes all that is
 *     left and may name none
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record VcsCommitPart(String message, List<String> paths) {

  /** Copies the paths. */
  public VcsCommitPart {
    paths = List.copyOf(paths);
  }
}
