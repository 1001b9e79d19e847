package dev.milestone.examples.agent;

import dev.milestone.model.AgentDefinition;
import dev.milestone.model.AgentId;
import dev.milestone.spi.agent.AgentProvider;
import dev.milestone.testkit.agent.AgentProviderContract;
import java.util.Map;
import java.util.Optional;

/** The vendor's agents keep the rules; AGT-14 is skipped: they die with the engine. */
class StepsAgentContractTest extends AgentProviderContract {

  @Override
  protected AgentProvider provider() {
    return new StepsAgentProvider();
  }

  @Override
  protected AgentDefinition succeeding() {
    return agent("write done.txt yes");
  }

  @Override
  protected AgentDefinition failing() {
    return agent("fail the model had no answer");
  }

  @Override
  protected AgentDefinition hanging() {
    return agent("note it begins\nwait 3600000");
  }

  @Override
  protected AgentDefinition reporting(double fraction, String note) {
    return agent("progress " + fraction + " " + note);
  }

  @Override
  protected Optional<AgentDefinition> echoing() {
    return Optional.of(agent("note {effect}\nwait 20"));
  }

  @Override
  protected Optional<AgentDefinition> unstartable() {
    return Optional.of(AgentDefinition.builder(AgentId.of("scribe")).provider("steps").build());
  }

  private static AgentDefinition agent(String steps) {
    return AgentDefinition.builder(AgentId.of("scribe"))
        .provider("steps")
        .settings(Map.of("steps", steps))
        .build();
  }
}
