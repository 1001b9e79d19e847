package dev.milestone.core.kernel;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An event just decided. Immutable but for the sequence, which the loop fills in when the event is
 * appended.
 */
public final class NewEvent implements Event {
  private final String id;
  private final long millis;
  private final String type;
  private final @Nullable String milestone;
  private final @Nullable String session;
  private final @Nullable String agent;
  private final String actor;
  private final String actorEstablished;
  private final @Nullable String correlation;
  private final @Nullable String parent;
  private final boolean mustUnderstand;
  private final Map<String, Object> details;
  private long sequence;

  NewEvent(
      String id,
      long millis,
      String type,
      @Nullable String milestone,
      @Nullable String session,
      @Nullable String agent,
      String actor,
      String actorEstablished,
      @Nullable String correlation,
      @Nullable String parent,
      boolean mustUnderstand,
      Map<String, Object> details) {
    this.id = id;
    this.millis = millis;
    this.type = type;
    this.milestone = milestone;
    this.session = session;
    this.agent = agent;
    this.actor = actor;
    this.actorEstablished = actorEstablished;
    this.correlation = correlation;
    this.parent = parent;
    this.mustUnderstand = mustUnderstand;
    this.details = details;
  }

  /** Key and value in turn; values that are null or empty text are left out. */
  public static Map<String, Object> details(@Nullable Object... keysAndValues) {
    Map<String, Object> map = new LinkedHashMap<>(keysAndValues.length);
    for (int i = 0; i < keysAndValues.length; i += 2) {
      Object value = keysAndValues[i + 1];
      Object key = keysAndValues[i];
      if (key != null && value != null && !"".equals(value)) {
        map.put((String) key, value);
      }
    }
    return map;
  }

  /** Fills in the place in the journal. */
  public void placeAt(long place) {
    sequence = place;
  }

  @Override
  public long sequence() {
    return sequence;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public long millis() {
    return millis;
  }

  @Override
  public String type() {
    return type;
  }

  @Override
  public @Nullable String milestone() {
    return milestone;
  }

  @Override
  public @Nullable String session() {
    return session;
  }

  @Override
  public @Nullable String agent() {
    return agent;
  }

  @Override
  public String actor() {
    return actor;
  }

  @Override
  public String actorEstablished() {
    return actorEstablished;
  }

  @Override
  public @Nullable String correlation() {
    return correlation;
  }

  @Override
  public @Nullable String parent() {
    return parent;
  }

  @Override
  public boolean mustUnderstand() {
    return mustUnderstand;
  }

  @Override
  public @Nullable String text(String key) {
    return details.get(key) instanceof String s ? s : null;
  }

  @Override
  public long number(String key, long otherwise) {
    return details.get(key) instanceof Number n ? n.longValue() : otherwise;
  }

  @Override
  public double real(String key, double otherwise) {
    return details.get(key) instanceof Number n ? n.doubleValue() : otherwise;
  }

  @Override
  public boolean flag(String key) {
    return Boolean.TRUE.equals(details.get(key));
  }

  @Override
  @SuppressWarnings("unchecked")
  public List<Object> list(String key) {
    return details.get(key) instanceof List<?> l ? (List<Object>) l : List.of();
  }

  @Override
  @SuppressWarnings("unchecked")
  public Map<String, Object> map(String key) {
    return details.get(key) instanceof Map<?, ?> m ? (Map<String, Object>) m : Map.of();
  }

  @Override
  public Map<String, Object> details() {
    return details;
  }
}
