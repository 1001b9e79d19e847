package dev.milestone.agent.preset;

import dev.milestone.agent.preset.OutputRule.Part;
import dev.milestone.agent.preset.OutputRule.Stream;
import dev.milestone.model.AgentSession;
import dev.milestone.model.Cost;
import dev.milestone.spi.agent.Unavailability;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Turns what an agent prints into facts, by the rules of its preset. Pure: bytes in, facts out; no
 * input makes it throw, its time is linear in the number of bytes, and its memory is bounded by the
 * longest line. What it cannot read is counted. Confined to one thread.
 */
public final class PresetParser {

  /** Longest line that is read, and largest document of the format {@code json}, in bytes. */
  public static final int MAX_LINE = 4 * 1024 * 1024;

  /** Longest text kept of what the agent said, in characters. */
  public static final int MAX_TEXT = 4_000;

  /** Longest line of text that rules look at, in characters; the rest of the line is cut. */
  static final int MAX_TEXT_LINE = 16_000;

  private static final int MAX_NAME = 200;
  private static final int MAX_DENIED = 100;
  private static final BigDecimal LONGEST_RETRY =
      BigDecimal.valueOf(Duration.ofDays(30).toMillis());

  private final OutputFormat format;
  private final Optional<AgentSession> resumed;
  private final PresetListener listener;
  private final JsonLine json;
  private final OutputLines out;
  private final OutputLines err;
  private final UsageTotals usage = new UsageTotals();
  private final List<String> denied = new ArrayList<>();
  private final Map<String, Long> counts = new TreeMap<>();

  private String session = "";
  private String model = "";
  private String version = "";
  private String text = "";
  private String result = "";
  private String message = "";
  private boolean terminal;
  private boolean error;
  private boolean unknownSession;
  private boolean inParts;
  private Unavailability.@Nullable Reason unavailable;
  private @Nullable Duration retryAfter;

  /**
   * Makes a parser for one run of a program.
   *
   * @param resumed the session that the program was told to go on with
   */
  public PresetParser(Preset preset, Optional<AgentSession> resumed, PresetListener listener) {
    this.format = preset.output();
    this.resumed = resumed;
    this.listener = listener;
    this.json = new JsonLine(PathTree.of(format.paths()), MAX_LINE);
    boolean whole = format.kind() == OutputFormat.Kind.JSON;
    this.out =
        new OutputLines(MAX_LINE, whole, (line, length) -> line(Stream.STDOUT, line, length));
    this.err =
        new OutputLines(MAX_LINE, false, (line, length) -> line(Stream.STDERR, line, length));
  }

  /** Takes the next bytes of standard output. */
  public void out(byte[] bytes, int offset, int length) {
    out.add(bytes, offset, length);
  }

  /** Takes the next bytes of standard error. */
  public void err(byte[] bytes, int offset, int length) {
    err.add(bytes, offset, length);
  }

  /** Takes the file that the agent was told to write its report to. */
  public void report(byte[] bytes) {
    if (bytes.length <= MAX_LINE) {
      line(Stream.REPORT, bytes, bytes.length);
    } else {
      count("lines_too_long", 1);
    }
  }

  /** Reads last lines that have no line break. */
  public void finish() {
    out.finish();
    err.finish();
  }

  /** What is known by now. */
  public PresetFacts facts() {
    Cost before = before();
    Map<String, Long> counted = new TreeMap<>(counts);
    put(counted, "lines_too_long", out.tooLong() + err.tooLong());
    put(counted, "usage_restarted", usage.restarted(before) ? 1 : 0);
    Unavailability.Reason reason = unavailable;
    return new PresetFacts(
        session.isEmpty()
            ? Optional.empty()
            : Optional.of(new AgentSession(session, usage.session().orElse(Cost.NONE))),
        model,
        version,
        result.isEmpty() ? text : result,
        message,
        terminal,
        error,
        unknownSession,
        reason == null
            ? Optional.empty()
            : Optional.of(new Unavailability(reason, Optional.ofNullable(retryAfter))),
        usage.spent(before),
        List.copyOf(denied),
        counted);
  }

  /** What the session had cost before; nothing when the agent went on in another one. */
  private Cost before() {
    return resumed
        .filter(before -> session.isEmpty() || before.id().equals(session))
        .map(AgentSession::total)
        .orElse(Cost.NONE);
  }

  private void line(Stream stream, byte[] bytes, int length) {
    int size = length > 0 && bytes[length - 1] == '\r' ? length - 1 : length;
    int first = firstVisible(bytes, size);
    if (first == size) {
      return;
    }
    LineValues values = null;
    boolean mayBeJson = stream == Stream.REPORT || format.kind() != OutputFormat.Kind.TEXT;
    if (mayBeJson && bytes[first] == '{') {
      values = json.read(bytes, size);
      if (values == null && !isUtf8(bytes, size)) {
        count("invalid_utf8", 1);
        values = json.readReplaced(bytes, size);
      }
    }
    boolean isJson = values != null;
    if (values == null) {
      if (stream != Stream.STDERR && mayBeJson) {
        count("lines_not_json", 1);
      }
      int shown = Math.min(size, MAX_TEXT_LINE);
      values = LineValues.ofText(new String(bytes, 0, shown, StandardCharsets.UTF_8));
    }
    boolean matched = false;
    boolean part = false;
    for (OutputRule rule : format.rules()) {
      if (rule.matches(stream, values)) {
        matched = true;
        part |= apply(rule, values);
      }
    }
    if (stream == Stream.STDOUT) {
      inParts = part;
    }
    if (isJson && !matched) {
      count("unknown_lines", 1);
    }
  }

