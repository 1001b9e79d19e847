package dev.milestone.cli;

import dev.milestone.MilestoneEngine;
import dev.milestone.model.Session;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;

/** {@code milestone sessions}. */
@CommandLine.Command
final class SessionsCommand extends Command {

  @Override
  int run() {
    try (MilestoneEngine engine = look()) {
      List<Session> sessions = engine.sessions().list();
      if (json()) {
        document("sessions", Map.of("sessions", Documents.all(sessions, Documents::session)));
        return ExitCode.OK;
      }
      if (sessions.isEmpty()) {
        say("no session yet; milestone execute starts one");
        return ExitCode.OK;
      }
      List<List<String>> rows = new ArrayList<>();
      for (Session session : sessions) {
        rows.add(
            List.of(
                session.id().value(),
                session.status().text(),
                Text.second(session.started()),
                session
                    .ended()
                    .map(end -> Text.duration(Duration.between(session.started(), end)))
                    .orElse("-"),
                session.actor().name(),
                words(session)));
      }
      print(Text.table(rows, console().tableWidth()));
    }
    return ExitCode.OK;
  }

  private static String words(Session session) {
    String milestones =
        session.milestones().isEmpty()
            ? "all milestones"
            : Text.some(session.milestones(), session.milestones().size(), 3);
    String resumed =
        session.resumed() == 0 ? "" : ", resumed " + Text.count(session.resumed(), "time");
    return milestones + resumed + ", " + Text.count(session.checkpoints(), "checkpoint");
  }
}
