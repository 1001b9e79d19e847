package dev.milestone.core.kernel;

/**
 * A defect: a decision broke off after the state was changed. Whoever decides drops the state and
 * folds it anew.
 */
public final class PartialDecision extends RuntimeException {
  private static final long serialVersionUID = 1L;

  PartialDecision(RuntimeException cause) {
    super(cause.getMessage(), cause);
  }
}
