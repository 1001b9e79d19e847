package dev.milestone.cli;

import dev.milestone.MilestoneEngine;
import dev.milestone.MilestoneException;
import dev.milestone.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

/** {@code milestone config}. */
@CommandLine.Command
final class ConfigCommand extends Command {

  @Parameters(
      arity = "0..1",
      paramLabel = "KEY",
      description = "only this key, or the keys below it")
  @Nullable String key;

  @Override
  int run() {
    try (MilestoneEngine engine = look()) {
      List<Setting> settings = engine.configuration();
      String asked = key;
      if (asked != null) {
        List<String> keys = settings.stream().map(Setting::key).toList();
        settings =
            settings.stream()
                .filter(s -> s.key().equals(asked) || s.key().startsWith(asked + "."))
                .toList();
        if (settings.isEmpty()) {
          throw unknown(asked, keys);
        }
      }
      if (json()) {
        document("config", Map.of("settings", Documents.all(settings, ConfigCommand::json)));
      } else {
        print(lines(settings));
      }
    }
    return ExitCode.OK;
  }

  private List<String> lines(List<Setting> settings) {
    List<List<String>> rows = new ArrayList<>();
    for (Setting setting : settings) {
      String where = setting.file().isEmpty() ? "" : " " + setting.file() + ":" + setting.line();
      rows.add(List.of(setting.key(), setting.value(), setting.source() + where));
      if (options.verbose) {
        rows.add(List.of("", "", "  " + setting.meaning()));
      }
    }
    return Text.table(rows, console().tableWidth());
  }

  private static MilestoneException unknown(String asked, List<String> keys) {
    List<String> near = Verbs.near(asked, keys);
    String hint =
        near.isEmpty() ? "see milestone config" : "did you mean " + String.join(", ", near) + "?";
    return MilestoneException.invalid(
        "unknown_key", "there is no key '" + Text.line(asked, 100) + "'; " + hint, List.of());
  }

  private static Object json(Setting setting) {
    Map<String, Object> json = Json.object();
    json.put("key", setting.key());
    json.put("value", setting.value());
    json.put("source", setting.source());
    if (!setting.file().isEmpty()) {
      json.put("file", setting.file());
      json.put("line", setting.line());
    }
    json.put("meaning", setting.meaning());
    return json;
  }
}
