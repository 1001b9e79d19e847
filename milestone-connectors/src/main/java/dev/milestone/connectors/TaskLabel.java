package dev.milestone.connectors;

import java.util.List;

/**
 * What stands before the text of a task: its id, whether it may run beside its neighbours, and its
 * other tags. Immutable.
 *
 * @param id the id without decoration; empty when there is none
 * @param parallel whether it has {@code [P]}
 * @param tags other tags, without brackets, in order
 * @param title the text behind them
 */
record TaskLabel(String id, boolean parallel, List<String> tags, String title) {

  /** Copies the list. */
  TaskLabel {
    tags = List.copyOf(tags);
  }
}
