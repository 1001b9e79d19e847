package dev.milestone.core.engine;

import dev.milestone.Subscription;
import dev.milestone.core.journal.PublicEvents;
import dev.milestone.core.journal.StoredEvent;
import dev.milestone.event.EventCursor;
import dev.milestone.event.EventListener;
import dev.milestone.event.MilestoneEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listeners and cursors. Listeners are served by one thread that reads the journal behind the
 * engine, so that a slow one holds up nothing and needs no queue; the thread exists while there are
 * listeners.
 */
final class Followers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Followers.class);

  /** Events read at once. */
  private static final int CHUNK = 512;

  private static final class Registered {
    final EventListener listener;
    volatile boolean open = true;
    volatile long from;

    Registered(EventListener listener, long from) {
      this.listener = listener;
      this.from = from;
    }
  }

  private final EngineCore core;
  private final CopyOnWriteArrayList<Registered> listeners = new CopyOnWriteArrayList<>();
  private final Object deliveries = new Object();
  private @Nullable Thread thread;
  private boolean closed;
  private boolean awaiting;

  Followers(EngineCore core) {
    this.core = core;
  }

  void advanced() {
    // The thread waits at the store, which wakes it.
  }

  Subscription listen(EventListener listener) {
    Registered registered = new Registered(listener, core.loop.forcedSequence() + 1);
    listeners.add(registered);
    synchronized (this) {
      if (thread == null && !closed) {
        Thread started = new Thread(() -> run(registered.from), "milestone-listeners");
        started.setDaemon(true);
        started.start();
        thread = started;
      }
    }
    return () -> {
      registered.open = false;
      listeners.remove(registered);
      if (Thread.currentThread() != servingThread()) {
        // Closes the race with a delivery that has begun: after this no call begins.
        synchronized (deliveries) {
          registered.open = false;
        }
      }
    };
  }

  private synchronized @Nullable Thread servingThread() {
    return thread;
  }

  private void run(long from) {
    // Not of those that listen by now: the first may have gone already, and the next one relies on
    // this thread.
    long position = from;
    try {
      while (!stopped()) {
        List<MilestoneEvent> events = read(position, CHUNK);
        if (events.isEmpty()) {
          await(position - 1);
          continue;
        }
        position = events.get(events.size() - 1).sequence() + 1;
        deliver(events);
        long behind = core.store.lastSequence() - position;
        if (behind > EventListener.MAX_PENDING) {
          position += behind;
          for (Registered r : listeners) {
            missed(r, behind);
          }
        }
      }
      deliver(read(position, Integer.MAX_VALUE));
    } catch (InterruptedException e) {
      // Closing: what has been forced is still told.
      try {
        deliver(read(position, Integer.MAX_VALUE));
      } catch (RuntimeException store) {
        LOG.debug("the last events were not told: {}", store.toString());
      }
    } catch (RuntimeException e) {
      LOG.warn("listeners are not told of further events", e);
    }
  }

  /** Closing ends this wait at once, and only this: a listener at work is not interrupted. */
  private void await(long sequence) throws InterruptedException {
    synchronized (this) {
      if (closed) {
        return;
      }
      awaiting = true;
    }
    try {
      core.store.awaitChange(sequence, Duration.ofMillis(200));
    } catch (InterruptedException e) {
      if (!stopped()) {
        throw e;
      }
    } finally {
      synchronized (this) {
        awaiting = false;
        if (closed && Thread.interrupted()) {
          LOG.trace("the wait was over before it was interrupted");
        }
      }
    }
  }

  private synchronized boolean stopped() {
    return closed;
  }

  private void deliver(List<MilestoneEvent> events) {
    for (MilestoneEvent event : events) {
      for (Registered r : listeners) {
        synchronized (deliveries) {
          if (r.open && event.sequence() >= r.from) {
            try {
              r.listener.onEvent(event);
            } catch (RuntimeException e) {
              LOG.warn("a listener failed on event {}", event.sequence(), e);
            }
          }
        }
      }
    }
  }

  private void missed(Registered r, long count) {
    synchronized (deliveries) {
      if (r.open) {
        try {
          r.listener.missed(count);
        } catch (RuntimeException e) {
          LOG.warn("a listener failed on missed events", e);
        }
      }
    }
  }

  List<MilestoneEvent> read(long from, int max) {
    List<MilestoneEvent> events = new ArrayList<>();
    StoredEvent view = new StoredEvent();
    core.store.read(
        from,
        max,
        (sequence, buffer, offset, length) ->
            events.add(PublicEvents.of(view.at(sequence, buffer, offset, length))));
    return events;
  }

  EventCursor cursor(long from) {
    return new Cursor(Math.max(1, from));
  }

  private final class Cursor implements EventCursor {
    private long position;

    Cursor(long position) {
      this.position = position;
    }

    @Override
    public long position() {
      return position;
    }

    @Override
    public List<MilestoneEvent> next(int max, Duration timeout) throws InterruptedException {
      int count = Math.max(1, Math.min(max, MAX_BATCH));
      List<MilestoneEvent> events = read(position, count);
      if (events.isEmpty() && !timeout.isZero()) {
        core.store.awaitChange(position - 1, timeout);
        events = read(position, count);
      }
      if (!events.isEmpty()) {
        position = events.get(events.size() - 1).sequence() + 1;
      }
      return events;
    }

    @Override
    public void close() {
      // Holds nothing.
    }
  }

  @Override
  public void close() {
    Thread running;
    synchronized (this) {
      closed = true;
      running = thread;
      if (awaiting && running != null) {
        running.interrupt();
      }
    }
    if (running != null && running != Thread.currentThread()) {
      try {
        running.join(2_000);
        if (running.isAlive()) {
          running.interrupt();
          running.join(2_000);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
