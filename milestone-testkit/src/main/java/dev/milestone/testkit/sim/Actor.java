package dev.milestone.testkit.sim;

import java.util.ArrayList;
import java.util.List;

/**
 * Something that can die or be stopped for a while: an engine's process, a call of the command
 * line, an agent's process.
 */
class Actor {
  final String name;
  boolean alive = true;
  boolean paused;

  /** What would have happened while it was stopped. */
  final List<Runnable> held = new ArrayList<>();

  Actor(String name) {
    this.name = name;
  }

  @Override
  public String toString() {
    return name;
  }
}
