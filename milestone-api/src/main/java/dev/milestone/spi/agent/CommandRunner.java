package dev.milestone.spi.agent;

import org.apiguardian.api.API;

/**
 * Runs one argument list to its end, for verifications and other checks of the engine: no shell,
 * output bounded, the whole process tree ended when its time is over. Found with {@link
 * java.util.ServiceLoader} or handed in. Thread-safe.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface CommandRunner {

  /**
   * Runs a command and waits for it. Interrupting the calling thread ends the process tree and
   * returns a result with {@link CommandResult#INTERRUPTED}.
   */
  CommandResult run(CommandRequest request);
}
