package dev.milestone.agent;

import dev.milestone.agent.preset.Preset;
import dev.milestone.agent.preset.Redaction;
import dev.milestone.model.AgentSession;
import dev.milestone.spi.agent.Agent;
import dev.milestone.spi.agent.AgentRequest;
import dev.milestone.spi.agent.AgentResult;
import dev.milestone.spi.agent.Assignment;
import dev.milestone.spi.agent.AttemptControl;
import dev.milestone.spi.agent.Unavailability;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Runs a known coding agent for each attempt, once; a second time when it was to go on with a
 * session that it does not know. Immutable.
 */
final class PresetAgent implements Agent {

  private final AgentRequest request;
  private final Preset preset;
  private final PresetSettings settings;
  private final PresetVersions versions;
  private final ProcessTable table;

  PresetAgent(
      AgentRequest request,
      Preset preset,
      PresetSettings settings,
      PresetVersions versions,
      ProcessTable table) {
    this.request = request;
    this.preset = preset;
    this.settings = settings;
    this.versions = versions;
    this.table = table;
  }

  @Override
  public AgentResult work(Assignment assignment, AttemptControl control) throws IOException {
    Optional<Path> program = PresetProgram.find(preset, settings, request.project());
    if (program.isEmpty()) {
      return AgentResult.unavailable(
          PresetProgram.notFound(preset, settings, request.project()),
          new Unavailability(Unavailability.Reason.NOT_INSTALLED, Optional.empty()));
    }
    return new Attempt(assignment, control, program.get()).work();
  }

  /** One attempt, on the thread that works on it. */
  private final class Attempt {

    private final Assignment assignment;
    private final AttemptControl control;
    private final Path program;
    private final Map<String, String> environment;
    private final Redaction redaction;
    private final AtomicBoolean cancelled = new AtomicBoolean();
    private final AtomicReference<@Nullable ProcessRun> running = new AtomicReference<>();

    Attempt(Assignment assignment, AttemptControl control, Path program) {
      this.assignment = assignment;
      this.control = control;
      this.program = program;
      this.environment = AttemptEnvironment.of(assignment);
      environment.putAll(preset.environment());
      environment.putAll(settings.environment());
      Map<String, String> all = new HashMap<>(System.getenv());
      all.putAll(environment);
      this.redaction = Redaction.of(all);
    }

    AgentResult work() throws IOException {
      control.onCancel(this::cancel);
      PresetVersions.Question question =
          versions.ask(preset, program, environment, PresetVersions.PATIENT_TIMEOUT);
      question.process().ifPresent(this::runs);
      String version = question.answer().orElse("");
      PresetReport report = new PresetReport(preset, control, redaction, version, settings.model());
      Optional<AgentSession> resume = PresetCommand.resumable(preset, assignment);
      ProcessOutcome outcome = run(resume, report);
      if (resume.isPresent() && report.lostSession(outcome)) {
        report.startAfresh();
        outcome = run(Optional.empty(), report);
      }
      return new PresetJudgement(preset, timeout(), redaction).result(outcome, report);
    }

    private ProcessOutcome run(Optional<AgentSession> resume, PresetReport report)
        throws IOException {
      try (PresetCommand command =
          PresetCommand.of(preset, settings, program, assignment, resume)) {
        ProcessSpec spec =
            new ProcessSpec(
                    assignment.attempt().toString(),
                    command.words(),
                    assignment.workspace(),
                    environment,
                    command.input(),
                    false,
                    Optional.of(timeout()),
                    request.limits())
                .without(preset.removed());
        ProcessRun run = new ProcessRun(spec, table, report.begin(resume, command.session()));
        runs(run);
        ProcessOutcome outcome = run.run();
        report.read(command.report());
        report.end(outcome);
        return outcome;
      }
    }

    private Duration timeout() {
      return settings.timeout().orElse(preset.timeout());
    }

    /** Makes a run the one that is cancelled; a cancel that came before reaches it as well. */
    private void runs(ProcessRun run) {
      running.set(run);
      if (cancelled.get()) {
        run.cancel();
      }
    }

    private void cancel() {
      cancelled.set(true);
      ProcessRun run = running.get();
      if (run != null) {
        run.cancel();
      }
    }
  }
}
