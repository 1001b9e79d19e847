package dev.milestone.storage.memory;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** What several openings of one memory store share. */
final class MemoryJournal {

  /** Held for a turn. Fair: writers wait in line. */
  final ReentrantLock turn = new ReentrantLock(true);

  /**
   * Guards {@link #lines} and {@link #participants}, for moments only, so that readers do not wait
   * for a turn's body.
   */
  final ReentrantLock state = new ReentrantLock();

  final Condition changed = state.newCondition();

  final List<byte[]> lines = new ArrayList<>();

  final Set<String> participants = new HashSet<>();

  final ConcurrentSkipListMap<String, byte[]> documents = new ConcurrentSkipListMap<>();

  /** Openings; guarded by the provider. */
  int users;

  long last() {
    state.lock();
    try {
      return lines.size();
    } finally {
      state.unlock();
    }
  }

  /** At most {@code limit} lines from a sequence on. */
  List<byte[]> copy(long fromSequence, long limit) {
    state.lock();
    try {
      int from = (int) Math.min(fromSequence - 1, lines.size());
      int to = (int) Math.min(lines.size(), from + Math.min(limit, lines.size()));
      return List.copyOf(lines.subList(from, Math.max(from, to)));
    } finally {
      state.unlock();
    }
  }

  void add(List<byte[]> added) {
    if (added.isEmpty()) {
      return;
    }
    state.lock();
    try {
      lines.addAll(added);
      changed.signalAll();
    } finally {
      state.unlock();
    }
  }
}
