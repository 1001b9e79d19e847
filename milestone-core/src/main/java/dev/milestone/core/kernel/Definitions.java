package dev.milestone.core.kernel;

import dev.milestone.model.AgentDefinition;
import dev.milestone.model.Budget;
import dev.milestone.model.MilestoneDefinition;
import dev.milestone.model.TaskDefinition;
import dev.milestone.model.WorkCalendar;
import java.util.List;
import java.util.Map;

/**
 * How definitions stand in the details of events: pure, exact both ways, keys as in the plan file.
 */
public interface Definitions {

  /** Details of a task. */
  Map<String, Object> write(TaskDefinition definition);

  /** Details of a milestone. */
  Map<String, Object> write(MilestoneDefinition definition);

  /** Details of an agent. */
  Map<String, Object> write(AgentDefinition definition);

  /** Details of a calendar. */
  Map<String, Object> write(WorkCalendar calendar);

  /** A task of these details. */
  TaskDefinition task(Map<String, Object> details);

  /** A milestone of these details. */
  MilestoneDefinition milestone(Map<String, Object> details);

  /** An agent of these details. */
  AgentDefinition agent(Map<String, Object> details);

  /** A calendar of these details. */
  WorkCalendar calendar(Map<String, Object> details);

  /** Details of a budget; empty without a limit. */
  Map<String, Object> write(Budget budget);

  /** A budget of these details. */
  Budget budget(Map<String, Object> details);

  /** Whether a path could match a glob of each list. */
  boolean meet(List<String> globs, List<String> others);
}
