package dev.milestone.spi.agent;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apiguardian.api.API;

/**
 * The line from a working agent to its engine. All methods may be called from any thread and return
 * at once.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface AttemptControl {

  /**
   * Reports progress. Reports that come faster than the engine records them replace each other.
   *
   * @param fraction from 0 to 1; clipped
   * @param note a line for people; may be empty
   */
  void progress(double fraction, String note);

  /** Adds a note to the task. */
  void note(String text);

  /** Says that the agent is alive. Progress, notes and output do so as well. */
  void heartbeat();

  /** Whether the attempt is to end. Once true it stays true. */
  boolean cancelled();

  /**
   * Runs an action when the attempt is to end, at once if it is already; on a thread of the engine.
   */
  void onCancel(Runnable action);

  /**
   * Says that the process of this attempt has started, so that it can be found again after a crash
   * of the engine.
   *
   * @param identity what identifies it, such as {@code boot_id}, {@code pid}, {@code start_ticks}
   */
  void processStarted(Map<String, Object> identity);

  /**
   * Says what the agent has said of itself. Each call replaces the one before; those that come
   * faster than the engine records them replace each other.
   */
  default void activity(AgentActivity activity) {}

  /**
   * Asks a person. The attempt goes on meanwhile and its time runs on; when it ends first, the
   * answer is empty. The engine asks by a decision about the task; who approves that without
   * choosing chooses the first option.
   *
   * @return the option that was chosen, or the words of a question without options; empty when it
   *     was refused, too many wait already, or nobody can be asked – as by default
   */
  default CompletionStage<String> ask(AgentQuestion question) {
    return CompletableFuture.completedFuture("");
  }

  /**
   * Hands over what the attempt printed, once, when it is over. The engine may keep it as a log;
   * the result carries an excerpt only, because it goes into an event.
   *
   * @param text head and tail within {@link ProcessLimits#outputBytes}; invalid UTF-8 replaced
   * @param totalBytes how many bytes there were in all
   */
  default void output(String text, long totalBytes) {}
}
