package dev.milestone.cli;

import dev.milestone.MilestoneEngine;
import dev.milestone.model.AgentView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;

/** {@code milestone agents}. */
@CommandLine.Command
final class AgentsCommand extends Command {

  @Override
  int run() {
    try (MilestoneEngine engine = look()) {
      List<AgentView> agents = engine.agents().list();
      if (json()) {
        document("agents", Map.of("agents", Documents.all(agents, AgentsCommand::json)));
        return ExitCode.OK;
      }
      if (agents.isEmpty()) {
        say("no agent yet; a plan declares them under 'agents'");
        return ExitCode.OK;
      }
      List<List<String>> rows = new ArrayList<>();
      for (AgentView agent : agents) {
        rows.add(
            List.of(
                agent.definition().id().value(),
                agent.running().size() + "/" + agent.definition().slots(),
                agent.succeeded() + " done",
                agent.failed() + " failed",
                words(agent)));
      }
      print(Text.table(rows, console().tableWidth()));
    }
    return ExitCode.OK;
  }

  private static String words(AgentView agent) {
    String can = String.join(",", agent.definition().capabilities());
    String doing =
        agent.running().isEmpty()
            ? ""
            : "working on " + Text.some(agent.running(), agent.running().size(), 4);
    return (can.isEmpty() ? "" : "[" + can + "] ") + doing;
  }

  private static Object json(AgentView agent) {
    Map<String, Object> json = Json.object();
    json.put("id", agent.definition().id());
    json.put("provider", agent.definition().provider());
    if (!agent.definition().command().isEmpty()) {
      json.put("command", agent.definition().command());
    }
    json.put("capabilities", agent.definition().capabilities());
    json.put("slots", agent.definition().slots());
    json.put("running", Documents.texts(agent.running()));
    json.put("succeeded", agent.succeeded());
    json.put("failed", agent.failed());
    json.put("available", agent.available());
    return json;
  }
}
