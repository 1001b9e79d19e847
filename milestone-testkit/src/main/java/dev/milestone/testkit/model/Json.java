package dev.milestone.testkit.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** JSON as the protocols need it. */
final class Json {

  static final JsonMapper MAPPER = JsonMapper.builder().build();

  private Json() {}

  /** An object of names and values in turn; null stands for null. */
  static Map<String, @Nullable Object> object(@Nullable Object... namesAndValues) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      object.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
    }
    return object;
  }

  /** A copy with one more value. */
  static Map<String, @Nullable Object> with(
      Map<String, @Nullable Object> object, String name, @Nullable Object value) {
    Map<String, @Nullable Object> copy = new LinkedHashMap<>(object);
    copy.put(name, value);
    return copy;
  }

  static String text(@Nullable Object value) {
    return MAPPER.writeValueAsString(value);
  }

  /** Texts of a content that is a text or a list of parts, each of which has {@code text}. */
  static List<String> texts(JsonNode content) {
    if (content.isString()) {
      return List.of(content.asString());
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode part : content) {
      if (part.path("text").isString()) {
        texts.add(part.path("text").asString());
      }
    }
    return texts;
  }

  /** A content as one text: its texts, or else its JSON. */
  static String flat(JsonNode content) {
    List<String> texts = texts(content);
    return texts.isEmpty() ? content.toString() : String.join("\n", texts);
  }
}
