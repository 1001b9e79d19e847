package dev.milestone.core.execute;

import dev.milestone.ErrorKind;
import dev.milestone.MilestoneException;
import dev.milestone.core.journal.EventEncoder;
import dev.milestone.core.journal.StoredEvent;
import dev.milestone.core.kernel.Command;
import dev.milestone.core.kernel.Decided;
import dev.milestone.core.kernel.Decider;
import dev.milestone.core.kernel.Effect;
import dev.milestone.core.kernel.Env;
import dev.milestone.core.kernel.Evolver;
import dev.milestone.core.kernel.NewEvent;
import dev.milestone.core.kernel.PartialDecision;
import dev.milestone.core.kernel.Reactor;
import dev.milestone.core.kernel.State;
import dev.milestone.model.Actor;
import dev.milestone.spi.storage.AppendRequest;
import dev.milestone.spi.storage.EventStore;
import dev.milestone.spi.storage.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The circle: commands wait in a queue; a turn of the store catches up with what others have
 * appended, decides all waiting commands one after another, and appends what they came to as one
 * batch; after the force callers get their answers and effects begin.
 *
 * <p>One turn is under way at a time, and the state is touched in turns only (a read-only loop
 * touches it under a lock of its own). Thread-safe. At most {@link #MAX_QUEUED} commands wait;
 * further callers wait to be let in.
 */
public final class KernelLoop {

  /** Most commands that wait. */
  public static final int MAX_QUEUED = 65_536;

  /** Most commands decided in one turn. */
  public static final int MAX_BATCH = 4_096;

  /** Longest time a turn waits for as many commands as the last one had. */
  public static final long GATHER_NANOS = 120_000;

  /** How often a waiting turn looks at most: the clock may be a test's that stands still. */
  static final int GATHER_LOOKS = 5_000;

  /** Longest event that is handed to the store; whatever comes to a longer one is refused. */
  public static final int MAX_EVENT_BYTES = AppendRequest.MAX_EVENT_BYTES / 2;

  private static final Logger LOG = LoggerFactory.getLogger(KernelLoop.class);

  /** Makes the state of what is stored. */
  @FunctionalInterface
  public interface Folding {

    /** The state of the events up to {@code sequence} and not of one further. */
    State fold(EventStore store, long sequence);
  }

  private final EventStore store;
  private final Folding fold;
  private final LoopHost host;
  private final LoopSettings settings;
  private final ConcurrentLinkedQueue<Pending<?>> queue = new ConcurrentLinkedQueue<>();
  private final AtomicInteger queued = new AtomicInteger();
  private final Semaphore room = new Semaphore(MAX_QUEUED);
  private final AtomicBoolean turning = new AtomicBoolean();
  private final EventEncoder encoder = new EventEncoder();
  private final StoredEvent view = new StoredEvent();
  private final ConcurrentLinkedQueue<Runnable> effects = new ConcurrentLinkedQueue<>();
  private final AtomicInteger effectsWaiting = new AtomicInteger();

  /**
   * Held while the body of a turn runs and while its end is dealt with: a store may give a turn up
   * for being late while its body still runs.
   */
  private final Object turnLock = new Object();

  // Confined to the turn under way, under turnLock.
  private @Nullable State state;
  private @Nullable List<Pending<?>> current;
  private List<Runnable> consequences = new ArrayList<>();
  private boolean dirty;
  private int lastBatch;

  private volatile long forced;
  private volatile @Nullable Throwable failure;

  /** The thread that runs effects: it must not wait for room that only it can make. */
  private volatile @Nullable Thread finisher;

  /**
   * Makes a loop.
   *
   * @param fold makes a state of what is stored: snapshot and the events after it
   */
  public KernelLoop(EventStore store, Folding fold, LoopHost host, LoopSettings settings) {
    this.store = store;
    this.fold = fold;
    this.host = host;
    this.settings = settings;
    State loaded = fold.fold(store, store.lastSequence());
    this.state = loaded;
    this.forced = loaded.sequence();
  }

  /** The last sequence that this loop has seen forced. */
  public long forcedSequence() {
    return forced;
  }

  /**
   * Hands in a command.
   *
   * @param answer makes the caller's answer of the state and the decision's answer; run in the
   *     turn, must be quick and must not keep the state
   * @return completes after the force
   */
  public <T> CompletableFuture<T> submit(
      Command command, Caller caller, BiFunction<State, Object, T> answer) {
    Throwable broken = failure;
    if (broken != null) {
      return CompletableFuture.failedFuture(broken(broken));
    }
    Pending<T> pending = new Pending<>(command, caller, answer);
    if (settings.readOnly()) {
      readOnly(pending);
      return pending.future;
    }
    if (!room.tryAcquire()) {
      if (Thread.currentThread() == finisher) {
        pending.bounded = false;
      } else {
        room.acquireUninterruptibly();
      }
    }
    queue.add(pending);
    queued.incrementAndGet();
    pump();
    return pending.future;
  }

  /** Hands in a command and waits; errors come out as they are. */
  public <T> T call(Command command, Caller caller, BiFunction<State, Object, T> answer) {
    return join(submit(command, caller, answer));
  }

  /** Looks at the state as of the last event in the journal. */
  public <T> T look(Function<State, T> look) {
    return call(
        new Command.Look(),
        new Caller(new Actor("engine", "engine"), null, null),
        (s, ignored) -> look.apply(s));
  }

  /** Takes no further command: each is refused with {@code engine_closed}. */
  public void close() {
    if (failure == null) {
      failure = MilestoneException.refused("engine_closed", "this engine is closed; open another");
    }
  }

  /** Waits for a stage; errors come out as they are. */
  public static <T> T join(CompletableFuture<T> future) {
    try {
      return future.join();
    } catch (CompletionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof MilestoneException m) {
        throw m;
      }
      throw cause instanceof RuntimeException r ? r : e;
    }
  }

  private static MilestoneException broken(Throwable reason) {
    return reason instanceof MilestoneException m
        ? m
        : new MilestoneException(
            ErrorKind.IO,
            "engine_failed",
            "the engine has failed (" + reason.getMessage() + "); close it and open it again",
            false,
            List.of(),
            reason);
  }

  private synchronized <T> void readOnly(Pending<T> pending) {
    if (!(pending.command instanceof Command.Look)) {
      pending.future.completeExceptionally(
          MilestoneException.refused("read_only", "this engine was opened for reading only"));
      return;
    }
    try {
      State s = state;
      if (s == null) {
        s = fold.fold(store, store.lastSequence());
      }
      // An event that cannot be applied leaves half a state: it is kept again when all went well.
      state = null;
      State target = s;
      store.read(
          s.sequence() + 1,
          Long.MAX_VALUE,
          (seq, buffer, offset, length) ->
              Evolver.apply(target, view.at(seq, buffer, offset, length)));
      state = s;
      forced = s.sequence();
      pending.decide(s, "");
      pending.complete();
    } catch (RuntimeException e) {
      pending.future.completeExceptionally(e);
    }
  }

  /**
   * Starts a turn unless one is under way. Loops rather than recurs for stores that complete at
   * once.
   */
  private void pump() {
    while (!queue.isEmpty() && turning.compareAndSet(false, true)) {
      if (queue.isEmpty()) {
        turning.set(false);
        continue;
      }
      CompletableFuture<Boolean> stage;
      try {
        stage = store.inTurn(this::turn, settings.turnTimeout()).toCompletableFuture();
      } catch (RuntimeException e) {
        stage = CompletableFuture.failedFuture(e);
      }
      if (!stage.isDone()) {
        stage.whenComplete(
            (ok, error) -> {
              finish(error);
              pump();
            });
        return;
      }
      finish(stage.isCompletedExceptionally() ? errorOf(stage) : null);
    }
  }

  private static @Nullable Throwable errorOf(CompletableFuture<?> stage) {
    return stage.handle((ok, error) -> error).join();
  }

  /**
   * The body of a turn; on a store that compares and sets it may run again for the same commands.
   */
  private Boolean turn(Turn turn) {
    synchronized (turnLock) {
      return decideTurn(turn);
    }
  }

  private Boolean decideTurn(Turn turn) {
    List<Pending<?>> batch = current;
    if (batch != null || dirty) {
      state = null;
      consequences = new ArrayList<>();
    }
    if (batch == null) {
      batch = gather();
      current = batch;
    }
    dirty = true;
    while (true) {
      State s = state;
      if (s == null) {
        // Only up to what has been acted on: what came after is read below, so that it is acted on
        // too.
        s = fold.fold(store, forced);
        state = s;
      }
      State caughtUp = s;
      turn.read(
          s.sequence() + 1,
          (sequence, buffer, offset, length) -> {
            StoredEvent event = view.at(sequence, buffer, offset, length);
            Evolver.apply(caughtUp, event);
            List<Effect> effects = new ArrayList<>(0);
            Reactor.react(caughtUp, event, settings.engine(), effects);
            prepare(caughtUp, effects);
          });
      if (s.sequence() != turn.lastSequence()) {
        throw new MilestoneException(
            ErrorKind.DEFECT,
            "not_caught_up",
            "read up to " + s.sequence() + " of " + turn.lastSequence());
      }
      List<byte[]> lines = new ArrayList<>();
      if (decideAll(s, batch, lines)) {
        if (!lines.isEmpty()) {
          turn.append(lines);
        }
        return true;
      }
      state = null;
      consequences = new ArrayList<>();
    }
  }

  /**
   * Decides all commands that have not failed; false when the state was spoilt by one and
   * everything has to begin anew.
   */
  private boolean decideAll(State s, List<Pending<?>> batch, List<byte[]> lines) {
    for (Pending<?> pending : batch) {
      if (pending.error != null) {
        continue;
      }
      boolean changed = false;
      try {
        Decided decided = Decider.decide(s, pending.command, env(pending));
        changed = !decided.events().isEmpty();
        List<Effect> named = new ArrayList<>(2);
        for (NewEvent event : decided.events()) {
          lines.add(checked(encoder.encode(event)));
          Reactor.react(s, event, settings.engine(), named);
        }
        prepare(s, named);
        Object answer = decided.answer();
        pending.decide(s, answer == null ? "" : answer);
      } catch (PartialDecision defect) {
        pending.error = defect.getCause() == null ? defect : defect.getCause();
        return false;
      } catch (MilestoneException refused) {
        pending.error = refused;
        if (changed || refused.kind() == ErrorKind.DEFECT) {
          // The state has what will not be appended.
          return false;
        }
      } catch (RuntimeException | StackOverflowError defect) {
        pending.error = defect;
        return false;
      }
    }
    return true;
  }

  private static byte[] checked(byte[] line) {
    if (line.length > MAX_EVENT_BYTES) {
      throw new MilestoneException(
          ErrorKind.INVALID_INPUT,
          "too_long",
          "an event of "
              + line.length
              + " bytes is too long, at most "
              + MAX_EVENT_BYTES
              + "; report less and keep the rest in files");
    }
    return line;
  }

  private void prepare(State s, List<Effect> effects) {
    for (Effect effect : effects) {
      Runnable consequence = host.prepare(s, effect);
      if (consequence != null) {
        consequences.add(consequence);
      }
    }
  }

  private Env env(Pending<?> pending) {
    Caller caller = pending.caller;
    return new Env(
        host.nowMillis(),
        pending.id(host),
        caller.actor().name(),
        caller.actor().established(),
        caller.correlation(),
        caller.parent(),
        settings.engine(),
        host::stopping,
        host::awake,
        settings.lostLimit(),
        settings.engineLease().toMillis(),
        settings.rules());
  }

  /**
   * Takes the waiting commands. When the last turn had several, their callers are likely to be back
   * in a moment: waiting that moment for them saves a force.
   */
  private List<Pending<?>> gather() {
    if (lastBatch > 2 && queued.get() < lastBatch) {
      long end = host.monotonicNanos() + GATHER_NANOS;
      for (int i = 0;
          i < GATHER_LOOKS && queued.get() < lastBatch && host.monotonicNanos() - end < 0;
          i++) {
        Thread.onSpinWait();
      }
    }
    List<Pending<?>> batch = new ArrayList<>(Math.max(4, queued.get()));
    Pending<?> next = queue.poll();
    while (next != null) {
      queued.decrementAndGet();
      if (next.bounded) {
        room.release();
      }
      batch.add(next);
      next = batch.size() < MAX_BATCH ? queue.poll() : null;
    }
    lastBatch = batch.size();
    return batch;
  }

  private void finish(@Nullable Throwable error) {
    List<Pending<?>> batch;
    if (error == null) {
      synchronized (turnLock) {
        batch = current;
        current = null;
        dirty = false;
        State s = state;
        if (s != null) {
          forced = s.sequence();
        }
        // Queued before the next turn can begin: an attempt that one turn starts and the next one
        // ends is started first.
        for (Runnable consequence : consequences) {
          effects.add(consequence);
        }
        consequences = new ArrayList<>();
      }
      turning.set(false);
      if (batch != null) {
        for (Pending<?> pending : batch) {
          pending.complete();
        }
      }
      runEffects();
      try {
        host.advanced(forced);
      } catch (RuntimeException e) {
        LOG.warn("not everybody was told of sequence {}", forced, e);
      }
      return;
    }
    Throwable cause =
        error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
    if (cause instanceof java.util.concurrent.TimeoutException) {
      cause =
          new MilestoneException(
              ErrorKind.BUSY, "busy", "waited too long for other writers", true, List.of(), cause);
    }
    boolean busy = cause instanceof MilestoneException m && m.kind() == ErrorKind.BUSY;
    synchronized (turnLock) {
      batch = current;
      current = null;
      // What had been prepared is prepared again when the events behind it are read again.
      consequences = new ArrayList<>();
      if (batch == null) {
        batch = gather();
      }
    }
    if (!busy && failure == null) {
      // What was decided may or may not be in the journal: only opening it again tells.
      failure = cause;
    }
    turning.set(false);
    for (Pending<?> pending : batch) {
      pending.future.completeExceptionally(broken(cause));
    }
    if (!busy) {
      for (Pending<?> pending : gather()) {
        pending.future.completeExceptionally(broken(cause));
      }
      try {
        host.failed(cause);
      } catch (RuntimeException e) {
        LOG.warn("not everybody was told of the failure", e);
      }
    }
  }

  /**
   * Runs effects in the order of their turns, one thread at a time. Whoever finds another at it
   * leaves its own to that one: the counter tells the other to look again.
   */
  private void runEffects() {
    if (effectsWaiting.getAndIncrement() != 0) {
      return;
    }
    int seen = 1;
    Thread before = finisher;
    do {
      finisher = Thread.currentThread();
      for (Runnable effect = effects.poll(); effect != null; effect = effects.poll()) {
        try {
          effect.run();
        } catch (RuntimeException | Error e) {
          LOG.error("an effect could not be begun", e);
        }
      }
      finisher = before;
      seen = effectsWaiting.addAndGet(-seen);
    } while (seen != 0);
  }

  /** One command on its way. */
  private static final class Pending<T> {
    final Command command;
    final Caller caller;
    final BiFunction<State, Object, T> answer;
    final CompletableFuture<T> future = new CompletableFuture<>();
    private @Nullable String id;
    private @Nullable T value;
    @Nullable Throwable error;
    boolean bounded = true;

    Pending(Command command, Caller caller, BiFunction<State, Object, T> answer) {
      this.command = command;
      this.caller = caller;
      this.answer = answer;
    }

    String id(LoopHost host) {
      String known = id;
      if (known == null) {
        known = host.newId();
        id = known;
      }
      return known;
    }

    void decide(State state, Object decision) {
      value = answer.apply(state, decision);
    }

    @SuppressWarnings("NullAway") // an answer may be null when its type allows it
    void complete() {
      if (error != null) {
        future.completeExceptionally(error);
      } else {
        future.complete(value);
      }
    }
  }
}
