package dev.milestone.testkit;

import dev.milestone.spi.agent.Agent;
import dev.milestone.spi.agent.AgentResult;
import dev.milestone.spi.agent.Assignment;
import dev.milestone.spi.agent.AttemptControl;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apiguardian.api.API;

/**
 * An agent that does what a test tells it, and remembers what it was given. For each task a script
 * is played, one step an attempt, the last step again and again; a task without a script succeeds
 * at once.
 *
 * <pre>{@code
 * ScriptedAgent agent = new ScriptedAgent()
 *     .on("task-1", Step.fail("no network"), Step.succeed())
 *     .on("task-2", Step.hold());
 * ...
 * agent.awaitStarted("task-2", Duration.ofSeconds(5));
 * agent.release("task-2");
 * }</pre>
 *
 * <p>Thread-safe.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class ScriptedAgent implements Agent {

  /** What the agent does in one attempt. */
  @FunctionalInterface
  public interface Step {

    /** Plays the step. */
    AgentResult play(ScriptedAgent agent, Assignment assignment, AttemptControl control)
        throws Exception;

    /** Succeeds. */
    static Step succeed() {
      return (agent, assignment, control) -> AgentResult.succeeded("done");
    }

    /** Fails with a reason. */
    static Step fail(String reason) {
      return (agent, assignment, control) -> AgentResult.failed(reason);
    }

    /** Throws, as a broken agent does. */
    static Step raise(Throwable error) {
      return (agent, assignment, control) -> {
        if (error instanceof Error e) {
          throw e;
        }
        throw (Exception) error;
      };
    }

    /** Works like any agent. */
    static Step work(Agent work) {
      return (agent, assignment, control) -> work.work(assignment, control);
    }

    /**
     * Waits until {@link ScriptedAgent#release} or until it is asked to end, then succeeds or
     * fails.
     */
    static Step hold() {
      return (agent, assignment, control) -> {
        agent.awaitRelease(assignment.task().id().value(), false);
        return AgentResult.succeeded("released");
      };
    }

    /** Waits until {@link ScriptedAgent#release} and ignores everybody who asks it to end. */
    static Step ignoreInterrupts() {
      return (agent, assignment, control) -> {
        agent.awaitRelease(assignment.task().id().value(), true);
        return AgentResult.succeeded("released");
      };
    }
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<String, Queue<Step>> scripts = new HashMap<>();
  private final List<Assignment> given = new ArrayList<>();
  private final Set<String> released = new HashSet<>();
  private final List<String> interrupted = new ArrayList<>();
  private int working;
  private int mostAtOnce;

  /** An agent without a script: every attempt succeeds. */
  public ScriptedAgent() {}

  /** Sets the script of a task: one step an attempt, the last one again and again. */
  public ScriptedAgent on(String task, Step... steps) {
    lock.lock();
    try {
      scripts.put(task, new ArrayDeque<>(List.of(steps)));
    } finally {
      lock.unlock();
    }
    return this;
  }

  /** Lets attempts of a task go on, those that wait and those to come. */
  public void release(String task) {
    lock.lock();
    try {
      released.add(task);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** What was handed to it so far, in order. */
  public List<Assignment> given() {
    lock.lock();
    try {
      return List.copyOf(given);
    } finally {
      lock.unlock();
    }
  }

  /** Tasks of what was handed to it so far, in order, once for each attempt. */
  public List<String> started() {
    return given().stream().map(assignment -> assignment.task().id().value()).toList();
  }

  /** Tasks whose attempts were interrupted. */
  public List<String> interrupted() {
    lock.lock();
    try {
      return List.copyOf(interrupted);
    } finally {
      lock.unlock();
    }
  }

  /** How many attempts were worked on at once, at most. */
  public int mostAtOnce() {
    lock.lock();
    try {
      return mostAtOnce;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until a task was handed to it.
   *
   * @throws AssertionError when that does not happen in time
   */
  public Assignment awaitStarted(String task, Duration longest) throws InterruptedException {
    return awaitStarted(task, 1, longest);
  }

  /**
   * Waits until a task was handed to it so many times.
   *
   * @throws AssertionError when that does not happen in time
   */
  public Assignment awaitStarted(String task, int times, Duration longest)
      throws InterruptedException {
    long left = longest.toNanos();
    lock.lock();
    try {
      while (true) {
        int seen = 0;
        for (Assignment assignment : given) {
          if (assignment.task().id().value().equals(task) && ++seen == times) {
            return assignment;
          }
        }
        if (left <= 0) {
          throw new AssertionError(
              "task " + task + " was started " + seen + " times in " + longest + ", not " + times);
        }
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public AgentResult work(Assignment assignment, AttemptControl control) throws Exception {
    String task = assignment.task().id().value();
    Step step;
    lock.lock();
    try {
      given.add(assignment);
      mostAtOnce = Math.max(mostAtOnce, ++working);
      Queue<Step> script = scripts.get(task);
      Step next = script == null ? null : script.size() > 1 ? script.poll() : script.peek();
      step = next == null ? Step.succeed() : next;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    try {
      return step.play(this, assignment, control);
    } finally {
      lock.lock();
      try {
        working--;
      } finally {
        lock.unlock();
      }
    }
  }

  private void awaitRelease(String task, boolean stubborn) throws InterruptedException {
    lock.lock();
    try {
      while (!released.contains(task)) {
        if (stubborn) {
          changed.awaitUninterruptibly();
        } else {
          boolean signalled = changed.await(1, TimeUnit.HOURS);
          if (!signalled) {
            throw new IllegalStateException("nobody released " + task);
          }
        }
      }
    } catch (InterruptedException e) {
      interrupted.add(task);
      throw e;
    } finally {
      lock.unlock();
    }
  }
}