  /** Takes what a line says; whether it was a part of a text. */
  private boolean apply(OutputRule rule, LineValues line) {
    OutputRule.Flags flags = rule.flags();
    if (flags.recovers()) {
      unavailable = null;
      retryAfter = null;
    }
    terminal |= flags.terminal();
    error |= flags.error();
    unknownSession |= flags.unknownSession();
    part(rule, Part.SESSION, line).ifPresent(this::session);
    part(rule, Part.MODEL, line).ifPresent(name -> model = cut(name, MAX_NAME));
    part(rule, Part.VERSION, line).ifPresent(name -> version = cut(name, MAX_NAME));
    part(rule, Part.RESULT, line).ifPresent(words -> result = cut(words, MAX_TEXT));
    part(rule, Part.MESSAGE, line).ifPresent(words -> message = cut(words, MAX_TEXT));
    part(rule, Part.TEXT, line).ifPresent(words -> said(words));
    Optional<String> piece = part(rule, Part.PART, line);
    piece.ifPresent(words -> said(inParts ? text + words : words));
    denied(rule, line);
    usage(rule, line);
    unavailable(rule, line);
    tell(rule, line);
    return piece.isPresent();
  }

  private static Optional<String> part(OutputRule rule, Part part, LineValues line) {
    Extract extract = rule.extracts().get(part);
    return extract == null ? Optional.empty() : extract.text(line);
  }

  private void session(String id) {
    String stripped = id.strip();
    if (SessionIds.accepted(stripped)) {
      session = stripped;
    } else {
      count("unusable_values", 1);
    }
  }

  private void said(String words) {
    text = cut(words, MAX_TEXT);
    listener.text(text);
  }

  private void denied(OutputRule rule, LineValues line) {
    Extract extract = rule.extracts().get(Part.DENIED);
    if (extract == null) {
      return;
    }
    for (OutputValue value : extract.values(line)) {
      if (denied.size() < MAX_DENIED) {
        denied.add(cut(value.text(), MAX_NAME));
      } else {
        count("denied_left_out", 1);
      }
    }
  }

  private void usage(OutputRule rule, LineValues line) {
    if (rule.usage().isEmpty()) {
      return;
    }
    UsageRule from = rule.usage().get();
    UsageRule.Reading reading = from.read(line);
    if (reading.unusable() > 0) {
      count("unusable_values", reading.unusable());
    }
    Optional<String> key = from.key().flatMap(extract -> extract.text(line));
    reading
        .cost()
        .ifPresent(cost -> usage.add(from.counts(), key.map(k -> cut(k, MAX_NAME)), cost));
  }

  private void unavailable(OutputRule rule, LineValues line) {
    if (rule.unavailable().isPresent()) {
      unavailable = rule.unavailable().get();
      retryAfter = null;
    }
    Extract extract = rule.extracts().get(Part.RETRY_AFTER);
    if (extract != null) {
      extract
          .number(line)
          .map(number -> number.multiply(BigDecimal.valueOf(rule.retry().toMillis())))
          .filter(millis -> millis.signum() > 0 && millis.compareTo(LONGEST_RETRY) <= 0)
          .ifPresentOrElse(
              millis -> retryAfter = Duration.ofMillis(millis.longValue()),
              () -> count("unusable_values", extract.values(line).size()));
    }
  }

  private void tell(OutputRule rule, LineValues line) {
    Optional<String> note = part(rule, Part.NOTE, line).map(words -> cut(words, MAX_TEXT));
    Extract extract = rule.extracts().get(Part.PROGRESS);
    Optional<BigDecimal> fraction = extract == null ? Optional.empty() : extract.number(line);
    if (fraction.isPresent()) {
      listener.progress(Math.min(1, fraction.get().doubleValue()), note.orElse(""));
    } else {
      note.ifPresent(listener::note);
    }
  }

  private void count(String name, long more) {
    if (more > 0) {
      counts.merge(name, more, Long::sum);
    }
  }

  private static void put(Map<String, Long> to, String name, long value) {
    if (value > 0) {
      to.put(name, value);
    }
  }

  private static int firstVisible(byte[] bytes, int length) {
    int at = 0;
    while (at < length && bytes[at] >= 0 && bytes[at] <= ' ') {
      at++;
    }
    return at;
  }

  private static boolean isUtf8(byte[] bytes, int length) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(java.nio.ByteBuffer.wrap(bytes, 0, length));
      return true;
    } catch (java.nio.charset.CharacterCodingException e) {
      return false;
    }
  }

  private static String cut(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most - 1) + "…";
  }
}
