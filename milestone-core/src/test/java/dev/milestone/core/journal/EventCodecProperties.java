package dev.milestone.core.journal;

import static dev.milestone.core.journal.Lines.at;
import static dev.milestone.core.journal.Lines.framed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.milestone.ErrorKind;
import dev.milestone.MilestoneException;
import dev.milestone.core.kernel.NewEvent;
import dev.milestone.core.kernel.NewEvents;
import dev.milestone.event.EventTypes;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

class EventCodecProperties {
  private static final JsonMapper JACKSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();
  private static final JsonMapper PRETTY =
      JACKSON.rebuild().enable(SerializationFeature.INDENT_OUTPUT).build();

  private final EventEncoder encoder = new EventEncoder();
  private final StoredEvent view = new StoredEvent();

  @Property(tries = 300)
  void jackson_reads_what_the_encoder_writes(@ForAll("events") NewEvent event) {
    byte[] object = encoder.encode(event);

    for (byte b : object) {
      assertThat(b < 0 || b >= 0x20).isTrue();
    }
    Map<String, Object> line = jackson(object);
    Map<String, Object> details = Lines.details(event.details());
    assertThat(line.get("details")).isEqualTo(details);
    assertThat(line.get("event_id")).isEqualTo(event.id());
    assertThat(java.time.Instant.parse((String) line.get("timestamp")).toEpochMilli())
        .isEqualTo(event.millis());
    assertThat(line.get("must_understand")).isEqualTo(event.mustUnderstand() ? true : null);
  }

  @Property(tries = 300)
  void the_view_shows_what_was_encoded(@ForAll("events") NewEvent event, @ForAll boolean stored) {
    byte[] object = encoder.encode(event);
    byte[] line = stored ? framed(object, 12) : object;

    Lines.assertSame(at(view, 12, line), event);
    assertThat(view.sequence()).isEqualTo(12);
    assertThat(view.line()).isEqualTo(Lines.text(line));
    view.check();
    Lines.assertSameEnvelope(at(new StoredEvent(), 12, line), event);
  }

  @Property(tries = 200)
  void any_other_form_of_the_same_json_reads_the_same(
      @ForAll("events") NewEvent event, @ForAll Random random, @ForAll boolean pretty) {
    Map<String, Object> line = jackson(framed(encoder.encode(event), 3));
    List<String> fields = new ArrayList<>(line.keySet());
    Collections.shuffle(fields, random);
    Map<String, Object> shuffled = new LinkedHashMap<>();
    for (String field : fields) {
      shuffled.put(field, line.get(field));
    }
    byte[] bytes = (pretty ? PRETTY : JACKSON).writeValueAsBytes(shuffled);

    Lines.assertSame(at(view, 3, bytes), event);
    view.check();
  }

