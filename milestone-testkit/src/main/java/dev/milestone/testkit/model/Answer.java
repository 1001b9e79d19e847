package dev.milestone.testkit.model;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An answer in the form of a protocol. */
sealed interface Answer {

  /** One JSON value. */
  record Whole(Object body) implements Answer {}

  /**
   * Server-sent events.
   *
   * @param events their data, in order
   * @param named whether each bears its {@code type} as the event's name
   * @param done whether {@code [DONE]} ends them
   */
  record Parts(List<Map<String, @Nullable Object>> events, boolean named, boolean done)
      implements Answer {}
}
