package dev.milestone.core.kernel;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes values into bytes that grow. Whole numbers take one byte for seven bits, texts are UTF-8
 * with their length before them, keys that every journal has are one byte. Confined.
 */
final class Packer {

  /** Keys of definitions and reports; their order is part of the format, new ones go to the end. */
  static final List<String> KEYS =
      List.of(
          "id",
          "title",
          "milestone",
          "description",
          "kind",
          "priority",
          "depends_on",
          "task",
          "type",
          "lag",
          "requires",
          "resources",
          "estimate",
          "optimistic",
          "likely",
          "pessimistic",
          "files",
          "run",
          "verify",
          "timeout",
          "retry",
          "attempts",
          "backoff",
          "criteria",
          "summary",
          "exit_code",
          "artefacts",
          "cost",
          "tree_id",
          "input_tokens",
          "output_tokens",
          "money",
          "currency",
          "command",
          "duration_ms",
          "output_digest",
          "output_tail",
          "pid",
          "boot_id",
          "start_ticks",
          "path",
          "digest",
          "due",
          "value",
          "success_criteria",
          "deliverables",
          "sign_off");

  static final byte NULL = 0;
  static final byte TRUE = 1;
  static final byte FALSE = 2;
  static final byte WHOLE = 3;
  static final byte REAL = 4;
  static final byte TEXT = 5;
  static final byte LIST = 6;
  static final byte MAP = 7;

  private static final Map<String, Integer> KEY_NUMBER = new HashMap<>();

  static {
    for (int i = 0; i < KEYS.size(); i++) {
      KEY_NUMBER.put(KEYS.get(i), i + 1);
    }
  }

  private byte[] bytes;
  private int size;

  Packer(int capacity) {
    bytes = new byte[capacity];
  }

  int size() {
    return size;
  }

  byte[] toBytes() {
    return Arrays.copyOf(bytes, size);
  }

  byte[] array() {
    return bytes;
  }

  private void room(int more) {
    if (bytes.length - size < more) {
      int wanted = Math.addExact(size, more);
      bytes =
          Arrays.copyOf(bytes, Math.max(wanted, (int) Math.min(Integer.MAX_VALUE - 8, 2L * size)));
    }
  }

  Packer raw(byte[] source, int from, int to) {
    room(to - from);
    System.arraycopy(source, from, bytes, size, to - from);
    size += to - from;
    return this;
  }

  Packer octet(int value) {
    room(1);
    bytes[size++] = (byte) value;
    return this;
  }

  /** Four bytes, highest first. */
  Packer fixed(int value) {
    room(4);
    for (int shift = 24; shift >= 0; shift -= 8) {
      bytes[size++] = (byte) (value >>> shift);
    }
    return this;
  }

  /** A whole number that is seldom negative. */
  Packer number(long value) {
    long left = value << 1 ^ value >> 63;
    room(10);
    while ((left & ~0x7fL) != 0) {
      bytes[size++] = (byte) (left & 0x7f | 0x80);
      left >>>= 7;
    }
    bytes[size++] = (byte) left;
    return this;
  }

  Packer flag(boolean value) {
    return octet(value ? 1 : 0);
  }

  Packer real(double value) {
    long bits = Double.doubleToRawLongBits(value);
    fixed((int) (bits >>> 32));
    return fixed((int) bits);
  }

  Packer text(String value) {
    int length = value.length();
    room(length + 5);
    for (int i = 0; i < length; i++) {
      if (value.charAt(i) >= 0x80) {
        return wide(value);
      }
    }
    number((long) length << 1);
    room(length);
    for (int i = 0; i < length; i++) {
      bytes[size++] = (byte) value.charAt(i);
    }
    return this;
  }

  /** UTF-8, or its 16-bit units where it has half a surrogate pair, which UTF-8 cannot say. */
  private Packer wide(String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    if (new String(utf8, StandardCharsets.UTF_8).equals(value)) {
      number((long) utf8.length << 1);
      return raw(utf8, 0, utf8.length);
    }
    number((long) value.length() << 1 | 1);
    for (int i = 0; i < value.length(); i++) {
      octet(value.charAt(i) >>> 8);
      octet(value.charAt(i));
    }
    return this;
  }

  Packer optional(@Nullable String value) {
    if (value == null) {
      return flag(false);
    }
    return flag(true).text(value);
  }

  Packer texts(Collection<String> values) {
    number(values.size());
    values.forEach(this::text);
    return this;
  }

  /** What stands in the details of events. */
  Packer value(@Nullable Object value) {
    if (value == null) {
      octet(NULL);
    } else if (value instanceof Boolean b) {
      octet(b ? TRUE : FALSE);
    } else if (value instanceof Double d) {
      octet(REAL).real(d);
    } else if (value instanceof Float f) {
      octet(REAL).real(f);
    } else if (value instanceof BigDecimal d && !whole(d)) {
      octet(REAL).real(d.doubleValue());
    } else if (value instanceof Number n) {
      octet(WHOLE).number(n.longValue());
    } else if (value instanceof Collection<?> list) {
      octet(LIST).number(list.size());
      for (Object element : list) {
        value(element);
      }
    } else if (value instanceof Map<?, ?> map) {
      octet(MAP).map(map);
    } else {
      octet(TEXT).text(value.toString());
    }
    return this;
  }

  private static boolean whole(BigDecimal d) {
    return d.scale() <= 0 && d.precision() - d.scale() <= 18;
  }

  Packer map(Map<?, ?> map) {
    number(map.size());
    map.forEach(
        (key, value) -> {
          Integer known = KEY_NUMBER.get(String.valueOf(key));
          if (known != null) {
            number(known);
          } else {
            number(0).text(String.valueOf(key));
          }
          value(value);
        });
    return this;
  }
}
