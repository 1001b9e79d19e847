package dev.milestone.core.journal;

import dev.milestone.ErrorKind;
import dev.milestone.MilestoneException;
import dev.milestone.core.kernel.Event;
import dev.milestone.spi.storage.AppendRequest;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Writes events as the JSON objects that a store takes: one line, fields in this order – {@code
 * timestamp, event_type, event_id, milestone_id, session_id, agent_id, actor, actor_by, details,
 * correlation_id, parent_event_id, must_understand} – of which those without a value are absent
 * ({@code must_understand} unless true), except {@code details}. {@link StoredEvent} reads exactly
 * this order quickly.
 *
 * <p>Reusable; confined to one thread at a time. Lone surrogates in texts are written as {@code
 * \ufffd}.
 */
public final class EventEncoder {

  /** Deepest nesting of details, themselves included. */
  public static final int MAX_DEPTH = 64;

  private static final long FIRST_SECOND = -62_167_219_200L;
  private static final long LAST_SECOND = 253_402_300_799L;

  private static final byte[] TIMESTAMP = JsonWriter.ascii("{\"timestamp\":\"");
  private static final byte[] EVENT_TYPE = JsonWriter.ascii("Z\",\"event_type\":");
  private static final byte[] EVENT_ID = JsonWriter.ascii(",\"event_id\":");
  private static final byte[] MILESTONE_ID = JsonWriter.ascii(",\"milestone_id\":");
  private static final byte[] SESSION_ID = JsonWriter.ascii(",\"session_id\":");
  private static final byte[] AGENT_ID = JsonWriter.ascii(",\"agent_id\":");
  private static final byte[] ACTOR = JsonWriter.ascii(",\"actor\":");
  private static final byte[] ACTOR_BY = JsonWriter.ascii(",\"actor_by\":");
  private static final byte[] DETAILS = JsonWriter.ascii(",\"details\":");
  private static final byte[] CORRELATION_ID = JsonWriter.ascii(",\"correlation_id\":");
  private static final byte[] PARENT_EVENT_ID = JsonWriter.ascii(",\"parent_event_id\":");
  private static final byte[] MUST_UNDERSTAND = JsonWriter.ascii(",\"must_understand\":true");

  private final JsonWriter writer = new JsonWriter(AppendRequest.MAX_EVENT_BYTES, false);
  private long second = Long.MIN_VALUE;
  private byte[] secondText = new byte[0];

  /**
   * The event as one JSON object.
   *
   * @throws MilestoneException of kind {@link ErrorKind#DEFECT}, code {@code not_encodable}, when
   *     details hold something that is no JSON, and of kind {@link ErrorKind#INVALID_INPUT}, code
   *     {@code too_large}, beyond {@link AppendRequest#MAX_EVENT_BYTES}; nothing is handed out then
   */
  public byte[] encode(Event event) {
    JsonWriter w = writer;
    w.reset();
    w.raw(TIMESTAMP);
    timestamp(event.millis());
    w.raw(EVENT_TYPE);
    w.string(event.type());
    field(EVENT_ID, event.id());
    field(MILESTONE_ID, event.milestone());
    field(SESSION_ID, event.session());
    field(AGENT_ID, event.agent());
    field(ACTOR, event.actor());
    field(ACTOR_BY, event.actorEstablished());
    w.raw(DETAILS);
    w.value(event.details(), MAX_DEPTH);
    field(CORRELATION_ID, event.correlation());
    field(PARENT_EVENT_ID, event.parent());
    if (event.mustUnderstand()) {
      w.raw(MUST_UNDERSTAND);
    }
    w.raw('}');
    return w.toBytes();
  }

  private void field(byte[] name, @Nullable String value) {
    if (value != null) {
      writer.raw(name);
      writer.string(value);
    }
  }

  private void timestamp(long millis) {
    long s = Math.floorDiv(millis, 1000L);
    if (s != second) {
      if (s < FIRST_SECOND || s > LAST_SECOND) {
        throw new MilestoneException(
            ErrorKind.DEFECT,
            "not_encodable",
            "A time outside the years 0 to 9999: " + millis + " ms.");
      }
      LocalDateTime t = LocalDateTime.ofEpochSecond(s, 0, ZoneOffset.UTC);
      secondText =
          JsonWriter.ascii(
              String.format(
                  Locale.ROOT,
                  "%04d-%02d-%02dT%02d:%02d:%02d.",
                  t.getYear(),
                  t.getMonthValue(),
                  t.getDayOfMonth(),
                  t.getHour(),
                  t.getMinute(),
                  t.getSecond()));
      second = s;
    }
    writer.raw(secondText);
    writer.threeDigits((int) Math.floorMod(millis, 1000L));
  }
}
