package dev.milestone.model;

import org.apiguardian.api.API;

/**
 * Names a session. Follows {@link IdGrammar}.
 *
 * @param value the id as it is written
 */
@API(status = API.Status.STABLE, since = "0.1")
public record SessionId(String value) implements Comparable<SessionId> {

  /** Checks the grammar. */
  public SessionId {
    IdGrammar.require("session", value);
  }

  /** Same as the constructor. */
  public static SessionId of(String value) {
    return new SessionId(value);
  }

  @Override
  public int compareTo(SessionId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
