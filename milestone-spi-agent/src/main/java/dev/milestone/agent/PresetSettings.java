package dev.milestone.agent;

import dev.milestone.MilestoneException;
import dev.milestone.Problem;
import dev.milestone.agent.preset.Preset;
import dev.milestone.model.AgentDefinition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * What a plan's declaration says of an agent that a preset starts. Immutable.
 *
 * @param preset name of the preset
 * @param model model to work with; empty: the agent's own choice
 * @param program program in place of the preset's; empty: the preset's
 * @param permissions arguments in place of the preset's permissions
 * @param arguments more arguments
 * @param environment variables that are set, over those of the preset
 * @param timeout longest time of a run, in place of the preset's
 */
record PresetSettings(
    String preset,
    String model,
    String program,
    Optional<List<String>> permissions,
    List<String> arguments,
    Map<String, String> environment,
    Optional<Duration> timeout) {

  /** The setting that names the preset. */
  static final String PRESET = "preset";

  private static final String VARIABLE = "env.";
  private static final List<String> KNOWN =
      List.of(PRESET, "model", "program", "permissions", "arguments", "timeout");

  static PresetSettings of(AgentDefinition definition) {
    List<Problem> problems = new ArrayList<>();
    Map<String, String> environment = new LinkedHashMap<>();
    String path = "agents." + definition.id() + ".settings.";
    definition
        .settings()
        .forEach(
            (key, value) -> {
              String variable = key.startsWith(VARIABLE) ? key.substring(VARIABLE.length()) : "";
              if (!variable.isEmpty() && variable.indexOf('=') < 0) {
                environment.put(variable, value);
              } else if (!KNOWN.contains(key)) {
                problems.add(
                    Problem.of(
                        path + key,
                        "the unknown setting '" + key + "'",
                        String.join(", ", new TreeSet<>(KNOWN)) + " or env.NAME",
                        "correct its name"));
              }
            });
    String preset = text(definition, PRESET);
    if (preset.isEmpty()) {
      problems.add(
          Problem.of(
              "agents." + definition.id() + ".preset",
              "nothing",
              "the name of a preset",
              "write preset: claude, or see `milestone agents`"));
    }
    if (!definition.command().isEmpty()) {
      problems.add(
          Problem.of(
              "agents." + definition.id() + ".command",
              "a command",
              "none beside a preset",
              "use the settings program and arguments"));
    }
    Optional<List<String>> permissions =
        Optional.ofNullable(definition.settings().get("permissions"))
            .map(words -> words(words, path + "permissions", problems));
    List<String> arguments = words(text(definition, "arguments"), path + "arguments", problems);
    if (!problems.isEmpty()) {
      throw MilestoneException.invalid(
          "bad_agent", "agent " + definition.id() + " cannot be used", problems);
    }
    return new PresetSettings(
        preset,
        text(definition, "model"),
        text(definition, "program"),
        permissions,
        arguments,
        environment,
        AgentTimeout.of(definition));
  }

  List<String> permissionsOf(Preset of) {
    return permissions.orElse(of.permissions());
  }

  private static String text(AgentDefinition definition, String key) {
    return definition.settings().getOrDefault(key, "").strip();
  }

  /** Words between blanks, or a JSON list of texts for those that hold blanks. */
  private static List<String> words(String text, String path, List<Problem> problems) {
    if (!text.startsWith("[")) {
      return text.isBlank() ? List.of() : List.of(text.strip().split("\\s+"));
    }
    List<String> words = new ArrayList<>();
    try (JsonParser json = new JsonFactory().createParser(ObjectReadContext.empty(), text)) {
      json.nextToken();
      for (JsonToken token = json.nextToken();
          token == JsonToken.VALUE_STRING;
          token = json.nextToken()) {
        words.add(json.getString());
      }
      if (json.currentToken() == JsonToken.END_ARRAY && json.nextToken() == null) {
        return words;
      }
    } catch (JacksonException e) {
      // Refused below, with the same words as a list of something else.
    }
    problems.add(
        Problem.of(
            path,
            text,
            "words between blanks, or a JSON list of texts",
            "write '[\"--flag\", \"a value with blanks\"]'"));
    return List.of();
  }
}
