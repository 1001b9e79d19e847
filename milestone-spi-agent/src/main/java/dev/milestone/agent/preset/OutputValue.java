package dev.milestone.agent.preset;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One value found in a line of output. Immutable.
 *
 * @param kind what it is
 * @param text its text; of a number as it was printed
 */
record OutputValue(Kind kind, String text) {

  /** Most tokens that are believed in one number. */
  static final long MAX_TOKENS = 1_000_000_000_000_000L;

  /** Largest amount of money that is believed. */
  static final BigDecimal MAX_MONEY = BigDecimal.valueOf(1_000_000_000L);

  /** Longest number that is looked at. */
  static final int MAX_NUMBER = 40;

  private static final int MONEY_SCALE = 9;

  /** What a value is. */
  enum Kind {
    TEXT,
    NUMBER,
    BOOLEAN,
    NULL,
    /** A list or map; it has no text. */
    NESTED
  }

  boolean plain() {
    return kind != Kind.NULL && kind != Kind.NESTED;
  }

  boolean contains(String literal) {
    return kind == Kind.TEXT && lower(text).contains(lower(literal));
  }

  /** A number that is not negative; with {@code k} or {@code M} behind it times that. */
  Optional<BigDecimal> number() {
    String digits = text.strip().replace(",", "");
    int power = 0;
    if (kind == Kind.TEXT && !digits.isEmpty()) {
      char last = digits.charAt(digits.length() - 1);
      power = last == 'k' || last == 'K' ? 3 : last == 'M' ? 6 : 0;
      digits = power == 0 ? digits : digits.substring(0, digits.length() - 1);
    }
    if (digits.isEmpty() || digits.length() > MAX_NUMBER || kind == Kind.BOOLEAN || !plain()) {
      return Optional.empty();
    }
    try {
      BigDecimal number = new BigDecimal(digits);
      // A number like 1e999999999 would fill the memory as soon as it is added.
      return number.signum() < 0 || Math.abs((long) number.scale()) > MAX_NUMBER
          ? Optional.empty()
          : Optional.of(number.scaleByPowerOfTen(power));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  OptionalLong tokens() {
    Optional<BigDecimal> number = number();
    return number.isEmpty() || number.get().compareTo(BigDecimal.valueOf(MAX_TOKENS)) > 0
        ? OptionalLong.empty()
        : OptionalLong.of(number.get().longValue());
  }

  Optional<BigDecimal> money() {
    return number()
        .filter(amount -> amount.compareTo(MAX_MONEY) <= 0)
        .map(
            amount ->
                amount.scale() > MONEY_SCALE
                    ? amount.setScale(MONEY_SCALE, RoundingMode.HALF_UP)
                    : amount)
        .map(BigDecimal::stripTrailingZeros)
        .map(amount -> amount.scale() < 0 ? amount.setScale(0) : amount);
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
