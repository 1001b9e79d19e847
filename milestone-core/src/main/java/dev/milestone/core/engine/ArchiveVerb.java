package dev.milestone.core.engine;

import dev.milestone.ArchiveReport;
import dev.milestone.MilestoneException;
import dev.milestone.core.archive.ArchiveCandidate;
import dev.milestone.core.archive.ArchiveValidation;
import dev.milestone.core.archive.ArchiveValidator;
import dev.milestone.core.archive.ArchiveWriter;
import dev.milestone.core.execute.Caller;
import dev.milestone.core.kernel.Command;
import dev.milestone.core.kernel.DecisionNode;
import dev.milestone.core.kernel.MilestoneNode;
import dev.milestone.core.monitor.Views;
import dev.milestone.model.Decision;
import dev.milestone.model.DecisionStatus;
import dev.milestone.model.MilestoneId;
import dev.milestone.model.MilestoneStatus;
import dev.milestone.spi.agent.CommandResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Closes a milestone: checks, asks persons where they have to decide, writes the archive, and says
 * so. Intent and outcome are events; an archive that was begun before a crash is finished under the
 * same effect.
 */
final class ArchiveVerb {
  private final EngineCore core;

  ArchiveVerb(EngineCore core) {
    this.core = core;
  }

  ArchiveReport archive(MilestoneId milestone) {
    core.requireOpen();
    String id = milestone.value();
    Caller caller = new Caller(core.actor, core.ids.next(), null);
    String begun = begun(id);
    ArchiveCandidate candidate = core.loop.look(state -> ArchiveCandidate.of(state, id));
    Optional<ArchiveWriter> writer =
        core.paths.map(paths -> new ArchiveWriter(paths.milestones(), core.store));
    if (begun.isEmpty()) {
      writer.ifPresent(w -> w.requireFree(id));
    }
    core.sessions.keepAlive();
    // The files of an archive that was begun are there: only the outcome is missing, whatever
    // checks would say by now.
    boolean filesThere =
        !begun.isEmpty() && writer.isPresent() && writer.get().isWritten(id, begun);
    ArchiveValidation validation =
        filesThere ? new ArchiveValidation(List.of(), List.of()) : validate(candidate);

    ArchiveReport.Builder report =
        ArchiveReport.builder(milestone, false).checks(validation.checks());
    if (!validation.requests().isEmpty()) {
      core.loop.call(
          new Command.RequestDecisions(validation.requests()), caller, (state, answer) -> true);
    }
    if (validation.failed()) {
      core.loop.call(
          new Command.RefuseArchive(id, validation.problems()), caller, (state, answer) -> true);
      return report.waiting(validation.waiting()).decisions(waiting(id)).build();
    }
    if (!validation.passed()) {
      return report.waiting(true).decisions(waiting(id)).build();
    }
    String effect = begun;
    if (effect.isEmpty()) {
      effect = "x-" + core.ids.next();
      core.loop.call(
          new Command.StartArchive(id, effect, ArchiveWriter.folderOf(id)),
          caller,
          (state, answer) -> true);
    }
    String folder = "";
    List<String> lessons = List.of();
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("effect_id", effect);
    if (writer.isPresent()) {
      ArchiveWriter.Written written = writer.get().write(candidate, validation, effect);
      folder = written.folder();
      lessons = written.lessons();
      details.putAll(written.details());
    }
    core.loop.call(new Command.FinishArchive(id, effect, details), caller, (state, answer) -> true);
    return ArchiveReport.builder(milestone, true)
        .checks(validation.checks())
        .folder(folder)
        .lessons(lessons)
        .build();
  }

  private ArchiveValidation validate(ArchiveCandidate candidate) {
    return new ArchiveValidator(
            core.root,
            request ->
                core.providers
                    .commandRunner()
                    .map(runner -> runner.run(request))
                    .orElseGet(
                        () ->
                            new CommandResult(
                                CommandResult.NOT_STARTED,
                                Duration.ZERO,
                                "",
                                0,
                                "",
                                "no command runner is available; add milestone-spi-agent")),
            () -> "d-" + core.ids.next(),
            core.settings.verifyTimeout())
        .validate(candidate);
  }

  /** The effect of an archive that was begun; refuses what cannot be archived. */
  private String begun(String id) {
    return core.loop.look(
        state -> {
          MilestoneNode node = state.milestone(id);
          if (node == null) {
            throw new MilestoneException(
                dev.milestone.ErrorKind.INVALID_INPUT,
                "unknown_milestone",
                "there is no milestone " + id + "; milestone update lists all");
          }
          if (node.status() == MilestoneStatus.ARCHIVED) {
            throw MilestoneException.refused(
                "already_archived", "milestone " + id + " is archived in " + node.archiveFolder());
          }
          if (node.status() == MilestoneStatus.CANCELLED) {
            throw MilestoneException.refused(
                "milestone_closed", "milestone " + id + " is cancelled");
          }
          return node.archiveEffect();
        });
  }

  private List<Decision> waiting(String milestone) {
    return core.loop.look(
        state -> {
          List<Decision> list = new ArrayList<>();
          for (DecisionNode decision : state.decisions().values()) {
            if (decision.status() == DecisionStatus.OPEN
                && milestone.equals(decision.milestone())) {
              list.add(Views.decision(decision));
            }
          }
          return list;
        });
  }
}
