package dev.milestone.agent.preset;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * Picks the values of a preset's paths out of one JSON object in one pass. What no path asks for is
 * skipped and never held; depth, lengths and repeated keys are checked by the parser. Confined to
 * one thread.
 */
final class JsonLine {

  /** Deepest nesting that is read; a deeper line counts as no JSON. */
  static final int MAX_DEPTH = 64;

  /** Longest text that is kept of one value, in characters; the rest is cut. */
  static final int MAX_TEXT = 16_000;

  private static final int MAX_DIGITS = 1_000;

  private final PathTree paths;
  private final JsonFactory factory;

  JsonLine(PathTree paths, int maxLine) {
    this.paths = paths;
    this.factory =
        JsonFactory.builder()
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(MAX_DIGITS)
                    .maxStringLength(Math.max(maxLine, 1))
                    .maxNameLength(4_096)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
  }

  /** The values of a line, or null when it is not exactly one JSON object. */
  @Nullable LineValues read(byte[] bytes, int length) {
    try (JsonParser json = factory.createParser(ObjectReadContext.empty(), bytes, 0, length)) {
      return object(json);
    } catch (JacksonException notJson) {
      return null;
    }
  }

  /** The same of a line whose bytes are not UTF-8; what is invalid is replaced. */
  @Nullable LineValues readReplaced(byte[] bytes, int length) {
    String text = new String(bytes, 0, length, StandardCharsets.UTF_8);
    try (JsonParser json = factory.createParser(ObjectReadContext.empty(), text)) {
      return object(json);
    } catch (JacksonException notJson) {
      return null;
    }
  }

  private @Nullable LineValues object(JsonParser json) {
    if (json.nextToken() != JsonToken.START_OBJECT) {
      return null;
    }
    LineValues values = new LineValues();
    map(json, List.of(paths), values);
    return json.nextToken() == null ? values : null;
  }

  private void map(JsonParser json, List<PathTree> here, LineValues values) {
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      List<PathTree> next = PathTree.next(here, json.currentName());
      value(json, json.nextToken(), next, values);
    }
  }

  private void list(JsonParser json, List<PathTree> here, LineValues values) {
    int index = 0;
    for (JsonToken token = json.nextToken();
        token != JsonToken.END_ARRAY;
        token = json.nextToken()) {
      value(json, token, PathTree.next(here, Integer.toString(index)), values);
      index++;
    }
  }

  private void value(JsonParser json, JsonToken token, List<PathTree> here, LineValues values) {
    if (here.isEmpty()) {
      json.skipChildren();
      return;
    }
    OutputValue value = plain(json, token);
    boolean leadsOn = false;
    for (PathTree tree : here) {
      tree.ends().forEach(path -> values.add(path, value));
      leadsOn |= tree.leadsOn();
    }
    if (!leadsOn) {
      json.skipChildren();
    } else if (token == JsonToken.START_OBJECT) {
      map(json, here, values);
    } else if (token == JsonToken.START_ARRAY) {
      list(json, here, values);
    }
  }

  private static OutputValue plain(JsonParser json, JsonToken token) {
    return switch (token) {
      case VALUE_STRING -> new OutputValue(OutputValue.Kind.TEXT, cut(json.getString()));
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
          new OutputValue(OutputValue.Kind.NUMBER, json.getString());
      case VALUE_TRUE -> new OutputValue(OutputValue.Kind.BOOLEAN, "true");
      case VALUE_FALSE -> new OutputValue(OutputValue.Kind.BOOLEAN, "false");
      case START_OBJECT, START_ARRAY -> new OutputValue(OutputValue.Kind.NESTED, "");
      default -> new OutputValue(OutputValue.Kind.NULL, "");
    };
  }

  private static String cut(String text) {
    return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT);
  }
}
