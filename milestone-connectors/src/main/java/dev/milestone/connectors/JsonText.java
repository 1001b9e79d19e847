package dev.milestone.connectors;

import dev.milestone.MilestoneException;
import dev.milestone.Problem;
import dev.milestone.spi.plan.PlanFile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;

/**
 * A file of JSON, or of JSON lines: values with their places in the bytes, and one located error
 * where it is not JSON. An escape that JSON does not know ({@code \p}) is read as the character
 * itself and remembered, for tools write such files; everything else follows RFC 8259. Confined to
 * one thread.
 */
final class JsonText {

  /** Bytes between two places whose characters are counted once. */
  private static final int BLOCK = 4_096;

  private static final JsonFactory STRICT = factory(false);
  private static final JsonFactory LENIENT = factory(true);

  private final SourceText source;
  private final byte[] bytes;
  private final int[] lineStarts;
  private final List<Integer> oddEscapes = new ArrayList<>();
  private int @Nullable [] charactersBefore;

  private JsonText(SourceText source) {
    this.source = source;
    this.bytes = source.bytes();
    this.lineStarts = lineStarts(bytes, source.lines());
  }

  /** Which members of objects are read; the values of others are looked over. */
  @FunctionalInterface
  interface Fields {
    /**
     * Whether to read a member.
     *
     * @param depth 1 in the outermost object
     * @param name its name
     */
    boolean wanted(int depth, String name);
  }

  /** Checks size, encoding and conflict markers. */
  static JsonText of(PlanFile file) {
    JsonText text = new JsonText(SourceText.of(file));
    text.refuseZero(text.start());
    return text;
  }

  /** The parser guesses UTF-16 and UTF-32 from zero bytes where it begins. */
  private void refuseZero(int from) {
    for (int i = from; i < Math.min(bytes.length, from + 4); i++) {
      if (bytes[i] == 0) {
        throw error(i, "", "a zero byte", "text in UTF-8", "save the file as UTF-8");
      }
    }
  }

  /** Name of the file. */
  String name() {
    return source.name();
  }

  /** The bytes. */
  byte[] bytes() {
    return bytes;
  }

  /** Offset of the first byte after a byte order mark. */
  int start() {
    return source.start();
  }

  /** Number of lines, one after a last line break included. */
  int lines() {
    return lineStarts.length;
  }

  /** Offset of the first byte of a line, which is counted from 0. */
  int lineStart(int line) {
    return line == 0 ? start() : lineStarts[line];
  }

  /** Offset after the last byte of a line, its line break left out. */
  int lineEnd(int line) {
    int end = line + 1 < lineStarts.length ? lineStarts[line + 1] - 1 : bytes.length;
    return end > lineStart(line) && bytes[end - 1] == '\r' ? end - 1 : end;
  }

  /** Line of a byte, from 1. */
  int line(int offset) {
    int at = Arrays.binarySearch(lineStarts, offset);
    return at >= 0 ? at + 1 : -at - 1;
  }

  /** Places of escapes that JSON does not know, in what was read so far. */
  List<Integer> oddEscapes() {
    return oddEscapes;
  }

  /** Whether there is nothing but blanks between two places. */
  boolean blank(int from, int to) {
    for (int i = from; i < to; i++) {
      if (!JsonFault.isBlank(bytes[i])) {
        return false;
      }
    }
    return true;
  }

  /** A problem at a place. */
  Problem problem(int offset, String field, String found, String expected, String hint) {
    return new Problem(name(), line(offset), column(offset), field, found, expected, hint);
  }

  /** An error at a place. */
  MilestoneException error(int offset, String field, String found, String expected, String hint) {
    return SourceText.refused(problem(offset, field, found, expected, hint));
  }

  /**
   * Reads the one value between two places.
   *
   * @param wanted members to read
   */
  JsonValue read(int from, int to, Fields wanted) {
    refuseZero(from);
    try {
      return new Reader(STRICT, from, to, wanted).read();
    } catch (JacksonException e) {
      List<Integer> odd = new ArrayList<>();
      JsonFault fault = JsonFault.find(bytes, from, to, odd);
      if (fault == null && !odd.isEmpty()) {
        oddEscapes.addAll(odd);
        try {
          return new Reader(LENIENT, from, to, wanted).read();
        } catch (JacksonException again) {
          throw unexplained(from, to, again);
        }
      }
      if (fault == null) {
        throw unexplained(from, to, e);
      }
      throw error(fault.offset(), "", fault.found(), fault.expected(), fault.hint());
    }
  }

