package dev.milestone.model;

import java.util.Objects;
import org.apiguardian.api.API;

/**
 * An agent's own conversation, which it can go on with.
 *
 * @param id the agent's name for it
 * @param total what the agent said it has cost since its beginning, over all attempts that used it;
 *     {@link Cost#NONE} when the agent counts each call by itself
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record AgentSession(String id, Cost total) {

  /** Refuses an empty or too long id. */
  public AgentSession {
    Objects.requireNonNull(total, "total");
    if (id.isEmpty() || id.length() > MAX_ID) {
      throw new IllegalArgumentException("an agent's session has an id of 1 to " + MAX_ID);
    }
  }

  /** Longest id, in characters. */
  public static final int MAX_ID = 256;
}
