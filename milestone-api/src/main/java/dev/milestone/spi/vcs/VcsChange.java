package dev.milestone.spi.vcs;

import java.util.Optional;
import org.apiguardian.api.API;

/**
 * One file that differs between two trees.
 *
 * @param kind how
 * @param path where it is; for a deleted one where it was
 * @param from where it was, when it was renamed
 * @param lines what changed in it
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record VcsChange(Kind kind, String path, Optional<String> from, VcsLines lines) {

  /** How a file differs. */
  public enum Kind {
    /** It is new. */
    ADDED,
    /** Its content or mode differs. */
    MODIFIED,
    /** It is gone. */
    DELETED,
    /** It has another path, perhaps other content. */
    RENAMED
  }

  /** Most changes listed. */
  public static final int MAX_CHANGES = 100_000;
}
