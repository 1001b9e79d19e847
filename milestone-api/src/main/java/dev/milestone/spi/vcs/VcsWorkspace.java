package dev.milestone.spi.vcs;

import java.nio.file.Path;
import org.apiguardian.api.API;

/**
 * The work tree of an attempt.
 *
 * @param name unique in the repository
 * @param path its root
 * @param branch the branch that it was made for
 * @param attempt the attempt that it was made for
 * @param effect the effect that made it
 * @param stage how far it is
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record VcsWorkspace(
    String name, Path path, String branch, VcsAttempt attempt, String effect, Stage stage) {

  /** How far a workspace is. */
  public enum Stage {
    /** It was begun and not finished; asking for it again finishes it. */
    PREPARING,
    /** It can be worked in. */
    READY,
    /** Its removal was begun; asking for it again finishes it. */
    REMOVING,
    /** Its files are gone or it is no work tree any more. */
    BROKEN
  }
}
