package dev.milestone.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * Everything a plan file says: agents, resources, calendar, milestones and tasks, in the file's
 * order.
 *
 * @param name the project, empty when not said
 * @param agents who can work here
 * @param resources capacity of each renewable resource
 * @param calendar when work is done; absent: around the clock
 * @param budget what the project may cost
 * @param milestones milestones
 * @param tasks tasks of all milestones
 */
@API(status = API.Status.STABLE, since = "0.1")
public record ProjectDefinition(
    String name,
    List<AgentDefinition> agents,
    Map<String, Integer> resources,
    Optional<WorkCalendar> calendar,
    Budget budget,
    List<MilestoneDefinition> milestones,
    List<TaskDefinition> tasks) {

  /** Checks and copies. */
  public ProjectDefinition {
    agents = List.copyOf(agents);
    resources = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(resources));
    milestones = List.copyOf(milestones);
    tasks = List.copyOf(tasks);
  }

  /** A builder; every other part has its default. */
  public static Builder builder() {
    return new Builder();
  }

  /** A builder that begins with these values. */
  public Builder toBuilder() {
    return new Builder()
        .name(name)
        .agents(agents)
        .resources(resources)
        .calendar(calendar)
        .budget(budget)
        .milestones(milestones)
        .tasks(tasks);
  }

  /** Collects the parts; not thread-safe. */
  public static final class Builder {
    private String name = "";
    private List<AgentDefinition> agents = List.of();
    private Map<String, Integer> resources = Map.of();
    private Optional<WorkCalendar> calendar = Optional.empty();
    private Budget budget = Budget.UNLIMITED;
    private List<MilestoneDefinition> milestones = List.of();
    private List<TaskDefinition> tasks = List.of();

    private Builder() {}

    /** The project, empty when not said. */
    public Builder name(String value) {
      this.name = value;
      return this;
    }

    /** Who can work here. */
    public Builder agents(List<AgentDefinition> value) {
      this.agents = value;
      return this;
    }

    /** Capacity of each renewable resource. */
    public Builder resources(Map<String, Integer> value) {
      this.resources = value;
      return this;
    }

    /** When work is done; absent: around the clock. */
    public Builder calendar(Optional<WorkCalendar> value) {
      this.calendar = value;
      return this;
    }

    /** When work is done; absent: around the clock. */
    public Builder calendar(WorkCalendar value) {
      return calendar(Optional.of(value));
    }

    /** Milestones. */
    public Builder milestones(List<MilestoneDefinition> value) {
      this.milestones = value;
      return this;
    }

    /** Tasks of all milestones. */
    public Builder tasks(List<TaskDefinition> value) {
      this.tasks = value;
      return this;
    }

    /** What the project may cost. */
    public Builder budget(Budget value) {
      this.budget = value;
      return this;
    }

    /** The value. */
    public ProjectDefinition build() {
      return new ProjectDefinition(name, agents, resources, calendar, budget, milestones, tasks);
    }
  }
}
