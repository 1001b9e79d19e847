package dev.milestone.spi.vcs;

import java.util.List;
import org.apiguardian.api.API;

/**
 * Asks for the commits of an attempt.
 *
 * @param attempt in whose name; there is one final request for each attempt
 * @param checkpoint 0 for the final commits of the attempt, which the fence stands for; else the
 *     number of a checkpoint, whose commits bear it in the trailer {@code Checkpoint}
 * @param branch the branch that is moved
 * @param parent full id of the commit at which the branch is expected
 * @param tree the tree that was verified
 * @param parts one for each commit, at least one
 * @param signature who and when
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record VcsCommitRequest(
    VcsAttempt attempt,
    int checkpoint,
    String branch,
    String parent,
    String tree,
    List<VcsCommitPart> parts,
    VcsSignature signature) {

  /** Most commits of one attempt. */
  public static final int MAX_PARTS = 1_000;

  /** Copies the parts. */
  public VcsCommitRequest {
    parts = List.copyOf(parts);
    if (checkpoint < 0) {
      throw new IllegalArgumentException("checkpoints begin at 1: " + checkpoint);
    }
    if (parts.isEmpty() || parts.size() > MAX_PARTS) {
      throw new IllegalArgumentException("a commit has 1 to " + MAX_PARTS + " parts");
    }
  }
}
