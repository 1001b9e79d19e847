package dev.milestone.connectors;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Changes to members of objects in a file of JSON: only the bytes of their values change, and a
 * member that is added stands last, laid out like the one before it. Not thread-safe.
 */
final class JsonSplices {

  private final JsonText text;
  private final byte[] bytes;
  private final List<Splice> splices = new ArrayList<>();

  /** New bytes for those between two places. */
  private record Splice(int from, int to, byte[] with) {}

  JsonSplices(JsonText text) {
    this.text = text;
    this.bytes = text.bytes();
  }

  /** Sets a member to a text. */
  void put(JsonValue object, String name, String value) {
    JsonValue member = object.get(name);
    if (member != null) {
      replace(member, quoted(value));
    } else {
      add(object, name, quoted(value));
    }
  }

  /** Adds a text to a list. */
  void append(JsonValue list, String value) {
    if (list.items().isEmpty()) {
      splices.add(new Splice(list.start(), list.end(), utf8("[" + quoted(value) + "]")));
      return;
    }
    JsonValue last = list.items().get(list.items().size() - 1);
    int end = text.end(last);
    String before =
        list.items().size() > 1
            ? between(text.end(list.items().get(list.items().size() - 2)), last.start())
            : "," + between(list.start() + 1, last.start());
    splices.add(new Splice(end, end, utf8(before + quoted(value))));
  }

  /** Removes members, with the commas that go with them. */
  void remove(JsonValue object, Set<String> removed) {
    List<String> names = object.names();
    int first = 0;
    while (first < names.size() && removed.contains(names.get(first))) {
      first++;
    }
    if (first > 0) {
      int end =
          first < names.size()
              ? text.nameStart(object, first)
              : text.end(object.items().get(first - 1));
      splices.add(new Splice(text.nameStart(object, 0), end, new byte[0]));
    }
    for (int i = first; i < names.size(); i++) {
      if (removed.contains(names.get(i))) {
        int from = text.end(object.items().get(i - 1));
        splices.add(new Splice(from, text.end(object.items().get(i)), new byte[0]));
      }
    }
  }

  /** The file with all changes; the same array when there are none. */
  byte[] result() {
    if (splices.isEmpty()) {
      return bytes;
    }
    splices.sort(Comparator.comparingInt(Splice::from));
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length + splices.size() * 64);
    int at = 0;
    for (Splice splice : splices) {
      out.write(bytes, at, splice.from - at);
      out.writeBytes(splice.with);
      at = splice.to;
    }
    out.write(bytes, at, bytes.length - at);
    return out.toByteArray();
  }

  private void replace(JsonValue member, String json) {
    splices.add(new Splice(member.start(), text.end(member), utf8(json)));
  }

  private void add(JsonValue object, String name, String json) {
    int count = object.names().size();
    if (count == 0) {
      splices.add(
          new Splice(object.start(), object.end(), utf8("{" + quoted(name) + ": " + json + "}")));
      return;
    }
    int end = text.end(object.items().get(count - 1));
    int nameStart = text.nameStart(object, count - 1);
    String before =
        count > 1
            ? between(text.end(object.items().get(count - 2)), nameStart)
            : "," + between(object.start() + 1, nameStart);
    int nameEnd = JsonFault.scalarEnd(bytes, nameStart);
    String colon = between(nameEnd, object.items().get(count - 1).start());
    // Several members added to one object stand at the same place, in the order of the calls.
    splices.add(new Splice(end, end, utf8(before + quoted(name) + colon + json)));
  }

  private String between(int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.UTF_8);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** A text as JSON; only what has to be escaped is. */
  static String quoted(@Nullable String text) {
    String plain = text == null ? "" : text;
    StringBuilder json = new StringBuilder(plain.length() + 16);
    json.append('"');
    for (int i = 0; i < plain.length(); i++) {
      char c = plain.charAt(i);
      switch (c) {
        case '"' -> json.append("\\\"");
        case '\\' -> json.append("\\\\");
        case '\n' -> json.append("\\n");
        case '\r' -> json.append("\\r");
        case '\t' -> json.append("\\t");
        default -> {
          if (c < ' ' || (Character.isSurrogate(c) && !isPaired(plain, i))) {
            json.append(String.format("\\u%04x", (int) c));
          } else {
            json.append(c);
          }
        }
      }
    }
    return json.append('"').toString();
  }

  private static boolean isPaired(String text, int i) {
    return Character.isHighSurrogate(text.charAt(i))
        ? i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))
        : i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
  }
}
