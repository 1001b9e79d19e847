package dev.milestone.agent.preset;

import dev.milestone.agent.preset.Preset.ExitMeaning;
import dev.milestone.agent.preset.Preset.Origin;
import dev.milestone.agent.preset.Preset.PromptWay;
import dev.milestone.agent.preset.Preset.Way;
import dev.milestone.spi.agent.Unavailability;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Makes a {@link Preset} of its merged YAML. Strict: unknown keys, wrong kinds and placeholders
 * that are not known are refused, all at once, each with its place. Confined to one thread.
 */
final class PresetReader {

  private static final Set<String> KEYS =
      Set.of(
          "title",
          "extends",
          "program",
          "version",
          "arguments",
          "permissions",
          "prompt",
          "environment",
          "timeout",
          "currency",
          "exit",
          "output");
  private static final int MAX_PROGRAM = 1_024;
  private static final Duration TIMEOUT = Duration.ofHours(1);

  private final String name;
  private final PresetNode root;
  private final StrictReader in = new StrictReader();
  private final RuleReader rules = new RuleReader(in);

  private PresetReader(String name, PresetNode root) {
    this.name = name;
    this.root = root;
  }

  /** The preset of a merged document. */
  static Preset read(String name, PresetNode root, Origin origin, boolean programFromProject) {
    PresetReader reader = new PresetReader(name, root);
    Preset preset = reader.preset(origin, programFromProject);
    reader.in.end(name);
    return preset;
  }

  private Preset preset(Origin origin, boolean programFromProject) {
    in.knownKeys(root, "", KEYS);
    PresetNode version = in.map(root, "version", "");
    in.knownKeys(version, "version", Set.of("arguments"));
    PresetNode environment = in.map(root, "environment", "");
    in.knownKeys(environment, "environment", Set.of("set", "remove"));
    PresetNode exit = in.map(root, "exit", "");
    in.knownKeys(exit, "exit", Set.of("success", "codes"));
    PresetNode output = in.map(root, "output", "");
    in.knownKeys(output, "output", Set.of("format", "rules"));
    List<PresetArgument> arguments = arguments();
    return new Preset(
        name,
        origin,
        in.text(root, "title", "").orElse(name),
        program(programFromProject),
        programFromProject,
        in.texts(version, "arguments", "version"),
        arguments,
        in.texts(root, "permissions", ""),
        prompt(),
        in.textMap(environment, "set", "environment"),
        in.texts(environment, "remove", "environment"),
        timeout(),
        rules.currency(root, "currency", "").orElse(""),
        successCodes(exit),
        exitCodes(exit),
        new OutputFormat(
            in.choice(output, "format", "output", OutputFormat.Kind.class)
                .orElse(OutputFormat.Kind.TEXT),
            rules.rules(output, "output")));
  }

  private String program(boolean fromProject) {
    String program = in.text(root, "program", "").orElse("");
    if (program.isBlank() || program.length() > MAX_PROGRAM || program.indexOf('\0') >= 0) {
      in.problem(
          root.entries().getOrDefault("program", root),
          "program",
          program.isBlank() ? "nothing" : "'" + program + "'",
          "the name of a program",
          "say which program is started");
    } else if (program.contains("/") && !fromProject) {
      in.problem(
          root.entries().getOrDefault("program", root),
          "program",
          "'" + program + "'",
          "a name that is looked up on the PATH",
          "only a project's own file or its plan can name a path");
    }
    return program;
  }

  private List<PresetArgument> arguments() {
    List<PresetArgument> arguments = new ArrayList<>();
    PresetNode node = root.entries().get("arguments");
    if (node == null || node.kind() != PresetNode.Kind.LIST) {
      in.problem(
          node == null ? root : node,
          "arguments",
          node == null ? "nothing" : node.shown(),
          "a list of arguments",
          "see docs/agents.md");
      return arguments;
    }
    for (int i = 0; i < node.items().size(); i++) {
      PresetNode item = node.items().get(i);
      List<String> words = in.texts(item, "arguments[" + i + "]");
      words.forEach(word -> placeholders(item, word));
      arguments.add(new PresetArgument(words));
    }
    for (String list : List.of("permissions", "arguments")) {
      if (arguments.stream().noneMatch(argument -> argument.names(list))) {
        in.problem(
            node,
            "arguments",
            "no '{" + list + "}'",
            "the place of the " + list,
            "add '{" + list + "}' to the list");
      }
    }
    return arguments;
  }

