package dev.milestone.agent;

import dev.milestone.spi.agent.Agent;
import dev.milestone.spi.agent.AgentProvider;
import dev.milestone.spi.agent.AgentRequest;
import dev.milestone.spi.agent.ReconcileRequest;
import dev.milestone.spi.agent.Reconciliation;
import java.nio.file.Path;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * Agents that are external programs: the provider {@code process}. Each attempt is one process,
 * started from an argument list without a shell; it reads its assignment as JSON on standard input,
 * works in its workspace, may print progress as JSON lines, and ends with 0 or not. {@code
 * docs/external-agents.md} is written for those who make such a program.
 *
 * <p>Whatever the process does – ignores SIGTERM, floods or closes its output, never ends, leaves
 * grandchildren – its tree is ended with the attempt and memory stays bounded. What is left of an
 * attempt whose engine died is found by its recorded identity and by {@code MILESTONE_EFFECT_ID} in
 * its environment. A process that has both left its tree and cleared its environment is not found;
 * where there is no {@code /proc}, neither is one that only left its tree.
 *
 * <p>The setting {@code timeout} of an agent bounds each of its processes. Thread-safe.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class ProcessAgentProvider implements AgentProvider {

  private final ProcessTable table;

  /** A provider for this machine. */
  public ProcessAgentProvider() {
    this(ProcessTable.system());
  }

  ProcessAgentProvider(ProcessTable table) {
    this.table = table;
  }

  @Override
  public String name() {
    return "process";
  }

  @Override
  public Agent create(AgentRequest request) {
    return new ProcessAgent(request, table);
  }

  @Override
  public Reconciliation reconcile(ReconcileRequest request) {
    return new Orphans(table, request.agent().limits()).end(request);
  }

  /**
   * The file that would be started, looked up on the PATH and not run; a path with a slash counts
   * from the project.
   */
  @Override
  public Optional<String> probe(AgentRequest request) {
    return request.definition().command().stream()
        .findFirst()
        .flatMap(program -> ProgramLookup.find(program, request.project()))
        .map(Path::toString);
  }
}
