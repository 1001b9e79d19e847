package dev.milestone.cli;

import dev.milestone.Setting;
import dev.milestone.core.config.ConfigurationLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A configuration file that names every key with its meaning and default, all commented out. Made
 * from the table of keys, so that it never lags behind it.
 */
final class ConfigTemplate {

  private static final String HEAD =
      """
      # Configuration of this project. Every key stands here with its meaning and its default: take the '# ' at the
      # beginning of its line, and of the lines it stands under, away to change it. 'milestone config' shows what
      # counts and where it comes from.
      """;

  private ConfigTemplate() {}

  static String text() {
    StringBuilder text = new StringBuilder(HEAD);
    List<String> open = new ArrayList<>();
    for (Setting setting : ConfigurationLoader.load(List.of(), Map.of()).settings()) {
      List<String> path = List.of(setting.key().split("\\."));
      int shared = 0;
      while (shared < open.size()
          && shared < path.size() - 1
          && open.get(shared).equals(path.get(shared))) {
        shared++;
      }
      open.subList(shared, open.size()).clear();
      if (shared == 0) {
        text.append('\n');
      }
      for (String section : path.subList(shared, path.size() - 1)) {
        line(text, open.size(), section + ":");
        open.add(section);
      }
      line(text, open.size(), "# " + setting.meaning());
      line(text, open.size(), path.get(path.size() - 1) + ": " + setting.value());
    }
    return text.toString();
  }

  private static void line(StringBuilder text, int depth, String content) {
    text.append("# ").append("  ".repeat(depth)).append(content).append('\n');
  }
}
