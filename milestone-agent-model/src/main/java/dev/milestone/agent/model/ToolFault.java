package dev.milestone.agent.model;

/** A tool could not do what it was asked for; the model is told why and may go on. */
final class ToolFault extends Exception {

  private static final long serialVersionUID = 1L;

  ToolFault(String reason) {
    super(reason);
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}
