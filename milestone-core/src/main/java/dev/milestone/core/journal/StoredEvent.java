package dev.milestone.core.journal;

import dev.milestone.ErrorKind;
import dev.milestone.MilestoneException;
import dev.milestone.core.journal.Words.Literal;
import dev.milestone.core.kernel.Event;
import dev.milestone.event.EventTypes;
import dev.milestone.spi.storage.AppendRequest;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A stored line looked at as an event. One instance serves a whole replay: {@link #at} points it at
 * the next line. What it returns – texts, lists, maps – is independent of it and may be kept; the
 * view itself and the buffer may not. Confined to one thread.
 *
 * <p>{@link #at} finds the head's fields by their written order. Details are indexed from the
 * front, only as far as the keys that are asked for; ids and short texts that come again are the
 * same {@code String}. A line in another form – other order, whitespace, escapes in ids, fields of
 * another version – is read as general JSON, with the same results. Integrity is the store's matter
 * (CRC, chain): bytes nobody asks for are not checked here, unless by {@link #check}.
 *
 * <p>Every method throws a {@link MilestoneException} of kind {@link ErrorKind#DAMAGED}, code
 * {@code bad_event}, with sequence and byte position, when it meets something that is no event.
 */
public final class StoredEvent implements Event {

  /** Most different ids that are shared and numbered; those that come later are read each time. */
  public static final int MAX_SHARED_IDS = 1 << 18;

  /** Most different types that are shared and numbered. */
  public static final int MAX_SHARED_TYPES = 1 << 10;

  /** Not numbered: absent, too long, or come after {@link #MAX_SHARED_IDS} others. */
  public static final int NO_NUMBER = SymbolTable.NONE;

  private static final int MAX_SHARED_WORDS = 1 << 14;
  private static final String TASK_ID = "task_id";
  private static final byte[] FIRST_MINUTE = JsonWriter.ascii("1970-01-01T00:00");
  private static final int MAX_SHARED_BYTES = 23;
  private static final int LINE_DEPTH = EventEncoder.MAX_DEPTH + 1;

  private static final Literal TIMESTAMP = Literal.of("{\"timestamp\":\"");
  private static final Literal EVENT_TYPE = Literal.of("\",\"event_type\":\"");
  private static final Literal EVENT_ID = Literal.of("\",\"event_id\":\"");
  private static final Literal MILESTONE_ID = Literal.of("\",\"milestone_id\":\"");
  private static final Literal SESSION_ID = Literal.of("\",\"session_id\":\"");
  private static final Literal AGENT_ID = Literal.of("\",\"agent_id\":\"");
  private static final Literal ACTOR = Literal.of("\",\"actor\":\"");
  private static final Literal ACTOR_BY = Literal.of("\",\"actor_by\":\"");
  private static final Literal DETAILS = Literal.of("\",\"details\":{");
  private static final Literal CORRELATION_ID = Literal.of(",\"correlation_id\":\"");
  private static final Literal PARENT_EVENT_ID = Literal.of(",\"parent_event_id\":\"");
  private static final Literal MUST_UNDERSTAND = Literal.of(",\"must_understand\":true");
  private static final Literal SCHEMA = Literal.of(",\"schema\":");
  private static final Literal MORE = Literal.of(",\"more\":");
  private static final Literal FORCED = Literal.of(",\"forced\":");
  private static final Literal CHAIN = Literal.of(",\"chain\":\"");
  private static final Literal CRC = Literal.of(",\"crc\":\"");
  private static final byte[] SEQ = JsonWriter.ascii(",\"seq\":");

  private static final int TIMESTAMP_AT = TIMESTAMP.length();
  private static final int TIMESTAMP_LENGTH = 24;
  private static final int TYPE_AT = TIMESTAMP_AT + TIMESTAMP_LENGTH + EVENT_TYPE.length();
  private static final int CHAIN_LENGTH = 64;
  private static final int CRC_LENGTH = 8;

  private static final String TIME_EXPECTED = "a time such as 2026-11-20T10:00:00.123Z expected";

  /** {@link #find}: the details do not have the expected form. */
  private static final int ODD = -2;

  private static final int ABSENT = -1;

  private final SymbolTable types = new SymbolTable(MAX_SHARED_TYPES);
  private final SymbolTable ids = new SymbolTable(MAX_SHARED_IDS);
  private final SymbolTable words = new SymbolTable(MAX_SHARED_WORDS);
  private final JsonReader reader = new JsonReader();
  private final JsonWriter writer = new JsonWriter(AppendRequest.MAX_EVENT_BYTES, false);

  private byte[] bytes = new byte[0];
  private int offset;
  private int end;
  private long sequence;
  private @Nullable General general;

  // Where each text of the head begins and ends; begin 0 means absent (a line begins with a brace).
  private int typeTo;
  private int idFrom;
  private int idTo;
  private int milestoneFrom;
  private int milestoneTo;
  private int sessionFrom;
  private int sessionTo;
  private int agentFrom;
  private int agentTo;
  private int actorFrom;
  private int actorTo;
  private int actorByFrom;
  private int actorByTo;

  // Details: per key its begin and end, then the value's; 'scan' is where the next key is looked
  // for.
  private int[] index = new int[4 * 16];
  private int indexed;
  private int detailsFrom;
  private int detailsTo;
  private int scan;

  private boolean tailKnown;
  private int correlationFrom;
  private int correlationTo;
  private int parentFrom;
  private int parentTo;
  private boolean mustUnderstand;

  // The minute seen last: "2026-11-20T10:00" in two words, and its milliseconds.
  private long minuteFirst = Words.at(FIRST_MINUTE, 0);
  private long minuteLast = Words.at(FIRST_MINUTE, 8);
  private long minuteMillis;

  /** A view of nothing; {@link #at} comes first. */
  public StoredEvent() {
    for (EventTypes.Descriptor type : EventTypes.all()) {
      types.add(type.type());
    }
  }

  /**
   * Points the view at a line.
   *
   * @param line its sequence
   * @param buffer holds the line; must not change while the view looks at it
   * @param from where the line begins
   * @param length how long it is, without a line break
   * @return this
   */
  public StoredEvent at(long line, byte[] buffer, int from, int length) {
    bytes = buffer;
    offset = from;
    end = from + length;
    sequence = line;
    general = null;
    indexed = 0;
    detailsTo = 0;
    tailKnown = false;
    if (!head()) {
      generally();
    }
    return this;
  }

  private boolean head() {
    byte[] b = bytes;
    int e = end;
    int start = offset;
    if (e - start <= TYPE_AT
        || b[e - 1] != '}'
        || !TIMESTAMP.at(b, start, e)
        || !EVENT_TYPE.at(b, start + TIMESTAMP_AT + TIMESTAMP_LENGTH, e)) {
      return false;
    }
    int q = Words.quoteOrBackslash(b, start + TYPE_AT, e);
    typeTo = q;
    if (!EVENT_ID.at(b, q, e)) {
      return false;
    }
    idFrom = q + EVENT_ID.length();
    q = idTo = Words.quoteOrBackslash(b, idFrom, e);
    milestoneFrom = 0;
    sessionFrom = 0;
    agentFrom = 0;
    if (MILESTONE_ID.at(b, q, e)) {
      milestoneFrom = q + MILESTONE_ID.length();
      q = milestoneTo = Words.quoteOrBackslash(b, milestoneFrom, e);
    }
    if (SESSION_ID.at(b, q, e)) {
      sessionFrom = q + SESSION_ID.length();
      q = sessionTo = Words.quoteOrBackslash(b, sessionFrom, e);
    }
    if (AGENT_ID.at(b, q, e)) {
      agentFrom = q + AGENT_ID.length();
      q = agentTo = Words.quoteOrBackslash(b, agentFrom, e);
    }
    if (!ACTOR.at(b, q, e)) {
      return false;
    }
    actorFrom = q + ACTOR.length();
    q = actorTo = Words.quoteOrBackslash(b, actorFrom, e);
    if (!ACTOR_BY.at(b, q, e)) {
      return false;
    }
    actorByFrom = q + ACTOR_BY.length();
    q = actorByTo = Words.quoteOrBackslash(b, actorByFrom, e);
    if (!DETAILS.at(b, q, e)) {
      return false;
    }
    scan = q + DETAILS.length();
    detailsFrom = scan - 1;
    return true;
  }

  /**
   * Checks the whole line: valid JSON with everything an event must have.
   *
   * @throws MilestoneException of kind {@link ErrorKind#DAMAGED} when it is not
   */
  public void check() {
    if (general == null) {
      parse();
    }
  }

  /** The line as it is stored. */
  public String line() {
    return new String(bytes, offset, end - offset, StandardCharsets.UTF_8);
  }

  @Override
  public long sequence() {
    return sequence;
  }

  @Override
  public String id() {
    General g = general;
    return g != null ? g.id : text(idFrom, idTo);
  }

  @Override
  public long millis() {
    General g = general;
    return g != null ? g.millis : millis(offset + TIMESTAMP_AT);
  }

  @Override
  public String type() {
    General g = general;
    return g != null ? g.type : type(bytes, offset + TYPE_AT, typeTo);
  }

  @Override
  public @Nullable String milestone() {
    General g = general;
    return g != null ? g.milestone : shared(milestoneFrom, milestoneTo);
  }

  /**
   * The milestone as a number that stands for the same id in all lines this view has looked at, so
   * that a fold can keep arrays in place of maps; or {@link #NO_NUMBER}. Numbers are small, and
   * count tasks and other ids too.
   */
  public int milestoneNumber() {
    General g = general;
    return g != null ? numberOf(ids, g.milestone) : numberOf(milestoneFrom, milestoneTo);
  }

  /** The detail {@code task_id} as a number, as in {@link #milestoneNumber()}. */
  public int taskNumber() {
    int i = find(TASK_ID);
    if (i < 0) {
      return i == ODD ? numberOf(ids, text(TASK_ID)) : NO_NUMBER;
    }
    int from = index[i + 2] + 1;
    int to = index[i + 3] - 1;
    if (bytes[from - 1] != '"') {
      return NO_NUMBER;
    }
    return Words.quoteOrBackslash(bytes, from, to) == to
        ? numberOf(from, to)
        : numberOf(ids, text(TASK_ID));
  }

  /** The type as a number, which has nothing to do with those of ids; or {@link #NO_NUMBER}. */
  public int typeNumber() {
    General g = general;
    try {
      return g != null
          ? numberOf(types, g.type)
          : types.symbol(bytes, offset + TYPE_AT, typeTo - offset - TYPE_AT);
    } catch (JsonSyntax e) {
      throw damaged(e);
    }
  }

  /** The type that a number stands for. */
  public String numberedType(int number) {
    return types.text(number);
  }

  /** The id that a number stands for. */
  public String numbered(int number) {
    return ids.text(number);
  }

  private int numberOf(int from, int to) {
    try {
      return from == 0 ? NO_NUMBER : ids.symbol(bytes, from, to - from);
    } catch (JsonSyntax e) {
      throw damaged(e);
    }
  }

  /**
   * By the bytes that the encoder would write, so that a text has one number however it is written.
   */
  private int numberOf(SymbolTable table, @Nullable String text) {
    if (text == null) {
      return NO_NUMBER;
    }
    writer.reset();
    writer.string(text);
    byte[] quoted = writer.toBytes();
    return table.symbol(quoted, 1, quoted.length - 2);
  }

  @Override
  public @Nullable String session() {
    General g = general;
    return g != null ? g.session : shared(sessionFrom, sessionTo);
  }

  @Override
  public @Nullable String agent() {
    General g = general;
    return g != null ? g.agent : shared(agentFrom, agentTo);
  }

  @Override
  public String actor() {
    General g = general;
    return g != null ? g.actor : present(shared(actorFrom, actorTo));
  }

  @Override
  public String actorEstablished() {
    General g = general;
    return g != null ? g.actorBy : present(shared(actorByFrom, actorByTo));
  }

  @Override
  public @Nullable String correlation() {
    tail();
    General g = general;
    return g != null ? g.correlation : shared(correlationFrom, correlationTo);
  }

  @Override
  public @Nullable String parent() {
    tail();
    General g = general;
    // Most parents are named a few times in a row or never: not worth a place among the shared
    // texts.
    return g != null ? g.parent : parentFrom == 0 ? null : text(parentFrom, parentTo);
  }

  @Override
  public boolean mustUnderstand() {
    tail();
    General g = general;
    return g != null ? g.mustUnderstand : mustUnderstand;
  }

  @Override
  public @Nullable String text(String key) {
    int i = find(key);
    if (i < 0) {
      return i == ODD && generally().details.get(key) instanceof String s ? s : null;
    }
    int from = index[i + 2] + 1;
    int to = index[i + 3] - 1;
    if (bytes[from - 1] != '"') {
      return null;
    }
    if (key.equals(TASK_ID)) {
      return shared(from, to);
    }
    return to - from <= MAX_SHARED_BYTES ? word(from, to) : text(from, to);
  }

  @Override
  public long number(String key, long otherwise) {
    Number n = number(key);
    return n == null ? otherwise : n.longValue();
  }

  @Override
  public double real(String key, double otherwise) {
    Number n = number(key);
    return n == null ? otherwise : n.doubleValue();
  }

  private @Nullable Number number(String key) {
    int i = find(key);
    if (i < 0) {
      return i == ODD && generally().details.get(key) instanceof Number n ? n : null;
    }
    byte first = bytes[index[i + 2]];
    if (first != '-' && (first < '0' || first > '9')) {
      return null;
    }
    try {
      return JsonReader.number(bytes, index[i + 2], index[i + 3]);
    } catch (JsonSyntax e) {
      throw damaged(e);
    }
  }

  @Override
  public boolean flag(String key) {
    return Boolean.TRUE.equals(value(key, (byte) 't'));
  }

  @Override
  @SuppressWarnings("unchecked")
  public List<Object> list(String key) {
    return value(key, (byte) '[') instanceof List<?> l ? (List<Object>) l : List.of();
  }

  @Override
  @SuppressWarnings("unchecked")
  public Map<String, Object> map(String key) {
    return value(key, (byte) '{') instanceof Map<?, ?> m ? (Map<String, Object>) m : Map.of();
  }

  private @Nullable Object value(String key, byte first) {
    int i = find(key);
    if (i < 0) {
      return i == ODD ? generally().details.get(key) : null;
    }
    if (bytes[index[i + 2]] != first) {
      return null;
    }
    try {
      return reader.read(bytes, index[i + 2], index[i + 3], EventEncoder.MAX_DEPTH - 1);
    } catch (JsonSyntax e) {
      throw damaged(e);
    }
  }

  @Override
  public Map<String, Object> details() {
    scanDetails();
    General g = general;
    if (g != null) {
      return g.details;
    }
    try {
      return reader.readObject(bytes, detailsFrom, detailsTo, EventEncoder.MAX_DEPTH);
    } catch (JsonSyntax e) {
      throw damaged(e);
    }
  }

  // ---- details

  /** Place in the index of a key, {@link #ABSENT}, or {@link #ODD}. */
  private int find(String key) {
    if (general != null) {
      return ODD;
    }
    int known = indexed;
    for (int i = 0; i < known; i += 4) {
      if (isKey(key, i)) {
        return i;
      }
    }
    try {
      while (detailsTo == 0) {
        if (!scanKey()) {
          return ODD;
        }
        if (detailsTo == 0 && isKey(key, indexed - 4)) {
          return indexed - 4;
        }
      }
    } catch (JsonSyntax e) {
      throw damaged(e);
    }
    return isAscii(key) ? ABSENT : ODD;
  }

  private boolean isKey(String key, int i) {
    int from = index[i];
    int length = index[i + 1] - from;
    if (key.length() != length) {
      return false;
    }
    byte[] b = bytes;
    for (int k = length - 1; k >= 0; k--) {
      if (key.charAt(k) != b[from + k]) {
        return false;
      }
    }
    return true;
  }

  /**
   * Takes the next key and its value into the index, or notes that there is none; false on an
   * unexpected form.
   */
  private boolean scanKey() {
    byte[] b = bytes;
    int e = end - 1;
    int p = scan;
    if (p < e && b[p] == '}') {
      detailsTo = p + 1;
      return true;
    }
    if (indexed > 0) {
      if (b[p] != ',') {
        return false;
      }
      p++;
    }
    if (p >= e || b[p] != '"') {
      return false;
    }
    int keyFrom = p + 1;
    int keyTo = Words.quoteOrBackslash(b, keyFrom, e);
    if (keyTo + 2 >= e || b[keyTo] != '"' || b[keyTo + 1] != ':') {
      return false;
    }
    int valueFrom = keyTo + 2;
    int valueTo = skipValue(valueFrom, e);
    if (valueTo < 0) {
      return false;
    }
    int i = indexed;
    if (i == index.length) {
      index = Arrays.copyOf(index, 2 * i);
    }
    index[i] = keyFrom;
    index[i + 1] = keyTo;
    index[i + 2] = valueFrom;
    index[i + 3] = valueTo;
    indexed = i + 4;
    scan = valueTo;
    return true;
  }

  /** A key beyond ASCII cannot be compared byte by byte, so it is looked up in the general form. */
  private static boolean isAscii(String key) {
    int bits = 0;
    for (int i = 0; i < key.length(); i++) {
      bits |= key.charAt(i);
    }
    return bits < 128;
  }

  /** Where a value ends; negative when it does not look like one. */
  private int skipValue(int from, int e) {
    byte[] b = bytes;
    byte first = b[from];
    if (first == '"') {
      return JsonReader.closingQuote(b, from + 1, e) + 1;
    }
    if (first == '{' || first == '[') {
      return skipNested(from, e);
    }
    int p = from;
    while (p < e && b[p] != ',' && b[p] != '}' && b[p] > ' ') {
      p++;
    }
    return p == from || p == e || b[p] <= ' ' ? -1 : p;
  }

  private int skipNested(int from, int e) {
    byte[] b = bytes;
    int depth = 0;
    int p = from;
    do {
      if (p >= e) {
        throw new JsonSyntax(from, "an object or array does not end");
      }
      switch (b[p]) {
        case '"' -> p = JsonReader.closingQuote(b, p + 1, e);
        case '{', '[' -> depth++;
        case '}', ']' -> depth--;
        default -> {}
      }
      p++;
    } while (depth > 0);
    return p;
  }

  private void scanDetails() {
    try {
      while (general == null && detailsTo == 0) {
        if (!scanKey()) {
          generally();
        }
      }
    } catch (JsonSyntax e) {
      throw damaged(e);
    }
  }

  // ---- what follows details

  private void tail() {
    if (!tailKnown) {
      scanDetails();
      if (general == null && !knownTail(detailsTo)) {
        generally();
      }
      tailKnown = true;
    }
  }

  private boolean knownTail(int from) {
    byte[] b = bytes;
    int e = end;
    int p = from;
    correlationFrom = 0;
    parentFrom = 0;
    mustUnderstand = false;
    if (CORRELATION_ID.at(b, p, e)) {
      correlationFrom = p + CORRELATION_ID.length();
      correlationTo = Words.quoteOrBackslash(b, correlationFrom, e);
      p = correlationTo + 1;
      if (p >= e || b[p - 1] != '"') {
        return false;
      }
    }
    if (PARENT_EVENT_ID.at(b, p, e)) {
      parentFrom = p + PARENT_EVENT_ID.length();
      parentTo = Words.quoteOrBackslash(b, parentFrom, e);
      p = parentTo + 1;
      if (p >= e || b[p - 1] != '"') {
        return false;
      }
    }
    if (MUST_UNDERSTAND.at(b, p, e)) {
      mustUnderstand = true;
      p += MUST_UNDERSTAND.length();
    }
    return frameEnd(p) == e;
  }

  /**
   * Where the line ends if from here on it holds exactly what stores add; otherwise some other
   * place.
   */
  private int frameEnd(int from) {
    byte[] b = bytes;
    int e = end;
    int p = from;
    if (p + SEQ.length < e && Arrays.equals(b, p, p + SEQ.length, SEQ, 0, SEQ.length)) {
      p = digits(p + SEQ.length);
    }
    if (SCHEMA.at(b, p, e)) {
      p = digits(p + SCHEMA.length());
    }
    if (MORE.at(b, p, e)) {
      p = digits(p + MORE.length());
    }
    if (FORCED.at(b, p, e)) {
      p = digits(p + FORCED.length());
    }
    if (CHAIN.at(b, p, e)) {
      p += CHAIN.length() + CHAIN_LENGTH + 1;
    }
    if (CRC.at(b, p, e)) {
      p += CRC.length() + CRC_LENGTH + 1;
    }
    return p + 1;
  }

  private int digits(int from) {
    int p = from;
    while (p < end && bytes[p] >= '0' && bytes[p] <= '9') {
      p++;
    }
    return p;
  }

  // ---- texts and times

  private String type(byte[] b, int from, int to) {
    try {
      return types.intern(b, from, to);
    } catch (JsonSyntax e) {
      throw damaged(e);
    }
  }

  private String text(int from, int to) {
    try {
      return JsonText.decode(bytes, from, to);
    } catch (JsonSyntax e) {
      throw damaged(e);
    }
  }

  private @Nullable String shared(int from, int to) {
    if (from == 0) {
      return null;
    }
    try {
      return ids.intern(bytes, from, to);
    } catch (JsonSyntax e) {
      throw damaged(e);
    }
  }

  private String word(int from, int to) {
    try {
      return words.intern(bytes, from, to);
    } catch (JsonSyntax e) {
      throw damaged(e);
    }
  }

  private String present(@Nullable String text) {
    return text == null ? "" : text;
  }

  private long millis(int at) {
    byte[] b = bytes;
    // "2026-11-20T10:00:00.123Z"; other spellings of RFC 3339 are left to the general reader.
    if (b[at + 4] != '-'
        || b[at + 7] != '-'
        || b[at + 10] != 'T'
        || b[at + 13] != ':'
        || b[at + 16] != ':'
        || b[at + 19] != '.'
        || b[at + 23] != 'Z') {
      return anyMillis(text(at, at + TIMESTAMP_LENGTH));
    }
    long first = Words.at(b, at);
    long last = Words.at(b, at + 8);
    if (first != minuteFirst || last != minuteLast) {
      minuteMillis = minute(at);
      minuteFirst = first;
      minuteLast = last;
    }
    int second = twoDigits(at + 17);
    if (second > 59) {
      throw damaged(at + 17, "a second from 00 to 59 expected");
    }
    return minuteMillis + 1000L * second + 10L * twoDigits(at + 20) + digit(at + 22);
  }

  private long minute(int at) {
    try {
      return LocalDateTime.of(
                  100 * twoDigits(at) + twoDigits(at + 2),
                  twoDigits(at + 5),
                  twoDigits(at + 8),
                  twoDigits(at + 11),
                  twoDigits(at + 14))
              .toEpochSecond(ZoneOffset.UTC)
          * 1000L;
    } catch (DateTimeException e) {
      throw damaged(at, "no such date", e);
    }
  }

  private int twoDigits(int at) {
    return 10 * digit(at) + digit(at + 1);
  }

  private int digit(int at) {
    int d = bytes[at] - '0';
    if (d < 0 || d > 9) {
      throw damaged(at, "a digit expected");
    }
    return d;
  }

  // ---- any other form

  /** Everything taken apart. */
  private record General(
      String id,
      long millis,
      String type,
      @Nullable String milestone,
      @Nullable String session,
      @Nullable String agent,
      String actor,
      String actorBy,
      @Nullable String correlation,
      @Nullable String parent,
      boolean mustUnderstand,
      Map<String, Object> details) {}

  private General generally() {
    General g = general;
    if (g == null) {
      g = parse();
      general = g;
    }
    return g;
  }

  private General parse() {
    Map<String, Object> line;
    try {
      line = reader.readObject(bytes, offset, end, LINE_DEPTH);
    } catch (JsonSyntax e) {
      throw damaged(e);
    }
    return new General(
        required(line, "event_id"),
        anyMillis(required(line, "timestamp")),
        knownType(required(line, "event_type")),
        optional(line, "milestone_id"),
        optional(line, "session_id"),
        optional(line, "agent_id"),
        required(line, "actor"),
        required(line, "actor_by"),
        optional(line, "correlation_id"),
        optional(line, "parent_event_id"),
        Boolean.TRUE.equals(line.get("must_understand")),
        detailsOf(line));
  }

  private String required(Map<String, Object> line, String field) {
    String text = optional(line, field);
    if (text == null) {
      throw damaged(offset, "the field " + field + " is missing");
    }
    return text;
  }

  private @Nullable String optional(Map<String, Object> line, String field) {
    Object value = line.get(field);
    if (value == null || value instanceof String) {
      return (String) value;
    }
    throw damaged(offset, "the field " + field + " must be text");
  }

  @SuppressWarnings("unchecked")
  private Map<String, Object> detailsOf(Map<String, Object> line) {
    Object value = line.get("details");
    if (value == null) {
      return Map.of();
    }
    if (value instanceof Map<?, ?> map) {
      return (Map<String, Object>) map;
    }
    throw damaged(offset, "the field details must be an object");
  }

  private String knownType(String type) {
    byte[] name = type.getBytes(StandardCharsets.UTF_8);
    return EventTypes.find(type).isPresent() ? type(name, 0, name.length) : type;
  }

  private long anyMillis(String time) {
    try {
      return OffsetDateTime.parse(time).toInstant().toEpochMilli();
    } catch (DateTimeException | ArithmeticException e) {
      throw damaged(offset, TIME_EXPECTED, e);
    }
  }

  private MilestoneException damaged(JsonSyntax e) {
    return damaged(e.position, e.what(), e);
  }

  private MilestoneException damaged(int position, String what) {
    return damaged(position, what, null);
  }

  private MilestoneException damaged(int position, String what, @Nullable Throwable cause) {
    String message =
        "Event "
            + sequence
            + " is damaged at byte "
            + (position - offset)
            + " of its line: "
            + what
            + ". Run 'milestone doctor' to see what can be restored.";
    return new MilestoneException(ErrorKind.DAMAGED, "bad_event", message, false, List.of(), cause);
  }
}
