package dev.milestone.core.plan;

import dev.milestone.core.yaml.FieldPath;
import dev.milestone.core.yaml.NodeReader;
import dev.milestone.core.yaml.YamlMapping;
import dev.milestone.core.yaml.YamlNode;
import dev.milestone.core.yaml.YamlScalar;
import dev.milestone.model.Budget;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Reads {@code budget}, of the plan, a milestone or a task. Stateless. */
final class BudgetReader {

  /** Most attempts that a budget can name. */
  static final int MAX_ATTEMPTS = 1_000_000;

  private static final int MAX_AMOUNT = 18;

  private BudgetReader() {}

  static Budget read(NodeReader in, YamlMapping map, FieldPath path) {
    YamlNode node = map.get("budget");
    if (node == null) {
      return Budget.UNLIMITED;
    }
    FieldPath here = path.at("budget");
    YamlMapping budget = in.map(node, here, "{money: 20 USD, tokens: …, time: …, attempts: …}");
    if (budget == null) {
      return Budget.UNLIMITED;
    }
    in.knownKeys(budget, here, PlanKeys.BUDGET.keys());
    Optional<BigDecimal> money = Optional.empty();
    String currency = "";
    YamlNode moneyNode = budget.get("money");
    if (moneyNode != null) {
      String[] words =
          moneyNode instanceof YamlScalar scalar ? scalar.text().split(" +", 3) : new String[0];
      if (words.length == 2 && isAmount(words[0]) && words[1].matches("[A-Z]{3}")) {
        money = Optional.of(new BigDecimal(words[0]));
        currency = words[1];
      } else {
        String expected = "an amount and a currency, such as 20 USD";
        in.problem(
            moneyNode,
            here.at("money"),
            moneyNode.shown(),
            expected,
            "three capital letters (ISO 4217)");
      }
    }
    return new Budget(
        money,
        currency,
        tokens(in, budget, here),
        in.duration(budget, "time", here),
        budget.get("attempts") == null
            ? OptionalInt.empty()
            : in.integer(budget, "attempts", here, 1, MAX_ATTEMPTS));
  }

  /** Digits, with at most one point inside; at most 18. */
  private static boolean isAmount(String text) {
    return text.length() <= MAX_AMOUNT && text.matches("[0-9]+(\\.[0-9]+)?");
  }

  private static OptionalLong tokens(NodeReader in, YamlMapping budget, FieldPath here) {
    YamlNode node = budget.get("tokens");
    if (node == null) {
      return OptionalLong.empty();
    }
    if (node instanceof YamlScalar scalar
        && scalar.kind() == YamlScalar.Kind.INTEGER
        && scalar.text().length() <= 15
        && scalar.text().charAt(0) != '-') {
      return OptionalLong.of(Long.parseLong(scalar.text()));
    }
    in.problem(
        node, here.at("tokens"), node.shown(), "a number of tokens", "write digits only, unquoted");
    return OptionalLong.empty();
  }
}
