package dev.milestone.connectors;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Finds in a line of text which tasks wait for which: {@code (depends on T012)}, {@code after
 * T207}, {@code Dependencies: T001, T002}, {@code T001 → T002 → T003-T021}, {@code T005 depends on
 * T002}, {@code T004-T006 must pass before T007}, {@code [BLOCKING: T032]}. Ids next to none of
 * these words are mentions. Linear in the line and in what it finds. Confined to one thread.
 */
final class DependencyWords {

  /** Longest range that is read as all ids between its ends. */
  private static final int MAX_RANGE = 1_000;

  /** Most pairs that one arrow or word stands for. */
  private static final int MAX_PAIRS = 2_500;

  /** Most tokens looked at in a line. */
  private static final int MAX_TOKENS = 20_000;

  private static final int MAX_WORD = 24;

  private enum Op {
    DEPENDS,
    AFTER,
    BLOCKS,
    BEFORE,
    ARROW
  }

  private static final Map<String, Op> WORDS =
      Map.ofEntries(
          Map.entry("depends", Op.DEPENDS),
          Map.entry("depend", Op.DEPENDS),
          Map.entry("dependency", Op.DEPENDS),
          Map.entry("dependencies", Op.DEPENDS),
          Map.entry("depende", Op.DEPENDS),
          Map.entry("dependem", Op.DEPENDS),
          Map.entry("requires", Op.DEPENDS),
          Map.entry("after", Op.AFTER),
          Map.entry("blocks", Op.BLOCKS),
          Map.entry("block", Op.BLOCKS),
          Map.entry("blocking", Op.BLOCKS),
          Map.entry("before", Op.BEFORE));

  /** Words that may stand between an id and a word above. */
  private static final List<String> FILLERS =
      List.of(
          "on",
          "upon",
          "only",
          "also",
          "all",
          "task",
          "tasks",
          "must",
          "should",
          "complete",
          "completed",
          "completes",
          "completion",
          "of",
          "the",
          "pass",
          "passes",
          "be",
          "is",
          "are",
          "done",
          "finish",
          "finished",
          "run",
          "de",
          "da",
          "do",
          "das",
          "dos",
          "both",
          "by",
          "completing",
          "has",
          "have",
          "to");

  private static final List<String> JOINS = List.of("and", "e", "y", "und", "和", "与", "plus");

  private static final List<String> NEGATIONS =
      List.of("not", "no", "não", "independent", "without", "never", "don't", "doesn't");

  private record Element(Op op, List<String> ids, boolean isBreak) {}

  private static final Element BREAK = new Element(Op.ARROW, List.of(), true);

  private final TaskIds ids;
  private final int line;
  private final List<Reference> found;

  /** Reads lines of one place. */
  DependencyWords(TaskIds ids, int line, List<Reference> found) {
    this.ids = ids;
    this.line = line;
    this.found = found;
  }

  /** Ids of the tasks of a document. */
  interface TaskIds {
    /** Offset after an id that begins at an offset, or that offset. */
    int end(String text, int at);

    /**
     * Ids from one to another in the order of the document; both alone when nothing lies between.
     */
    List<String> range(String from, String to);
  }

  /**
   * Reads a line.
   *
   * @param subject the task that the line belongs to; empty when it belongs to none
   */
  void read(String text, String subject) {
    read(text, 0, subject, 0);
  }

  /** Reads up to the bracket that closes this level; returns the offset after it. */
  private int read(String text, int from, String subject, int depth) {
    List<Element> elements = new ArrayList<>();
    List<String> group = new ArrayList<>();
    boolean joined = false;
    int at = from;
    while (at < text.length() && elements.size() < MAX_TOKENS) {
      char c = text.charAt(at);
      int idEnd = ids.end(text, at);
      if (idEnd > at) {
        if (!group.isEmpty() && !joined) {
          elements.add(new Element(Op.ARROW, List.copyOf(group), false));
          elements.add(BREAK);
          group.clear();
        }
        at = idOrRange(text, at, idEnd, group);
        joined = false;
      } else if (c == '(' || c == '（') {
        String inner = group.isEmpty() ? subject : group.size() == 1 ? group.get(0) : "";
        at = depth < 8 ? read(text, at + 1, inner, depth + 1) : at + 1;
      } else if ((c == ')' || c == '）') && depth > 0) {
        at++;
        break;
      } else if (",、+&[]/∥".indexOf(c) >= 0) {
        joined = true;
        at++;
      } else if (c == '→' || c == '⇒' || text.startsWith("->", at)) {
        flush(group, elements);
        elements.add(new Element(Op.ARROW, List.of(), false));
        at += c == '-' ? 2 : 1;
      } else if (c == ';' || c == '；' || c == '。' || endsSentence(text, at)) {
        flush(group, elements);
        elements.add(BREAK);
        at++;
      } else if (isWordPart(c)) {
        int end = wordEnd(text, at);
        String word = text.substring(at, Math.min(end, at + MAX_WORD)).toLowerCase(Locale.ROOT);
        at = end;
        if (!group.isEmpty() && JOINS.contains(word)) {
          joined = true;
          continue;
        }
        word(word, group, elements);
        joined = false;
      } else {
        at++;
      }
    }
    flush(group, elements);
    relate(elements, subject);
    return at;
  }

