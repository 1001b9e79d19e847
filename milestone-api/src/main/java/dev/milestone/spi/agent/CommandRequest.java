package dev.milestone.spi.agent;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * A command to run.
 *
 * @param command argument list, the program first
 * @param workspace working directory
 * @param environment variables added to those of this process
 * @param timeout longest time; absent: no limit
 * @param limits bounds on output
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record CommandRequest(
    List<String> command,
    Path workspace,
    Map<String, String> environment,
    Optional<Duration> timeout,
    ProcessLimits limits) {

  /** Copies the collections. */
  public CommandRequest {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
  }
}
