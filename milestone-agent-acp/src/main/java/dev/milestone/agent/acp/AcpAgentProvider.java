package dev.milestone.agent.acp;

import dev.milestone.MilestoneException;
import dev.milestone.agent.AgentProcess;
import dev.milestone.agent.ProcessCommandRunner;
import dev.milestone.spi.agent.Agent;
import dev.milestone.spi.agent.AgentOffer;
import dev.milestone.spi.agent.AgentProvider;
import dev.milestone.spi.agent.AgentRequest;
import dev.milestone.spi.agent.CommandRequest;
import dev.milestone.spi.agent.CommandResult;
import dev.milestone.spi.agent.ProcessLimits;
import dev.milestone.spi.agent.ReconcileRequest;
import dev.milestone.spi.agent.Reconciliation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * Agents that speak the Agent Client Protocol on standard input and output: the provider {@code
 * acp}. Each attempt is one process, as with the provider {@code process}, and one prompt; a
 * session that an earlier attempt left is gone on with where the agent can. {@code docs/agents.md}
 * says what was seen with which agent.
 *
 * <p>Settings of a declaration: {@code agent} – a known one, {@code gemini}, {@code copilot} or
 * {@code opencode}, in place of a command; {@code permissions} – {@code edits} (default: reading
 * and editing below the workspace, nothing else), {@code ask} (the rest is put to a person) or
 * {@code deny}; {@code files} – whether the agent is offered to read and write through this
 * program; {@code model}; {@code start-timeout} – for each step before the prompt, 2 minutes by
 * default; {@code timeout} – of the process. Thread-safe.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class AcpAgentProvider implements AgentProvider {

  private static final ProcessLimits VERSION_LIMITS =
      new ProcessLimits(4_096, 4_096, Duration.ofSeconds(1));

  private static final Duration VERSION_TIMEOUT = Duration.ofSeconds(5);

  /** Called by the service loader too. */
  public AcpAgentProvider() {}

  @Override
  public String name() {
    return "acp";
  }

  @Override
  public Agent create(AgentRequest request) {
    return new AcpAgent(request);
  }

  @Override
  public Reconciliation reconcile(ReconcileRequest request) {
    return AgentProcess.reconcile(request);
  }

  /** The file that would be started; it is not run. */
  @Override
  public Optional<String> probe(AgentRequest request) {
    try {
      String program = AcpSettings.of(request.definition()).command().get(0);
      return AgentProcess.find(program, request.project()).map(Path::toString);
    } catch (MilestoneException e) {
      return Optional.empty();
    }
  }

  @Override
  public List<AgentOffer> offers(Path project, boolean versions) {
    return KnownAgent.ALL.stream().map(agent -> offer(agent, project, versions)).toList();
  }

  private AgentOffer offer(KnownAgent agent, Path project, boolean versions) {
    String program = agent.command().get(0);
    // A PATH with relative folders must not make us run what the project brings.
    Optional<Path> file =
        AgentProcess.find(program, project)
            .map(found -> found.toAbsolutePath().normalize())
            .filter(found -> !found.startsWith(project.toAbsolutePath().normalize()));
    return new AgentOffer(
        agent.name(),
        name(),
        agent.title() + " (Agent Client Protocol)",
        file.map(Path::toString),
        versions ? file.flatMap(AcpAgentProvider::version) : Optional.empty(),
        file.isPresent() ? "" : "'" + program + "' was not found on the PATH");
  }

  private static Optional<String> version(Path program) {
    CommandResult result =
        new ProcessCommandRunner()
            .run(
                new CommandRequest(
                    List.of(program.toString(), "--version"),
                    Path.of(System.getProperty("java.io.tmpdir")),
                    Map.of(),
                    Optional.of(VERSION_TIMEOUT),
                    VERSION_LIMITS));
    if (result.exitCode() != 0) {
      return Optional.empty();
    }
    return result
        .output()
        .lines()
        .map(line -> Tree.line(line, 80))
        .filter(l -> !l.isEmpty())
        .findFirst();
  }
}
