package dev.milestone.core.config;

import dev.milestone.MilestoneException;
import dev.milestone.Setting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The value of every setting, and where it comes from. Immutable. */
public final class Configuration {

  /**
   * A value that somebody set.
   *
   * @param key the setting
   * @param value its value
   * @param level {@code user}, {@code project}, {@code team}, {@code instance} or {@code program}
   * @param file the file; empty for programs
   * @param line line from 1, 0 without a file
   */
  record Entry(ConfigKey<?> key, Object value, String level, String file, int line) {}

  private final Map<String, Entry> entries;

  Configuration(Map<String, Entry> entries) {
    this.entries = new LinkedHashMap<>(entries);
  }

  /** What holds where nobody has set anything. */
  public static Configuration defaults() {
    return new Configuration(Map.of());
  }

  /**
   * A program's settings on top of the defaults, without any file.
   *
   * @throws MilestoneException when a key is unknown or a value not allowed
   */
  public static Configuration of(Map<String, String> program) {
    return ConfigurationLoader.load(List.of(), program);
  }

  /** The value of a setting. */
  @SuppressWarnings("unchecked") // an entry's value was read by its key's type
  public <T> T get(ConfigKey<T> key) {
    Entry entry = entries.get(key.name());
    return entry == null ? key.defaultValue() : (T) entry.value();
  }

  /** Whether somebody has set it. */
  public boolean isSet(ConfigKey<?> key) {
    return entries.containsKey(key.name());
  }

  /**
   * All settings with values and origins: the known ones in order, then those added in open
   * sections.
   */
  public List<Setting> settings() {
    List<Setting> settings = new ArrayList<>();
    for (ConfigKey<?> key : ConfigKeys.all()) {
      settings.add(shown(key));
    }
    for (Entry entry : entries.values()) {
      if (!ConfigKeys.all().contains(entry.key())) {
        settings.add(shown(entry));
      }
    }
    return settings;
  }

  /** A setting by its name, if there is one of that name. */
  public Optional<Setting> setting(String name) {
    Entry entry = entries.get(name);
    if (entry != null) {
      return Optional.of(shown(entry));
    }
    return ConfigKeys.all().stream()
        .filter(key -> key.name().equals(name))
        .findFirst()
        .map(this::shown);
  }

  /**
   * What somebody has set in a section, by the name within it, as text: for providers, which read
   * their own. What stands in {@code storage.settings} counts as standing in {@code storage}.
   */
  public Map<String, String> section(String name) {
    Map<String, String> values = new LinkedHashMap<>();
    String prefix = name + ".";
    String inner = prefix + "settings.";
    for (Entry entry : entries.values()) {
      String key = entry.key().name();
      if (key.startsWith(inner)) {
        values.put(key.substring(inner.length()), text(entry));
      } else if (key.startsWith(prefix)) {
        values.put(key.substring(prefix.length()), text(entry));
      }
    }
    return values;
  }

  private <T> Setting shown(ConfigKey<T> key) {
    Entry entry = entries.get(key.name());
    return entry == null
        ? new Setting(key.name(), key.defaultText(), "default", "", 0, key.fullMeaning())
        : shown(entry);
  }

  private static Setting shown(Entry entry) {
    return new Setting(
        entry.key().name(),
        text(entry),
        entry.level(),
        entry.file(),
        entry.line(),
        entry.key().fullMeaning());
  }

  private static String text(Entry entry) {
    return text(entry.key(), entry.value());
  }

  @SuppressWarnings("unchecked") // an entry's value was read by its key's type
  private static <T> String text(ConfigKey<T> key, Object value) {
    return key.type().show((T) value);
  }
}
