package dev.milestone.agent.model;

import java.util.HashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * The arguments of a tool call: one flat JSON object of texts, numbers and booleans, read strictly.
 * Immutable.
 */
final class ToolArguments {

  /** Longest arguments, in characters. */
  static final int MAX_LENGTH = 8 * 1024 * 1024;

  private static final int MAX_FIELDS = 16;

  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private final Map<String, String> values;

  private ToolArguments(Map<String, String> values) {
    this.values = values;
  }

  static ToolArguments parse(String text) throws ToolFault {
    if (text.isBlank()) {
      return new ToolArguments(Map.of());
    }
    if (text.length() > MAX_LENGTH) {
      throw new ToolFault("the arguments are longer than " + MAX_LENGTH + " characters");
    }
    Map<String, String> values = new HashMap<>();
    try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), text)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new ToolFault("the arguments are not a JSON object");
      }
      while (json.nextToken() != JsonToken.END_OBJECT) {
        String name = json.currentName();
        JsonToken value = json.nextToken();
        if (value == null || !value.isScalarValue() || values.size() >= MAX_FIELDS) {
          throw new ToolFault("the arguments are not a flat JSON object of few fields");
        }
        if (value != JsonToken.VALUE_NULL) {
          values.put(name, json.getString());
        }
      }
      if (json.nextToken() != null) {
        throw new ToolFault("something follows the arguments");
      }
    } catch (JacksonException e) {
      throw new ToolFault("the arguments are not valid JSON: " + e.getOriginalMessage());
    }
    return new ToolArguments(values);
  }

  String text(String name) throws ToolFault {
    String value = values.get(name);
    if (value == null) {
      throw new ToolFault("the argument '" + name + "' is missing");
    }
    return value;
  }

  String text(String name, String absent) {
    return values.getOrDefault(name, absent);
  }

  /** A whole number from 1, or what stands for none. */
  int count(String name, int absent) throws ToolFault {
    String value = values.get(name);
    if (value == null) {
      return absent;
    }
    try {
      int number = Integer.parseInt(value);
      if (number >= 1) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Refused below, with the same words as a number out of range.
    }
    throw new ToolFault("the argument '" + name + "' is not a whole number from 1");
  }

  double fraction(String name) throws ToolFault {
    try {
      double value = Double.parseDouble(text(name));
      if (value >= 0 && value <= 1) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Refused below, with the same words as a number out of range.
    }
    throw new ToolFault("the argument '" + name + "' is not a number from 0 to 1");
  }
}
