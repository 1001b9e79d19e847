package dev.milestone.model;

import java.util.List;
import org.apiguardian.api.API;

/**
 * A success criterion: a sentence that a person confirms at archive, or with {@code verify} a check
 * that the engine runs.
 *
 * @param text what must be true
 * @param verify argument list of the check; empty when a person confirms
 */
@API(status = API.Status.STABLE, since = "0.1")
public record Criterion(String text, List<String> verify) {

  /** Copies the list. */
  public Criterion {
    verify = List.copyOf(verify);
  }
}
