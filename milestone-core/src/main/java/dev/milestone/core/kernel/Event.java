package dev.milestone.core.kernel;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An event as the kernel sees it: an envelope and details that are looked at by key. Two
 * implementations: {@link NewEvent}, just decided, and the journal's view of a stored line, which
 * is valid only while the line is being handed over and parses details when asked.
 *
 * <p>Texts returned by {@link #type()} are the constants of {@link dev.milestone.event.EventTypes}
 * where the type is known.
 */
public interface Event {

  /** Place in the journal; 0 while it has none. */
  long sequence();

  /** Unique id. */
  String id();

  /** Wall time, milliseconds since 1970. */
  long millis();

  /** The type. */
  String type();

  /** The milestone it is about. */
  @Nullable String milestone();

  /** The session it happened in. */
  @Nullable String session();

  /** The agent it is about. */
  @Nullable String agent();

  /** Who acted. */
  String actor();

  /** How that was established. */
  String actorEstablished();

  /** What one command has brought about. */
  @Nullable String correlation();

  /** The event that brought this one about. */
  @Nullable String parent();

  /** Whether an engine that does not know the type must not write. */
  boolean mustUnderstand();

  /** A detail that is text; null when absent or of another kind. */
  @Nullable String text(String key);

  /** A detail that is a number. */
  long number(String key, long otherwise);

  /** A detail that is a number, with its fraction. */
  double real(String key, double otherwise);

  /** A detail that is true. */
  boolean flag(String key);

  /** A detail that is a list; empty when absent. */
  List<Object> list(String key);

  /** A detail that is an object; empty when absent. Keeps the order of the keys. */
  Map<String, Object> map(String key);

  /** All details, in order. */
  Map<String, Object> details();
}
