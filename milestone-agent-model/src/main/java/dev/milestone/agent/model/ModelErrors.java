package dev.milestone.agent.model;

import dev.langchain4j.exception.AuthenticationException;
import dev.langchain4j.exception.HttpException;
import dev.langchain4j.exception.InternalServerException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.exception.TimeoutException;
import dev.langchain4j.exception.UnresolvedModelServerException;
import dev.milestone.spi.agent.Unavailability;
import dev.milestone.spi.agent.Unavailability.Reason;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;

/**
 * Tells from an exception of a model whether its service could not be used at all. LangChain4j
 * drops the headers of an answer, so how long to wait is known only where the text says so.
 */
final class ModelErrors {

  private static final int DEEPEST = 10;
  private static final int LONGEST_TEXT = 10_000;
  private static final long MOST_SECONDS = 86_400;
  private static final String[] WAITS = {"retry after ", "try again in ", "retry in "};

  private ModelErrors() {}

  static Optional<Unavailability> unavailable(Throwable failure) {
    Throwable cause = failure;
    for (int i = 0; i < DEEPEST && cause != null; i++) {
      Optional<Reason> reason = reason(cause);
      if (reason.isPresent()) {
        return Optional.of(new Unavailability(reason.get(), wait(failure)));
      }
      cause = cause.getCause();
    }
    return Optional.empty();
  }

  private static Optional<Reason> reason(Throwable failure) {
    if (failure instanceof RateLimitException) {
      return Optional.of(Reason.RATE_LIMIT);
    }
    if (failure instanceof AuthenticationException) {
      return Optional.of(Reason.NOT_AUTHENTICATED);
    }
    if (failure instanceof HttpException http) {
      return status(http.statusCode());
    }
    boolean service =
        failure instanceof InternalServerException
            || failure instanceof TimeoutException
            || failure instanceof UnresolvedModelServerException
            || failure instanceof ConnectException
            || failure instanceof UnknownHostException;
    return service ? Optional.of(Reason.MODEL_UNAVAILABLE) : Optional.empty();
  }

  private static Optional<Reason> status(int status) {
    return switch (status) {
      case 429 -> Optional.of(Reason.RATE_LIMIT);
      case 401, 403 -> Optional.of(Reason.NOT_AUTHENTICATED);
      case 402 -> Optional.of(Reason.NO_CREDIT);
      default -> status >= 500 ? Optional.of(Reason.MODEL_UNAVAILABLE) : Optional.empty();
    };
  }

  /** Whole seconds that the text of a failure names, as services put them: "retry after 20 s". */
  private static Optional<Duration> wait(Throwable failure) {
    String message = String.valueOf(failure.getMessage());
    String text =
        message
            .substring(0, Math.min(message.length(), LONGEST_TEXT))
            .toLowerCase(java.util.Locale.ROOT);
    for (String words : WAITS) {
      int at = text.indexOf(words);
      if (at >= 0) {
        int from = at + words.length();
        int to = from;
        while (to < text.length() && to - from < 6 && Character.isDigit(text.charAt(to))) {
          to++;
        }
        String rest = text.substring(to).stripLeading();
        if (to > from && rest.startsWith("s")) {
          long seconds = Long.parseLong(text.substring(from, to));
          return Optional.of(Duration.ofSeconds(Math.min(seconds, MOST_SECONDS)));
        }
      }
    }
    return Optional.empty();
  }
}
