package dev.milestone.core.kernel;

import dev.milestone.core.plan.BudgetCodec;
import dev.milestone.core.plan.DefinitionCodec;
import dev.milestone.core.plan.Globs;
import dev.milestone.core.plan.MilestoneCodec;
import dev.milestone.model.AgentDefinition;
import dev.milestone.model.Budget;
import dev.milestone.model.MilestoneDefinition;
import dev.milestone.model.TaskDefinition;
import dev.milestone.model.WorkCalendar;
import java.util.List;
import java.util.Map;

/** The plan's own codec. */
public final class PlanDefinitions implements Definitions {
  @Override
  public Map<String, Object> write(TaskDefinition definition) {
    return DefinitionCodec.encode(definition);
  }

  @Override
  public Map<String, Object> write(MilestoneDefinition definition) {
    return MilestoneCodec.encode(definition);
  }

  @Override
  public Map<String, Object> write(AgentDefinition definition) {
    return DefinitionCodec.encode(definition);
  }

  @Override
  public Map<String, Object> write(WorkCalendar calendar) {
    return DefinitionCodec.encode(calendar);
  }

  @Override
  public TaskDefinition task(Map<String, Object> details) {
    return DefinitionCodec.task(details);
  }

  @Override
  public MilestoneDefinition milestone(Map<String, Object> details) {
    return MilestoneCodec.milestone(details);
  }

  @Override
  public Map<String, Object> write(Budget budget) {
    return BudgetCodec.encode(budget);
  }

  @Override
  public Budget budget(Map<String, Object> details) {
    return BudgetCodec.budget(details);
  }

  @Override
  public AgentDefinition agent(Map<String, Object> details) {
    return DefinitionCodec.agent(details);
  }

  @Override
  public WorkCalendar calendar(Map<String, Object> details) {
    return DefinitionCodec.calendar(details);
  }

  @Override
  public boolean meet(List<String> globs, List<String> others) {
    for (String glob : globs) {
      for (String other : others) {
        if (Globs.canMeet(glob, other)) {
          return true;
        }
      }
    }
    return false;
  }
}
