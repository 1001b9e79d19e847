package dev.milestone.agent.model;

/**
 * The conversation for those who look at it afterwards: its beginning and its end, the middle
 * counted. Thread-safe.
 */
final class Transcript {

  private static final int MAX_ENTRY = 4_000;

  private final int half;
  private final StringBuilder head = new StringBuilder();
  private final StringBuilder tail = new StringBuilder();
  private long total;

  Transcript(int most) {
    this.half = Math.max(most / 2, 1);
  }

  /** Adds a line; of a long one the beginning. */
  synchronized void add(String who, String what) {
    String text = what.length() <= MAX_ENTRY ? what : what.substring(0, MAX_ENTRY) + "…";
    String line = who + ": " + text + "\n";
    total += line.length();
    int toHead = Math.min(line.length(), half - head.length());
    head.append(line, 0, toHead);
    tail.append(line, toHead, line.length());
    if (tail.length() > 2 * half) {
      tail.delete(0, tail.length() - half);
    }
  }

  synchronized long total() {
    return total;
  }

  synchronized String text() {
    String end = tail.length() <= half ? tail.toString() : tail.substring(tail.length() - half);
    long left = total - head.length() - end.length();
    return left == 0 ? head + end : head + "\n… " + left + " characters left out …\n" + end;
  }
}
