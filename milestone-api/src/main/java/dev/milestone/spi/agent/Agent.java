package dev.milestone.spi.agent;

import org.apiguardian.api.API;

/**
 * Does the work of one attempt. Called on a thread of the engine, one call per attempt, several at
 * once when the agent has several slots. The call should end soon after {@link
 * AttemptControl#cancelled()} turns true; the engine interrupts the thread as well.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@FunctionalInterface
public interface Agent {

  /**
   * Works on an assignment. An exception counts as a failure with its message as the reason.
   *
   * @return what came of it; never null
   */
  AgentResult work(Assignment assignment, AttemptControl control) throws Exception;
}
