package dev.milestone.core.config;

import dev.milestone.ErrorKind;
import dev.milestone.MilestoneException;
import dev.milestone.Problem;
import dev.milestone.core.yaml.FieldPath;
import dev.milestone.core.yaml.Nearest;
import dev.milestone.core.yaml.NodeReader;
import dev.milestone.core.yaml.ProblemList;
import dev.milestone.core.yaml.YamlLimits;
import dev.milestone.core.yaml.YamlMapping;
import dev.milestone.core.yaml.YamlNode;
import dev.milestone.core.yaml.YamlReader;
import dev.milestone.core.yaml.YamlScalar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads configuration: the files of the four levels in ascending order of weight, then what the
 * program sets. A later one wins, key by key:
 *
 * <ol>
 *   <li>user: {@code ~/.claude/milestone-defaults.yaml}, then {@code
 *       $XDG_CONFIG_HOME/milestone/milestone-defaults.yaml} ({@code ~/.config} where the variable
 *       is not set to an absolute path);
 *   <li>project: {@code .claude/milestone-config.yaml}, then {@code milestone-config.yaml} at the
 *       project's root;
 *   <li>team: {@code team-milestone-rules.yaml} at the root;
 *   <li>instance: {@code .milestones/config/milestone-config.yaml};
 *   <li>program: what the embedding program or the command line sets.
 * </ol>
 *
 * <p>All problems of all files are reported at once. Stateless.
 */
public final class ConfigurationLoader {

  /** Code of the error that carries the problems. */
  public static final String CODE = "bad_configuration";

  private final ProblemList problems = new ProblemList();
  private final Map<String, Configuration.Entry> entries = new LinkedHashMap<>();

  private ConfigurationLoader() {}

  /**
   * The files of a project, in the order in which they are read.
   *
   * @param root root of the project's main checkout
   * @param home the user's home folder
   * @param environment environment variables, of which {@code XDG_CONFIG_HOME} counts
   */
  public static List<ConfigSource> sources(Path root, Path home, Map<String, String> environment) {
    List<ConfigSource> sources = new ArrayList<>();
    String defaults = "milestone-defaults.yaml";
    sources.add(new ConfigSource("user", home.resolve(".claude").resolve(defaults)));
    String xdg = environment.getOrDefault("XDG_CONFIG_HOME", "");
    // The XDG specification has relative paths ignored.
    Path base = xdg.startsWith("/") ? Path.of(xdg) : home.resolve(".config");
    sources.add(new ConfigSource("user", base.resolve("milestone").resolve(defaults)));
    String config = "milestone-config.yaml";
    sources.add(new ConfigSource("project", root.resolve(".claude").resolve(config)));
    sources.add(new ConfigSource("project", root.resolve(config)));
    sources.add(new ConfigSource("team", root.resolve("team-milestone-rules.yaml")));
    sources.add(
        new ConfigSource(
            "instance", root.resolve(".milestones").resolve("config").resolve(config)));
    return sources;
  }

  /**
   * Reads what exists of the files, and the program's settings.
   *
   * @throws MilestoneException with all problems, or when a file exists and can't be read
   */
  public static Configuration load(List<ConfigSource> sources, Map<String, String> program) {
    ConfigurationLoader loader = new ConfigurationLoader();
    for (ConfigSource source : sources) {
      byte[] bytes = bytes(source.file());
      if (bytes != null) {
        loader.file(source, bytes);
      }
    }
    program.forEach(loader::program);
    loader.checkTogether();
    if (!loader.problems.isEmpty()) {
      throw loader.problems.exception(CODE, "the configuration can't be used");
    }
    return new Configuration(loader.entries);
  }

  private static byte @Nullable [] bytes(Path file) {
    try {
      if (!Files.exists(file)) {
        return null;
      }
      if (Files.size(file) > YamlLimits.CONFIGURATION.bytes()) {
        // Read just enough for the reader to see that it is too long.
        try (java.io.InputStream in = Files.newInputStream(file)) {
          return in.readNBytes(YamlLimits.CONFIGURATION.bytes() + 1);
        }
      }
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException e) {
      throw new MilestoneException(
          ErrorKind.IO,
          "unreadable_configuration",
          "can't read " + file + ": " + e + "; make it readable or remove it",
          false,
          List.of(),
          e);
    }
  }

  private void file(ConfigSource source, byte[] bytes) {
    String name = source.file().toString();
    YamlNode root = YamlReader.readOptional(name, bytes, YamlLimits.CONFIGURATION, problems);
    if (root == null || isNothing(root)) {
      return;
    }
    NodeReader in = new NodeReader(name, problems);
    YamlMapping map = in.map(root, FieldPath.ROOT, "a map of sections");
    if (map != null) {
      section(source, in, map, "");
    }
  }

