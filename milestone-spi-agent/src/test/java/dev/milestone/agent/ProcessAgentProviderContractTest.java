package dev.milestone.agent;

import dev.milestone.model.AgentDefinition;
import dev.milestone.model.AgentId;
import dev.milestone.spi.agent.AgentProvider;
import dev.milestone.testkit.agent.AgentProviderContract;
import java.util.List;
import java.util.Optional;

/** The process provider keeps the contract. */
class ProcessAgentProviderContractTest extends AgentProviderContract {

  @Override
  protected AgentProvider provider() {
    return new ProcessAgentProvider();
  }

  @Override
  protected AgentDefinition succeeding() {
    return shell("exit 0");
  }

  @Override
  protected AgentDefinition failing() {
    return shell("echo no luck >&2; exit 3");
  }

  @Override
  protected AgentDefinition hanging() {
    return shell("echo '{\"note\":\"working\"}'; while :; do sleep 60; done");
  }

  @Override
  protected AgentDefinition reporting(double fraction, String note) {
    return shell("echo '{\"progress\":" + fraction + ",\"note\":\"" + note + "\"}'");
  }

  @Override
  protected Optional<AgentDefinition> echoing() {
    return Optional.of(shell("echo \"{\\\"note\\\":\\\"$MILESTONE_EFFECT_ID\\\"}\""));
  }

  @Override
  protected Optional<AgentDefinition> unstartable() {
    return Optional.of(define(List.of("no-such-program-anywhere")));
  }

  static AgentDefinition shell(String script) {
    return define(List.of("/bin/sh", "-c", script));
  }

  static AgentDefinition define(List<String> command) {
    return AgentDefinition.builder(AgentId.of("builder")).command(command).build();
  }
}
