package dev.milestone;

import java.util.List;
import java.util.Objects;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * The one unchecked root of all errors of this library: a kind, a stable code in {@code
 * snake_case}, a message that says what to do next, and for wrong input a bounded list of located
 * problems. Immutable apart from what {@link Throwable} keeps.
 */
@API(status = API.Status.STABLE, since = "0.1")
public class MilestoneException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Most problems that one error carries; the report says how many more there were. */
  public static final int MAX_PROBLEMS = 100;

  private final ErrorKind kind;
  private final String code;
  private final boolean retryable;
  private final transient List<Problem> problems;

  /**
   * Makes an error.
   *
   * @param kind what kind of refusal
   * @param code stable code, {@code snake_case}
   * @param message a sentence that says what is wrong and what to do
   */
  public MilestoneException(ErrorKind kind, String code, String message) {
    this(kind, code, message, false, List.of(), null);
  }

  /**
   * Makes an error with all its parts.
   *
   * @param retryable whether the same call can succeed later without a change by the caller
   * @param problems located problems; more than {@link #MAX_PROBLEMS} are cut
   * @param cause what caused it, or null
   */
  public MilestoneException(
      ErrorKind kind,
      String code,
      String message,
      boolean retryable,
      List<Problem> problems,
      @Nullable Throwable cause) {
    super(message, cause);
    this.kind = Objects.requireNonNull(kind, "kind");
    this.code = Objects.requireNonNull(code, "code");
    this.retryable = retryable;
    this.problems =
        List.copyOf(problems.size() > MAX_PROBLEMS ? problems.subList(0, MAX_PROBLEMS) : problems);
  }

  /** Wrong input with all its problems; the message lists how many. */
  public static MilestoneException invalid(String code, String message, List<Problem> problems) {
    return new MilestoneException(ErrorKind.INVALID_INPUT, code, message, false, problems, null);
  }

  /** Something else is true now. */
  public static MilestoneException refused(String code, String message) {
    return new MilestoneException(ErrorKind.REFUSED, code, message);
  }

  /** What kind of refusal this is. */
  public ErrorKind kind() {
    return kind;
  }

  /** Stable code, {@code snake_case}. */
  public String code() {
    return code;
  }

  /** Whether the same call can succeed later without a change by the caller. */
  public boolean retryable() {
    return retryable;
  }

  /** Located problems, at most {@link #MAX_PROBLEMS}; empty unless the input is wrong. */
  public List<Problem> problems() {
    return problems == null ? List.of() : problems;
  }
}
