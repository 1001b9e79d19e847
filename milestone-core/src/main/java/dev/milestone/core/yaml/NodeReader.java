package dev.milestone.core.yaml;

import dev.milestone.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes typed values out of a tree and reports what does not fit, with its place. Every getter
 * returns its neutral value after it has reported. Confined to one thread.
 */
public final class NodeReader {
  private final String file;
  private final ProblemList problems;

  /** A reader for one file. */
  public NodeReader(String file, ProblemList problems) {
    this.file = file;
    this.problems = problems;
  }

  /** The file. */
  public String file() {
    return file;
  }

  /** Reports a problem at a value. */
  public void problem(YamlNode at, FieldPath path, String found, String expected, String hint) {
    problems.add(new Problem(file, at.line(), at.column(), path.toString(), found, expected, hint));
  }

  /** A map, or null after a report. */
  public @Nullable YamlMapping map(YamlNode node, FieldPath path, String expected) {
    if (node instanceof YamlMapping mapping) {
      return mapping;
    }
    problem(node, path, node.shown(), expected, "write 'key: value' lines, or {key: value}");
    return null;
  }

  /** Reports keys that are not known; keys that begin with {@code x-} are always allowed. */
  public void knownKeys(YamlMapping map, FieldPath path, Set<String> known) {
    for (int i = 0; i < map.size(); i++) {
      String key = map.key(i);
      if (!known.contains(key) && !key.startsWith("x-")) {
        if (problems.full()) {
          problems.countOne();
          continue;
        }
        problems.add(
            new Problem(
                file,
                map.keyLine(i),
                map.keyColumn(i),
                path.at(key).toString(),
                "the unknown key '" + key + "'",
                "one of: " + String.join(", ", known),
                key.equals("<<")
                    ? "merge keys are not supported; write the keys out"
                    : Nearest.hint(key, known, "begin a key of your own with 'x-'")));
      }
    }
  }

  /** Items of a list; nothing when the key is absent, or after a report. */
  public List<YamlNode> items(YamlMapping map, String key, FieldPath path) {
    YamlNode node = map.get(key);
    if (node == null) {
      return List.of();
    }
    if (node instanceof YamlSequence sequence) {
      return sequence.items();
    }
    problem(node, path.at(key), node.shown(), "a list", "write [a, b], or a line '- a' for each");
    return List.of();
  }

  /** Text of a key, or null when it is absent or wrong. */
  public @Nullable String text(YamlMapping map, String key, FieldPath path) {
    YamlNode node = map.get(key);
    return node == null ? null : text(node, path, key);
  }

  private @Nullable String text(YamlNode node, FieldPath path, String key) {
    return text(node, path.at(key));
  }

  /**
   * A text that is not blank, or null after a report. Numbers and booleans count as the text they
   * are written with.
   */
  public @Nullable String text(YamlNode node, FieldPath path) {
    if (node instanceof YamlScalar scalar && scalar.kind() != YamlScalar.Kind.NULL) {
      if (!scalar.text().isBlank()) {
        return scalar.text();
      }
      problem(node, path, "an empty text", "a text", "write a text or remove the key");
      return null;
    }
    problem(node, path, node.shown(), "a text", "write a text or remove the key");
    return null;
  }

  /** Texts of a list. */
  public List<String> texts(YamlMapping map, String key, FieldPath path) {
    List<YamlNode> items = items(map, key, path);
    if (items.isEmpty()) {
      return List.of();
    }
    List<String> texts = new ArrayList<>(items.size());
    for (int i = 0; i < items.size(); i++) {
      YamlNode item = items.get(i);
      if (item instanceof YamlScalar scalar
          && scalar.kind() != YamlScalar.Kind.NULL
          && !scalar.text().isBlank()) {
        texts.add(scalar.text());
      } else {
        text(item, path.at(key).at(i)); // reports
      }
    }
    return texts;
  }

  /** A whole number within a range, or nothing when it is absent or wrong. */
  public OptionalInt integer(YamlMapping map, String key, FieldPath path, int least, int most) {
    YamlNode node = map.get(key);
    return node == null ? OptionalInt.empty() : integer(node, path.at(key), least, most);
  }

  /** A whole number within a range, or nothing after a report. */
  public OptionalInt integer(YamlNode node, FieldPath path, int least, int most) {
    String expected = "a whole number from " + least + " to " + most;
    if (node instanceof YamlScalar scalar && scalar.kind() == YamlScalar.Kind.INTEGER) {
      try {
        int value = Integer.parseInt(scalar.text());
        if (value >= least && value <= most) {
          return OptionalInt.of(value);
        }
      } catch (NumberFormatException e) {
        // beyond int: out of range
      }
      problem(node, path, scalar.text(), expected, "choose a number in that range");
      return OptionalInt.empty();
    }
    problem(node, path, node.shown(), expected, "write digits without quotation marks");
    return OptionalInt.empty();
  }

  /** A boolean, or what is given when it is absent or wrong. */
  public boolean bool(YamlMapping map, String key, FieldPath path, boolean otherwise) {
    YamlNode node = map.get(key);
    if (node == null) {
      return otherwise;
    }
    if (node instanceof YamlScalar scalar && scalar.kind() == YamlScalar.Kind.BOOLEAN) {
      return scalar.text().equals("true");
    }
    problem(node, path.at(key), node.shown(), "true or false", "write true or false, unquoted");
    return otherwise;
  }

  /** A duration, or nothing when it is absent or wrong. A day has 24 hours. */
  public Optional<Duration> duration(YamlMapping map, String key, FieldPath path) {
    YamlNode node = map.get(key);
    return node == null
        ? Optional.empty()
        : duration(node, path.at(key), Duration.ofDays(1), Duration.ofDays(7));
  }

  /** A duration whose days and weeks have the given length, or nothing after a report. */
  public Optional<Duration> duration(YamlNode node, FieldPath path, Duration day, Duration week) {
    if (node instanceof YamlScalar scalar && scalar.kind() == YamlScalar.Kind.TEXT) {
      Optional<Duration> duration = DurationText.parse(scalar.text(), day, week);
      if (duration.isPresent()) {
        return duration;
      }
    }
    boolean number = node instanceof YamlScalar s && s.kind() == YamlScalar.Kind.INTEGER;
    problem(
        node,
        path,
        node.shown(),
        DurationText.EXPECTED,
        number
            ? "add a unit: ms, s, m, h, d or w"
            : "units are w, d, h, m, s, ms, largest first, without blanks");
    return Optional.empty();
  }
}
