package dev.milestone.agent.model;

import dev.milestone.MilestoneException;
import dev.milestone.Problem;
import dev.milestone.model.AgentDefinition;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a declaration says, checked.
 *
 * @param turns most calls of the model
 * @param tokens most tokens
 * @param verify whether the model may run the task's verification
 * @param inputPrice what a million tokens read cost
 * @param outputPrice what a million tokens written cost
 * @param currency ISO 4217 code of the prices
 */
record ModelSettings(
    int turns,
    long tokens,
    boolean verify,
    BigDecimal inputPrice,
    BigDecimal outputPrice,
    String currency) {

  private static final int DEFAULT_TURNS = 100;
  private static final int MAX_TURNS = 10_000;
  private static final int MAX_NUMBER = 18;

  static ModelSettings of(AgentDefinition definition) {
    Map<String, String> settings = definition.settings();
    Reader in = new Reader(settings, "agents." + definition.id() + ".settings.");
    long turns = in.number("turns", DEFAULT_TURNS, MAX_TURNS);
    long tokens = in.number("tokens", Long.MAX_VALUE, Long.MAX_VALUE);
    String verify = settings.getOrDefault("verify", "false");
    if (!verify.equals("true") && !verify.equals("false")) {
      in.problem("verify", verify, "true or false");
    }
    BigDecimal input = in.price("input-price");
    BigDecimal output = in.price("output-price");
    String currency = settings.getOrDefault("currency", "USD");
    if (currency.length() != 3 || !currency.chars().allMatch(c -> c >= 'A' && c <= 'Z')) {
      in.problem("currency", currency, "three letters such as USD");
    }
    if (!in.problems.isEmpty()) {
      throw MilestoneException.invalid(
          "bad_setting", "agent " + definition.id() + " cannot be used as declared", in.problems);
    }
    return new ModelSettings((int) turns, tokens, verify.equals("true"), input, output, currency);
  }

  boolean priced() {
    return inputPrice.signum() > 0 || outputPrice.signum() > 0;
  }

  /** Reads numbers and gathers what is wrong with them. */
  private record Reader(Map<String, String> settings, String where, List<Problem> problems) {

    Reader(Map<String, String> settings, String where) {
      this(settings, where, new ArrayList<>());
    }

    long number(String key, long absent, long most) {
      String text = settings.get(key);
      if (text == null) {
        return absent;
      }
      Optional<BigDecimal> value =
          decimal(text).filter(v -> v.scale() <= 0 && v.signum() > 0).filter(v -> atMost(v, most));
      if (value.isEmpty()) {
        problem(key, text, "a whole number from 1 to " + most);
      }
      return value.map(BigDecimal::longValue).orElse(absent);
    }

    BigDecimal price(String key) {
      String text = settings.get(key);
      if (text == null) {
        return BigDecimal.ZERO;
      }
      Optional<BigDecimal> value = decimal(text).filter(v -> v.signum() >= 0);
      if (value.isEmpty()) {
        problem(key, text, "an amount of money for a million tokens, such as 2.50");
      }
      return value.orElse(BigDecimal.ZERO);
    }

    void problem(String key, String found, String expected) {
      problems.add(Problem.of(where + key, found, expected, ""));
    }

    private static boolean atMost(BigDecimal value, long most) {
      return value.compareTo(BigDecimal.valueOf(most)) <= 0;
    }

    /** Digits and a point only: an exponent would make a short text a huge number. */
    private static Optional<BigDecimal> decimal(String text) {
      boolean plain =
          !text.isEmpty()
              && text.length() <= MAX_NUMBER
              && text.chars().allMatch(c -> c >= '0' && c <= '9' || c == '.');
      try {
        return plain ? Optional.of(new BigDecimal(text)) : Optional.empty();
      } catch (NumberFormatException e) {
        return Optional.empty();
      }
    }
  }
}