  private static boolean isNothing(YamlNode node) {
    return node instanceof YamlScalar scalar && scalar.kind() == YamlScalar.Kind.NULL;
  }

  /** Depth is bounded by the reader's limit. */
  private void section(ConfigSource source, NodeReader in, YamlMapping map, String name) {
    for (int i = 0; i < map.size(); i++) {
      String key = map.key(i);
      String full = name.isEmpty() ? key : name + "." + key;
      YamlNode value = map.value(i);
      if (key.startsWith("x-")) {
        continue;
      }
      Optional<ConfigKey<?>> known =
          key.indexOf('.') >= 0 ? Optional.empty() : ConfigKeys.find(full);
      if (known.isPresent()) {
        value(source, in, known.get(), value, map.keyLine(i));
      } else if (key.indexOf('.') < 0 && ConfigKeys.isSection(full)) {
        if (value instanceof YamlMapping inner) {
          section(source, in, inner, full);
        } else if (!isNothing(value)) {
          String expected = "a section with: " + String.join(", ", ConfigKeys.children(full));
          at(in, value, full, value.shown(), expected, "indent the keys of the section below it");
        }
      } else {
        unknown(in.file(), map.keyLine(i), map.keyColumn(i), name, key);
      }
    }
  }

  private <T> void value(
      ConfigSource source, NodeReader in, ConfigKey<T> key, YamlNode node, int line) {
    Optional<T> value = Optional.empty();
    if (node instanceof YamlScalar scalar && scalar.kind() != YamlScalar.Kind.NULL) {
      value = key.type().read(scalar.text());
    }
    if (value.isEmpty()) {
      at(in, node, key.name(), node.shown(), key.type().expected(), hint(key, node));
      return;
    }
    entries.put(
        key.name(), new Configuration.Entry(key, value.get(), source.level(), in.file(), line));
  }

  private static String hint(ConfigKey<?> key, YamlNode node) {
    String otherwise = "or remove the key: the default is " + key.shownDefault();
    return node instanceof YamlScalar scalar
        ? Nearest.hint(scalar.text(), key.type().words(), otherwise)
        : otherwise;
  }

  private <T> void program(String name, String text) {
    Optional<ConfigKey<?>> known = ConfigKeys.find(name);
    if (known.isEmpty()) {
      int dot = name.lastIndexOf('.');
      unknown("", 0, 0, dot < 0 ? "" : name.substring(0, dot), name.substring(dot + 1));
      return;
    }
    ConfigKey<?> key = known.get();
    Optional<?> value = key.type().read(text);
    if (value.isEmpty()) {
      String expected = key.type().expected();
      String hint = Nearest.hint(text, key.type().words(), "the default is " + key.shownDefault());
      problems.add(new Problem("", 0, 0, name, "'" + text + "'", expected, hint));
      return;
    }
    entries.put(name, new Configuration.Entry(key, value.get(), "program", "", 0));
  }

  private void unknown(String file, int line, int column, String section, String key) {
    List<String> siblings = ConfigKeys.children(section);
    String full = section.isEmpty() ? key : section + "." + key;
    String hint = "begin a key of your own with 'x-'";
    Optional<String> near = Nearest.of(key, siblings);
    if (near.isPresent()) {
      hint = "did you mean '" + near.get() + "'?";
    } else {
      String last = key.substring(key.lastIndexOf('.') + 1);
      for (ConfigKey<?> known : ConfigKeys.all()) {
        if (known.name().endsWith("." + last)) {
          hint = "'" + known.name() + "' stands in its section; did you mean that?";
        }
      }
    }
    String expected = siblings.isEmpty() ? "a known key" : "one of: " + String.join(", ", siblings);
    problems.add(
        new Problem(file, line, column, full, "the unknown key '" + key + "'", expected, hint));
  }

  private void at(
      NodeReader in, YamlNode node, String field, String found, String expected, String hint) {
    problems.add(new Problem(in.file(), node.line(), node.column(), field, found, expected, hint));
  }

  /** What single values can't show. */
  private void checkTogether() {
    Configuration all = new Configuration(entries);
    double high = all.get(ConfigKeys.HIGH_RISK);
    double critical = all.get(ConfigKeys.CRITICAL_RISK);
    Configuration.Entry set = entries.get(ConfigKeys.HIGH_RISK.name());
    if (set == null) {
      set = entries.get(ConfigKeys.CRITICAL_RISK.name());
    }
    if (high > critical && set != null) {
      problems.add(
          new Problem(
              set.file(),
              set.line(),
              0,
              set.key().name(),
              "high_risk " + high + " above critical_risk " + critical,
              "high_risk <= critical_risk",
              "change one of the two"));
    }
  }
}
