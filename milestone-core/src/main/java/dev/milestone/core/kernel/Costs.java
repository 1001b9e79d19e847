package dev.milestone.core.kernel;

import dev.milestone.model.Cost;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Costs as they stand in events. Stateless; what is not understood counts as nothing. */
public final class Costs {

  /** Most digits of an amount, before and behind the point each. */
  static final int MAX_DIGITS = 30;

  private Costs() {}

  /** The cost that an event says. */
  public static Cost of(@Nullable Object written) {
    if (!(written instanceof Map<?, ?> map) || map.isEmpty()) {
      return Cost.NONE;
    }
    return new Cost(
        tokens(map.get("input_tokens")),
        tokens(map.get("output_tokens")),
        money(map.get("money")),
        map.get("currency") instanceof String currency ? currency : "USD");
  }

  /** A cost as it stands in events. */
  public static Map<String, Object> write(Cost cost) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("input_tokens", cost.inputTokens());
    map.put("output_tokens", cost.outputTokens());
    if (cost.money().signum() != 0) {
      map.put("money", cost.money().toPlainString());
      map.put("currency", cost.currency());
    }
    return map;
  }

  static long tokens(@Nullable Object value) {
    return value instanceof Number n ? Math.max(0, n.longValue()) : 0;
  }

  static BigDecimal money(@Nullable Object value) {
    if (value == null) {
      return BigDecimal.ZERO;
    }
    String text = value.toString();
    if (text.length() > 2 * MAX_DIGITS) {
      return BigDecimal.ZERO;
    }
    try {
      BigDecimal amount = new BigDecimal(text);
      // An exponent makes few characters into very many digits.
      return amount.scale() > MAX_DIGITS
              || (long) amount.precision() - amount.scale() > MAX_DIGITS
              || amount.signum() < 0
          ? BigDecimal.ZERO
          : amount;
    } catch (NumberFormatException notMoney) {
      return BigDecimal.ZERO;
    }
  }
}