  @Property(tries = 1_000)
  void flipped_bytes_are_damage_or_are_read_as_what_they_now_say(
      @ForAll("events") NewEvent event, @ForAll Random random) {
    byte[] line = framed(encoder.encode(event), 3);
    for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
      // Structure is hit more often than by pure chance, else nearly all flips fall into texts.
      int at = random.nextInt(line.length);
      line[at] =
          random.nextBoolean()
              ? (byte) (line[at] ^ 1 << random.nextInt(8))
              : (byte) "\"\\{}[]:,0 ".charAt(random.nextInt(10));
    }
    look(line, event.details().keySet());
  }

  @Property(tries = 300)
  void cut_lines_are_damage(@ForAll("events") NewEvent event, @ForAll Random random) {
    byte[] line = framed(encoder.encode(event), 3);
    byte[] cut = java.util.Arrays.copyOf(line, random.nextInt(line.length));

    assertThat(look(cut, event.details().keySet())).isFalse();
  }

  @Property(tries = 1_000)
  void noise_is_damage(@ForAll byte[] noise) {
    assertThat(look(noise, List.of("task_id"))).isFalse();
  }

  /** Looks at everything; whether it is a sound event, which Jackson then has to read the same. */
  private boolean look(byte[] line, Iterable<String> keys) {
    boolean readable = true;
    readable &= readable(() -> at(view, 3, line));
    if (readable) {
      for (String key : keys) {
        readable &= readable(() -> view.text(key));
        readable &= readable(() -> view.number(key, 0));
        readable &= readable(() -> view.flag(key));
        readable &= readable(() -> view.list(key));
        readable &= readable(() -> view.map(key));
      }
      readable &= readable(() -> view.details());
      readable &= readable(() -> PublicEvents.of(view));
      readable &= readable(() -> view.milestoneNumber());
      readable &= readable(() -> view.taskNumber());
      readable &= readable(() -> view.typeNumber());
      readable &= readable(() -> view.mustUnderstand());
    }
    StoredEvent checked = new StoredEvent();
    boolean sound =
        readable(
            () -> {
              at(checked, 3, line).check();
              return checked;
            });
    if (sound) {
      assertThat(readable).as(Lines.text(line)).isTrue();
      Map<String, Object> json = jackson(line);
      Map<?, ?> details = (Map<?, ?>) json.getOrDefault("details", Map.of());
      assertThat(view.details()).isEqualTo(details);
      for (String key : keys) {
        assertThat(view.text(key)).isEqualTo(details.get(key) instanceof String s ? s : null);
      }
      assertThat(view.type()).isEqualTo(json.get("event_type"));
      assertThat(view.id()).isEqualTo(json.get("event_id"));
      assertThat(view.milestone()).isEqualTo(json.get("milestone_id"));
      assertThat(view.correlation()).isEqualTo(json.get("correlation_id"));
      assertThat(view.parent()).isEqualTo(json.get("parent_event_id"));
    }
    return sound;
  }

  private static boolean readable(java.util.concurrent.Callable<Object> look) {
    try {
      look.call();
      return true;
    } catch (MilestoneException e) {
      assertThat(e.kind()).isEqualTo(ErrorKind.DAMAGED);
      assertThat(e.code()).isEqualTo("bad_event");
      return false;
    } catch (Exception e) {
      throw new AssertionError("not a MilestoneException", e);
    }
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> jackson(byte[] object) {
    return (Map<String, Object>) normal(JACKSON.readValue(object, Map.class));
  }

  private static Object normal(Object value) {
    if (value instanceof Integer n) {
      return n.longValue();
    }
    if (value instanceof BigInteger n) {
      return n.doubleValue();
    }
    if (value instanceof List<?> list) {
      List<Object> copy = new ArrayList<>();
      for (Object element : list) {
        if (element != null) {
          copy.add(normal(element));
        }
      }
      return copy;
    }
    if (value instanceof Map<?, ?> map) {
      Map<Object, Object> copy = new LinkedHashMap<>();
      map.forEach(
          (key, element) -> {
            if (element != null) {
              copy.put(key, normal(element));
            }
          });
      return copy;
    }
    return value;
  }

  @Provide
  Arbitrary<NewEvent> events() {
    Arbitrary<String> id =
        Arbitraries.oneOf(
            Arbitraries.strings().alpha().numeric().withChars("._-").ofMinLength(1).ofMaxLength(40),
            Arbitraries.of("m1", "milestone-17", "a-0123456789-0123456789"),
            texts().filter(t -> !t.isBlank()));
    Arbitrary<String> maybe = id.injectNull(0.3);
    Arbitrary<String> type =
        Arbitraries.oneOf(
            Arbitraries.of(EventTypes.all()).map(EventTypes.Descriptor::type),
            Arbitraries.of("made_up", "x"));
    Arbitrary<String> eventId =
        Arbitraries.strings().alpha().numeric().ofMinLength(1).ofMaxLength(30);
    Arbitrary<Long> millis =
        Arbitraries.oneOf(
            Arbitraries.longs().between(1_795_000_000_000L, 1_795_000_200_000L),
            Arbitraries.longs().between(-62_167_219_200_000L, 253_402_300_799_999L));
    return Combinators.combine(type, eventId, millis, id, maybe, maybe, maybe)
        .flatAs(
            (t, e, m, actor, milestone, session, agent) ->
                Combinators.combine(maybe, maybe, Arbitraries.of(true, false), details())
                    .as(
                        (correlation, parent, must, details) ->
                            NewEvents.of(
                                e,
                                m,
                                t,
                                milestone,
                                session,
                                agent,
                                actor,
                                "engine",
                                correlation,
                                parent,
                                must,
                                details)));
  }

  private static Arbitrary<Map<String, Object>> details() {
    Arbitrary<String> key =
        Arbitraries.oneOf(
            Arbitraries.of("task_id", "attempt", "status", "definition", "note", "outside"),
            Arbitraries.strings().alpha().withChars('_').ofMaxLength(12),
            texts());
    return key.list()
        .ofMaxSize(9)
        .flatMap(
            keys ->
                values(2)
                    .list()
                    .ofSize(keys.size())
                    .map(
                        values -> {
                          Map<String, Object> map = new LinkedHashMap<>();
                          for (int i = 0; i < keys.size(); i++) {
                            map.put(clean(keys.get(i)), values.get(i));
                          }
                          return map;
                        }));
  }

  /** Keys that differ only in their lone surrogates would become equal, which is refused. */
  private static String clean(String key) {
    return key.codePoints().anyMatch(c -> c >= 0xd800 && c <= 0xdfff) ? "key" : key;
  }

  private static Arbitrary<Object> values(int depth) {
    Arbitrary<Object> leaf =
        Arbitraries.oneOf(
            texts().map(t -> t),
            Arbitraries.of("t1", "running", "succeeded").map(t -> t),
            Arbitraries.integers().map(n -> n),
            Arbitraries.longs().map(n -> n),
            Arbitraries.doubles().map(d -> d),
            Arbitraries.bigDecimals().ofScale(3).map(d -> d),
            Arbitraries.of(true, false).map(b -> b),
            Arbitraries.of(new BigDecimal("1E+25"), Long.MIN_VALUE, -0.0, Double.MIN_VALUE)
                .map(n -> n));
    if (depth == 0) {
      return leaf;
    }
    Arbitrary<Object> list =
        Arbitraries.lazy(() -> values(depth - 1)).list().ofMaxSize(4).map(l -> l);
    Arbitrary<Object> map =
        Arbitraries.maps(
                Arbitraries.strings().alpha().ofMaxLength(6),
                Arbitraries.lazy(() -> values(depth - 1)))
            .ofMaxSize(4)
            .map(m -> new LinkedHashMap<>(m));
    return Arbitraries.frequencyOf(
        net.jqwik.api.Tuple.of(5, leaf),
        net.jqwik.api.Tuple.of(1, list),
        net.jqwik.api.Tuple.of(1, map));
  }

  private static Arbitrary<String> texts() {
    return Arbitraries.oneOf(
        Arbitraries.strings().ascii().ofMaxLength(40),
        Arbitraries.strings().all().ofMaxLength(20),
        Arbitraries.strings()
            .withChars("\"\\/\n\r\t\b\f\u0000\u001f\u007f\u2028\u2029é漢\ud83d\ude00\ud800")
            .ofMaxLength(12),
        Arbitraries.strings().withChars('a', '"', '\\', ',', '}', '{', ':').ofMaxLength(200));
  }
}
