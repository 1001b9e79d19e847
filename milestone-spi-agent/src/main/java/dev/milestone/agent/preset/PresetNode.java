package dev.milestone.agent.preset;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A value of a preset's YAML with its place: a map, a list or a plain value. Immutable once read.
 *
 * @param kind what it is
 * @param text of a plain value; empty otherwise
 * @param entries of a map, in order
 * @param items of a list
 * @param file where it stands
 * @param line line from 1; of its key, when it belongs to one
 * @param column column from 1
 */
record PresetNode(
    Kind kind,
    String text,
    Map<String, PresetNode> entries,
    List<PresetNode> items,
    String file,
    int line,
    int column) {

  /** What a value is. */
  enum Kind {
    MAP,
    LIST,
    TEXT,
    NUMBER,
    BOOLEAN,
    NULL
  }

  static PresetNode scalar(Kind kind, String text, String file, int line, int column) {
    return new PresetNode(kind, text, Map.of(), List.of(), file, line, column);
  }

  static PresetNode map(String file, int line, int column) {
    return new PresetNode(Kind.MAP, "", new LinkedHashMap<>(), List.of(), file, line, column);
  }

  static PresetNode list(String file, int line, int column) {
    return new PresetNode(Kind.LIST, "", Map.of(), new ArrayList<>(), file, line, column);
  }

  boolean isScalar() {
    return kind != Kind.MAP && kind != Kind.LIST;
  }

  /** What stands there, for a message. */
  String shown() {
    return switch (kind) {
      case MAP -> "a map";
      case LIST -> "a list";
      case NULL -> "nothing";
      default -> "'" + text + "'";
    };
  }

  /**
   * This map laid over another: maps are merged key by key at every level, anything else replaces
   * what was there, and {@code null} takes the key away.
   */
  PresetNode over(PresetNode below) {
    if (kind != Kind.MAP || below.kind != Kind.MAP) {
      return this;
    }
    PresetNode merged = map(file, line, column);
    merged.entries.putAll(below.entries);
    entries.forEach(
        (key, value) -> {
          PresetNode lower = below.entries.get(key);
          if (value.kind == Kind.NULL) {
            merged.entries.remove(key);
          } else if (lower == null) {
            merged.entries.put(key, value);
          } else {
            merged.entries.put(key, value.over(lower));
          }
        });
    return merged;
  }
}
