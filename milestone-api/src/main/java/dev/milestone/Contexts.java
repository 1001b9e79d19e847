package dev.milestone;

import dev.milestone.model.ContextLevel;
import dev.milestone.model.ContextValue;
import java.util.List;
import org.apiguardian.api.API;

/**
 * What agents share: values at four levels, inherited downwards. Where several levels set one key
 * the more general level wins unless the configuration says otherwise. Thread-safe; changes are
 * durable when the call returns.
 */
@API(status = API.Status.STABLE, since = "0.1")
public interface Contexts {

  /** Most bytes of one value as JSON. */
  int MAX_VALUE_BYTES = 64 * 1024;

  /** Most values in one scope. */
  int MAX_VALUES = 1_000;

  /**
   * Sets a value: text, number, boolean, or lists and maps of these.
   *
   * @param scope id of the session, milestone or task; empty for the global level
   */
  void set(ContextLevel level, String scope, String key, Object value);

  /** Removes a value. */
  void remove(ContextLevel level, String scope, String key);

  /**
   * What a scope sees, its own values and the inherited ones, each with its origin, sorted by key.
   */
  List<ContextValue> view(ContextLevel level, String scope);
}
