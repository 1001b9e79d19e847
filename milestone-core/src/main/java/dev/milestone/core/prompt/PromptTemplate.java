package dev.milestone.core.prompt;

import dev.milestone.MilestoneException;
import dev.milestone.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A prompt with places to fill in: <code>{{name}}</code> stands for a value, and what stands
 * between <code>{{#name}}</code> and <code>{{/name}}</code> vanishes when that value is empty. A
 * line that holds nothing but a mark of a section vanishes as well. What is filled in is not looked
 * at again. Immutable.
 */
public final class PromptTemplate {

  /** Most bytes of a template. */
  public static final int MAX_BYTES = 64 * 1024;

  /** Most marks in a template. */
  static final int MAX_MARKS = 1_000;

  /** Most problems that are reported. */
  static final int MAX_PROBLEMS = 20;

  private static final String CODE = "bad_template";

  /** One part: a text when {@code name} is empty; of a section, its mark. */
  private record Part(Kind kind, String name, String text) {}

  private enum Kind {
    TEXT,
    VALUE,
    BEGIN,
    END
  }

  private final List<Part> parts;

  private PromptTemplate(List<Part> parts) {
    this.parts = parts;
  }

  /**
   * Reads a template.
   *
   * @param file its name, for messages
   * @param known names of the values there are
   * @throws MilestoneException with everything that is wrong
   */
  public static PromptTemplate parse(String file, String text, Set<String> known) {
    Parser parser = new Parser(file, text, known);
    List<Part> parts = parser.parse();
    if (!parser.problems.isEmpty()) {
      throw MilestoneException.invalid(
          CODE, "the template " + file + " cannot be used", parser.problems);
    }
    return new PromptTemplate(List.copyOf(parts));
  }

  /** The prompt with these values; a name that has none is empty. At most {@code limit} long. */
  public String fill(Map<String, String> values, int limit) {
    StringBuilder out = new StringBuilder();
    String skipping = null;
    for (Part part : parts) {
      if (skipping != null) {
        if (part.kind == Kind.END && part.name.equals(skipping)) {
          skipping = null;
        }
        continue;
      }
      String value = values.getOrDefault(part.name, "");
      switch (part.kind) {
        case TEXT -> out.append(part.text);
        case VALUE -> out.append(value);
        case BEGIN -> skipping = value.isEmpty() ? part.name : null;
        case END -> {}
      }
      if (out.length() > limit) {
        out.setLength(limit);
        return out.toString();
      }
    }
    return out.toString();
  }

  /** Reads once from the front to the end. */
  private static final class Parser {
    private final String file;
    private final String text;
    private final Set<String> known;
    private final List<Part> parts = new ArrayList<>();
    final List<Problem> problems = new ArrayList<>();
    private @Nullable String open;
    private int openAt;
    private int line = 1;
    private int lineStart;
    private int counted;

    Parser(String file, String text, Set<String> known) {
      this.file = file;
      this.text = text;
      this.known = known;
    }

    List<Part> parse() {
      int copied = 0;
      int marks = 0;
      int at = text.indexOf("{{");
      while (at >= 0 && problems.size() < MAX_PROBLEMS) {
        int end = text.indexOf("}}", at + 2);
        int lineEnd = text.indexOf('\n', at);
        if (end < 0 || lineEnd >= 0 && lineEnd < end) {
          problem(at, "'{{' without '}}'", "a name in braces, such as {{task.title}}");
          return parts;
        }
        if (++marks > MAX_MARKS) {
          problem(at, "more than " + MAX_MARKS + " names in braces", "at most " + MAX_MARKS);
          return parts;
        }
        String inside = text.substring(at + 2, end).strip();
        char first = inside.isEmpty() ? ' ' : inside.charAt(0);
        boolean section = first == '#' || first == '/';
        String name = section ? inside.substring(1).strip() : inside;
        int from = at;
        int to = end + 2;
        if (section) {
          int begin = text.lastIndexOf('\n', at - 1) + 1;
          int stop = text.indexOf('\n', to);
          stop = stop < 0 ? text.length() : stop;
          if (begin >= copied
              && text.substring(begin, at).isBlank()
              && text.substring(to, stop).isBlank()) {
            from = begin;
            to = Math.min(text.length(), stop + 1);
          }
        }
        if (from > copied) {
          parts.add(new Part(Kind.TEXT, "", text.substring(copied, from)));
        }
        mark(at, first, name);
        copied = to;
        at = text.indexOf("{{", to);
      }
      if (open != null) {
        problem(openAt, "a section that is not ended", "{{/" + open + "}}");
      }
      if (copied < text.length()) {
        parts.add(new Part(Kind.TEXT, "", text.substring(copied)));
      }
      return parts;
    }

    private void mark(int at, char first, String name) {
      if (!known.contains(name)) {
        problem(
            at,
            "'" + (name.length() > 64 ? name.substring(0, 64) + "…" : name) + "'",
            "one of " + String.join(", ", known.stream().sorted().toList()));
        return;
      }
      if (first == '#') {
        if (open != null) {
          problem(at, "a section inside of the section " + open, "sections one after another");
        }
        open = name;
        openAt = at;
        parts.add(new Part(Kind.BEGIN, name, ""));
      } else if (first == '/') {
        if (!name.equals(open)) {
          problem(at, "the end of the section " + name, open == null ? "its begin before" : open);
        }
        open = null;
        parts.add(new Part(Kind.END, name, ""));
      } else {
        parts.add(new Part(Kind.VALUE, name, ""));
      }
    }

    private void problem(int at, String found, String expected) {
      int here = at;
      if (here < counted) {
        line = 1;
        lineStart = 0;
        counted = 0;
      }
      for (int i = counted; i < here; i++) {
        if (text.charAt(i) == '\n') {
          line++;
          lineStart = i + 1;
        }
      }
      counted = here;
      problems.add(
          new Problem(
              file,
              line,
              here - lineStart + 1,
              "",
              found,
              expected,
              "docs/external-agents.md lists what may stand in braces"));
    }
  }
}
