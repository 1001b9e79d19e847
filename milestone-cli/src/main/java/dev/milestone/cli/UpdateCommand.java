package dev.milestone.cli;

import dev.milestone.MilestoneEngine;
import dev.milestone.MilestoneException;
import dev.milestone.StatusReport;
import dev.milestone.event.EventCursor;
import dev.milestone.event.MilestoneEvent;
import dev.milestone.model.Milestone;
import dev.milestone.model.Task;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** {@code milestone update}. */
@CommandLine.Command
final class UpdateCommand extends Command {

  private static final Duration WATCH = Duration.ofSeconds(2);
  private static final String CLEAR = "\u001b[H\u001b[2J";

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "write the dashboard as one HTML page that needs nothing else")
  @Nullable Path html;

  @Option(names = "--watch", description = "again whenever something happens, until interrupted")
  boolean watch;

  @Override
  int run() throws Exception {
    if (watch && json()) {
      throw MilestoneException.invalid(
          "watch_json",
          "--watch is for people; scripts follow with: milestone events --follow --json",
          List.of());
    }
    try (MilestoneEngine engine = look()) {
      if (!watch) {
        show(engine);
        return ExitCode.OK;
      }
      try (EventCursor cursor = engine.events().cursor(engine.events().lastSequence() + 1)) {
        while (OutputStreams.failure(console().out()) == OutputStreams.Failure.NONE) {
          if (console().outTerminal()) {
            console().out().print(CLEAR);
          }
          show(engine);
          console().out().flush();
          awaitNews(cursor);
        }
      }
      return ExitCode.OK;
    }
  }

  /** Waits for an event; drawn again every two seconds at most. */
  private static void awaitNews(EventCursor cursor) throws InterruptedException {
    List<MilestoneEvent> news = List.of();
    while (news.isEmpty()) {
      news = cursor.next(EventCursor.MAX_BATCH, WATCH);
    }
    // Whatever else happens within the interval goes into the same picture.
    Thread.sleep(WATCH.toMillis() / 4);
    while (!news.isEmpty()) {
      news = cursor.next(EventCursor.MAX_BATCH, Duration.ofMillis(1));
    }
  }

  private void show(MilestoneEngine engine) throws IOException {
    StatusReport report = engine.update();
    Path page = html;
    if (page != null) {
      write(resolve(page), new HtmlDashboard(report, archivedTasks(engine, report)).page());
    }
    if (json()) {
      document("status", Documents.status(report, archivedTasks(engine, report)));
    } else if (page != null && !watch) {
      say("dashboard: " + page);
    } else {
      print(new Dashboard(report, console().outStyle(), console().width()).lines());
    }
  }

  private static List<Task> archivedTasks(MilestoneEngine engine, StatusReport report) {
    List<Task> tasks = new ArrayList<>();
    for (Milestone milestone : report.archived()) {
      milestone.tasks().forEach(id -> engine.tasks().find(id).ifPresent(tasks::add));
    }
    return tasks;
  }

  /** Replaces the page as a whole, so that a browser that reloads never sees half of one. */
  private static void write(Path target, String page) throws IOException {
    Path folder = target.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    Path next =
        target.resolveSibling(target.getFileName() + ".tmp" + ProcessHandle.current().pid());
    Files.writeString(next, page, StandardCharsets.UTF_8);
    try {
      Files.move(next, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException notHere) {
      Files.move(next, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
