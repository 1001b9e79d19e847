package dev.milestone.examples.realagents;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An agent that can be tried: how its command line is told to ask the model of the suite, to keep
 * everything in a home of the suite, and to leave the network alone.
 *
 * @param name of the agent and of its preset
 * @param model its name for the model
 */
record AgentSetup(String name, String model) {

  private static final String KEY = "mock-key";

  static final List<AgentSetup> ALL =
      List.of(
          new AgentSetup("claude", "sonnet"),
          new AgentSetup("codex", "mock-1"),
          new AgentSetup("gemini", "gemini-2.5-pro"),
          new AgentSetup("opencode", "mock/mock-1"),
          new AgentSetup("copilot", "mock-1"));

  /** Writes what belongs into the home; the variables that the agent needs. */
  Map<String, String> prepare(Path home, URI server) throws IOException {
    Files.createDirectories(home);
    Files.writeString(
        home.resolve(".gitconfig"), "[user]\n\tname = suite\n\temail = suite@example.org\n");
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("HOME", home.toString());
    environment.put("NO_COLOR", "1");
    environment.put("TERM", "dumb");
    switch (name) {
      case "claude" -> claude(environment, server);
      case "codex" -> codex(environment, home, server);
      case "gemini" -> gemini(environment, home, server);
      case "opencode" -> opencode(environment, server);
      case "copilot" -> copilot(environment, home, server);
      default -> throw new IllegalArgumentException("no such agent: " + name);
    }
    return environment;
  }

  private static void claude(Map<String, String> environment, URI server) {
    environment.put("ANTHROPIC_BASE_URL", server.toString());
    environment.put("ANTHROPIC_API_KEY", KEY);
    environment.put("CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC", "1");
    environment.put("DISABLE_AUTOUPDATER", "1");
    environment.put("DISABLE_TELEMETRY", "1");
    environment.put("DISABLE_ERROR_REPORTING", "1");
  }

  private static void codex(Map<String, String> environment, Path home, URI server)
      throws IOException {
    Path codex = Files.createDirectories(home.resolve(".codex"));
    Files.writeString(
        codex.resolve("config.toml"),
        """
        model_provider = "mock"
        check_for_update_on_startup = false

        [analytics]
        enabled = false

        [model_providers.mock]
        name = "mock"
        base_url = "%s/v1"
        env_key = "MOCK_API_KEY"
        wire_api = "responses"
        """
            .formatted(server));
    environment.put("CODEX_HOME", codex.toString());
    environment.put("MOCK_API_KEY", KEY);
  }

  private static void gemini(Map<String, String> environment, Path home, URI server)
      throws IOException {
    Path gemini = Files.createDirectories(home.resolve(".gemini"));
    Files.writeString(
        gemini.resolve("settings.json"),
        """
        {"security": {"auth": {"selectedType": "gemini-api-key"}},
         "privacy": {"usageStatisticsEnabled": false},
         "telemetry": {"enabled": false},
         "general": {"enableAutoUpdate": false, "enableAutoUpdateNotification": false}}
        """);
    environment.put("GOOGLE_GEMINI_BASE_URL", server.toString());
    environment.put("GEMINI_API_KEY", KEY);
  }

  private static void opencode(Map<String, String> environment, URI server) {
    environment.put("MOCK_API_KEY", KEY);
    environment.put("OPENCODE_DISABLE_AUTOUPDATE", "1");
    environment.put("OPENCODE_DISABLE_MODELS_FETCH", "1");
    environment.put("OPENCODE_DISABLE_LSP_DOWNLOAD", "1");
    environment.put(
        "OPENCODE_CONFIG_CONTENT",
        """
        {"autoupdate": false, "share": "disabled",
         "provider": {"mock": {"npm": "@ai-sdk/openai-compatible", "name": "Mock",
           "options": {"baseURL": "%s/v1", "apiKey": "{env:MOCK_API_KEY}"},
           "models": {"mock-1": {"name": "Mock", "limit": {"context": 200000, "output": 8000}}}}}}
        """
            .formatted(server));
  }

  private static void copilot(Map<String, String> environment, Path home, URI server) {
    environment.put("COPILOT_HOME", home.resolve(".copilot").toString());
    environment.put("COPILOT_PROVIDER_BASE_URL", server + "/v1");
    environment.put("COPILOT_PROVIDER_TYPE", "openai");
    environment.put("COPILOT_PROVIDER_API_KEY", KEY);
    environment.put("COPILOT_OFFLINE", "true");
    environment.put("COPILOT_AUTO_UPDATE", "false");
  }
}