  /**
   * Reads a file of JSON lines: the value of each line that is not blank. One parser goes over all
   * of them. A line at which it stops, or which holds something else than one whole value, is read
   * by itself, which tells what is wrong with it.
   *
   * @param wanted members to read
   * @param sink is given each value and the number of its line, from 1
   */
  void readLines(Fields wanted, ObjIntConsumer<JsonValue> sink) {
    int line = 0;
    while (line < lines()) {
      if (blank(lineStart(line), lineEnd(line))) {
        line++;
        continue;
      }
      line = readWholeLines(line, wanted, sink);
      if (line < lines() && !blank(lineStart(line), lineEnd(line))) {
        sink.accept(read(lineStart(line), lineEnd(line), wanted), line + 1);
        line++;
      }
    }
  }

  /** Reads as long as every line is one value; returns the line after the last such. */
  private int readWholeLines(int from, Fields wanted, ObjIntConsumer<JsonValue> sink) {
    refuseZero(lineStart(from));
    int line = from;
    try (Reader reader = new Reader(STRICT, lineStart(from), bytes.length, wanted)) {
      while (true) {
        JsonValue value = reader.nextOrNull();
        if (value == null) {
          return line;
        }
        int next = line;
        while (next + 1 < lineStarts.length && lineStarts[next + 1] <= value.start()) {
          next++;
        }
        int end = end(value);
        if (end > lineEnd(next) || !blank(end, lineEnd(next))) {
          return line;
        }
        sink.accept(value, next + 1);
        line = next + 1;
      }
    }
  }

  /** Offset after a value. */
  int end(JsonValue value) {
    return value.end() > 0 ? value.end() : JsonFault.scalarEnd(bytes, value.start());
  }

  /** Column of a byte in characters, from 1; a line may be as long as the file. */
  private int column(int offset) {
    int at = Math.min(offset, bytes.length);
    return characters(at) - characters(lineStart(line(at) - 1)) + 1;
  }

  /** Characters before a byte, counted from the last block that is known. */
  private int characters(int offset) {
    int[] before = charactersBefore;
    if (before == null) {
      before = new int[bytes.length / BLOCK + 1];
      int count = 0;
      for (int i = 0; i < bytes.length; i++) {
        if (i % BLOCK == 0) {
          before[i / BLOCK] = count;
        }
        count += isCharacterStart(bytes[i]) ? 1 : 0;
      }
      if (bytes.length % BLOCK == 0) {
        before[bytes.length / BLOCK] = count;
      }
      charactersBefore = before;
    }
    int count = before[offset / BLOCK];
    for (int i = offset / BLOCK * BLOCK; i < offset; i++) {
      count += isCharacterStart(bytes[i]) ? 1 : 0;
    }
    return count;
  }

  private static boolean isCharacterStart(byte b) {
    return (b & 0xC0) != 0x80;
  }

  /** Where the name of a member stands. */
  int nameStart(JsonValue object, int member) {
    int i = member == 0 ? object.start() + 1 : end(object.items().get(member - 1));
    while (bytes[i] != '"') {
      i++;
    }
    return i;
  }

  private MilestoneException unexplained(int from, int to, JacksonException e) {
    long offset = e.getLocation() == null ? -1 : e.getLocation().getByteOffset();
    int at = (int) Math.max(from, Math.min(offset, to));
    return error(at, "", "something that is not JSON", "JSON", "correct the file");
  }

  private static int[] lineStarts(byte[] bytes, int count) {
    int[] starts = new int[count];
    int line = 1;
    for (int i = 0; line < count; i++) {
      if (bytes[i] == '\n') {
        starts[line++] = i + 1;
      }
    }
    return starts;
  }

