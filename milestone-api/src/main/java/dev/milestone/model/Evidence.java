package dev.milestone.model;

import java.time.Duration;
import java.util.List;
import org.apiguardian.api.API;

/**
 * What a verification showed: the engine ran it, on which tree, and what came out. No agent can
 * make one.
 *
 * @param command argument list that was run; empty when there was none
 * @param exitCode exit code; -1 when it could not be started, -2 when its time was over
 * @param duration how long it ran
 * @param outputDigest SHA-256 of its output, hexadecimal
 * @param treeId the tree it ran against: a digest of the claimed files, or a Git tree
 * @param outputTail the end of its output, at most 4 KiB
 */
@API(status = API.Status.STABLE, since = "0.1")
public record Evidence(
    List<String> command,
    int exitCode,
    Duration duration,
    String outputDigest,
    String treeId,
    String outputTail) {

  /** Checks and copies. */
  public Evidence {
    command = List.copyOf(command);
  }

  /** A builder; every other part has its default. */
  public static Builder builder() {
    return new Builder();
  }

  /** A builder that begins with these values. */
  public Builder toBuilder() {
    return new Builder()
        .command(command)
        .exitCode(exitCode)
        .duration(duration)
        .outputDigest(outputDigest)
        .treeId(treeId)
        .outputTail(outputTail);
  }

  /** Whether the check passed. */
  public boolean passed() {
    return exitCode == 0;
  }

  /** Collects the parts; not thread-safe. */
  public static final class Builder {
    private List<String> command = List.of();
    private int exitCode = 0;
    private Duration duration = Duration.ZERO;
    private String outputDigest = "";
    private String treeId = "";
    private String outputTail = "";

    private Builder() {}

    /** Argument list that was run; empty when there was none. */
    public Builder command(List<String> value) {
      this.command = value;
      return this;
    }

    /** Exit code; -1 when it could not be started, -2 when its time was over. */
    public Builder exitCode(int value) {
      this.exitCode = value;
      return this;
    }

    /** How long it ran. */
    public Builder duration(Duration value) {
      this.duration = value;
      return this;
    }

    /** SHA-256 of its output, hexadecimal. */
    public Builder outputDigest(String value) {
      this.outputDigest = value;
      return this;
    }

    /** The tree it ran against: a digest of the claimed files, or a Git tree. */
    public Builder treeId(String value) {
      this.treeId = value;
      return this;
    }

    /** The end of its output, at most 4 KiB. */
    public Builder outputTail(String value) {
      this.outputTail = value;
      return this;
    }

    /** The value. */
    public Evidence build() {
      return new Evidence(command, exitCode, duration, outputDigest, treeId, outputTail);
    }
  }
}
