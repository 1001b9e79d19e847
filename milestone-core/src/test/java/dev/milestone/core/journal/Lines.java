package dev.milestone.core.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milestone.core.kernel.Event;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Lines of a journal, as a store makes them. */
final class Lines {

  private Lines() {}

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** What a store makes of an object. */
  static byte[] framed(byte[] object, long sequence) {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    line.write(object, 0, object.length - 1);
    byte[] frame =
        utf8(
            ",\"seq\":"
                + sequence
                + ",\"schema\":1,\"forced\":"
                + (sequence - 1)
                + ",\"chain\":\""
                + "0123456789abcdef".repeat(4)
                + "\",\"crc\":\"89abcdef\"}");
    line.writeBytes(frame);
    return line.toByteArray();
  }

  /** A view of a line that stands in the middle of other bytes, which it must not look at. */
  static StoredEvent at(StoredEvent view, long sequence, byte[] line) {
    byte[] buffer = new byte[line.length + 20];
    java.util.Arrays.fill(buffer, (byte) '"');
    System.arraycopy(line, 0, buffer, 7, line.length);
    return view.at(sequence, buffer, 7, line.length);
  }

  /** What becomes of details when they are written and read. */
  static Object readBack(Object value) {
    if (value instanceof Integer n) {
      return n.longValue();
    }
    if (value instanceof BigDecimal d) {
      String plain = d.toPlainString();
      try {
        return Long.valueOf(plain);
      } catch (NumberFormatException notWhole) {
        return Double.valueOf(plain);
      }
    }
    if (value instanceof String s) {
      return withoutLoneSurrogates(s);
    }
    if (value instanceof List<?> list) {
      List<Object> copy = new ArrayList<>();
      list.forEach(element -> copy.add(readBack(element)));
      return copy;
    }
    if (value instanceof Map<?, ?> map) {
      return details(map);
    }
    return value;
  }

  static Map<String, Object> details(Map<?, ?> map) {
    Map<String, Object> copy = new LinkedHashMap<>();
    map.forEach((key, element) -> copy.put(withoutLoneSurrogates((String) key), readBack(element)));
    return copy;
  }

  private static String withoutLoneSurrogates(String text) {
    StringBuilder clean = new StringBuilder();
    text.codePoints()
        .forEach(
            c ->
                clean.appendCodePoint(
                    c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xfffd : c));
    return clean.toString();
  }

  /** Compares every accessor. */
  static void assertSame(Event actual, Event expected) {
    Map<String, Object> details = details(expected.details());
    // By key first, in an order that is not the written one, so that the index grows in steps.
    List<String> keys = new ArrayList<>(details.keySet());
    for (int i = 0; i < keys.size(); i++) {
      assertSameDetail(actual, keys.get((i * 7 + 3) % keys.size()), details);
    }
    assertSameDetail(actual, "no such key", details);
    assertSameDetail(actual, "", details);
    for (String key : keys) {
      assertSameDetail(actual, key, details);
    }
    assertThat(actual.details()).isEqualTo(details);
    assertThat(new ArrayList<>(actual.details().keySet())).isEqualTo(keys);
    assertSameEnvelope(actual, expected);
  }

  static void assertSameEnvelope(Event actual, Event expected) {
    assertThat(actual.id()).isEqualTo(clean(expected.id()));
    assertThat(actual.millis()).isEqualTo(expected.millis());
    assertThat(actual.type()).isEqualTo(clean(expected.type()));
    assertThat(actual.milestone()).isEqualTo(clean(expected.milestone()));
    assertThat(actual.session()).isEqualTo(clean(expected.session()));
    assertThat(actual.agent()).isEqualTo(clean(expected.agent()));
    assertThat(actual.actor()).isEqualTo(clean(expected.actor()));
    assertThat(actual.actorEstablished()).isEqualTo(clean(expected.actorEstablished()));
    assertThat(actual.correlation()).isEqualTo(clean(expected.correlation()));
    assertThat(actual.parent()).isEqualTo(clean(expected.parent()));
    assertThat(actual.mustUnderstand()).isEqualTo(expected.mustUnderstand());
  }

  private static @org.jspecify.annotations.Nullable String clean(
      @org.jspecify.annotations.Nullable String text) {
    return text == null ? null : withoutLoneSurrogates(text);
  }

  private static void assertSameDetail(Event actual, String key, Map<String, Object> details) {
    Object value = details.get(key);
    assertThat(actual.text(key)).isEqualTo(value instanceof String ? value : null);
    assertThat(actual.number(key, -7)).isEqualTo(value instanceof Number n ? n.longValue() : -7);
    assertThat(actual.real(key, -7)).isEqualTo(value instanceof Number n ? n.doubleValue() : -7);
    assertThat(actual.flag(key)).isEqualTo(Boolean.TRUE.equals(value));
    assertThat(actual.list(key)).isEqualTo(value instanceof List<?> ? value : List.of());
    assertThat(actual.map(key)).isEqualTo(value instanceof Map<?, ?> ? value : Map.of());
  }
}
