package dev.milestone.model;

import org.apiguardian.api.API;

/**
 * A value of the context and where it comes from.
 *
 * @param key its key
 * @param value text, number, boolean, list or map
 * @param level the level that set it
 * @param scope id of the session, milestone or task; empty for the global level
 * @param writer who set it
 * @param sequence the event that set it
 */
@API(status = API.Status.STABLE, since = "0.1")
public record ContextValue(
    String key, Object value, ContextLevel level, String scope, Actor writer, long sequence) {

  /** Checks and copies. */
  public ContextValue {}

  /** A builder; every other part has its default. */
  public static Builder builder(String key, Object value, ContextLevel level) {
    return new Builder(key, value, level);
  }

  /** A builder that begins with these values. */
  public Builder toBuilder() {
    return new Builder(key, value, level).scope(scope).writer(writer).sequence(sequence);
  }

  /** Collects the parts; not thread-safe. */
  public static final class Builder {
    private String key;
    private Object value;
    private ContextLevel level;
    private String scope = "";
    private Actor writer = Actor.operatingSystemUser();
    private long sequence = 0;

    private Builder(String key, Object value, ContextLevel level) {
      this.key = key;
      this.value = value;
      this.level = level;
    }

    /** Its key. */
    public Builder key(String value) {
      this.key = value;
      return this;
    }

    /** Text, number, boolean, list or map. */
    public Builder value(Object value) {
      this.value = value;
      return this;
    }

    /** The level that set it. */
    public Builder level(ContextLevel value) {
      this.level = value;
      return this;
    }

    /** Id of the session, milestone or task; empty for the global level. */
    public Builder scope(String value) {
      this.scope = value;
      return this;
    }

    /** Who set it. */
    public Builder writer(Actor value) {
      this.writer = value;
      return this;
    }

    /** The event that set it. */
    public Builder sequence(long value) {
      this.sequence = value;
      return this;
    }

    /** The value. */
    public ContextValue build() {
      return new ContextValue(key, value, level, scope, writer, sequence);
    }
  }
}
