package dev.milestone.spi.agent;

import java.time.Duration;
import org.apiguardian.api.API;

/**
 * Bounds on an external process.
 *
 * @param outputBytes how many bytes of the output – standard output and error together, as they
 *     came – are kept, half of them from its head and half from its tail; the rest is counted
 * @param lineBytes longest line that is looked at for progress; longer ones are kept as output only
 * @param grace time between asking a process tree to end and ending it
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record ProcessLimits(int outputBytes, int lineBytes, Duration grace) {

  /** 8 MiB of output, lines of 64 KiB, 5 s of grace. */
  public static final ProcessLimits DEFAULT =
      new ProcessLimits(8 * 1024 * 1024, 64 * 1024, Duration.ofSeconds(5));
}
