package dev.milestone.core.kernel;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a {@link Packer} wrote. Confined. Every method throws a runtime exception when the
 * bytes do not hold what is asked for; nothing is allocated that the bytes at hand could not fill.
 */
final class Unpacker {
  private final byte[] bytes;
  private final int end;
  private int at;

  Unpacker(byte[] bytes, int from, int to) {
    this.bytes = bytes;
    this.at = from;
    this.end = to;
  }

  int position() {
    return at;
  }

  boolean atEnd() {
    return at == end;
  }

  private static IllegalStateException bad() {
    return new IllegalStateException("not a snapshot");
  }

  void skip(int count) {
    if (count < 0 || count > end - at) {
      throw bad();
    }
    at += count;
  }

  int octet() {
    if (at >= end) {
      throw bad();
    }
    return bytes[at++];
  }

  int fixed() {
    int value = 0;
    for (int i = 0; i < 4; i++) {
      value = value << 8 | octet() & 0xff;
    }
    return value;
  }

  long number() {
    int first = octet();
    return first >= 0 ? first >>> 1 ^ -(first & 1) : longer(first & 0x7f);
  }

  private long longer(int low) {
    long value = low;
    for (int shift = 7; shift < 64; shift += 7) {
      int b = octet();
      value |= (long) (b & 0x7f) << shift;
      if (b >= 0) {
        return value >>> 1 ^ -(value & 1);
      }
    }
    throw bad();
  }

  int whole() {
    return Math.toIntExact(number());
  }

  /** How many things follow, each of one byte at least. */
  int count() {
    long count = number();
    if (count < 0 || count > end - at) {
      throw bad();
    }
    return (int) count;
  }

  boolean flag() {
    return octet() != 0;
  }

  double real() {
    long high = fixed();
    return Double.longBitsToDouble(high << 32 | fixed() & 0xffffffffL);
  }

  String text() {
    long header = number();
    long length = header >>> 1;
    if ((header & 1) != 0) {
      if (length > (end - at) / 2) {
        throw bad();
      }
      char[] chars = new char[(int) length];
      for (int i = 0; i < chars.length; i++) {
        chars[i] = (char) ((octet() & 0xff) << 8 | octet() & 0xff);
      }
      return new String(chars);
    }
    if (length > end - at) {
      throw bad();
    }
    if (length == 0) {
      return "";
    }
    String text = new String(bytes, at, (int) length, StandardCharsets.UTF_8);
    at += (int) length;
    return text;
  }

  @Nullable String optional() {
    return flag() ? text() : null;
  }

  List<String> texts() {
    int count = count();
    List<String> list = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      list.add(text());
    }
    return list;
  }

  @Nullable Object value() {
    switch (octet()) {
      case Packer.NULL -> {
        return null;
      }
      case Packer.TRUE -> {
        return Boolean.TRUE;
      }
      case Packer.FALSE -> {
        return Boolean.FALSE;
      }
      case Packer.WHOLE -> {
        return number();
      }
      case Packer.REAL -> {
        return real();
      }
      case Packer.TEXT -> {
        return text();
      }
      case Packer.LIST -> {
        return list();
      }
      case Packer.MAP -> {
        return map();
      }
      default -> throw bad();
    }
  }

  private List<Object> list() {
    int count = count();
    List<Object> list = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      Object element = value();
      if (element != null) {
        list.add(element);
      }
    }
    return list;
  }

  Map<String, Object> map() {
    int count = count();
    Map<String, Object> map = new LinkedHashMap<>(Math.max(4, 2 * count));
    for (int i = 0; i < count; i++) {
      int known = whole();
      String key = known == 0 ? text() : Packer.KEYS.get(known - 1);
      Object value = value();
      if (value != null) {
        map.put(key, value);
      }
    }
    return map;
  }

  /** A length and what it covers, which is skipped. */
  Packed piece(Definitions definitions) {
    int length = count();
    int from = at;
    skip(length);
    return new Packed(bytes, from, at, definitions);
  }
}