  private static JsonFactory factory(boolean anyEscape) {
    return JsonFactory.builder()
        .configure(JsonReadFeature.ALLOW_BACKSLASH_ESCAPING_ANY_CHARACTER, anyEscape)
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxDocumentLength(Limits.MAX_FILE)
                .maxNestingDepth(Limits.MAX_DEPTH)
                .maxNumberLength(Limits.MAX_NUMBER)
                .maxStringLength(Limits.MAX_TEXT)
                .maxNameLength(Limits.MAX_NAME)
                .build())
        .build();
  }

  /** One pass of the parser. Values nest at most as deep as the constraints allow. */
  private final class Reader implements AutoCloseable {
    private final JsonParser parser;
    private final int from;
    private final Fields wanted;
    private final List<List<String>> shapes = new ArrayList<>(List.of(List.of(), List.of()));
    private int values;
    private int depth;

    Reader(JsonFactory factory, int from, int to, Fields wanted) {
      this.parser = factory.createParser(ObjectReadContext.empty(), bytes, from, to - from);
      this.from = from;
      this.wanted = wanted;
    }

    @Override
    public void close() {
      parser.close();
    }

    /** The next of several values; null at the end, and where reading a line alone has to tell. */
    @Nullable JsonValue nextOrNull() {
      values = 0;
      depth = 0;
      try {
        return parser.nextToken() == null ? null : value();
      } catch (JacksonException | MilestoneException e) {
        return null;
      }
    }

    JsonValue read() {
      try (parser) {
        if (parser.nextToken() == null) {
          throw error(from, "", "nothing", "a JSON value", "");
        }
        JsonValue value = value();
        if (parser.nextToken() != null) {
          throw error(
              at(), "", "text after the end of the value", "the end", "remove what follows");
        }
        return value;
      }
    }

    private int at() {
      return from + (int) parser.currentTokenLocation().getByteOffset();
    }

    private JsonValue value() {
      int start = at();
      if (++values > Limits.MAX_VALUES) {
        throw error(
            start,
            "",
            "more than " + Limits.MAX_VALUES + " values",
            "at most that many",
            "split the plan");
      }
      JsonToken token = parser.currentToken();
      return switch (token) {
        case START_OBJECT -> object(start);
        case START_ARRAY -> array(start);
        case VALUE_STRING -> JsonValue.scalar(JsonValue.Kind.STRING, start, parser.getString());
        case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
            JsonValue.scalar(JsonValue.Kind.NUMBER, start, parser.getString());
        case VALUE_TRUE -> JsonValue.scalar(JsonValue.Kind.TRUE, start, "");
        case VALUE_FALSE -> JsonValue.scalar(JsonValue.Kind.FALSE, start, "");
        default -> JsonValue.scalar(JsonValue.Kind.NULL, start, "");
      };
    }

    private JsonValue array(int start) {
      List<JsonValue> items = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        items.add(value());
      }
      return JsonValue.array(start, at() + 1, items);
    }

    private JsonValue object(int start) {
      List<JsonValue> items = new ArrayList<>(depth == 0 ? 16 : 6);
      List<String> names = new ArrayList<>(depth == 0 ? 16 : 6);
      depth++;
      @Nullable Set<String> seen = null;
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String name = parser.currentName();
        if (names.size() == 16) {
          seen = new HashSet<>(names);
        }
        if (seen == null ? names.contains(name) : !seen.add(name)) {
          throw error(
              at(),
              name,
              "the field '" + name + "' a second time",
              "each field once",
              "remove one of the two");
        }
        names.add(name);
        parser.nextToken();
        items.add(wanted.wanted(depth, name) ? value() : lookOver());
      }
      depth--;
      return new JsonValue(JsonValue.Kind.OBJECT, start, at() + 1, "", items, shared(names));
    }

    /** Objects beside each other mostly have the same members: one list of them is kept. */
    private List<String> shared(List<String> names) {
      int slot = Math.min(depth, shapes.size() - 1);
      if (names.equals(shapes.get(slot))) {
        return shapes.get(slot);
      }
      shapes.set(slot, names);
      return names;
    }

    private JsonValue lookOver() {
      int start = at();
      JsonToken token = parser.currentToken();
      if (token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY) {
        parser.skipChildren();
        return new JsonValue(JsonValue.Kind.UNREAD, start, at() + 1, "", List.of(), List.of());
      }
      return value();
    }
  }
}
