package dev.milestone.agent.acp;

import com.agentclientprotocol.sdk.error.AcpErrorCodes;
import com.agentclientprotocol.sdk.spec.AcpSchema.JSONRPCError;
import dev.milestone.spi.agent.Unavailability;
import dev.milestone.spi.agent.Unavailability.Reason;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells from an agent's error whether it could not work at all. The protocol has a code for missing
 * logins only; for the rest agents use the status of their model's service, as the code or within
 * the data. Words are looked at last, and only such as no task's own failure holds.
 */
final class AgentErrors {

  /** What the protocol's own specification calls a missing login. */
  private static final int AUTH_REQUIRED = -32000;

  private AgentErrors() {}

  static Optional<Unavailability> unavailable(JSONRPCError error) {
    return reason(error).map(reason -> new Unavailability(reason, Optional.empty()));
  }

  private static Optional<Reason> reason(JSONRPCError error) {
    if (error.code() == AUTH_REQUIRED || error.code() == AcpErrorCodes.AUTHENTICATION_REQUIRED) {
      return Optional.of(Reason.NOT_AUTHENTICATED);
    }
    Optional<Reason> byStatus = status(error.code());
    if (byStatus.isEmpty()) {
      byStatus = status(numbered(error.data(), "statusCode", "status", "code", "httpStatus"));
    }
    return byStatus.isPresent() ? byStatus : words(String.valueOf(error.message()));
  }

  private static long numbered(@Nullable Object data, String... names) {
    for (String name : names) {
      long number = Tree.count(data, name);
      if (number != 0) {
        return number;
      }
    }
    return 0;
  }

  private static Optional<Reason> status(long status) {
    if (status == 429) {
      return Optional.of(Reason.RATE_LIMIT);
    }
    if (status == 401 || status == 403) {
      return Optional.of(Reason.NOT_AUTHENTICATED);
    }
    if (status == 402) {
      return Optional.of(Reason.NO_CREDIT);
    }
    return status >= 500 && status <= 599
        ? Optional.of(Reason.MODEL_UNAVAILABLE)
        : Optional.empty();
  }

  private static Optional<Reason> words(String message) {
    String text = message.toLowerCase(Locale.ROOT);
    if (text.contains("rate limit") || text.contains("too many requests")) {
      return Optional.of(Reason.RATE_LIMIT);
    }
    if (text.contains("authentication required") || text.contains("invalid api key")) {
      return Optional.of(Reason.NOT_AUTHENTICATED);
    }
    return text.contains("cannot connect to api")
        ? Optional.of(Reason.MODEL_UNAVAILABLE)
        : Optional.empty();
  }
}
