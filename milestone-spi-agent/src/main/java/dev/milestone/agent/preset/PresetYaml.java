package dev.milestone.agent.preset;

import dev.milestone.MilestoneException;
import dev.milestone.Problem;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLParser;

/**
 * Reads one YAML document into {@link PresetNode}s. Refused with its place: what is not UTF-8,
 * anchors and aliases, tags, keys that stand twice, a second document, and what goes beyond the
 * limits. Tokens are stacked by hand, so that no input can overflow the thread's stack.
 */
final class PresetYaml {

  /** Largest file, in bytes. */
  static final int MAX_BYTES = 256 * 1024;

  /** Deepest nesting of lists and maps. */
  static final int MAX_DEPTH = 16;

  /** Most values. */
  static final int MAX_NODES = 10_000;

  /** Longest text, in characters. */
  static final int MAX_TEXT = 16 * 1024;

  private final String file;
  private final ArrayDeque<PresetNode> open = new ArrayDeque<>();
  private final ArrayDeque<Key> keys = new ArrayDeque<>();
  private @Nullable PresetNode root;
  private int nodes;

  private record Key(String name, int line, int column) {}

  private PresetYaml(String file) {
    this.file = file;
  }

  /** The document, a map. */
  static PresetNode read(String file, byte[] bytes) {
    return new PresetYaml(file).parse(bytes);
  }

  private PresetNode parse(byte[] bytes) {
    if (bytes.length > MAX_BYTES) {
      throw refused(0, 0, bytes.length + " bytes", "at most " + MAX_BYTES + " bytes", "");
    }
    YAMLFactory factory =
        YAMLFactory.builder()
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH + 1)
                    .maxStringLength(MAX_TEXT)
                    .maxNameLength(1_024)
                    .build())
            .loadSettings(
                LoadSettings.builder()
                    .setCodePointLimit(MAX_BYTES)
                    .setAllowDuplicateKeys(true)
                    .build())
            // We look for repeated keys ourselves, to name the place.
            .disable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    try (YAMLParser parser =
        (YAMLParser)
            factory.createParser(ObjectReadContext.empty(), new StringReader(text(bytes)))) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        take(parser, token);
      }
    } catch (JacksonException e) {
      TokenStreamLocation at = e.getLocation();
      throw refused(
          at == null ? 0 : Math.max(at.getLineNr(), 0),
          at == null ? 0 : Math.max(at.getColumnNr(), 0),
          firstLine(e.getOriginalMessage()),
          "YAML",
          "correct the file");
    }
    if (root == null || root.kind() != PresetNode.Kind.MAP) {
      throw refused(
          1, 1, root == null ? "an empty file" : root.shown(), "a map", "see docs/agents.md");
    }
    return root;
  }

  private String text(byte[] bytes) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw refused(0, 0, "bytes that are not UTF-8", "UTF-8", "save the file as UTF-8");
    }
  }

  private void take(YAMLParser parser, JsonToken token) {
    TokenStreamLocation at = parser.currentTokenLocation();
    int line = at.getLineNr();
    int column = at.getColumnNr();
    switch (token) {
      case END_OBJECT, END_ARRAY -> {
        open.pop();
        return;
      }
      case PROPERTY_NAME -> {
        keys.push(new Key(parser.currentName(), line, column));
        return;
      }
      default -> {
        if (++nodes > MAX_NODES) {
          throw refused(line, column, "more values", "at most " + MAX_NODES, "split the file");
        }
      }
    }
    if (parser.isCurrentAlias() || parser.getObjectId() != null) {
      throw refused(line, column, "an anchor or alias", "values written out", "write it out");
    }
    if (parser.getTypeId() != null) {
      throw refused(line, column, "a tag", "a value without a tag", "remove the tag");
    }
    if (token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY) {
      if (open.size() >= MAX_DEPTH) {
        throw refused(line, column, "deeper nesting", "at most " + MAX_DEPTH, "flatten the file");
      }
      boolean map = token == JsonToken.START_OBJECT;
      Key key = place(line, column);
      PresetNode node =
          map
              ? PresetNode.map(file, key.line, key.column)
              : PresetNode.list(file, key.line, key.column);
      attach(key, node);
      open.push(node);
    } else {
      Key key = place(line, column);
      String text = parser.getString();
      attach(
          key,
          PresetNode.scalar(kind(token), text == null ? "" : text, file, key.line, key.column));
    }
  }

  /** The key that the next value belongs to; without one its own place. */
  private Key place(int line, int column) {
    PresetNode parent = open.peek();
    return parent != null && parent.kind() == PresetNode.Kind.MAP
        ? keys.pop()
        : new Key("", line, column);
  }

  private void attach(Key key, PresetNode node) {
    PresetNode parent = open.peek();
    if (parent == null) {
      if (root != null) {
        throw refused(key.line, key.column, "a second document", "one document", "remove it");
      }
      root = node;
    } else if (parent.kind() == PresetNode.Kind.LIST) {
      parent.items().add(node);
    } else if (parent.entries().putIfAbsent(key.name, node) != null) {
      throw refused(
          key.line,
          key.column,
          "the key '" + key.name + "' a second time",
          "each key once",
          "remove one of the two");
    }
  }

  private static PresetNode.Kind kind(JsonToken token) {
    return switch (token) {
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> PresetNode.Kind.NUMBER;
      case VALUE_TRUE, VALUE_FALSE -> PresetNode.Kind.BOOLEAN;
      case VALUE_NULL -> PresetNode.Kind.NULL;
      default -> PresetNode.Kind.TEXT;
    };
  }

  private static String firstLine(@Nullable String text) {
    return text == null ? "something else" : text.lines().findFirst().orElse("something else");
  }

  private MilestoneException refused(
      int line, int column, String found, String expected, String hint) {
    return MilestoneException.invalid(
        "bad_preset",
        "the agent preset " + file + " cannot be read",
        List.of(new Problem(file, line, column, "", found, expected, hint)));
  }
}
