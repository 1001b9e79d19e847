package dev.milestone.spi.agent;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * Starts the agents that a project declares. Found with {@link java.util.ServiceLoader} or handed
 * in. Thread-safe.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface AgentProvider {

  /**
   * The name by which {@code provider:} of an agent's declaration selects it, such as {@code
   * process}.
   */
  String name();

  /** Makes an agent of a declaration. Starts nothing yet. */
  Agent create(AgentRequest request);

  /**
   * Finds out what became of an attempt whose engine died, ends what is left of it, and returns
   * only when nothing of it can act any more, as far as the provider can tell.
   */
  Reconciliation reconcile(ReconcileRequest request);

  /**
   * Says which program a declaration would start and in which version, if that can be found out
   * cheaply.
   */
  default Optional<String> probe(AgentRequest request) {
    return Optional.empty();
  }

  /**
   * What this provider can start on this machine without a further declaration.
   *
   * @param project the project's root
   * @param versions whether programs may be run to ask for their version; only programs found on
   *     the PATH and named by the provider itself, never one that the project brings. Each gets a
   *     few seconds at most
   */
  default List<AgentOffer> offers(Path project, boolean versions) {
    return List.of();
  }
}
