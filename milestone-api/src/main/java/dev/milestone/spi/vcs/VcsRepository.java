package dev.milestone.spi.vcs;

import java.nio.file.Path;
import java.util.List;
import org.apiguardian.api.API;

/** One repository. Thread-safe; looking at it changes nothing. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface VcsRepository extends AutoCloseable {

  /** The folder shared by all work trees of the repository. */
  Path commonDirectory();

  /** The root of the work tree that was opened. */
  Path workTree();

  /**
   * Reads the state of the work tree.
   *
   * @param ignored paths below the root, with {@code /}, whose changes do not count; a folder
   *     counts with all below it
   */
  VcsState state(List<String> ignored);

  @Override
  void close();
}
