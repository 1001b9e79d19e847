package dev.milestone.spi.vcs;

import java.util.Map;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * Asks for a branch.
 *
 * @param effect id of the effect
 * @param name of the branch
 * @param base full id of the commit that it begins at
 * @param settings keys ({@code [a-z][a-z0-9-]*}) and values that are kept with the branch; may be
 *     empty
 * @param upstream the branch that it follows, as {@code remote/name} or as the name of a local one
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record VcsBranchRequest(
    String effect,
    String name,
    String base,
    Map<String, String> settings,
    Optional<String> upstream) {

  /** Copies the settings. */
  public VcsBranchRequest {
    settings = Map.copyOf(settings);
  }
}
