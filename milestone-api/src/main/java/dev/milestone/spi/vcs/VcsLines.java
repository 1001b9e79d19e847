package dev.milestone.spi.vcs;

import java.util.List;
import org.apiguardian.api.API;

/**
 * What changed in a file.
 *
 * @param added lines
 * @param removed lines
 * @param binary whether it has no lines to speak of
 * @param spaceOnly whether only white space differs
 * @param sample the first added lines, at most {@link #MAX_SAMPLE} of at most {@link #MAX_LENGTH}
 *     characters
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record VcsLines(
    int added, int removed, boolean binary, boolean spaceOnly, List<String> sample) {

  /** Most lines of a sample. */
  public static final int MAX_SAMPLE = 50;

  /** Longest line of a sample, in characters. */
  public static final int MAX_LENGTH = 200;

  /** Copies the sample. */
  public VcsLines {
    sample = List.copyOf(sample);
  }

  /** Only figures. */
  public static VcsLines of(int added, int removed) {
    return new VcsLines(added, removed, false, false, List.of());
  }
}
