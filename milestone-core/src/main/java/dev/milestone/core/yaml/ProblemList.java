package dev.milestone.core.yaml;

import dev.milestone.MilestoneException;
import dev.milestone.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Collects problems: the first {@link MilestoneException#MAX_PROBLEMS} are kept, the rest is
 * counted. Confined to one thread.
 */
public final class ProblemList {
  private final List<Problem> kept = new ArrayList<>();
  private int count;

  /** Takes in a problem. */
  public void add(Problem problem) {
    count++;
    if (kept.size() < MilestoneException.MAX_PROBLEMS) {
      kept.add(
          new Problem(
              problem.file(),
              problem.line(),
              problem.column(),
              printable(problem.field()),
              printable(problem.found()),
              printable(problem.expected()),
              printable(problem.hint())));
    }
  }

  /** A file's text may end up on a terminal: control characters are shown, not sent. */
  private static String printable(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isISOControl(text.charAt(i))) {
        StringBuilder shown = new StringBuilder(text.length() + 16);
        text.chars().forEach(c -> show(shown, (char) c));
        return shown.toString();
      }
    }
    return text;
  }

  private static void show(StringBuilder shown, char c) {
    if (c == '\n') {
      shown.append("\\n");
    } else if (Character.isISOControl(c)) {
      shown.append(String.format("\\x%02x", (int) c));
    } else {
      shown.append(c);
    }
  }

  /** Whether further problems are only counted; then they need not be worded. */
  boolean full() {
    return kept.size() >= MilestoneException.MAX_PROBLEMS;
  }

  /** Counts a problem that is not worded. */
  void countOne() {
    count++;
  }

  /** How many there were, the dropped ones included. */
  public int count() {
    return count;
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return count == 0;
  }

  /** The kept ones, by file (in order of first mention), line and column. */
  public List<Problem> sorted() {
    List<String> files = new ArrayList<>();
    for (Problem problem : kept) {
      if (!files.contains(problem.file())) {
        files.add(problem.file());
      }
    }
    List<Problem> sorted = new ArrayList<>(kept);
    sorted.sort(
        Comparator.comparingInt((Problem p) -> files.indexOf(p.file()))
            .thenComparingInt(Problem::line)
            .thenComparingInt(Problem::column));
    return sorted;
  }

  /**
   * The error that carries them. Its message begins with {@code what} and tells how many there are,
   * how many are not listed, and the first of them.
   */
  public MilestoneException exception(String code, String what) {
    List<Problem> sorted = sorted();
    StringBuilder message = new StringBuilder(what);
    message.append(": ").append(count).append(count == 1 ? " problem" : " problems");
    if (count > sorted.size()) {
      message.append(" (the first ").append(sorted.size()).append(" are listed, ");
      message.append(count - sorted.size()).append(" more are not)");
    }
    if (!sorted.isEmpty()) {
      message.append("; first: ").append(sorted.get(0).sentence());
    }
    return MilestoneException.invalid(code, message.toString(), sorted);
  }
}
