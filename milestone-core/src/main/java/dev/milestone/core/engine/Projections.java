package dev.milestone.core.engine;

import dev.milestone.spi.storage.StoreProblem;
import java.util.List;

/** What the engine asks of whoever writes files for people. Never waited for but on closing. */
interface Projections extends AutoCloseable {

  /** Something was forced. Returns at once. */
  void advanced();

  /** Looks for files that were edited by hand or cannot be written; rewrites them when asked. */
  void check(boolean repair, List<StoreProblem> problems, List<String> repaired);

  /** Writes what is left, within bounds, and ends. */
  @Override
  void close();
}