  private int idOrRange(String text, int at, int end, List<String> group) {
    String first = text.substring(at, end);
    int i = skip(text, end);
    boolean dash = i < text.length() && "-–—~".indexOf(text.charAt(i)) >= 0;
    if (dash && !text.startsWith("->", i)) {
      int next = skip(text, i + 1);
      int last = ids.end(text, next);
      if (last > next && next - end <= 6) {
        List<String> range = ids.range(first, text.substring(next, last));
        group.addAll(range.size() > MAX_RANGE ? range.subList(0, MAX_RANGE) : range);
        return last;
      }
    }
    group.add(first);
    return end;
  }

  private static int skip(String text, int from) {
    int at = from;
    while (at < text.length() && "*` ".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    return at;
  }

  private static void flush(List<String> group, List<Element> elements) {
    if (!group.isEmpty()) {
      elements.add(new Element(Op.ARROW, List.copyOf(group), false));
      group.clear();
    }
  }

  private static void word(String word, List<String> group, List<Element> elements) {
    if (NEGATIONS.contains(word) || word.startsWith("不依赖") || word.startsWith("无依赖")) {
      flush(group, elements);
      elements.add(BREAK);
      elements.add(new Element(Op.DEPENDS, List.of("not"), true));
      return;
    }
    Op op = word.equals("依赖") ? Op.DEPENDS : WORDS.get(word);
    if (op != null) {
      flush(group, elements);
      elements.add(new Element(op, List.of(), false));
    } else if (!FILLERS.contains(word)) {
      flush(group, elements);
      elements.add(BREAK);
    }
  }

  private void relate(List<Element> elements, String subject) {
    List<String> left = subject.isEmpty() ? List.of() : List.of(subject);
    boolean fromText = false;
    boolean negated = false;
    List<Op> ops = new ArrayList<>();
    for (Element element : elements) {
      if (element.isBreak()) {
        negated = !element.ids().isEmpty();
        left = subject.isEmpty() ? List.of() : List.of(subject);
        fromText = false;
        ops.clear();
      } else if (element.ids().isEmpty()) {
        ops.add(element.op());
      } else {
        Op op = effective(ops, fromText);
        if (op != null && !negated && !left.isEmpty()) {
          relate(left, op, element.ids());
        }
        negated = false;
        // After "depends on" the subject goes on: "T3 depends on T1, blocks T5".
        if (op == null || op == Op.ARROW || left.isEmpty()) {
          left = element.ids();
          fromText = true;
        }
        ops.clear();
      }
    }
  }

  private static @org.jspecify.annotations.Nullable Op effective(List<Op> ops, boolean fromText) {
    for (Op op : ops) {
      if (op != Op.ARROW) {
        return op;
      }
    }
    return ops.isEmpty() || !fromText ? null : Op.ARROW;
  }

  private void relate(List<String> left, Op op, List<String> right) {
    if ((long) left.size() * right.size() > MAX_PAIRS) {
      return;
    }
    boolean leftWaits = op == Op.DEPENDS || op == Op.AFTER;
    for (String a : left) {
      for (String b : right) {
        if (!a.equals(b)) {
          found.add(leftWaits ? new Reference(a, b, line) : new Reference(b, a, line));
        }
      }
    }
  }

  private static boolean endsSentence(String text, int at) {
    return text.charAt(at) == '.' && (at + 1 == text.length() || text.charAt(at + 1) == ' ');
  }

  private static boolean isWordPart(char c) {
    return Character.isLetterOrDigit(c) || c == '\'' || c == '_' || c == '-' || c == '.';
  }

  private static int wordEnd(String text, int from) {
    // Chinese writes words without blanks between them.
    for (String word : List.of("依赖", "不依赖", "无依赖")) {
      if (text.startsWith(word, from)) {
        return from + word.length();
      }
    }
    int at = from;
    if (text.charAt(at) == '-' || text.charAt(at) == '.' || text.charAt(at) == '_') {
      return at + 1;
    }
    boolean ideograph = Character.isIdeographic(text.codePointAt(at));
    while (at < text.length()
        && isWordPart(text.charAt(at))
        && text.charAt(at) != '.'
        && Character.isIdeographic(text.codePointAt(at)) == ideograph
        && (at == from || !text.startsWith("依赖", at))
        && !text.startsWith("->", at)) {
      at++;
    }
    return Math.max(at, from + 1);
  }
}