  /** Refuses names in braces that mean nothing, and lists that don't stand alone. */
  private void placeholders(PresetNode at, String word) {
    int open = word.indexOf('{');
    while (open >= 0) {
      int close = word.indexOf('}', open);
      String placeholder = close < 0 ? "" : word.substring(open + 1, close);
      boolean isName =
          !placeholder.isEmpty()
              && placeholder.chars().allMatch(c -> c >= 'a' && c <= 'z' || c == '.' || c == '_');
      boolean isList = PresetArgument.LISTS.contains(placeholder);
      if (isName && !isList && !PresetArgument.PLACEHOLDERS.contains(placeholder)) {
        Set<String> known = new java.util.TreeSet<>(PresetArgument.PLACEHOLDERS);
        known.addAll(PresetArgument.LISTS);
        in.problem(
            at,
            "arguments",
            "the unknown placeholder '{" + placeholder + "}'",
            "a known placeholder",
            NearestKey.hint(placeholder, known));
      } else if (isList && word.length() != placeholder.length() + 2) {
        in.problem(
            at, "arguments", "'" + word + "'", "'{" + placeholder + "}' as an item of its own", "");
      }
      open = word.indexOf('{', open + 1);
    }
  }

  private PromptWay prompt() {
    PresetNode node = in.map(root, "prompt", "");
    in.knownKeys(node, "prompt", Set.of("by", "long"));
    Way first = in.choice(node, "by", "prompt", Way.class).orElse(Way.STDIN);
    Way big =
        in.choice(node, "long", "prompt", Way.class)
            .orElse(first == Way.ARGUMENT ? Way.STDIN : first);
    if (big == Way.ARGUMENT) {
      in.problem(
          node, "prompt.long", "'argument'", "stdin or file", "an argument holds 128 KiB at most");
    }
    for (Way way : EnumSet.of(first, big)) {
      String placeholder =
          way == Way.ARGUMENT ? "{prompt}" : way == Way.FILE ? "{prompt.file}" : "";
      PresetNode arguments = root.entries().get("arguments");
      if (!placeholder.isEmpty() && (arguments == null || !mentions(arguments, placeholder))) {
        in.problem(
            arguments == null ? root : arguments,
            "arguments",
            "no '" + placeholder + "'",
            "the place of the prompt",
            "add '" + placeholder + "' to the list");
      }
    }
    return new PromptWay(first, big);
  }

  private static boolean mentions(PresetNode node, String placeholder) {
    return node.text().contains(placeholder)
        || node.items().stream().anyMatch(item -> mentions(item, placeholder));
  }

  private Duration timeout() {
    Optional<String> text = in.text(root, "timeout", "");
    if (text.isEmpty()) {
      return TIMEOUT;
    }
    String upper = text.get().strip().toUpperCase(Locale.ROOT);
    try {
      Duration timeout = Duration.parse(upper.startsWith("P") ? upper : "PT" + upper);
      if (!timeout.isNegative() && !timeout.isZero()) {
        return timeout;
      }
    } catch (DateTimeParseException e) {
      // Refused below, with the same words as a time that is not positive.
    }
    in.problem(
        root.entries().getOrDefault("timeout", root),
        "timeout",
        "'" + text.get() + "'",
        "a positive duration such as 90s, 10m or 2h",
        "");
    return TIMEOUT;
  }

  private Set<Integer> successCodes(PresetNode exit) {
    Set<Integer> codes = new LinkedHashSet<>();
    in.texts(exit, "success", "exit")
        .forEach(text -> code(exit, text, "exit.success").ifPresent(codes::add));
    return codes.isEmpty() ? Set.of(0) : codes;
  }

  private Map<Integer, ExitMeaning> exitCodes(PresetNode exit) {
    Map<Integer, ExitMeaning> codes = new LinkedHashMap<>();
    in.entries(
        exit,
        "codes",
        "exit",
        (text, node) -> {
          String field = "exit.codes." + text;
          Optional<Integer> code = code(node, text, field);
          if (node.kind() == PresetNode.Kind.MAP) {
            in.knownKeys(node, field, Set.of("means", "unavailable"));
          }
          ExitMeaning meaning =
              node.kind() == PresetNode.Kind.MAP
                  ? new ExitMeaning(
                      in.text(node, "means", field).orElse(""),
                      in.choice(node, "unavailable", field, Unavailability.Reason.class))
                  : new ExitMeaning(in.text(node, field).orElse(""), Optional.empty());
          code.ifPresent(c -> codes.put(c, meaning));
        });
    return codes;
  }

  private Optional<Integer> code(PresetNode at, String text, String field) {
    try {
      int code = Integer.parseInt(text);
      if (code >= 0 && code <= 255) {
        return Optional.of(code);
      }
    } catch (NumberFormatException e) {
      // Refused below, with the same words as a number out of range.
    }
    in.problem(at, field, "'" + text + "'", "an exit code from 0 to 255", "");
    return Optional.empty();
  }
}
