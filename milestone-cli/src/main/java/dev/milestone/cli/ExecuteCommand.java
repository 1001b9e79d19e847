package dev.milestone.cli;

import dev.milestone.EngineBuilder;
import dev.milestone.ExecuteRequest;
import dev.milestone.Execution;
import dev.milestone.ExecutionSummary;
import dev.milestone.MilestoneEngine;
import dev.milestone.MilestoneException;
import dev.milestone.event.EventCursor;
import dev.milestone.event.MilestoneEvent;
import dev.milestone.model.AgentView;
import dev.milestone.model.MilestoneId;
import dev.milestone.model.TaskId;
import dev.milestone.model.TaskStatus;
import dev.milestone.spi.agent.AgentOffer;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code milestone execute}.
 *
 * <p>The calling thread reads the journal through a cursor and hands every event to what shows it;
 * the engine works on its own threads. On SIGINT and SIGTERM the JVM runs {@link Interruption},
 * which cancels and waits for this thread to print the summary; then the JVM ends with 130 or 143
 * by itself, as it always does for these signals.
 */
@CommandLine.Command
final class ExecuteCommand extends Command {

  private static final int BATCH = 1_000;

  private static final String DEFAULT_AGENT = "agents.default";

  /** How often the display is drawn at most. */
  private static final Duration FRAME = Duration.ofMillis(100);

  @Parameters(arity = "0..*", paramLabel = "ID", description = "milestones; default: all")
  List<String> ids = List.of();

  @Option(
      names = "--agents",
      paramLabel = "N",
      description = "most attempts at once in this engine; default: as configured")
  @Nullable Integer agents;

  @Option(
      names = "--agent",
      paramLabel = "NAME",
      description = "the preset that works where the project declares no agent, such as claude")
  @Nullable String agent;

  @Option(
      names = "--fail-fast",
      description = "start nothing more after a task has failed for good")
  boolean failFast;

  @Option(
      names = "--until",
      paramLabel = "TASK",
      description = "start nothing more once this task has succeeded")
  @Nullable String until;

  @Option(
      names = "--no-git",
      description = "work in the project folder itself, without version control")
  boolean noGit;

  @Override
  int run() throws InterruptedException {
    ExecuteRequest request = request();
    // The hook has to wait until the engine is closed, so it outlives the engine.
    try (Interruption interruption = new Interruption();
        MilestoneEngine engine = open()) {
      requireSomebody(engine);
      long first = engine.events().lastSequence() + 1;
      try (EventCursor cursor = engine.events().cursor(first)) {
        Execution execution = engine.execute(request);
        interruption.cancels(execution);
        ExecutionSummary summary = follow(execution, cursor);
        if (json()) {
          console().out().println(Json.write(Documents.summary(summary)));
          console().out().flush();
        }
        if (!options.quiet) {
          Style style = json() ? console().errStyle() : console().outStyle();
          PrintStream words = json() ? console().err() : console().out();
          Summary.lines(summary, engine.tasks()::find, style, console().width())
              .forEach(words::println);
        }
        return exitCode(summary);
      }
    }
  }

  private MilestoneEngine open() {
    EngineBuilder builder = invocation().builder(options, Access.CHANGE);
    String name = agent;
    return (name == null ? builder : builder.setting(DEFAULT_AGENT, name)).build();
  }

  /** Says at once that nobody is there to work, and who could be. */
  private void requireSomebody(MilestoneEngine engine) {
    List<AgentView> known = engine.agents().list();
    String name = agent;
    if (!known.isEmpty()) {
      List<String> ids = known.stream().map(view -> view.definition().id().value()).toList();
      if (name != null && !ids.contains(name)) {
        throw MilestoneException.invalid(
            "agents_declared",
            "the project has agents of its own ("
                + Text.some(ids, ids.size(), 5)
                + "); --agent is for projects that declare none",
            List.of());
      }
      return;
    }
    boolean chosen =
        engine.configuration().stream()
            .anyMatch(s -> s.key().equals(DEFAULT_AGENT) && !s.value().equals("none"));
    boolean work =
        engine.tasks().list().stream()
            .anyMatch(
                task -> task.status() == TaskStatus.READY || task.status() == TaskStatus.PENDING);
    if (name == null && !chosen && work) {
      throw MilestoneException.invalid("no_agent", nobody(engine), List.of());
    }
  }

