package dev.milestone.testkit.model;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apiguardian.api.API;

/** One answer of a {@link MockModelServer}. All are immutable. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public sealed interface Turn {

  /**
   * Says something and ends the agent's turn.
   *
   * @param text what it says
   */
  record Say(String text) implements Turn {}

  /**
   * Calls the tool that writes files, by the name and with the arguments of the agent that asks;
   * one that has only a shell gets a command of the shell. An agent that announces neither is
   * answered with status 400 that says so.
   *
   * @param path of the file, absolute: some agents refuse others
   * @param content what stands in it afterwards
   */
  record WriteFile(String path, String content) implements Turn {}

  /**
   * Calls the tool that runs commands of a shell, by the name and with the arguments of the agent
   * that asks. An agent that announces none is answered with status 400 that says so.
   *
   * @param command line for a POSIX shell
   */
  record RunCommand(String command) implements Turn {}

  /**
   * Calls a tool by its name, whether it was announced or not.
   *
   * @param tool its name
   * @param arguments JSON values: text, numbers, booleans, lists, maps with text as keys
   */
  record CallTool(String tool, Map<String, ?> arguments) implements Turn {
    /** Calls a tool. */
    public CallTool {
      arguments = Map.copyOf(arguments);
    }
  }

  /**
   * Answers with an error in the form of the protocol.
   *
   * @param status HTTP status, 400 to 599
   * @param message what the error says
   * @param retryAfter the header {@code retry-after} in seconds, rounded up; absent: none
   */
  record Refuse(int status, String message, Optional<Duration> retryAfter) implements Turn {
    /**
     * An error.
     *
     * @throws IllegalArgumentException when the status is not one of an error
     */
    public Refuse {
      if (status < 400 || status > 599) {
        throw new IllegalArgumentException(status + " is no status of an error, 400 to 599");
      }
    }
  }

  /**
   * Keeps the agent waiting until {@link MockModelServer#release} or {@link MockModelServer#drop}.
   *
   * @param then the answer after a release; not another hold
   */
  record Hold(Turn then) implements Turn {
    /**
     * A wait.
     *
     * @throws IllegalArgumentException when a hold follows
     */
    public Hold {
      if (then instanceof Hold) {
        throw new IllegalArgumentException("a hold after a hold");
      }
    }
  }

  /** Says something and ends the agent's turn. */
  static Turn say(String text) {
    return new Say(text);
  }

  /** Writes a file with the agent's own tool. */
  static Turn writeFile(String path, String content) {
    return new WriteFile(path, content);
  }

  /** Runs a command with the agent's own tool. */
  static Turn runCommand(String command) {
    return new RunCommand(command);
  }

  /** Calls a tool by its name. */
  static Turn callTool(String tool, Map<String, ?> arguments) {
    return new CallTool(tool, arguments);
  }

  /** Answers with an error. */
  static Turn refuse(int status, String message) {
    return new Refuse(status, message, Optional.empty());
  }

  /** Answers with status 429 and says when to come again. */
  static Turn limit(Duration retryAfter) {
    return new Refuse(429, "rate limit reached", Optional.of(retryAfter));
  }

  /** Keeps the agent waiting, then answers. */
  static Turn hold(Turn then) {
    return new Hold(then);
  }
}
