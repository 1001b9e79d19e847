package dev.milestone.agent.preset;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An item of a preset's argument list: one or several arguments that stand or fall together. It is
 * left out when one of its placeholders has no value. Whatever is put in, an argument stays one
 * argument, and what was put in is not looked at again. Immutable.
 *
 * @param words the arguments
 */
public record PresetArgument(List<String> words) {

  /** Names that stand for a value. */
  static final Set<String> PLACEHOLDERS =
      Set.of(
          "prompt",
          "prompt.file",
          "report.file",
          "workspace",
          "project",
          "task.id",
          "model",
          "session.new",
          "session.resume",
          "budget.money",
          "budget.tokens");

  /** Names that stand for a list of arguments. */
  static final Set<String> LISTS = Set.of("permissions", "arguments");

  /** Copies. */
  public PresetArgument {
    words = List.copyOf(words);
  }

  /** Adds the arguments to a command, if all of their values are there. */
  public void fill(
      Map<String, String> values, Map<String, List<String>> lists, List<String> command) {
    List<String> filled = new ArrayList<>(words.size());
    for (String word : words) {
      List<String> list =
          word.startsWith("{") && word.endsWith("}")
              ? lists.get(word.substring(1, word.length() - 1))
              : null;
      if (list != null) {
        filled.addAll(list);
      } else if (!fill(word, values, filled)) {
        return;
      }
    }
    command.addAll(filled);
  }

  /** Whether a placeholder stands here. */
  public boolean names(String placeholder) {
    return words.stream().anyMatch(word -> word.contains("{" + placeholder + "}"));
  }

  private static boolean fill(String word, Map<String, String> values, List<String> to) {
    StringBuilder filled = new StringBuilder(word.length());
    int at = 0;
    while (at < word.length()) {
      int close = word.charAt(at) == '{' ? word.indexOf('}', at) : -1;
      String name = close < 0 ? "" : word.substring(at + 1, close);
      if (PLACEHOLDERS.contains(name)) {
        String value = values.get(name);
        if (value == null) {
          return false;
        }
        filled.append(value);
        at = close + 1;
      } else {
        filled.append(word.charAt(at));
        at++;
      }
    }
    to.add(filled.toString());
    return true;
  }
}