  private static String nobody(MilestoneEngine engine) {
    List<String> here = new ArrayList<>();
    for (AgentOffer offer : engine.agents().offers(false)) {
      if (offer.problem().isEmpty() && offer.program().isPresent()) {
        here.add(offer.name());
      }
    }
    return "nobody can work: the project declares no agent; 'milestone execute --agent NAME' or the"
        + " setting "
        + DEFAULT_AGENT
        + " names a coding agent, 'agents:' in a plan file declares any command; installed here: "
        + (here.isEmpty() ? "none that is known" : String.join(", ", here));
  }

  private ExecuteRequest request() {
    Integer most = agents;
    if (most != null && most < 1) {
      throw MilestoneException.invalid(
          "bad_agents", "--agents is at least 1, not " + most, List.of());
    }
    List<MilestoneId> milestones = new ArrayList<>();
    ids.forEach(id -> milestones.add(MilestoneId.of(id)));
    return ExecuteRequest.builder()
        .milestones(milestones)
        .agents(most == null ? OptionalInt.empty() : OptionalInt.of(most))
        .failFast(failFast)
        .until(Optional.ofNullable(until).map(TaskId::of))
        .useVcs(!noGit)
        .build();
  }

  /** Shows every event until the run is over and its last event was shown. */
  private ExecutionSummary follow(Execution execution, EventCursor cursor)
      throws InterruptedException {
    CompletableFuture<ExecutionSummary> result = execution.result().toCompletableFuture();
    try (Progress progress = progress()) {
      boolean cancelled = false;
      while (!result.isDone()) {
        progress.show(cursor.next(BATCH, FRAME));
        if (!cancelled && OutputStreams.failure(console().out()) != OutputStreams.Failure.NONE) {
          // Nobody reads the events any more; end in order rather than work unseen.
          execution.cancel();
          cancelled = true;
        }
      }
      ExecutionSummary summary = result(result);
      while (cursor.position() <= summary.sequence()) {
        List<MilestoneEvent> rest = new ArrayList<>(cursor.next(BATCH, FRAME));
        // Another engine may go on; the summary's event is the last of ours.
        rest.removeIf(event -> event.sequence() > summary.sequence());
        progress.show(rest);
      }
      return summary;
    }
  }

  private static ExecutionSummary result(CompletableFuture<ExecutionSummary> result) {
    try {
      return result.join();
    } catch (CompletionException failed) {
      if (failed.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (failed.getCause() instanceof Error cause) {
        throw cause;
      }
      throw failed;
    }
  }

  private Progress progress() {
    Console console = console();
    List<Progress> all = new ArrayList<>();
    if (json()) {
      all.add(new Progress.Lines(console.out()));
    }
    boolean shared = json() && console.outTerminal();
    if (options.quiet) {
      return Progress.all(all);
    }
    if (console.errTerminal() && !shared) {
      all.add(
          new LiveDisplay(console.err(), console.errStyle(), console.width(), invocation().time()));
    } else if (!json() || options.verbose) {
      all.add(new Progress.Words(console.err(), console.errStyle(), options.verbose));
    }
    return Progress.all(all);
  }

  static int exitCode(ExecutionSummary summary) {
    if (summary.goalMet()) {
      return ExitCode.OK;
    }
    boolean waiting = summary.reason().equals("waiting") || summary.waitingDecisions() > 0;
    return waiting ? ExitCode.DECISION : ExitCode.GOAL_NOT_MET;
  }
}
