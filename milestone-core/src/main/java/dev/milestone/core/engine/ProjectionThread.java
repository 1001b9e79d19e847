package dev.milestone.core.engine;

import dev.milestone.core.kernel.State;
import dev.milestone.core.projection.Projector;
import dev.milestone.core.projection.StateView;
import dev.milestone.spi.storage.StoreProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the files for people behind the engine, debounced, on one thread that starts with the
 * first event.
 */
final class ProjectionThread implements Projections {

  /** Shortest time between two runs. */
  static final long PAUSE_MILLIS = 200;

  /** Longest time between two runs while events keep coming. */
  static final long LONGEST_PAUSE_MILLIS = 5_000;

  /**
   * How many times as long as the last run took the next pause is: files for people take a tenth of
   * a core at most.
   */
  static final long PAUSE_FACTOR = 10;

  private static final Logger LOG = LoggerFactory.getLogger(ProjectionThread.class);

  private final EngineCore core;
  private final ProjectPaths paths;
  private final Projector projector;
  private @Nullable Thread thread;
  private boolean due;
  private boolean closed;

  ProjectionThread(EngineCore core, ProjectPaths paths) {
    this.core = core;
    this.paths = paths;
    StateView view =
        new StateView() {
          @Override
          public <T> T look(Function<State, T> look) {
            return core.loop.look(look);
          }
        };
    projector = new Projector(paths.milestones(), core.store, view, core.time.epoch());
  }

  @Override
  public synchronized void advanced() {
    if (due || closed || core.loop.forcedSequence() == 0) {
      return;
    }
    due = true;
    if (thread == null) {
      Thread started = new Thread(this::run, "milestone-projections");
      started.setDaemon(true);
      started.start();
      thread = started;
    } else {
      notifyAll();
    }
  }

  private void run() {
    long projected = -1;
    long pause = PAUSE_MILLIS;
    try {
      while (true) {
        synchronized (this) {
          while (!due && !closed) {
            wait();
          }
          if (closed) {
            return;
          }
          wait(pause);
          due = false;
          if (closed) {
            return;
          }
        }
        long sequence = core.loop.forcedSequence();
        if (sequence == projected) {
          // A look at the state advances nothing: without this the projector would wake itself for
          // ever.
          continue;
        }
        long began = core.time.monotonicNanos();
        if (prepare() && projector.run() == Projector.Result.DONE) {
          projected = sequence;
        }
        long took = (core.time.monotonicNanos() - began) / 1_000_000;
        pause = Math.max(PAUSE_MILLIS, Math.min(LONGEST_PAUSE_MILLIS, PAUSE_FACTOR * took));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean prepare() {
    try {
      Files.createDirectories(paths.milestones());
      return true;
    } catch (IOException e) {
      LOG.warn("files for people are not written: {}", e.toString());
      return false;
    }
  }

  @Override
  public void check(boolean repair, List<StoreProblem> problems, List<String> repaired) {
    if (core.loop.forcedSequence() == 0 || !prepare()) {
      return;
    }
    Map<String, StoreProblem> before = new LinkedHashMap<>();
    projector.run();
    for (StoreProblem problem : projector.check()) {
      before.put(problem.code() + " " + problem.where(), problem);
    }
    if (!repair || before.isEmpty()) {
      problems.addAll(before.values());
      return;
    }
    projector.repair();
    List<StoreProblem> after = projector.check();
    for (StoreProblem problem : after) {
      before.remove(problem.code() + " " + problem.where());
    }
    before.values().forEach(p -> repaired.add("rewrote " + p.where() + " (" + p.code() + ")"));
    problems.addAll(after);
  }

  @Override
  public void close() {
    Thread running;
    boolean started;
    synchronized (this) {
      closed = true;
      running = thread;
      started = running != null;
      notifyAll();
    }
    if (running != null) {
      try {
        running.join(10_000);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    try {
      if (started && prepare()) {
        projector.finish();
      }
    } catch (RuntimeException e) {
      LOG.warn("the last files for people were not written: {}", e.toString());
    } finally {
      projector.close();
    }
  }
}
