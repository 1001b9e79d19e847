package dev.milestone.agent;

import dev.milestone.model.AgentDefinition;
import dev.milestone.spi.agent.AgentProvider;
import dev.milestone.testkit.agent.AgentProviderContract;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;

/** The preset provider keeps the contract, with a program that speaks claude's format. */
class PresetAgentProviderContractTest extends AgentProviderContract {

  private static final String SCRIPT =
      """
      echo '{"type":"system","subtype":"init","session_id":"s-1","model":"m-1"}'
      case "$STUB" in
        fail) echo 'error: no luck' >&2; exit 3;;
        hang)
          echo '{"type":"assistant","message":{"content":[{"type":"text","text":"working"}]}}'
          while :; do sleep 60; done;;
        report) echo "{\\"type\\":\\"report\\",\\"fraction\\":$FRACTION,\\"note\\":\\"$NOTE\\"}";;
        echo) echo "{\\"type\\":\\"report\\",\\"note\\":\\"$MILESTONE_EFFECT_ID\\"}";;
      esac
      echo '{"type":"result","subtype":"success","is_error":false,"result":"done"}'
      """;

  @BeforeEach
  void makeStub() {
    PresetStub.of(workspace, "claude", SCRIPT)
        .preset(
            "reporting",
            """
            extends: stub
            output: {rules: {report: {when: {type: report}, progress: fraction, note: note}}}
            """);
  }

  @Override
  protected AgentProvider provider() {
    return new PresetAgentProvider();
  }

  @Override
  protected AgentDefinition succeeding() {
    return PresetStub.agent("stub");
  }

  @Override
  protected AgentDefinition failing() {
    return PresetStub.agent("stub", "env.STUB", "fail");
  }

  @Override
  protected AgentDefinition hanging() {
    return PresetStub.agent("stub", "env.STUB", "hang");
  }

  @Override
  protected AgentDefinition reporting(double fraction, String note) {
    return PresetStub.agent(
        "reporting", "env.STUB", "report", "env.FRACTION", "" + fraction, "env.NOTE", note);
  }

  @Override
  protected Optional<AgentDefinition> echoing() {
    return Optional.of(PresetStub.agent("reporting", "env.STUB", "echo"));
  }

  @Override
  protected Optional<AgentDefinition> unstartable() {
    return Optional.of(PresetStub.agent("claude", "program", "no-such-program-anywhere"));
  }
}
