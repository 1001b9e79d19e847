package dev.milestone.core.plan;

import dev.milestone.core.kernel.Definitions;
import dev.milestone.model.AgentDefinition;
import dev.milestone.model.MilestoneDefinition;
import dev.milestone.model.TaskDefinition;
import dev.milestone.model.WorkCalendar;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the kernel needs of definitions: {@link DefinitionCodec}, {@link MilestoneCodec} and {@link
 * Globs}. Thread-safe. Compiled globs are kept, at most {@link #MOST_KEPT}.
 */
public final class PlanDefinitions implements Definitions {

  /** Most compiled globs that are kept. */
  public static final int MOST_KEPT = 100_000;

  private final Map<String, Optional<Globs.Glob>> compiled = new ConcurrentHashMap<>();

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
  public AgentDefinition agent(Map<String, Object> details) {
    return DefinitionCodec.agent(details);
  }

  @Override
  public WorkCalendar calendar(Map<String, Object> details) {
    return DefinitionCodec.calendar(details);
  }

  /** A text that is no glob, such as one of an older version, is taken to meet everything. */
  @Override
  public boolean meet(List<String> globs, List<String> others) {
    for (String glob : globs) {
      Optional<Globs.Glob> a = compiled(glob);
      for (String other : others) {
        Optional<Globs.Glob> b = compiled(other);
        if (a.isEmpty() || b.isEmpty() || a.get().canMeet(b.get())) {
          return true;
        }
      }
    }
    return false;
  }

  private Optional<Globs.Glob> compiled(String glob) {
    Optional<Globs.Glob> known = compiled.get(glob);
    if (known == null) {
      known = Globs.fault(glob).isPresent() ? Optional.empty() : Optional.of(Globs.compile(glob));
      if (compiled.size() >= MOST_KEPT) {
        compiled.clear();
      }
      compiled.put(glob, known);
    }
    return known;
  }
}
