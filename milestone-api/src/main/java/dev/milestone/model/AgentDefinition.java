package dev.milestone.model;

import java.util.List;
import java.util.Map;
import org.apiguardian.api.API;

/**
 * An agent as the project declares it: who can work here, and how it is started.
 *
 * @param id names it
 * @param command argument list of an external process; empty for an agent in this program
 * @param capabilities what it can do
 * @param slots how many attempts it takes at once, counted across the project
 * @param provider the agent provider that starts it
 * @param settings settings for the provider
 */
@API(status = API.Status.STABLE, since = "0.1")
public record AgentDefinition(
    AgentId id,
    List<String> command,
    List<String> capabilities,
    int slots,
    String provider,
    Map<String, String> settings) {

  /** Checks and copies. */
  public AgentDefinition {
    command = List.copyOf(command);
    capabilities = List.copyOf(capabilities);
    settings = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(settings));
    if (slots < 1 || slots > MAX_SLOTS) {
      throw new IllegalArgumentException("slots must be from 1 to " + MAX_SLOTS + ": " + slots);
    }
  }

  /** A builder; every other part has its default. */
  public static Builder builder(AgentId id) {
    return new Builder(id);
  }

  /** A builder that begins with these values. */
  public Builder toBuilder() {
    return new Builder(id)
        .command(command)
        .capabilities(capabilities)
        .slots(slots)
        .provider(provider)
        .settings(settings);
  }

  /** Most slots of one agent. */
  public static final int MAX_SLOTS = 1_024;

  /** Collects the parts; not thread-safe. */
  public static final class Builder {
    private AgentId id;
    private List<String> command = List.of();
    private List<String> capabilities = List.of();
    private int slots = 1;
    private String provider = "process";
    private Map<String, String> settings = Map.of();

    private Builder(AgentId id) {
      this.id = id;
    }

    /** Names it. */
    public Builder id(AgentId value) {
      this.id = value;
      return this;
    }

    /** Argument list of an external process; empty for an agent in this program. */
    public Builder command(List<String> value) {
      this.command = value;
      return this;
    }

    /** What it can do. */
    public Builder capabilities(List<String> value) {
      this.capabilities = value;
      return this;
    }

    /** How many attempts it takes at once, counted across the project. */
    public Builder slots(int value) {
      this.slots = value;
      return this;
    }

    /** The agent provider that starts it. */
    public Builder provider(String value) {
      this.provider = value;
      return this;
    }

    /** Settings for the provider. */
    public Builder settings(Map<String, String> value) {
      this.settings = value;
      return this;
    }

    /** The value. */
    public AgentDefinition build() {
      return new AgentDefinition(id, command, capabilities, slots, provider, settings);
    }
  }
}
