package dev.milestone;

import dev.milestone.model.SessionId;
import java.util.concurrent.CompletionStage;
import org.apiguardian.api.API;

/** A run under way. Thread-safe. */
@API(status = API.Status.STABLE, since = "0.1")
public interface Execution {

  /** Its session. */
  SessionId sessionId();

  /**
   * Completes when nothing is left that this run could do; exceptionally when the engine failed.
   * Continuations run on a thread of the engine and must not block.
   */
  CompletionStage<ExecutionSummary> result();

  /** Waits for the result. An interrupt ends the waiting, not the run. */
  ExecutionSummary await() throws InterruptedException;

  /**
   * Starts no further attempt, ends those under way, writes a checkpoint, and completes.
   * Idempotent.
   */
  void cancel();
}
