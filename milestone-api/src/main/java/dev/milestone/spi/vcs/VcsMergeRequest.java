package dev.milestone.spi.vcs;

import java.util.List;
import org.apiguardian.api.API;

/**
 * Asks for a merge.
 *
 * @param target full id of the commit that is merged into
 * @param sources what is merged, one after another
 * @param message whole
 * @param signature who and when
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record VcsMergeRequest(
    String target, List<Source> sources, String message, VcsSignature signature) {

  /** Most sources of a merge. */
  public static final int MAX_SOURCES = 100;

  /** Copies the sources. */
  public VcsMergeRequest {
    sources = List.copyOf(sources);
    if (sources.isEmpty() || sources.size() > MAX_SOURCES) {
      throw new IllegalArgumentException("a merge has 1 to " + MAX_SOURCES + " sources");
    }
  }

  /**
   * One thing that is merged.
   *
   * @param name how the answer speaks of it
   * @param commit full id
   */
  public record Source(String name, String commit) {}
}
