package dev.milestone.model;

import java.util.Objects;
import org.apiguardian.api.API;

/**
 * Who acts, and how that was established.
 *
 * @param name the name
 * @param established {@code asserted}, {@code operating_system}, {@code git_identity}, {@code
 *     engine}, later {@code token}
 */
@API(status = API.Status.STABLE, since = "0.1")
public record Actor(String name, String established) {

  /** Longest name kept. */
  public static final int MAX_NAME = 128;

  /** Cuts long names; refuses empty ones. */
  public Actor {
    Objects.requireNonNull(established, "established");
    if (name.isBlank()) {
      throw new IllegalArgumentException("an actor has a name");
    }
    name = name.length() <= MAX_NAME ? name : name.substring(0, MAX_NAME);
  }

  /** The operating-system user. */
  public static Actor operatingSystemUser() {
    String user = System.getProperty("user.name", "");
    return new Actor(user.isBlank() ? "unknown" : user, "operating_system");
  }
}
