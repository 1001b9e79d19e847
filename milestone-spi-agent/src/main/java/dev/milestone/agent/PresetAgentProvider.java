package dev.milestone.agent;

import dev.milestone.MilestoneException;
import dev.milestone.Problem;
import dev.milestone.agent.preset.Preset;
import dev.milestone.agent.preset.PresetCatalogue;
import dev.milestone.spi.agent.Agent;
import dev.milestone.spi.agent.AgentOffer;
import dev.milestone.spi.agent.AgentProvider;
import dev.milestone.spi.agent.AgentRequest;
import dev.milestone.spi.agent.ReconcileRequest;
import dev.milestone.spi.agent.Reconciliation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apiguardian.api.API;

/**
 * Known coding agents: the provider {@code preset}. How each is started and what its output means
 * is data – a YAML file in a jar or in the project –, described in {@code docs/agents.md}.
 * Processes are run and ended as those of {@link ProcessAgentProvider}.
 *
 * <p>Success is an exit code of success, the agent's own word that it is through, and no word that
 * it failed; agents that never say they are through have the exit code only. Defaults are of least
 * privilege: edits below the workspace. More is allowed by the plan alone, in the agent's own
 * words.
 *
 * <p>Thread-safe.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class PresetAgentProvider implements AgentProvider {

  private final ProcessTable table;
  private final PresetCatalogue catalogue;
  private final PresetVersions versions;

  /** A provider for this machine, with the presets of the class path. */
  public PresetAgentProvider() {
    this(ProcessTable.system(), new PresetCatalogue(PresetAgentProvider.class.getClassLoader()));
  }

  PresetAgentProvider(ProcessTable table, PresetCatalogue catalogue) {
    this.table = table;
    this.catalogue = catalogue;
    this.versions = new PresetVersions(table);
  }

  @Override
  public String name() {
    return "preset";
  }

  /**
   * Makes an agent. A preset that is not there or cannot be used, and settings that are not known,
   * are refused.
   */
  @Override
  public Agent create(AgentRequest request) {
    PresetSettings settings = PresetSettings.of(request.definition());
    Preset preset =
        catalogue
            .find(settings.preset(), request.project())
            .orElseThrow(() -> unknown(request, settings));
    return new PresetAgent(request, preset, settings, versions, table);
  }

  @Override
  public Reconciliation reconcile(ReconcileRequest request) {
    return new Orphans(table, request.agent().limits()).end(request);
  }

  /** The file that would be started, not run. */
  @Override
  public Optional<String> probe(AgentRequest request) {
    try {
      PresetSettings settings = PresetSettings.of(request.definition());
      return catalogue
          .find(settings.preset(), request.project())
          .flatMap(preset -> PresetProgram.find(preset, settings, request.project()))
          .map(Path::toString);
    } catch (MilestoneException e) {
      return Optional.empty();
    }
  }

  @Override
  public List<AgentOffer> offers(Path project, boolean askVersions) {
    // All are asked before the first answer is waited for.
    List<Supplier<AgentOffer>> offers = new ArrayList<>();
    for (String name : catalogue.names(project)) {
      offers.add(offer(name, project, askVersions));
    }
    return offers.stream().map(Supplier::get).toList();
  }

  private Supplier<AgentOffer> offer(String name, Path project, boolean askVersion) {
    try {
      Preset preset = catalogue.find(name, project).orElseThrow();
      Optional<Path> program = PresetProgram.find(preset, project);
      // Only what no file of the project has changed is run.
      Optional<PresetVersions.Question> question =
          askVersion && preset.origin() == Preset.Origin.JAR
              ? program.map(
                  file -> versions.ask(preset, file, preset.environment(), PresetVersions.TIMEOUT))
              : Optional.empty();
      return () ->
          new AgentOffer(
              name,
              name(),
              preset.title(),
              program.map(Path::toString),
              question.flatMap(PresetVersions.Question::answer),
              program.isPresent()
                  ? ""
                  : "its program '" + preset.program() + "' is not on the PATH");
    } catch (MilestoneException e) {
      String problem =
          e.problems().isEmpty() ? String.valueOf(e.getMessage()) : e.problems().get(0).sentence();
      return () -> new AgentOffer(name, name(), name, Optional.empty(), Optional.empty(), problem);
    }
  }

  private MilestoneException unknown(AgentRequest request, PresetSettings settings) {
    return MilestoneException.invalid(
        "unknown_preset",
        "there is no agent preset '" + settings.preset() + "'",
        List.of(
            Problem.of(
                "agents." + request.definition().id() + ".preset",
                "'" + settings.preset() + "'",
                String.join(", ", catalogue.names(request.project())),
                "correct the name, or describe the agent in "
                    + PresetCatalogue.FOLDER
                    + "/"
                    + settings.preset()
                    + ".yaml")));
  }
}
