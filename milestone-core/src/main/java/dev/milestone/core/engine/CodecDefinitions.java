package dev.milestone.core.engine;

import dev.milestone.core.kernel.Definitions;
import dev.milestone.core.plan.BudgetCodec;
import dev.milestone.core.plan.DefinitionCodec;
import dev.milestone.core.plan.Globs;
import dev.milestone.core.plan.MilestoneCodec;
import dev.milestone.model.AgentDefinition;
import dev.milestone.model.Budget;
import dev.milestone.model.MilestoneDefinition;
import dev.milestone.model.TaskDefinition;
import dev.milestone.model.WorkCalendar;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Definitions in the notation of the plan file. Confined to one loop: it remembers which claims can
 * meet.
 */
public final class CodecDefinitions implements Definitions {

  /** Most pairs of claims remembered. */
  private static final int MAX_REMEMBERED = 20_000;

  private record Pair(List<String> a, List<String> b) {}

  private final Map<Pair, Boolean> remembered = new HashMap<>();

  /** Makes a codec. */
  public CodecDefinitions() {}

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
  public synchronized boolean meet(List<String> globs, List<String> others) {
    Pair pair = new Pair(globs, others);
    Boolean known = remembered.get(pair);
    if (known != null) {
      return known;
    }
    boolean meet = false;
    for (String a : globs) {
      for (String b : others) {
        if (Globs.canMeet(a, b)) {
          meet = true;
          break;
        }
      }
    }
    if (remembered.size() >= MAX_REMEMBERED) {
      remembered.clear();
    }
    remembered.put(pair, meet);
    return meet;
  }
}
