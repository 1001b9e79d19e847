package dev.milestone.core.config;

/**
 * A setting: its dotted name, type and default, and what it does. Immutable.
 *
 * @param name dotted name, such as {@code execution.agent_coordination.max_concurrent_agents}
 * @param type how it is written and what is allowed
 * @param defaultValue its value where nobody sets it
 * @param meaning what it does, in a sentence
 * @param usedBy the part that will use it, when that part is not built yet; otherwise empty
 */
public record ConfigKey<T>(
    String name, ConfigType<T> type, T defaultValue, String meaning, String usedBy) {

  /** The meaning, with a note where nothing uses the key yet. */
  public String fullMeaning() {
    return usedBy.isEmpty() ? meaning : meaning + " (used by " + usedBy + ", later)";
  }

  /** The default as it is written in a file. */
  public String defaultText() {
    return type.show(defaultValue);
  }

  /** The default for messages; keys that someone adds have none. */
  String shownDefault() {
    return ConfigKeys.all().contains(this) ? defaultText() : "nothing";
  }
}
