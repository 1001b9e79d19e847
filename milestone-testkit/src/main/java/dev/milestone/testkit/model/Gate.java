package dev.milestone.testkit.model;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Where agents wait for an answer. Thread-safe. */
final class Gate {

  /** How a wait ended. */
  enum End {
    RELEASED,
    DROPPED
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private int waiting;
  private long round;
  private End last = End.DROPPED;
  private boolean closed;

  /** Waits until all who wait are let go; dropped when that takes too long. */
  End await(Duration longest) throws InterruptedException {
    long left = longest.toNanos();
    lock.lock();
    try {
      long mine = round;
      waiting++;
      changed.signalAll();
      try {
        while (mine == round && !closed) {
          if (left <= 0) {
            return End.DROPPED;
          }
          left = changed.awaitNanos(left);
        }
        return mine == round ? End.DROPPED : last;
      } finally {
        waiting--;
      }
    } finally {
      lock.unlock();
    }
  }

  /** Lets all go who wait now. */
  void open(End end) {
    lock.lock();
    try {
      round++;
      last = end;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Lets all go, now and later. */
  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  int waiting() {
    lock.lock();
    try {
      return waiting;
    } finally {
      lock.unlock();
    }
  }

  boolean awaitWaiting(Duration longest) throws InterruptedException {
    long left = longest.toNanos();
    lock.lock();
    try {
      while (waiting == 0) {
        if (left <= 0) {
          return false;
        }
        left = changed.awaitNanos(left);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }
}
