package dev.milestone.agent;

/**
 * One running process, identified so that a process that got the same number later is told from it.
 * Immutable.
 *
 * @param pid its number
 * @param parent number of its parent
 * @param startKey when it started: kernel ticks since boot, or epoch milliseconds where there is no
 *     {@code /proc}; two entries are the same process exactly when number and key are equal
 */
record ProcessEntry(long pid, long parent, long startKey) {

  /** Whether the other entry is the same process; the parent may have changed meanwhile. */
  boolean sameAs(ProcessEntry other) {
    return pid == other.pid && startKey == other.startKey;
  }

  /** What identifies it. */
  Key key() {
    return new Key(pid, startKey);
  }

  /** Number and start of a process. */
  record Key(long pid, long startKey) {}
}
