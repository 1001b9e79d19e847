package dev.milestone.core.journal;

import static dev.milestone.core.journal.Lines.at;
import static dev.milestone.core.journal.Lines.framed;
import static dev.milestone.core.journal.Lines.text;
import static dev.milestone.core.journal.Lines.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.milestone.ErrorKind;
import dev.milestone.MilestoneException;
import dev.milestone.core.kernel.NewEvent;
import dev.milestone.core.kernel.NewEvents;
import dev.milestone.event.EventTypes;
import dev.milestone.event.MilestoneEvent;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EventCodecTest {
  private final EventEncoder encoder = new EventEncoder();
  private final StoredEvent view = new StoredEvent();

  @Test
  void an_event_is_written_in_the_documented_order_on_one_line() {
    NewEvent event = NewEvents.taskStarted(NewEvent.details("task_id", "t1", "attempt", 2));

    assertThat(text(encoder.encode(event)))
        .isEqualTo(
            "{\"timestamp\":\"2026-11-20T10:00:00.123Z\",\"event_type\":\"task_started\","
                + "\"event_id\":\"0f3k2j5h6g7d8s9a0q1w\",\"milestone_id\":\"milestone-7\","
                + "\"session_id\":\"session-1\",\"agent_id\":\"agent-2\",\"actor\":\"ada\","
                + "\"actor_by\":\"operating_system\",\"details\":{\"task_id\":\"t1\",\"attempt\":2},"
                + "\"correlation_id\":\"corr-1\",\"parent_event_id\":\"parent-1\"}");
  }

  @Test
  void what_has_no_value_is_absent_but_details_are_always_there() {
    NewEvent event =
        NewEvents.of("e", 0, "t", null, null, null, "a", "engine", null, null, true, Map.of());
    byte[] line = framed(encoder.encode(event), 1);

    assertThat(text(line))
        .startsWith(
            "{\"timestamp\":\"1970-01-01T00:00:00.000Z\",\"event_type\":\"t\",\"event_id\":\"e\","
                + "\"actor\":\"a\",\"actor_by\":\"engine\",\"details\":{},\"must_understand\":true,");
    Lines.assertSame(at(view, 1, line), event);
  }

  @Test
  void known_types_are_the_constants_themselves() {
    byte[] line = encoder.encode(NewEvents.taskStarted(Map.of()));

    assertThat(at(view, 1, line).type()).isSameAs(EventTypes.TASK_STARTED);
    assertThat(at(view, 1, utf8(text(line).replace(",\"ev", ", \"ev"))).type())
        .isSameAs(EventTypes.TASK_STARTED);
  }

  @Test
  void known_types_stay_the_constants_after_thousands_of_unknown_ones() {
    String line = text(encoder.encode(NewEvents.taskStarted(Map.of())));
    for (int i = 0; i < 5_000; i++) {
      String type = "type_" + i;
      assertThat(at(view, i, utf8(line.replace("task_started", type))).type()).isEqualTo(type);
    }

    assertThat(at(view, 1, utf8(line)).type()).isSameAs(EventTypes.TASK_STARTED);
  }

  @Test
  void ids_and_short_texts_that_come_again_are_the_same_object() {
    byte[] first = encoder.encode(NewEvents.taskStarted(Map.of("task_id", "t1")));
    byte[] second = first.clone();

    String milestone = at(view, 1, first).milestone();
    String task = view.text("task_id");

    assertThat(at(view, 2, second).milestone()).isSameAs(milestone);
    assertThat(view.text("task_id")).isSameAs(task);
  }

  @Test
  void other_spellings_of_a_time_are_read_the_same() {
    String line = text(encoder.encode(NewEvents.taskStarted(Map.of())));
    for (String time :
        List.of(
            "2026-11-20t10:00:00.123Z",
            "2026-11-20T10:00:00.123z",
            "2026-11-20T10:00:00.123000Z",
            "2026-11-20T11:00:00.123+01:00")) {
      byte[] other = utf8(line.replace("2026-11-20T10:00:00.123Z", time));
      assertThat(at(view, 1, other).millis()).isEqualTo(1_795_168_800_123L);
    }
  }

  @Test
  void an_id_has_one_number_however_it_is_written() {
    String line = text(encoder.encode(NewEvents.taskStarted(Map.of("task_id", "t/1"))));
    int milestone = at(view, 1, utf8(line)).milestoneNumber();
    int task = view.taskNumber();
    int type = view.typeNumber();

    assertThat(view.numbered(milestone)).isEqualTo("milestone-7");
    assertThat(view.numbered(task)).isEqualTo("t/1");
    assertThat(view.numberedType(type)).isSameAs(EventTypes.TASK_STARTED);
    for (String other :
        List.of(
            line.replace("t/1", "t\\/1"),
            line.replace("\"t/1\"", " \"t\\u002f1\""),
            line.replace("milestone-7", "milestone\\u002d7"),
            line.replace("{\"time", "{ \"time"))) {
      assertThat(at(view, 1, utf8(other)).milestoneNumber()).isEqualTo(milestone);
      assertThat(view.taskNumber()).isEqualTo(task);
      assertThat(view.typeNumber()).isEqualTo(type);
    }
    assertThat(at(view, 1, utf8(line.replace("\"t/1\"", "7"))).taskNumber())
        .isEqualTo(StoredEvent.NO_NUMBER);
  }

  @Test
  void unknown_fields_of_the_envelope_are_passed_over() {
    NewEvent event = NewEvents.taskStarted(Map.of("task_id", "t1"));
    String line = text(framed(encoder.encode(event), 3));

    for (String anchor :
        List.of(
            "\"timestamp\"",
            "\"event_id\"",
            "\"details\"",
            "\"correlation_id\"",
            "\"seq\"",
            "\"crc\"")) {
      for (String field :
          List.of("\"x\":1", "\"x\":{\"y\":[{}]}", "\"x\":\"\\\"}\"", "\"x\":null")) {
        byte[] other = utf8(line.replace(anchor, field + "," + anchor));
        Lines.assertSame(at(view, 3, other), event);
        view.check();
      }
    }
  }

  @Test
  void the_store_may_leave_out_any_of_its_fields() {
    NewEvent event = NewEvents.taskStarted(Map.of("task_id", "t1"));
    String line = text(framed(encoder.encode(event), 3));

    for (String field :
        List.of(",\"seq\":3", ",\"schema\":1", ",\"forced\":2", ",\"crc\":\"89abcdef\"")) {
      Lines.assertSame(at(view, 3, utf8(line.replace(field, ""))), event);
    }
  }

  @Test
  void details_nested_64_deep_survive_and_deeper_ones_are_refused() {
    Map<String, Object> deepest = new LinkedHashMap<>(Map.of("leaf", 1L));
    Map<String, Object> details = deepest;
    for (int i = 1; i < EventEncoder.MAX_DEPTH; i++) {
      details = new LinkedHashMap<>(Map.of("n", details));
    }
    NewEvent event = NewEvents.taskStarted(details);
    byte[] line = framed(encoder.encode(event), 1);
    Lines.assertSame(at(view, 1, line), event);
    view.check();
    Lines.assertSame(at(view, 1, utf8(text(line).replace(",\"ev", " ,\"ev"))), event);

    NewEvent tooDeep = NewEvents.taskStarted(Map.of("n", details));
    assertThatThrownBy(() -> encoder.encode(tooDeep))
        .isInstanceOfSatisfying(
            MilestoneException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.DEFECT));
    byte[] byHand =
        utf8(
            text(line)
                .replace("\"details\":", "\"details\":{\"n\":")
                .replace("},\"corr", "}},\"corr"));
    at(view, 1, byHand);
    assertDamaged(view::details);
    assertDamaged(view::check);
  }

  @Test
  void values_that_are_no_json_are_refused_and_the_encoder_goes_on() {
    List<Object> self = new ArrayList<>();
    self.add(self);
    for (Object bad :
        List.of(
            Double.NaN,
            Double.POSITIVE_INFINITY,
            1.5f,
            'c',
            Instant.EPOCH,
            new int[0],
            Map.of(1, 2),
            self,
            new BigDecimal("1e2000"))) {
      assertThatThrownBy(() -> encoder.encode(NewEvents.taskStarted(Map.of("k", bad))))
          .isInstanceOfSatisfying(
              MilestoneException.class,
              e -> {
                assertThat(e.kind()).isEqualTo(ErrorKind.DEFECT);
                assertThat(e.code()).isEqualTo("not_encodable");
              });
    }
    NewEvent good = NewEvents.taskStarted(Map.of("k", "v"));
    Lines.assertSame(at(view, 1, encoder.encode(good)), good);
  }

  @Test
  void an_event_beyond_the_limit_is_refused() {
    String half = "x".repeat(8 * 1024 * 1024);
    NewEvent large = NewEvents.taskStarted(NewEvent.details("a", half, "b", half));

    assertThatThrownBy(() -> encoder.encode(large))
        .isInstanceOfSatisfying(
            MilestoneException.class, e -> assertThat(e.code()).isEqualTo("too_large"));
    NewEvent fits = NewEvents.taskStarted(Map.of("a", half));
    Lines.assertSame(at(view, 1, encoder.encode(fits)), fits);
  }

  @Test
  void lone_surrogates_become_replacement_characters() {
    NewEvent event = NewEvents.taskStarted(Map.of("k", "a\ud800b\udc00\ud83d\ude00\u2028"));
    byte[] line = encoder.encode(event);

    assertThat(text(line)).contains("\"a\\ufffdb\\ufffd\ud83d\ude00\u2028\"");
    assertThat(at(view, 1, line).text("k")).isEqualTo("a\ufffdb\ufffd\ud83d\ude00\u2028");
  }

  @Test
  void every_number_keeps_its_value() {
    List<Object> numbers =
        List.of(
            0L,
            -1L,
            9L,
            10L,
            99L,
            100L,
            Long.MAX_VALUE,
            Long.MIN_VALUE,
            999_999_999_999_999_999L,
            1_000_000_000_000_000_000L,
            7,
            Integer.MIN_VALUE,
            0.1,
            -0.0,
            1e300,
            Double.MIN_VALUE,
            Double.MAX_VALUE,
            new BigDecimal("12.50"),
            new BigDecimal("1e30"));
    NewEvent event = NewEvents.taskStarted(Map.of("numbers", numbers));

    Lines.assertSame(at(view, 1, encoder.encode(event)), event);
    assertThat(text(encoder.encode(NewEvents.taskStarted(Map.of("k", new BigDecimal("1.50E+3"))))))
        .contains("{\"k\":1500}");
  }

  @Test
  void damage_is_reported_with_sequence_and_position() {
    byte[] line = encoder.encode(NewEvents.taskStarted(Map.of("attempt", 5)));
    String bad = text(line).replace(":5}", ":5x}");
    at(view, 41, utf8(bad));

    assertThatThrownBy(() -> view.number("attempt", 0))
        .isInstanceOfSatisfying(
            MilestoneException.class,
            e -> {
              assertThat(e.kind()).isEqualTo(ErrorKind.DAMAGED);
              assertThat(e.code()).isEqualTo("bad_event");
              assertThat(e)
                  .hasMessageContaining("Event 41")
                  .hasMessageContaining("byte " + bad.indexOf("x}"));
            });
  }

  @Test
  void what_is_no_event_is_damage() {
    String line = text(encoder.encode(NewEvents.taskStarted(Map.of("k", "v"))));
    for (String bad :
        List.of(
            "",
            "{",
            "}",
            "null",
            "[]",
            "{}",
            line.substring(0, 100),
            line.substring(0, line.length() - 1),
            line + "}",
            line + " x",
            line.replace("\"event_id\":\"0f3k2j5h6g7d8s9a0q1w\",", ""),
            line.replace("\"v\"", "\"v\",\"k\":1"),
            line.replace("{\"k\":\"v\"}", "7"),
            line.replace("10:00:00", "10:60:00"),
            line.replace("10:00:00", "10:00:60"),
            line.replace("11-20", "11-31"),
            line.replace("ada", "a\ta"))) {
      assertDamaged(
          () -> {
            StoredEvent event = at(view, 1, utf8(bad));
            event.millis();
            event.actor();
            event.details();
            event.check();
          });
    }
  }

  @Test
  void a_public_event_is_a_deep_immutable_copy_with_its_line() {
    NewEvent event =
        NewEvents.taskStarted(
            Map.of("n", 1, "d", new BigDecimal("2.5"), "m", Map.of("l", List.of(1, "x"))));
    event.placeAt(5);
    byte[] line = framed(encoder.encode(event), 5);
    MilestoneEvent stored = PublicEvents.of(at(view, 5, line));
    MilestoneEvent fresh = PublicEvents.of(event);

    assertThat(stored.line()).isEqualTo(text(line));
    assertThat(fresh.line()).isEmpty();
    assertThat(fresh.details()).isEqualTo(stored.details());
    assertThat(stored.sequence()).isEqualTo(5);
    assertThat(stored.timestamp()).isEqualTo(Instant.parse("2026-11-20T10:00:00.123Z"));
    assertThat(stored.details())
        .isEqualTo(Map.of("n", 1L, "d", 2.5, "m", Map.of("l", List.of(1L, "x"))));
    assertThatThrownBy(() -> ((Map<?, ?>) stored.details().get("m")).clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  private static void assertDamaged(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            MilestoneException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.DAMAGED));
  }
}
