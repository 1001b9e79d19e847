package dev.milestone.core.yaml;

import dev.milestone.Problem;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLParser;

/**
 * Reads one YAML document into a tree of {@link YamlNode}. Refused, each with its place: what is
 * not UTF-8, NUL and other control characters, conflict markers, anchors and aliases, tags, keys
 * that stand twice, keys that are no plain values, a second document, an empty file, and whatever
 * goes beyond the {@link YamlLimits}. Tokens are taken from a streaming parser and stacked by hand,
 * so that no input can overflow the thread's stack.
 */
public final class YamlReader {
  private static final int MOST_SHARED_TEXTS = 10_000;
  private static final int LONGEST_SHARED_TEXT = 24;
  private static final String YAML_TAGS = "tag:yaml.org,2002:";

  private final String file;
  private final String source;
  private final YamlLimits limits;
  private final ProblemList problems;
  private final Map<String, String> shared = new HashMap<>();
  private final ArrayDeque<Open> open = new ArrayDeque<>();
  private int nodes;
  private int line;
  private int column;
  private @Nullable YamlNode root;
  // The parser counts code points; this is the pair (code point, char) reached so far.
  private long codePoint;
  private int charIndex;

  /** A list or map that has not ended; of a map also the key whose value comes next. */
  private static final class Open {
    final YamlNode node;
    String key = "";
    int keyLine;
    int keyColumn;
    boolean skip;

    Open(YamlNode node) {
      this.node = node;
    }
  }

  private YamlReader(String file, String source, YamlLimits limits, ProblemList problems) {
    this.file = file;
    this.source = source;
    this.limits = limits;
    this.problems = problems;
  }

  /**
   * Reads a document.
   *
   * @param file name for messages
   * @param bytes content
   * @param problems takes in what is wrong
   * @return the tree, or null when the file could not be read to its end
   */
  public static @Nullable YamlNode read(
      String file, byte[] bytes, YamlLimits limits, ProblemList problems) {
    return read(file, bytes, limits, problems, false);
  }

  /** Reads a document that may be empty; an empty one is null without a problem. */
  public static @Nullable YamlNode readOptional(
      String file, byte[] bytes, YamlLimits limits, ProblemList problems) {
    return read(file, bytes, limits, problems, true);
  }

  private static @Nullable YamlNode read(
      String file, byte[] bytes, YamlLimits limits, ProblemList problems, boolean mayBeEmpty) {
    int before = problems.count();
    int start = SourceScan.start(file, bytes, limits, problems);
    if (start < 0) {
      return null;
    }
    String text = new String(bytes, start, bytes.length - start, StandardCharsets.UTF_8);
    YamlReader reader = new YamlReader(file, text, limits, problems);
    boolean complete = reader.parse();
    if (complete && reader.root == null && !mayBeEmpty && problems.count() == before) {
      reader.problem(1, 1, "an empty file", "a YAML map", "see docs/plan-file.md for an example");
    }
    return complete ? reader.root : null;
  }

