package dev.milestone.core.journal;

import dev.milestone.core.kernel.Event;
import dev.milestone.event.MilestoneEvent;
import dev.milestone.model.Actor;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Events as the public API shows them. Thread-safe: keeps nothing. */
public final class PublicEvents {

  private PublicEvents() {}

  /**
   * An immutable copy, all levels of details included. Numbers are as if read back from the
   * journal: {@code Long} where whole and in range, else {@code Double}. A {@link StoredEvent}
   * brings its line along.
   */
  public static MilestoneEvent of(Event event) {
    String actor = event.actor();
    return new MilestoneEvent(
        event.sequence(),
        event.id(),
        Instant.ofEpochMilli(event.millis()),
        event.type(),
        Optional.ofNullable(event.milestone()),
        Optional.ofNullable(event.session()),
        Optional.ofNullable(event.agent()),
        new Actor(actor.isBlank() ? "unknown" : actor, event.actorEstablished()),
        map(event.details()),
        Optional.ofNullable(event.correlation()),
        Optional.ofNullable(event.parent()),
        event instanceof StoredEvent stored ? stored.line() : "");
  }

  private static Map<String, Object> map(Map<?, ?> map) {
    Map<String, Object> copy = new LinkedHashMap<>(2 * map.size());
    map.forEach(
        (key, value) -> {
          if (value != null) {
            copy.put((String) key, value(value));
          }
        });
    return Collections.unmodifiableMap(copy);
  }

  private static List<Object> list(List<?> list) {
    List<Object> copy = new ArrayList<>(list.size());
    for (@Nullable Object element : list) {
      if (element != null) {
        copy.add(value(element));
      }
    }
    return Collections.unmodifiableList(copy);
  }

  private static Object value(Object value) {
    if (value instanceof Map<?, ?> map) {
      return map(map);
    }
    if (value instanceof List<?> list) {
      return list(list);
    }
    if (value instanceof Integer n) {
      return n.longValue();
    }
    if (value instanceof BigDecimal d) {
      byte[] digits = JsonWriter.ascii(d.toPlainString());
      return JsonReader.number(digits, 0, digits.length);
    }
    return value;
  }
}
