package dev.milestone.cli;

import dev.milestone.MilestoneEngine;
import dev.milestone.MilestoneException;
import dev.milestone.event.EventCursor;
import dev.milestone.event.EventQuery;
import dev.milestone.event.EventTypes;
import dev.milestone.event.MilestoneEvent;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** {@code milestone events}. */
@CommandLine.Command
final class EventsCommand extends Command {

  private static final int BATCH = 1_000;
  private static final Duration FOLLOW = Duration.ofSeconds(1);

  @Option(
      names = {"-f", "--follow"},
      description = "go on with what happens, until interrupted")
  boolean follow;

  @Option(names = "--from", paramLabel = "SEQ", description = "begin at this sequence; default: 1")
  long from = 1;

  @Option(names = "--type", paramLabel = "TYPE", description = "only events of this type")
  @Nullable String type;

  @Option(names = "--milestone", paramLabel = "ID", description = "only events of this milestone")
  @Nullable String milestone;

  @Option(
      names = "--tree",
      paramLabel = "CORRELATION",
      description =
          "what one command has brought about, as a tree; also takes the id of a session, an event,"
              + " a task or a milestone")
  @Nullable String tree;

  @Override
  int run() throws InterruptedException {
    if (from < 1) {
      throw MilestoneException.invalid("bad_from", "--from counts from 1, not " + from, List.of());
    }
    try (MilestoneEngine engine = look()) {
      return tree == null ? stream(engine) : tree(engine, tree);
    }
  }

  private int stream(MilestoneEngine engine) throws InterruptedException {
    EventQuery selection =
        new EventQuery(
            from,
            Optional.ofNullable(type),
            Optional.ofNullable(milestone),
            Optional.empty(),
            Integer.MAX_VALUE);
    PrintStream out = console().out();
    boolean any = false;
    long last = engine.events().lastSequence();
    try (EventCursor cursor = engine.events().cursor(from)) {
      while (follow || cursor.position() <= last) {
        List<MilestoneEvent> events = cursor.next(BATCH, FOLLOW);
        for (MilestoneEvent event : events) {
          // Without --follow the journal as it stood when we began, so that a busy project ends
          // too.
          if (selection.selects(event) && (follow || event.sequence() <= last)) {
            out.println(
                json() ? EventLine.json(event) : EventLine.words(event, console().outStyle()));
            any = true;
          }
        }
        if (OutputStreams.failure(out) != OutputStreams.Failure.NONE) {
          return ExitCode.OK;
        }
      }
    }
    return hint(any);
  }

  private int hint(boolean any) {
    String asked = type;
    if (!any && asked != null && EventTypes.find(asked).isEmpty()) {
      List<String> near =
          Verbs.near(asked, EventTypes.all().stream().map(EventTypes.Descriptor::type).toList());
      console()
          .err()
          .println(
              "milestone: no event has the type '"
                  + Text.line(asked, 64)
                  + "'"
                  + (near.isEmpty() ? "" : "; did you mean " + String.join(", ", near) + "?"));
    }
    return ExitCode.OK;
  }

  private int tree(MilestoneEngine engine, String id) {
    List<String> correlations = EventTree.correlations(engine, id);
    if (correlations.isEmpty()) {
      throw MilestoneException.invalid(
          "unknown_correlation",
          "no command, session, event, task or milestone has the id '"
              + Text.line(id, 64)
              + "'; see milestone events",
          List.of());
    }
    EventTree found = EventTree.of(engine, correlations.get(0));
    if (json()) {
      found.events().forEach(event -> console().out().println(EventLine.json(event)));
      return ExitCode.OK;
    }
    print(found.lines(console().outStyle(), Integer.MAX_VALUE));
    if (correlations.size() > 1 && !options.quiet) {
      List<String> others = correlations.subList(1, correlations.size());
      console().err().println("also: " + Text.some(others, others.size(), 8));
    }
    return ExitCode.OK;
  }
}
