package dev.milestone.agent;

import dev.milestone.spi.agent.Assignment;
import java.util.LinkedHashMap;
import java.util.Map;

/** The variables that every process of an attempt is started with. */
final class AttemptEnvironment {

  private AttemptEnvironment() {}

  static Map<String, String> of(Assignment assignment) {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("MILESTONE_TASK_ID", assignment.task().id().value());
    environment.put("MILESTONE_ATTEMPT", Integer.toString(assignment.attempt().number()));
    environment.put("MILESTONE_TOKEN", Long.toString(assignment.fencingToken()));
    environment.put(ProcessTree.EFFECT_VARIABLE, assignment.effectId());
    environment.put("MILESTONE_WORKSPACE", assignment.workspace().toString());
    environment.put("MILESTONE_MILESTONE_ID", assignment.milestone().id().value());
    environment.put("MILESTONE_SESSION_ID", assignment.session().value());
    environment.put("MILESTONE_PROJECT", assignment.project().toString());
    return environment;
  }
}
