package dev.milestone.event;

import org.apiguardian.api.API;

/** Which category log shows an event. */
@API(status = API.Status.STABLE, since = "0.1")
public enum EventCategory {
  /** Work on tasks: {@code execution-<milestone>.jsonl}. */
  EXECUTION,
  /** Progress: {@code progress-events.jsonl}. */
  PROGRESS,
  /** Definitions and changes of state, decisions, archive: {@code milestone-updates.jsonl}. */
  UPDATE,
  /** Sessions, agents, context: {@code agent-coordination.jsonl}. */
  COORDINATION,
  /** The repository: {@code git-operations.jsonl}. */
  GIT
}
