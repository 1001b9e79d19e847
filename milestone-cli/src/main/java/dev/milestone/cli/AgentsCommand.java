package dev.milestone.cli;

import dev.milestone.MilestoneEngine;
import dev.milestone.model.AgentView;
import dev.milestone.spi.agent.AgentOffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** {@code milestone agents}. */
@CommandLine.Command
final class AgentsCommand extends Command {

  @Option(names = "--no-versions", description = "runs no program to ask for its version")
  boolean noVersions;

  @Override
  int run() {
    try (MilestoneEngine engine = look()) {
      List<AgentView> agents = engine.agents().list();
      List<AgentOffer> offers = engine.agents().offers(!noVersions);
      if (json()) {
        Map<String, Object> json = Json.object();
        json.put("agents", Documents.all(agents, AgentsCommand::json));
        json.put("installed", Documents.all(offers, AgentsCommand::offer));
        document("agents", json);
        return ExitCode.OK;
      }
      if (agents.isEmpty()) {
        say("no agent yet; a plan declares them under 'agents'");
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
      offers(offers);
    }
    return ExitCode.OK;
  }

  private void offers(List<AgentOffer> offers) {
    if (offers.isEmpty()) {
      return;
    }
    List<List<String>> rows = new ArrayList<>();
    for (AgentOffer offer : offers) {
      rows.add(
          List.of(
              offer.name(),
              offer.provider(),
              offer.version().orElse(""),
              offer.program().orElse("not installed"),
              offer.problem().isEmpty() ? offer.title() : offer.problem()));
    }
    console().out().println();
    console().out().println(console().outStyle().bold("Can be started here:"));
    print(Text.table(rows, console().tableWidth()));
  }

  private static Object offer(AgentOffer offer) {
    Map<String, Object> json = Json.object();
    json.put("name", offer.name());
    json.put("provider", offer.provider());
    json.put("title", offer.title());
    json.put("program", offer.program());
    json.put("version", offer.version());
    if (!offer.problem().isEmpty()) {
      json.put("problem", offer.problem());
    }
    return json;
  }

  private static String words(AgentView agent) {
    String can = String.join(",", agent.definition().capabilities());
    String doing =
        agent.running().isEmpty()
            ? ""
            : "working on " + Text.some(agent.running(), agent.running().size(), 4);
    String absent = agent.unavailable().map(Dashboard::absent).orElse("");
    return (can.isEmpty() ? "" : "[" + can + "] ") + doing + absent;
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
    agent
        .unavailable()
        .ifPresent(
            absence -> {
              Map<String, Object> why = Json.object();
              why.put("reason", absence.reason());
              if (!absence.detail().isEmpty()) {
                why.put("detail", absence.detail());
              }
              why.put("since", Json.time(absence.since()));
              why.put("until", absence.until());
              why.put("times", absence.times());
              json.put("unavailable", why);
            });
    return json;
  }
}
