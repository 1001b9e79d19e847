package dev.milestone.agent.preset;

import dev.milestone.agent.preset.OutputRule.Part;
import dev.milestone.agent.preset.OutputRule.Stream;
import dev.milestone.spi.agent.Unavailability;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream.Builder;

/** Reads the rules of a preset's parser. Confined to one thread. */
final class RuleReader {

  /** Most rules of one preset. */
  static final int MAX_RULES = 100;

  private static final Set<String> KEYS = keys();
  private static final Set<String> CONDITION =
      Set.of("contains", "starts", "from", "to", "present");
  private static final Set<String> EXTRACT = Set.of("path", "after", "before");
  private static final Set<String> USAGE =
      Set.of("input", "output", "money", "currency", "counts", "key");
  private static final Set<String> RETRY = Set.of("path", "after", "before", "unit");

  private final StrictReader in;

  RuleReader(StrictReader in) {
    this.in = in;
  }

  private static Set<String> keys() {
    Builder<String> keys = java.util.stream.Stream.builder();
    for (Part part : Part.values()) {
      keys.add(key(part));
    }
    for (String key :
        List.of(
            "from",
            "when",
            "usage",
            "terminal",
            "error",
            "unknown_session",
            "recovers",
            "unavailable")) {
      keys.add(key);
    }
    return keys.build().collect(Collectors.toUnmodifiableSet());
  }

  private static String key(Part part) {
    return part.name().toLowerCase(Locale.ROOT);
  }

  List<OutputRule> rules(PresetNode output, String field) {
    List<OutputRule> rules = new ArrayList<>();
    in.entries(
        output,
        "rules",
        field,
        (name, node) -> {
          String here = field + ".rules." + name;
          if (node.kind() != PresetNode.Kind.MAP) {
            in.problem(node, here, node.shown(), "a map", "");
          } else if (rules.size() == MAX_RULES) {
            in.problem(node, here, "one more rule", "at most " + MAX_RULES, "");
          } else {
            rules.add(rule(name, node, here));
          }
        });
    return rules;
  }

  private OutputRule rule(String name, PresetNode node, String field) {
    in.knownKeys(node, field, KEYS);
    List<Condition> when = new ArrayList<>();
    in.entries(
        node,
        "when",
        field,
        (path, value) -> condition(path, value, field + ".when").ifPresent(when::add));
    if (when.isEmpty()) {
      in.problem(node, field + ".when", "nothing", "what the line has to be", "add a condition");
    }
    Map<Part, Extract> extracts = new EnumMap<>(Part.class);
    for (Part part : Part.values()) {
      extract(node, key(part), field, part == Part.RETRY_AFTER ? RETRY : EXTRACT)
          .ifPresent(extract -> extracts.put(part, extract));
    }
    return new OutputRule(
        name,
        in.choice(node, "from", field, Stream.class).orElse(Stream.STDOUT),
        when,
        extracts,
        usage(node, field),
        new OutputRule.Flags(
            in.flag(node, "terminal", field),
            in.flag(node, "error", field),
            in.flag(node, "unknown_session", field),
            in.flag(node, "recovers", field)),
        in.choice(node, "unavailable", field, Unavailability.Reason.class),
        unit(node, field));
  }

  private Optional<Condition> condition(String text, PresetNode node, String field) {
    Optional<ValuePath> path = path(text, node, field);
    if (path.isEmpty()) {
      return Optional.empty();
    }
    String here = StrictReader.join(field, text);
    if (node.kind() != PresetNode.Kind.MAP) {
      List<String> equal = in.texts(node, here);
      return Optional.of(
          new Condition(
              path.get(),
              equal,
              List.of(),
              List.of(),
              Optional.empty(),
              Optional.empty(),
              Optional.empty()));
    }
    in.knownKeys(node, here, CONDITION);
    return Optional.of(
        new Condition(
            path.get(),
            List.of(),
            in.texts(node, "contains", here),
            in.texts(node, "starts", here),
            number(node, "from", here),
            number(node, "to", here),
            node.entries().containsKey("present")
                ? Optional.of(in.flag(node, "present", here))
                : Optional.empty()));
  }

