package dev.milestone.testkit.model;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.apiguardian.api.API;

/**
 * What a model answers. Called by one thread at a time, also when several agents ask at once.
 *
 * <pre>{@code
 * ModelScript script = ModelScript.playing(
 *     Turn.writeFile("/project/hello.txt", "hello\n"),
 *     Turn.say("The file is written."));
 * }</pre>
 */
@FunctionalInterface
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface ModelScript {

  /**
   * The answer to a call. An exception is answered with status 500 and kept in {@link
   * MockModelServer#failures}.
   */
  Turn next(ModelCall call);

  /**
   * Plays turns in order, one a call, the last one again and again.
   *
   * @throws IllegalArgumentException when there is none
   */
  static ModelScript playing(Turn... turns) {
    if (turns.length == 0) {
      throw new IllegalArgumentException("a script without a turn");
    }
    Queue<Turn> left = new ArrayDeque<>(List.of(turns));
    Turn last = turns[turns.length - 1];
    return call -> left.size() > 1 ? left.remove() : last;
  }
}
