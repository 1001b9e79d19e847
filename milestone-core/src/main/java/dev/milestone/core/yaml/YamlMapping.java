package dev.milestone.core.yaml;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Keys and values in the file's order; a key stands once. */
public final class YamlMapping extends YamlNode {
  private static final int INDEX_FROM = 16;

  private String[] keys = new String[6];
  private long[] places = new long[6];
  private YamlNode[] values = new YamlNode[6];
  private int size;
  private @Nullable Map<String, Integer> index;

  YamlMapping(int line, int column) {
    super(line, column);
  }

  /** Adds a key that is not there yet. */
  void add(String key, int keyLine, int keyColumn, YamlNode value) {
    if (size == keys.length) {
      keys = Arrays.copyOf(keys, size * 2);
      places = Arrays.copyOf(places, size * 2);
      values = Arrays.copyOf(values, size * 2);
    }
    keys[size] = key;
    places[size] = ((long) keyLine << 32) | keyColumn;
    values[size] = value;
    if (index != null) {
      index.put(key, size);
    } else if (size == INDEX_FROM) {
      index = new HashMap<>();
      for (int i = 0; i <= size; i++) {
        index.put(keys[i], i);
      }
    }
    size++;
  }

  /** Place of a key, from 0; -1 when it is not there. */
  public int indexOf(String key) {
    if (index != null) {
      return index.getOrDefault(key, -1);
    }
    for (int i = 0; i < size; i++) {
      if (keys[i].equals(key)) {
        return i;
      }
    }
    return -1;
  }

  /** How many keys there are. */
  public int size() {
    return size;
  }

  /** A key. */
  public String key(int i) {
    return keys[i];
  }

  /** Line of a key. */
  public int keyLine(int i) {
    return (int) (places[i] >>> 32);
  }

  /** Column of a key. */
  public int keyColumn(int i) {
    return (int) places[i];
  }

  /** The value of a key. */
  public YamlNode value(int i) {
    return values[i];
  }

  /** The value of a key, or null. */
  public @Nullable YamlNode get(String key) {
    int i = indexOf(key);
    return i < 0 ? null : values[i];
  }

  @Override
  public String shown() {
    return size == 0 ? "an empty map" : "a map";
  }
}
