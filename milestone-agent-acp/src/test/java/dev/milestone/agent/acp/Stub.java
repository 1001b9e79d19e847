package dev.milestone.agent.acp;

import dev.milestone.model.AgentDefinition;
import dev.milestone.model.AgentId;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Declarations of the agent in {@code stub-agent.sh}. */
final class Stub {

  private Stub() {}

  /** An agent that runs the first script when it is prompted; see the file for the others. */
  static AgentDefinition agent(String... scripts) {
    return with(Map.of(), scripts);
  }

  static AgentDefinition with(Map<String, String> settings, String... scripts) {
    List<String> command = new ArrayList<>(List.of("/bin/sh", file()));
    command.addAll(List.of(scripts));
    return AgentDefinition.builder(AgentId.of("stub"))
        .provider("acp")
        .command(command)
        .settings(settings)
        .build();
  }

  private static String file() {
    try {
      return Path.of(Objects.requireNonNull(Stub.class.getResource("stub-agent.sh")).toURI())
          .toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
