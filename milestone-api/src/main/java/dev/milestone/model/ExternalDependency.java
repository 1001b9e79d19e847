package dev.milestone.model;

import java.util.List;
import org.apiguardian.api.API;

/**
 * Something outside the project that a milestone needs.
 *
 * @param name what it is
 * @param verify argument list that tells whether it is satisfied; empty when a person confirms at
 *     archive
 */
@API(status = API.Status.STABLE, since = "0.1")
public record ExternalDependency(String name, List<String> verify) {

  /** Copies the list. */
  public ExternalDependency {
    verify = List.copyOf(verify);
  }
}