  private boolean parse() {
    YAMLFactory factory =
        YAMLFactory.builder()
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(limits.depth() + 1)
                    .maxStringLength(limits.scalar())
                    .maxNameLength(Math.min(limits.scalar(), 64 << 10))
                    .build())
            .loadSettings(
                LoadSettings.builder()
                    .setCodePointLimit(Integer.MAX_VALUE)
                    .setAllowDuplicateKeys(true)
                    .build())
            // We look for repeated keys ourselves: all of them, with both places.
            .disable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    try (YAMLParser parser =
        (YAMLParser) factory.createParser(ObjectReadContext.empty(), new WholeCharacters(source))) {
      JsonToken token = parser.nextToken();
      while (token != null) {
        if (!take(parser, token)) {
          return false;
        }
        token = parser.nextToken();
      }
      return true;
    } catch (StreamConstraintsException e) {
      String most = "texts of at most " + limits.scalar() + " characters";
      problem(line, column, "a value that is too long", most, "keep it in a file of its own");
      return false;
    } catch (JacksonException e) {
      YamlSyntax.Fault fault = YamlSyntax.fault(e);
      problem(fault.line(), fault.column(), fault.found(), fault.expected(), fault.hint());
      return false;
    }
  }

  private boolean take(YAMLParser parser, JsonToken token) {
    TokenStreamLocation location = parser.currentTokenLocation();
    line = location.getLineNr();
    column = location.getColumnNr();
    switch (token) {
      case END_OBJECT, END_ARRAY -> {
        open.pop();
        return true;
      }
      case PROPERTY_NAME -> {
        key(text(parser), location.getCharOffset());
        return true;
      }
      default -> {
        if (open.isEmpty() && root != null) {
          problem(line, column, "a second document", "one document", "put it in a file of its own");
          return false;
        }
        if (++nodes > limits.nodes()) {
          String most = "at most " + limits.nodes() + " values";
          problem(line, column, "more values than that", most, "split the file");
          return false;
        }
        return value(parser, token, location);
      }
    }
  }

  private boolean value(YAMLParser parser, JsonToken token, TokenStreamLocation location) {
    char first = charAt(location.getCharOffset());
    if (parser.isCurrentAlias()) {
      refuse(line, column, "the alias '*" + parser.getString() + "'");
      Open parent = open.peek();
      if (parent != null && parent.node instanceof YamlSequence) {
        return true; // its text says nothing about what was meant
      }
    } else if (parser.getObjectId() != null) {
      refuse(line, column, "the anchor '&" + parser.getObjectId() + "'");
    } else if (first == '&' && token.isScalarValue()) {
      // The parser forgets anchors of scalars; no unquoted text begins with this character.
      refuse(line, column, "an anchor");
    }
    String tag = parser.getRawTag();
    if (tag == null && first == '!' && token.isScalarValue()) {
      tag = "!";
    }
    if (tag != null) {
      String shown = tag.startsWith(YAML_TAGS) ? "!!" + tag.substring(YAML_TAGS.length()) : tag;
      problem(line, column, "the tag '" + shown + "'", "a value without a tag", "remove the tag");
    }
    if (token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY) {
      if (open.size() >= limits.depth()) {
        String most = "nesting of at most " + limits.depth();
        problem(line, column, "nesting deeper than that", most, "flatten the file");
        return false;
      }
      YamlNode node =
          token == JsonToken.START_OBJECT
              ? new YamlMapping(line, column)
              : new YamlSequence(line, column);
      attach(node);
      open.push(new Open(node));
      return true;
    }
    String text = text(parser);
    if (first == '"') {
      checkEscapes(text, line, column);
    }
    attach(new YamlScalar(line, column, text, kind(token, text)));
    return true;
  }

  private static YamlScalar.Kind kind(JsonToken token, String text) {
    return switch (token) {
      case VALUE_NUMBER_INT -> YamlScalar.Kind.INTEGER;
      // .inf and .nan are numbers for YAML; no field of ours takes them as such
      case VALUE_NUMBER_FLOAT ->
          text.indexOf('n') >= 0 || text.indexOf('N') >= 0
              ? YamlScalar.Kind.TEXT
              : YamlScalar.Kind.REAL;
      case VALUE_TRUE, VALUE_FALSE -> YamlScalar.Kind.BOOLEAN;
      case VALUE_NULL -> YamlScalar.Kind.NULL;
      default -> YamlScalar.Kind.TEXT;
    };
  }

  private void key(String key, long offset) {
    Open map = open.element();
    YamlMapping mapping = (YamlMapping) map.node;
    map.key = key;
    map.keyLine = line;
    map.keyColumn = column;
    map.skip = false;
    char first = charAt(offset);
    if (first == '&' || first == '*') {
      refuse(line, column, first == '&' ? "an anchor at a key" : "an alias as a key");
    } else if (first == '!') {
      problem(line, column, "a tag at a key", "a key without a tag", "remove the tag");
    } else if (first == '"') {
      checkEscapes(key, line, column);
    }
    int earlier = mapping.indexOf(key);
    if (earlier >= 0) {
      map.skip = true;
      problem(
          line,
          column,
          "the key '" + key + "' a second time",
          "each key once",
          "it stands already in line " + mapping.keyLine(earlier) + "; remove one of the two");
    }
  }

  private void attach(YamlNode node) {
    Open parent = open.peek();
    if (parent == null) {
      root = node;
    } else if (parent.node instanceof YamlSequence sequence) {
      sequence.add(node);
    } else if (parent.node instanceof YamlMapping mapping && !parent.skip) {
      mapping.add(parent.key, parent.keyLine, parent.keyColumn, node);
    }
  }

  /** Escapes can make what the scan of the bytes would have refused. */
  private void checkEscapes(String text, int line, int column) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0) {
        problem(line, column, "an escaped NUL character", "text", "remove it");
        return;
      }
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        problem(line, column, "half of a surrogate pair", "text", "write the character itself");
        return;
      }
    }
  }

  private String text(YAMLParser parser) {
    String text = parser.getString();
    if (text == null) {
      return "";
    }
    if (text.length() > LONGEST_SHARED_TEXT) {
      return text;
    }
    String same = shared.get(text);
    if (same != null) {
      return same;
    }
    if (shared.size() < MOST_SHARED_TEXTS) {
      shared.put(text, text);
    }
    return text;
  }

  /**
   * The character at a code point; offsets come in ascending order but for lists and maps of the
   * same place.
   */
  private char charAt(long offset) {
    if (offset < codePoint) {
      codePoint = 0;
      charIndex = 0;
    }
    while (codePoint < offset && charIndex < source.length()) {
      charIndex += Character.isHighSurrogate(source.charAt(charIndex)) ? 2 : 1;
      codePoint++;
    }
    return charIndex < source.length() ? source.charAt(charIndex) : '\n';
  }

  private void refuse(int line, int column, String found) {
    problem(
        line,
        column,
        found,
        "values written out",
        "write the value itself; quote a text that begins with '&' or '*'");
  }

  private void problem(int line, int column, String found, String expected, String hint) {
    problems.add(new Problem(file, line, column, path(), found, expected, hint));
  }

  /** The field that is being read. */
  private String path() {
    FieldPath path = FieldPath.ROOT;
    for (Iterator<Open> i = open.descendingIterator(); i.hasNext(); ) {
      Open outer = i.next();
      if (outer.node instanceof YamlSequence sequence) {
        int items = sequence.items().size();
        path = path.at(i.hasNext() ? items - 1 : items); // an open item stands in the list already
      } else if (!outer.key.isEmpty()) {
        path = path.at(outer.key);
      }
    }
    return path.toString();
  }
}
