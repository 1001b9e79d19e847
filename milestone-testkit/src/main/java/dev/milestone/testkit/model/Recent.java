package dev.milestone.testkit.model;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The last things of many. Thread-safe. */
final class Recent<T> {

  private final int most;
  private final Deque<T> kept = new ArrayDeque<>();
  private long forgotten;

  Recent(int most) {
    this.most = most;
  }

  synchronized void add(T thing) {
    if (kept.size() == most) {
      kept.removeFirst();
      forgotten++;
    }
    kept.addLast(thing);
  }

  synchronized List<T> kept() {
    return List.copyOf(kept);
  }

  synchronized long forgotten() {
    return forgotten;
  }
}
