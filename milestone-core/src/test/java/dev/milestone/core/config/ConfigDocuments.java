package dev.milestone.core.config;

import dev.milestone.core.yaml.DurationText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes {@code docs/configuration.md} and the schema of the configuration from the table of keys.
 */
final class ConfigDocuments {
  private static final String HEAD =
      """
      # Configuration

      Settings are read from the files below, where they exist, and from what a program or the command line sets. A later one wins,
      key by key. `milestone config` shows every value with its file and line. Unknown keys and values that are not allowed are
      errors that name file, line and column; keys that begin with `x-` are left alone.

      | level | file |
      | --- | --- |
      | user | `~/.claude/milestone-defaults.yaml`, then `$XDG_CONFIG_HOME/milestone/milestone-defaults.yaml` (without the variable `~/.config/…`) |
      | project | `.claude/milestone-config.yaml`, then `milestone-config.yaml` at the project's root |
      | team | `team-milestone-rules.yaml` at the root |
      | instance | `.milestones/config/milestone-config.yaml` |
      | program | `EngineBuilder.setting(key, value)`, options of the command line |

      ```yaml
      execution:
        agent_coordination:
          max_concurrent_agents: 8
        performance:
          checkpoint_frequency: 5_minutes
      storage:
        segment_bytes: 67_108_864
      ```

      Durations are written `PT90M`, `90m`, `1h30m` or `5_minutes`; a day has 24 hours. A cadence is `real_time`, `immediate`,
      `hourly_summary`, `daily_summary`, `weekly_summary`, or a duration, also as `5_minute_delay`. Whole numbers may be grouped with `_`.
      Secrets are never written into a file: keys of the type secret take a reference, `${env:NAME}` or `${file:path}`, and only that is ever
      shown. Configuration files are YAML as strict as [plan files](plan-file.md), of at most 1 MiB.

      Keys may be added in two sections: factors of your own in `planning.estimation.complexity_multipliers`, and texts for storage providers
      of other vendors in `storage.settings`.

      This page is written from the table of keys in `ConfigKeys`; a test holds it to that.
      """;

  private ConfigDocuments() {}

  static String markdown() {
    StringBuilder text = new StringBuilder(HEAD);
    String section = "";
    for (ConfigKey<?> key : ConfigKeys.all()) {
      int dot = key.name().lastIndexOf('.');
      if (!key.name().substring(0, dot).equals(section)) {
        section = key.name().substring(0, dot);
        text.append("\n## ").append(section).append("\n");
        text.append("| key | default | allowed | meaning |\n| --- | --- | --- | --- |\n");
      }
      text.append("| `").append(key.name().substring(dot + 1));
      text.append("` | `").append(key.defaultText());
      text.append("` | ").append(key.type().expected());
      text.append(" | ").append(key.fullMeaning()).append(" |\n");
    }
    return text.toString();
  }

  static String schema() {
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    root.put("$id", "urn:milestone:schema:config:1");
    root.put("title", "Milestone configuration");
    root.putAll(section(""));
    return new JsonMapper()
            .writer()
            .with(SerializationFeature.INDENT_OUTPUT)
            .writeValueAsString(root)
            .replace("\r\n", "\n")
        + "\n";
  }

  private static Map<String, Object> section(String name) {
    Map<String, Object> properties = new LinkedHashMap<>();
    for (String child : ConfigKeys.children(name)) {
      String full = name.isEmpty() ? child : name + "." + child;
      properties.put(
          child,
          ConfigKeys.all().stream()
              .filter(key -> key.name().equals(full))
              .findFirst()
              .map(ConfigDocuments::value)
              .orElseGet(() -> section(full)));
    }
    Map<String, Object> section = new LinkedHashMap<>();
    section.put("type", List.of("object", "null"));
    section.put("properties", properties);
    section.put("patternProperties", Map.of("^x-", true));
    ConfigType<?> open = ConfigKeys.OPEN.get(name + ".");
    section.put(
        "additionalProperties", open == null ? false : Map.of("description", open.expected()));
    return section;
  }

  private static Map<String, Object> value(ConfigKey<?> key) {
    Map<String, Object> value = new LinkedHashMap<>();
    value.put("description", key.fullMeaning() + " Allowed: " + key.type().expected() + ".");
    Object shown = key.defaultValue();
    if (shown instanceof Boolean) {
      value.put("type", "boolean");
    } else if (shown instanceof Integer || shown instanceof Long) {
      value.put("type", List.of("integer", "string"));
    } else if (shown instanceof Double) {
      value.put("type", "number");
    } else {
      value.put("type", "string");
      shown = shown instanceof Duration d ? DurationText.brief(d) : key.defaultText();
    }
    List<String> words = new ArrayList<>(key.type().words());
    if (!words.isEmpty() && !(shown instanceof Boolean)) {
      value.put("enum", words);
    }
    value.put("default", shown);
    return value;
  }
}
