package dev.milestone.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Words and figures as people read them. */
final class Text {

  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

  private static final DateTimeFormatter SECOND =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private Text() {}

  /** A duration in its two largest units: {@code 2 d 3 h}, {@code 4 m 5 s}, {@code 1.2 s}. */
  static String duration(Duration duration) {
    if (duration.isNegative()) {
      return "-" + duration(duration.negated());
    }
    long seconds = duration.toSeconds();
    if (seconds < 10) {
      long tenths = duration.toMillis() / 100;
      return tenths % 10 == 0 ? tenths / 10 + " s" : tenths / 10 + "." + tenths % 10 + " s";
    }
    long[] parts = {seconds / 86_400, seconds / 3_600 % 24, seconds / 60 % 60, seconds % 60};
    String[] units = {"d", "h", "m", "s"};
    for (int i = 0; i < parts.length; i++) {
      if (parts[i] > 0) {
        String first = parts[i] + " " + units[i];
        boolean second = i + 1 < parts.length && parts[i + 1] > 0;
        return second ? first + " " + parts[i + 1] + " " + units[i + 1] : first;
      }
    }
    return "0 s";
  }

  /** A time to the minute, UTC. */
  static String minute(Instant time) {
    return MINUTE.format(time) + "Z";
  }

  /** A time to the second, UTC. */
  static String second(Instant time) {
    return SECOND.format(time) + "Z";
  }

  /** A share as whole percent; never 100 % before it is whole, never 0 % once it has begun. */
  static String percent(double share) {
    return percentOf(share) + "%";
  }

  /** The number before the percent sign. */
  static int percentOf(double share) {
    int rounded = (int) Math.round(share * 100);
    if (share < 1 && rounded >= 100) {
      return 99;
    }
    return share > 0 && rounded == 0 ? 1 : Math.max(0, Math.min(100, rounded));
  }

  /** A bar of so many cells, and at least four. */
  static String bar(double share, int wanted) {
    int cells = Math.max(4, wanted);
    int full = share >= 1 ? cells : Math.min(cells - 1, (int) Math.round(share * cells));
    full = Math.max(share > 0 && cells > 1 ? 1 : 0, full);
    return "[" + "█".repeat(full) + "░".repeat(cells - full) + "]";
  }

  /** A number with at most one digit after the point. */
  static String number(double value) {
    return value == Math.rint(value)
        ? String.valueOf((long) value)
        : String.format(Locale.ROOT, "%.1f", value);
  }

  /** One line, without control characters, of at most {@code max} characters. */
  static String line(String text, int max) {
    String whole = text.strip();
    int most = Math.max(1, max);
    int kept = whole.length() <= most ? whole.length() : most - 1;
    if (kept > 0 && kept < whole.length() && Character.isHighSurrogate(whole.charAt(kept - 1))) {
      kept--;
    }
    StringBuilder line = new StringBuilder(kept + 1);
    for (int i = 0; i < kept; i++) {
      char c = whole.charAt(i);
      line.append(Character.isISOControl(c) ? ' ' : c);
    }
    return kept == whole.length() ? line.toString() : line.append('…').toString();
  }

  /** {@code 1 task}, {@code 2 tasks}. */
  static String count(long n, String noun) {
    return n + " " + noun + (n == 1 ? "" : "s");
  }

  /** The first items, and how many more there are. */
  static String some(List<?> items, int total, int max) {
    StringBuilder s = new StringBuilder();
    int shown = Math.min(max, items.size());
    for (int i = 0; i < shown; i++) {
      s.append(i == 0 ? "" : ", ").append(items.get(i));
    }
    if (total > shown) {
      s.append(shown == 0 ? "" : ", ").append("… ").append(total - shown).append(" more");
    }
    return s.toString();
  }

  /** Breaks a text at blanks; lines after the first begin with {@code indent}. */
  static List<String> wrap(String first, String indent, String text, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder(first);
    boolean empty = true;
    for (String word : text.strip().split("\\s+")) {
      if (!empty && line.length() + 1 + word.length() > width) {
        lines.add(line.toString());
        line = new StringBuilder(indent);
        empty = true;
      }
      line.append(empty ? "" : " ").append(word);
      empty = false;
    }
    lines.add(line.toString());
    return lines;
  }

  /** Columns, as wide as their widest cell; the last one is cut at the width. */
  static List<String> table(List<List<String>> rows, int width) {
    List<Integer> widths = new ArrayList<>();
    for (List<String> row : rows) {
      for (int i = 0; i < row.size(); i++) {
        int cell = row.get(i).length();
        if (i == widths.size()) {
          widths.add(cell);
        } else {
          widths.set(i, Math.max(widths.get(i), cell));
        }
      }
    }
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.size(); i++) {
        boolean last = i == row.size() - 1;
        if (last) {
          int left = Math.max(12, width - line.length());
          line.append(line(row.get(i), left));
        } else {
          line.append(row.get(i)).append(" ".repeat(widths.get(i) - row.get(i).length() + 2));
        }
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }
}
