package dev.milestone.agent.preset;

/** Hears what an agent says while it works, on the thread that feeds the parser. */
public interface PresetListener {

  /** Listens to nothing. */
  PresetListener NONE = new PresetListener() {};

  /** The agent said something. */
  default void text(String text) {}

  /** The agent has something to be noted at its task. */
  default void note(String text) {}

  /** The agent says how far it is, from 0 to 1. */
  default void progress(double fraction, String note) {}
}