  private Optional<BigDecimal> number(PresetNode parent, String key, String field) {
    PresetNode node = parent.entries().get(key);
    if (node == null) {
      return Optional.empty();
    }
    Optional<BigDecimal> number =
        node.kind() == PresetNode.Kind.NUMBER
            ? new OutputValue(OutputValue.Kind.NUMBER, node.text()).number()
            : Optional.empty();
    if (number.isEmpty()) {
      in.problem(node, StrictReader.join(field, key), node.shown(), "a number", "");
    }
    return number;
  }

  private Optional<Extract> extract(
      PresetNode parent, String key, String field, Set<String> known) {
    PresetNode node = parent.entries().get(key);
    if (node == null) {
      return Optional.empty();
    }
    String here = StrictReader.join(field, key);
    if (node.kind() != PresetNode.Kind.MAP) {
      return Optional.of(new Extract(paths(node, in.texts(node, here), here), "", ""));
    }
    in.knownKeys(node, here, known);
    if (!node.entries().containsKey("path")) {
      in.problem(node, here + ".path", "nothing", "a path", "add one");
    }
    return Optional.of(
        new Extract(
            paths(node, in.texts(node, "path", here), here + ".path"),
            in.text(node, "after", here).orElse(""),
            in.text(node, "before", here).orElse("")));
  }

  private List<ValuePath> paths(PresetNode node, List<String> texts, String field) {
    return texts.stream().map(text -> path(text, node, field)).flatMap(Optional::stream).toList();
  }

  private Optional<ValuePath> path(String text, PresetNode node, String field) {
    Optional<ValuePath> path = ValuePath.of(text);
    if (path.isEmpty()) {
      in.problem(node, field, "'" + text + "'", "a path such as message.content.*.text", "");
    }
    return path;
  }

  private Optional<UsageRule> usage(PresetNode rule, String field) {
    PresetNode node = in.map(rule, "usage", field);
    if (node.entries().isEmpty()) {
      return Optional.empty();
    }
    String here = field + ".usage";
    in.knownKeys(node, here, USAGE);
    Optional<UsageRule.Counts> counts = in.choice(node, "counts", here, UsageRule.Counts.class);
    if (!node.entries().containsKey("counts")) {
      in.problem(node, here + ".counts", "nothing", "call, attempt or session", "add it");
    }
    return Optional.of(
        new UsageRule(
            extract(node, "input", here, EXTRACT),
            extract(node, "output", here, EXTRACT),
            extract(node, "money", here, EXTRACT),
            currency(node, "currency", here).orElse("USD"),
            counts.orElse(UsageRule.Counts.CALL),
            extract(node, "key", here, EXTRACT)));
  }

  /** An ISO 4217 code. */
  Optional<String> currency(PresetNode parent, String key, String field) {
    Optional<String> code = in.text(parent, key, field);
    if (code.isPresent()
        && !(code.get().length() == 3 && code.get().chars().allMatch(c -> c >= 'A' && c <= 'Z'))) {
      in.problem(
          parent.entries().getOrDefault(key, parent),
          StrictReader.join(field, key),
          "'" + code.get() + "'",
          "an ISO 4217 code such as USD",
          "");
    }
    return code;
  }

  private Duration unit(PresetNode rule, String field) {
    PresetNode node = rule.entries().get("retry_after");
    if (node == null || node.kind() != PresetNode.Kind.MAP) {
      return Duration.ofSeconds(1);
    }
    String unit = in.text(node, "unit", field + ".retry_after").orElse("s");
    if (!unit.equals("s") && !unit.equals("ms")) {
      in.problem(node, field + ".retry_after.unit", "'" + unit + "'", "s or ms", "");
    }
    return unit.equals("ms") ? Duration.ofMillis(1) : Duration.ofSeconds(1);
  }
}
