package dev.milestone.core.plan;

import dev.milestone.core.yaml.FieldPath;
import dev.milestone.core.yaml.NodeReader;
import dev.milestone.core.yaml.YamlMapping;
import dev.milestone.core.yaml.YamlNode;
import dev.milestone.model.AgentDefinition;
import dev.milestone.model.AgentId;
import dev.milestone.model.IdGrammar;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads an item of {@code agents}. */
final class AgentReader {
  private static final String PRESET = "preset";

  private AgentReader() {}

  static @Nullable AgentDefinition read(NodeReader in, YamlNode node, FieldPath path) {
    YamlMapping map = in.map(node, path, "an agent");
    if (map == null) {
      return null;
    }
    in.knownKeys(map, path, PlanKeys.AGENT.keys());
    String id = id(in, map, path, "builder");
    List<String> command = Arguments.list(in, map, "command", path);
    Arguments.checkPlaceholders(in, map, path);
    List<String> capabilities = in.texts(map, "capabilities", path);
    int slots = in.integer(map, "slots", path, 1, AgentDefinition.MAX_SLOTS).orElse(1);
    String provider = in.text(map, "provider", path);
    Map<String, String> settings = settings(in, map, path);
    String preset = in.text(map, "preset", path);
    if (preset != null) {
      settings = withPreset(in, map, path, preset, settings);
      provider = PRESET;
    }
    if (id == null) {
      return null;
    }
    AgentDefinition.Builder agent =
        AgentDefinition.builder(AgentId.of(id))
            .command(command)
            .capabilities(capabilities)
            .slots(slots)
            .settings(settings);
    if (provider != null) {
      agent.provider(provider);
    }
    return agent.build();
  }

  /** {@code preset: claude} is short for the provider {@code preset} with that setting. */
  private static Map<String, String> withPreset(
      NodeReader in, YamlMapping map, FieldPath path, String preset, Map<String, String> settings) {
    for (String key : List.of("command", "provider")) {
      YamlNode node = map.get(key);
      if (node != null && !(key.equals("provider") && PRESET.equals(in.text(node, path.at(key))))) {
        in.problem(
            node,
            path.at(key),
            node.shown(),
            "no " + key + " beside a preset",
            "remove one of the two");
      }
    }
    String other = settings.get(PRESET);
    if (other != null && !other.equals(preset)) {
      in.problem(
          map,
          path.at("settings").at(PRESET),
          "'" + other + "'",
          "the same as 'preset: " + preset + "'",
          "remove one of the two");
    }
    Map<String, String> all = new LinkedHashMap<>();
    all.put(PRESET, preset);
    all.putAll(settings);
    return all;
  }

  private static Map<String, String> settings(NodeReader in, YamlMapping map, FieldPath path) {
    YamlNode node = map.get("settings");
    if (node == null) {
      return Map.of();
    }
    FieldPath here = path.at("settings");
    YamlMapping settings = in.map(node, here, "settings, each a text");
    Map<String, String> texts = new LinkedHashMap<>();
    if (settings != null) {
      for (int i = 0; i < settings.size(); i++) {
        String text = in.text(settings.value(i), here.at(settings.key(i)));
        if (text != null) {
          texts.put(settings.key(i), text);
        }
      }
    }
    return texts;
  }

  /** A required id that follows the grammar, or null after a report. */
  static @Nullable String id(NodeReader in, YamlMapping map, FieldPath path, String example) {
    YamlNode node = map.get("id");
    if (node == null) {
      in.problem(map, path.at("id"), "nothing", "an id such as '" + example + "'", "add an id");
      return null;
    }
    return grammatical(in, node, path.at("id"), example);
  }

  /** An id that follows the grammar, or null after a report. */
  static @Nullable String grammatical(
      NodeReader in, YamlNode node, FieldPath path, String example) {
    String id = in.text(node, path);
    if (id == null) {
      return null;
    }
    Optional<String> fault = IdGrammar.fault(id);
    if (fault.isPresent()) {
      in.problem(node, path, "'" + id + "'", "an id such as '" + example + "'", fault.get());
      return null;
    }
    return id;
  }
}
