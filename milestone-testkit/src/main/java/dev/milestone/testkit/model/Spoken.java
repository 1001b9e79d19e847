package dev.milestone.testkit.model;

import java.util.Map;

/** What a model says in one answer. */
sealed interface Spoken {

  /** A text that ends the turn. */
  record Text(String text) implements Spoken {}

  /** A call of a tool. */
  record Call(String tool, Map<String, ?> arguments) implements Spoken {}
}
