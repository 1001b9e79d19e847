package dev.milestone.connectors;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A JSON value and where it stands. Immutable once read.
 *
 * @param kind what it is
 * @param start offset of its first byte
 * @param end offset after its last byte; for a scalar 0, for it is seldom asked for ({@link
 *     JsonText#end})
 * @param text text of a string, digits of a number, else empty
 * @param items values of an array or, beside {@code names}, of an object
 * @param names names of an object's members, in order
 */
record JsonValue(
    Kind kind, int start, int end, String text, List<JsonValue> items, List<String> names) {

  /** What a value is; {@code UNREAD} stands for one of a field that nobody asks for. */
  enum Kind {
    OBJECT("an object"),
    ARRAY("a list"),
    STRING("a text"),
    NUMBER("a number"),
    TRUE("true"),
    FALSE("false"),
    NULL("null"),
    UNREAD("a value");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    /** As it is said in messages. */
    String words() {
      return words;
    }
  }

  static JsonValue scalar(Kind kind, int start, String text) {
    return new JsonValue(kind, start, 0, text, List.of(), List.of());
  }

  static JsonValue array(int start, int end, List<JsonValue> items) {
    return new JsonValue(Kind.ARRAY, start, end, "", items, List.of());
  }

  /** The value of a member, or null when there is none. */
  @Nullable JsonValue get(String name) {
    for (int i = 0; i < names.size(); i++) {
      if (names.get(i).equals(name)) {
        return items.get(i);
      }
    }
    return null;
  }

  /** The value of the first of these members that exists and is not null, or null. */
  @Nullable JsonValue first(String... candidates) {
    for (String name : candidates) {
      JsonValue value = get(name);
      if (value != null && value.kind != Kind.NULL) {
        return value;
      }
    }
    return null;
  }

  /** Whether it is an object. */
  boolean isObject() {
    return kind == Kind.OBJECT;
  }

  /** Whether it is a list. */
  boolean isArray() {
    return kind == Kind.ARRAY;
  }

  /** Whether it is a text. */
  boolean isText() {
    return kind == Kind.STRING;
  }

  /** Whether it is a text or a number. */
  boolean isTextOrNumber() {
    return kind == Kind.STRING || kind == Kind.NUMBER;
  }

  /** As it is shown in messages. */
  String shown() {
    return switch (kind) {
      case STRING -> "'" + text + "'";
      case NUMBER -> text;
      default -> kind.words();
    };
  }
}
