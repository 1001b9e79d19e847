package dev.milestone.core.plan;

import dev.milestone.core.yaml.FieldPath;
import dev.milestone.core.yaml.Nearest;
import dev.milestone.core.yaml.NodeReader;
import dev.milestone.core.yaml.YamlMapping;
import dev.milestone.core.yaml.YamlNode;
import dev.milestone.core.yaml.YamlScalar;
import dev.milestone.core.yaml.YamlSequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Argument lists: of verifications, and of agents with their placeholders. */
final class Arguments {
  private static final Set<String> ANYWHERE = Set.of("run", "task.id", "workspace");
  private static final String ALONE = "prompt";
  private static final List<String> PLACEHOLDERS = List.of("run", "task.id", "workspace", ALONE);

  private Arguments() {}

  /** A verification: a list, or a text that is split at blanks with nothing expanded. */
  static List<String> verification(NodeReader in, YamlMapping map, FieldPath path) {
    YamlNode node = map.get("verify");
    if (node == null) {
      return List.of();
    }
    if (node instanceof YamlScalar scalar && scalar.kind() != YamlScalar.Kind.NULL) {
      List<String> words = split(scalar.text());
      if (words.isEmpty()) {
        empty(in, node, path.at("verify"));
      }
      return words;
    }
    return list(in, map, "verify", path);
  }

  /** A list of arguments, the first of which is not empty. */
  static List<String> list(NodeReader in, YamlMapping map, String key, FieldPath path) {
    YamlNode node = map.get(key);
    if (node == null) {
      return List.of();
    }
    if (!(node instanceof YamlSequence sequence)) {
      in.problem(
          node,
          path.at(key),
          node.shown(),
          "a list of arguments",
          "write [\"program\", \"argument\"]");
      return List.of();
    }
    List<YamlNode> items = sequence.items();
    List<String> words = new ArrayList<>(items.size());
    for (int i = 0; i < items.size(); i++) {
      YamlNode item = items.get(i);
      if (item instanceof YamlScalar scalar && scalar.kind() != YamlScalar.Kind.NULL) {
        words.add(scalar.text());
      } else {
        in.problem(
            item, path.at(key).at(i), item.shown(), "an argument", "quote it, or remove the item");
      }
    }
    if (items.isEmpty() || (!words.isEmpty() && words.get(0).isBlank())) {
      empty(in, node, path.at(key));
    }
    return words;
  }

  private static void empty(NodeReader in, YamlNode node, FieldPath path) {
    in.problem(node, path, node.shown(), "a program and its arguments", "or remove the key");
  }

  private static List<String> split(String text) {
    List<String> words = new ArrayList<>();
    int begin = -1;
    for (int i = 0; i <= text.length(); i++) {
      boolean blank = i == text.length() || text.charAt(i) <= ' ';
      if (blank && begin >= 0) {
        words.add(text.substring(begin, i));
        begin = -1;
      } else if (!blank && begin < 0) {
        begin = i;
      }
    }
    return words;
  }

  /** Reports placeholders of an agent's command that are unknown or stand where they must not. */
  static void checkPlaceholders(NodeReader in, YamlMapping agent, FieldPath path) {
    if (!(agent.get("command") instanceof YamlSequence sequence)) {
      return;
    }
    List<YamlNode> items = sequence.items();
    for (int i = 0; i < items.size(); i++) {
      if (items.get(i) instanceof YamlScalar scalar) {
        check(in, scalar, path.at("command").at(i));
      }
    }
  }

  private static void check(NodeReader in, YamlScalar argument, FieldPath path) {
    String text = argument.text();
    int open = text.indexOf('{');
    while (open >= 0) {
      int close = open + 1;
      while (close < text.length() && isNameCharacter(text.charAt(close))) {
        close++;
      }
      boolean named = close > open + 1 && close < text.length() && text.charAt(close) == '}';
      boolean shellVariable = open > 0 && text.charAt(open - 1) == '$';
      if (named && !shellVariable) {
        String name = text.substring(open + 1, close);
        if (name.equals(ALONE)) {
          if (open > 0 || close < text.length() - 1) {
            in.problem(
                argument,
                path,
                "'{prompt}' within '" + text + "'",
                "'{prompt}' as an argument of its own",
                "a prompt within a shell line could run as a command; pass it as an argument");
          }
        } else if (!ANYWHERE.contains(name)) {
          in.problem(
              argument,
              path,
              "the unknown placeholder '{" + name + "}'",
              "{run}, {task.id}, {workspace} or {prompt}",
              Nearest.of(name, PLACEHOLDERS)
                  .map(near -> "did you mean '{" + near + "}'?")
                  .orElse("put a blank behind a brace that is meant literally"));
        }
      }
      open = text.indexOf('{', open + 1);
    }
  }

  private static boolean isNameCharacter(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '_'
        || c == '.'
        || c == '-';
  }
}
