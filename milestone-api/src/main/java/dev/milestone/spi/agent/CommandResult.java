package dev.milestone.spi.agent;

import java.time.Duration;
import org.apiguardian.api.API;

/**
 * What came of a command.
 *
 * @param exitCode its exit code, or one of the constants
 * @param duration how long it ran
 * @param output standard output and error as they came, head and tail when bounded; invalid UTF-8
 *     replaced
 * @param outputBytes how many bytes there were in all
 * @param outputDigest SHA-256 of all of them, hexadecimal
 * @param error why it could not be started; empty otherwise
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record CommandResult(
    int exitCode,
    Duration duration,
    String output,
    long outputBytes,
    String outputDigest,
    String error) {

  /** Could not be started. */
  public static final int NOT_STARTED = -1;

  /** Its time was over; its tree was ended. */
  public static final int TIMED_OUT = -2;

  /** The caller was interrupted; its tree was ended. */
  public static final int INTERRUPTED = -3;
}
