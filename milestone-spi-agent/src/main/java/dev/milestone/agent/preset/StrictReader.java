package dev.milestone.agent.preset;

import dev.milestone.MilestoneException;
import dev.milestone.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes values out of {@link PresetNode}s and collects what is wrong, each with its place. Confined
 * to one thread.
 */
final class StrictReader {

  private static final PresetNode NOTHING = PresetNode.scalar(PresetNode.Kind.NULL, "", "", 0, 0);

  private final List<Problem> problems = new ArrayList<>();

  void problem(PresetNode at, String field, String found, String expected, String hint) {
    problems.add(new Problem(at.file(), at.line(), at.column(), field, found, expected, hint));
  }

  /** Refuses the preset when anything was wrong. */
  void end(String name) {
    if (!problems.isEmpty()) {
      throw MilestoneException.invalid(
          "bad_preset", "the agent preset " + name + " cannot be used", problems);
    }
  }

  void knownKeys(PresetNode map, String field, Set<String> known) {
    map.entries()
        .forEach(
            (key, value) -> {
              if (!known.contains(key)) {
                problem(
                    value,
                    join(field, key),
                    "the unknown key '" + key + "'",
                    "a known key",
                    NearestKey.hint(key, new TreeSet<>(known)));
              }
            });
  }

  /** A map of a map; empty when it is absent or something else. */
  PresetNode map(PresetNode parent, String key, String field) {
    PresetNode node = parent.entries().get(key);
    if (node == null || node.kind() == PresetNode.Kind.MAP) {
      return node == null ? NOTHING : node;
    }
    problem(node, join(field, key), node.shown(), "a map", "");
    return NOTHING;
  }

  Optional<String> text(PresetNode parent, String key, String field) {
    return Optional.ofNullable(parent.entries().get(key)).flatMap(n -> text(n, join(field, key)));
  }

  Optional<String> text(PresetNode node, String field) {
    if (node.isScalar() && node.kind() != PresetNode.Kind.NULL) {
      return Optional.of(node.text());
    }
    problem(node, field, node.shown(), "a text", "");
    return Optional.empty();
  }

  /** A list of texts; one text stands for a list of one. */
  List<String> texts(PresetNode parent, String key, String field) {
    PresetNode node = parent.entries().get(key);
    if (node == null) {
      return List.of();
    }
    return texts(node, join(field, key));
  }

  List<String> texts(PresetNode node, String field) {
    if (node.kind() != PresetNode.Kind.LIST) {
      return text(node, field).map(List::of).orElse(List.of());
    }
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < node.items().size(); i++) {
      text(node.items().get(i), field + "[" + i + "]").ifPresent(texts::add);
    }
    return texts;
  }

  Map<String, String> textMap(PresetNode parent, String key, String field) {
    Map<String, String> texts = new LinkedHashMap<>();
    entries(
        parent,
        key,
        field,
        (name, node) ->
            text(node, join(join(field, key), name)).ifPresent(t -> texts.put(name, t)));
    return texts;
  }

  void entries(PresetNode parent, String key, String field, BiConsumer<String, PresetNode> each) {
    map(parent, key, field).entries().forEach(each);
  }

  boolean flag(PresetNode parent, String key, String field) {
    PresetNode node = parent.entries().get(key);
    if (node == null) {
      return false;
    }
    if (node.kind() != PresetNode.Kind.BOOLEAN) {
      problem(node, join(field, key), node.shown(), "true or false", "");
    }
    return node.text().equals("true");
  }

  /** One of an enum's constants in lower case; absent when it is absent or wrong. */
  <E extends Enum<E>> Optional<E> choice(
      PresetNode parent, String key, String field, Class<E> type) {
    PresetNode node = parent.entries().get(key);
    if (node == null) {
      return Optional.empty();
    }
    List<String> known = new ArrayList<>();
    for (E constant : type.getEnumConstants()) {
      String name = constant.name().toLowerCase(Locale.ROOT);
      if (node.isScalar() && name.equals(node.text())) {
        return Optional.of(constant);
      }
      known.add(name);
    }
    problem(
        node,
        join(field, key),
        node.shown(),
        String.join(", ", known),
        NearestKey.hint(node.text(), known));
    return Optional.empty();
  }

  static String join(String field, @Nullable String key) {
    return field.isEmpty() ? String.valueOf(key) : field + "." + key;
  }
}
