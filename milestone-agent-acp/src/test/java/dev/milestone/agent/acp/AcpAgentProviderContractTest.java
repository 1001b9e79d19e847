package dev.milestone.agent.acp;

import dev.milestone.model.AgentDefinition;
import dev.milestone.model.AgentId;
import dev.milestone.spi.agent.AgentProvider;
import dev.milestone.testkit.agent.AgentProviderContract;
import java.util.List;
import java.util.Optional;

/** The ACP provider keeps the contract, with an agent that is a shell script. */
class AcpAgentProviderContractTest extends AgentProviderContract {

  @Override
  protected AgentProvider provider() {
    return new AcpAgentProvider();
  }

  @Override
  protected AgentDefinition succeeding() {
    return Stub.agent("say done; stop end_turn");
  }

  @Override
  protected AgentDefinition failing() {
    return Stub.agent("stop refusal");
  }

  @Override
  protected AgentDefinition hanging() {
    return Stub.agent(
        "plan '[{\"content\":\"working\",\"status\":\"in_progress\"}]'; while :; do sleep 60;"
            + " done");
  }

  @Override
  protected AgentDefinition reporting(double fraction, String note) {
    StringBuilder entries = new StringBuilder();
    for (int i = 0; i < 10; i++) {
      String status = i < Math.round(fraction * 10) ? "completed" : "in_progress";
      entries.append(i == 0 ? "" : ",").append("{\"content\":\"").append(note);
      entries.append("\",\"status\":\"").append(status).append("\"}");
    }
    return Stub.agent("plan '[" + entries + "]'; stop end_turn");
  }

  @Override
  protected Optional<AgentDefinition> unstartable() {
    return Optional.of(
        AgentDefinition.builder(AgentId.of("nobody"))
            .provider("acp")
            .command(List.of("no-such-program-anywhere"))
            .build());
  }
}
