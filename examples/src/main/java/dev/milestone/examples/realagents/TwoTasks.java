package dev.milestone.examples.realagents;

import dev.milestone.testkit.model.ModelCall;
import dev.milestone.testkit.model.ModelScript;
import dev.milestone.testkit.model.Turn;
import java.nio.file.Path;
import java.util.List;

/**
 * A plan of two tasks, and a model that works on them badly. It says that the first is done when
 * nothing is, and does it when it is asked again. Of the second it does half, then does not answer:
 * that is when the engine is killed. Asked once more it does all.
 *
 * <p>Thread-safe.
 */
final class TwoTasks implements ModelScript {

  static final String FIRST = "task-greeting";
  static final String SECOND = "task-farewell";

  private static final int HOLD = 4;

  private final List<Turn> turns;
  private int next;
  private int answersBefore = -1;

  TwoTasks(Path project) {
    String greeting = project.resolve("greeting.txt").toString();
    String farewell = project.resolve("farewell.txt").toString();
    Turn done = Turn.say("Done, the file is written.");
    turns =
        List.of(
            done,
            Turn.writeFile(greeting, "hello\n"),
            done,
            Turn.writeFile(farewell, "good"),
            Turn.hold(Turn.refuse(503, "gone")),
            Turn.writeFile(farewell, "goodbye\n"),
            done);
  }

  static String plan(String agent, String model) {
    return """
    project: two-tasks
    agents:
      - id: %1$s
        preset: %1$s
        settings: {model: %2$s}
    milestones:
      - id: files
        title: Two files
        tasks:
          - id: %3$s
            title: Greeting
            description: Write the file greeting.txt with the single line "hello".
            files: [greeting.txt]
            verify: [grep, -qx, hello, greeting.txt]
            retry: {attempts: 3, backoff: 100ms}
          - id: %4$s
            title: Farewell
            description: Write the file farewell.txt with the single line "goodbye".
            depends_on: [%3$s]
            files: [farewell.txt]
            verify: [grep, -qx, goodbye, farewell.txt]
            retry: {attempts: 3, backoff: 100ms}
    """
        .formatted(agent, model, FIRST, SECOND);
  }

  @Override
  public synchronized Turn next(ModelCall call) {
    if (next == HOLD + 1) {
      answersBefore = call.answers();
    }
    Turn turn = turns.get(Math.min(next, turns.size() - 1));
    next++;
    return turn;
  }

  /** Whether all turns were played, and none twice. */
  synchronized boolean played() {
    return next == turns.size();
  }

  synchronized int calls() {
    return next;
  }

  /** Whether the first call after the kill went on with the conversation from before it. */
  synchronized boolean resumed() {
    return answersBefore > 0;
  }
}
