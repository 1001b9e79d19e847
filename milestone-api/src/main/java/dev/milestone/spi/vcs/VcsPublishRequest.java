package dev.milestone.spi.vcs;

import java.util.List;
import org.apiguardian.api.API;

/**
 * Asks that a branch moves to a commit.
 *
 * @param effect id of the effect
 * @param branch which
 * @param expected full id of the commit at which it is expected
 * @param commit full id of a commit that holds the expected one
 * @param attempts whose work it is; one with a lower token than was seen refuses the whole
 * @param ignored paths whose changes do not matter in a work tree that is on the branch
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record VcsPublishRequest(
    String effect,
    String branch,
    String expected,
    String commit,
    List<VcsAttempt> attempts,
    List<String> ignored) {

  /** Copies the lists. */
  public VcsPublishRequest {
    attempts = List.copyOf(attempts);
    ignored = List.copyOf(ignored);
  }
}
