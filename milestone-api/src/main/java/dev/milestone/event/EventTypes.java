package dev.milestone.event;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * The event types and what their details hold. Times in details are RFC 3339, durations are
 * milliseconds and end in {@code _ms}, money is text. Keys whose value is empty are absent.
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class EventTypes {

  private static final Map<String, Descriptor> ALL = new LinkedHashMap<>();

  /**
   * The project was created.
   *
   * <p>Details: template: name of the template, if one was used.
   */
  public static final String PROJECT_INITIALIZED = "project_initialized";

  /**
   * A plan was taken in; the events of its milestones and tasks follow.
   *
   * <p>Details: sources: list of &#123;file, digest&#125;; project: name; agents: list of agent
   * definitions; resources: map of capacities; calendar; budget; added, changed, removed: counts.
   */
  public static final String PLAN_APPLIED = "plan_applied";

  /**
   * A milestone was defined.
   *
   * <p>Details: definition: the milestone; position: place in the plan.
   */
  public static final String MILESTONE_CREATED = "milestone_created";

  /**
   * The definition of a milestone was changed.
   *
   * <p>Details: definition: the milestone; position.
   */
  public static final String MILESTONE_CHANGED = "milestone_changed";

  /**
   * The first attempt of a milestone started.
   *
   * <p>Details: none.
   */
  public static final String MILESTONE_STARTED = "milestone_started";

  /**
   * All tasks of a milestone are done.
   *
   * <p>Details: tasks: how many succeeded; cancelled: how many were cancelled.
   */
  public static final String MILESTONE_COMPLETED = "milestone_completed";

  /**
   * A completed milestone has work again.
   *
   * <p>Details: reason.
   */
  public static final String MILESTONE_REOPENED = "milestone_reopened";

  /**
   * A milestone will not be done.
   *
   * <p>Details: reason.
   */
  public static final String MILESTONE_CANCELLED = "milestone_cancelled";

  /**
   * A milestone became the current one.
   *
   * <p>Details: none.
   */
  public static final String MILESTONE_FOCUSED = "milestone_focused";

  /**
   * Intent: the archive of a milestone is being written.
   *
   * <p>Details: effect_id; folder.
   */
  public static final String ARCHIVE_STARTED = "archive_started";

  /**
   * A milestone could not be archived.
   *
   * <p>Details: problems: list of &#123;code, what, hint&#125;.
   */
  public static final String ARCHIVE_REFUSED = "archive_refused";

  /**
   * Outcome: a milestone was validated and moved to the archive.
   *
   * <p>Details: effect_id; folder; summary: figures of the report.
   */
  public static final String MILESTONE_ARCHIVED = "milestone_archived";

  /**
   * A task was defined.
   *
   * <p>Details: definition: the task; position: place in the plan.
   */
  public static final String TASK_ADDED = "task_added";

  /**
   * The definition of a task was changed.
   *
   * <p>Details: definition: the task; position.
   */
  public static final String TASK_CHANGED = "task_changed";

  /**
   * Intent: an attempt was granted to an agent.
   *
   * <p>Details: task_id; attempt: number; fencing_token; effect_id; engine: participant that runs
   * it, absent for an agent outside; outside: true for an agent outside; lease_ms: length of its
   * lease.
   */
  public static final String TASK_STARTED = "task_started";

  /**
   * The process of an attempt is running.
   *
   * <p>Details: task_id; attempt; identity: &#123;boot_id, pid, start_ticks&#125;.
   */
  public static final String AGENT_PROCESS_STARTED = "agent_process_started";

  /**
   * An attempt made progress.
   *
   * <p>Details: task_id; attempt; progress_percentage: 0 to 100; note.
   */
  public static final String PROGRESS_UPDATED = "progress_updated";

  /**
   * An agent has said of itself which version, model and session it works with and what it has cost
   * so far.
   *
   * <p>Details: task_id; attempt; version; model; agent_session: &#123;id, input_tokens,
   * output_tokens, money, currency&#125;, the tokens and money since the session began where the
   * agent counts so; cost: of this attempt so far.
   */
  public static final String AGENT_ACTIVITY = "agent_activity";

  /**
   * Intent: the agent says it is done, its work is being verified.
   *
   * <p>Details: task_id; attempt; effect_id; engine; summary; exit_code; artefacts; cost; details.
   */
  public static final String VERIFICATION_STARTED = "verification_started";

  /**
   * Outcome: the verification of an attempt ended.
   *
   * <p>Details: task_id; attempt; command; exit_code; duration_ms; output_digest; tree_id;
   * output_tail.
   */
  public static final String VERIFICATION_COMPLETED = "verification_completed";

  /**
   * A task is done.
   *
   * <p>Details: task_id; attempt; verified; summary; exit_code; artefacts; cost; details (the last
   * five where there was no verification); duration_ms.
   */
  public static final String TASK_SUCCEEDED = "task_succeeded";

  /**
   * An attempt ended without success.
   *
   * <p>Details: task_id; attempt; outcome: failed, refuted, timed_out, cancelled or lost; reason;
   * exit_code; cost; artefacts; details; duration_ms; unavailable.
   */
  public static final String ATTEMPT_FAILED = "attempt_failed";

  /**
   * A task will be tried again.
   *
   * <p>Details: task_id; attempt: the one that ended; not_before_ms: earliest time, since 1970,
   * absent when at once; wait_ms.
   */
  public static final String TASK_RETRY_SCHEDULED = "task_retry_scheduled";

  /**
   * A task will not be tried again.
   *
   * <p>Details: task_id; attempt; reason.
   */
  public static final String TASK_FAILED = "task_failed";

  /**
   * A task will not be done.
   *
   * <p>Details: task_id; reason.
   */
  public static final String TASK_CANCELLED = "task_cancelled";

  /**
   * A failed or cancelled task is to be done after all.
   *
   * <p>Details: task_id; reason.
   */
  public static final String TASK_RETRIED = "task_retried";

  /**
   * How a task stands in the plan of another tool was taken over from there.
   *
   * <p>Details: task_id; status: todo, started, done, cancelled, deferred or blocked;
   * source_status: as written there; held: deferred, blocked_outside or dependency_cycle, where it
   * is not to be worked on; reason; closed: when it was closed there.
   */
  public static final String TASK_ADOPTED = "task_adopted";

  /**
   * The success of a task made others ready.
   *
   * <p>Details: task_id; ready: ids, at most 1,000; ready_count.
   */
  public static final String DEPENDENCY_RESOLVED = "dependency_resolved";

  /**
   * Something keeps tasks from being done.
   *
   * <p>Details: task_id: where the chain begins; blocker_type: failed_task, cancelled_task or
   * lost_attempts; reason; blocked: ids, at most 1,000; blocked_count.
   */
  public static final String BLOCKER_DETECTED = "blocker_detected";

  /**
   * A blocker is gone.
   *
   * <p>Details: task_id; blocker_type.
   */
  public static final String BLOCKER_RESOLVED = "blocker_resolved";

  /**
   * A budget is nearly used up, or costs come in another currency than it is in. Once for each
   * crossing.
   *
   * <p>Details: scope: project, milestone or task; subject: its id; why: used or other_currency;
   * used: the largest share, 1 is all; currency: the other one; limit: the budget.
   */
  public static final String BUDGET_WARNED = "budget_warned";

  /**
   * A note was added to a task or milestone.
   *
   * <p>Details: task_id; text.
   */
  public static final String NOTE_ADDED = "note_added";

  /**
   * Files that a failed attempt had changed were put back.
   *
   * <p>Details: task_id; attempt; effect_id; files: paths, at most 1,000; parked: folder that holds
   * what the attempt had left.
   */
  public static final String WORKSPACE_RESTORED = "workspace_restored";

  /**
   * An agent is available in a session.
   *
   * <p>Details: capabilities; slots; provider.
   */
  public static final String AGENT_DEPLOYED = "agent_deployed";

  /**
   * A session started.
   *
   * <p>Details: engine: participant; pid; boot_id: of the machine; milestones: ids, empty for all;
   * options: &#123;agents, fail_fast, until&#125;.
   */
  public static final String SESSION_STARTED = "session_started";

  /**
   * The engine of a session was found dead or was stopped.
   *
   * <p>Details: reason; attempts: how many were under way.
   */
  public static final String SESSION_INTERRUPTED = "session_interrupted";

  /**
   * A session goes on after an interruption.
   *
   * <p>Details: engine; pid; boot_id; milestones; options; checkpoint_id: the last one, if any;
   * lost_attempts.
   */
  public static final String SESSION_RESUMED = "session_resumed";

  /**
   * A session ended.
   *
   * <p>Details: reason: completed, goal_not_met, until_reached, waiting; succeeded, failed,
   * blocked: counts.
   */
  public static final String SESSION_ENDED = "session_ended";

  /**
   * The state of a session was written down.
   *
   * <p>Details: checkpoint_id; trigger; sequence; execution; environment; context; coordination.
   */
  public static final String CHECKPOINT_CREATED = "checkpoint_created";

  /**
   * A value of the context was set or removed.
   *
   * <p>Details: level; scope; key; value, absent when removed.
   */
  public static final String CONTEXT_CHANGED = "context_changed";

  /**
   * Something waits for a person.
   *
   * <p>Details: decision_id; kind; question; role; options; task_id; subject.
   */
  public static final String DECISION_REQUESTED = "decision_requested";

  /**
   * A person has decided.
   *
   * <p>Details: decision_id; status: approved, rejected or resolved; answer.
   */
  public static final String DECISION_MADE = "decision_made";

  /**
   * The repository was looked at or changed.
   *
   * <p>Details: operation: observed, …; branch; git_commit; changed: count; untracked: count.
   */
  public static final String GIT_OPERATION = "git_operation";

  /**
   * The engine's own installation was changed: repair, hooks, configuration.
   *
   * <p>Details: what; details.
   */
  public static final String SYSTEM_CHANGED = "system_changed";

  static {
    add(
        PROJECT_INITIALIZED,
        EventCategory.UPDATE,
        "The project was created.",
        "template: name of the template, if one was used");
    add(
        PLAN_APPLIED,
        EventCategory.UPDATE,
        "A plan was taken in; the events of its milestones and tasks follow.",
        "sources: list of {file, digest}; project: name; agents: list of agent definitions;"
            + " resources: map of capacities; calendar; budget; added, changed, removed: counts");
    add(
        MILESTONE_CREATED,
        EventCategory.UPDATE,
        "A milestone was defined.",
        "definition: the milestone; position: place in the plan");
    add(
        MILESTONE_CHANGED,
        EventCategory.UPDATE,
        "The definition of a milestone was changed.",
        "definition: the milestone; position");
    add(MILESTONE_STARTED, EventCategory.UPDATE, "The first attempt of a milestone started.", "");
    add(
        MILESTONE_COMPLETED,
        EventCategory.UPDATE,
        "All tasks of a milestone are done.",
        "tasks: how many succeeded; cancelled: how many were cancelled");
    add(
        MILESTONE_REOPENED,
        EventCategory.UPDATE,
        "A completed milestone has work again.",
        "reason");
    add(MILESTONE_CANCELLED, EventCategory.UPDATE, "A milestone will not be done.", "reason");
    add(MILESTONE_FOCUSED, EventCategory.UPDATE, "A milestone became the current one.", "");
    add(
        ARCHIVE_STARTED,
        EventCategory.UPDATE,
        "Intent: the archive of a milestone is being written.",
        "effect_id; folder");
    add(
        ARCHIVE_REFUSED,
        EventCategory.UPDATE,
        "A milestone could not be archived.",
        "problems: list of {code, what, hint}");
    add(
        MILESTONE_ARCHIVED,
        EventCategory.UPDATE,
        "Outcome: a milestone was validated and moved to the archive.",
        "effect_id; folder; summary: figures of the report");
    add(
        TASK_ADDED,
        EventCategory.UPDATE,
        "A task was defined.",
        "definition: the task; position: place in the plan");
    add(
        TASK_CHANGED,
        EventCategory.UPDATE,
        "The definition of a task was changed.",
        "definition: the task; position");
    add(
        TASK_STARTED,
        EventCategory.EXECUTION,
        "Intent: an attempt was granted to an agent.",
        "task_id; attempt: number; fencing_token; effect_id; engine: participant that runs it,"
            + " absent for an agent outside; outside: true for an agent outside; lease_ms: length"
            + " of its lease");
    add(
        AGENT_PROCESS_STARTED,
        EventCategory.EXECUTION,
        "The process of an attempt is running.",
        "task_id; attempt; identity: {boot_id, pid, start_ticks}");
    add(
        PROGRESS_UPDATED,
        EventCategory.PROGRESS,
        "An attempt made progress.",
        "task_id; attempt; progress_percentage: 0 to 100; note");
    add(
        AGENT_ACTIVITY,
        EventCategory.PROGRESS,
        "An agent has said which version, model and session it works with and what it has cost so"
            + " far.",
        "task_id; attempt; version; model; agent_session: {id, input_tokens, output_tokens, money,"
            + " currency}; cost: of this attempt so far");
    add(
        VERIFICATION_STARTED,
        EventCategory.EXECUTION,
        "Intent: the agent says it is done, its work is being verified.",
        "task_id; attempt; effect_id; engine; summary; exit_code; artefacts; cost; details");
    add(
        VERIFICATION_COMPLETED,
        EventCategory.EXECUTION,
        "Outcome: the verification of an attempt ended.",
        "task_id; attempt; command; exit_code; duration_ms; output_digest; tree_id; output_tail");
    add(
        TASK_SUCCEEDED,
        EventCategory.EXECUTION,
        "A task is done.",
        "task_id; attempt; verified; summary; exit_code; artefacts; cost; details (the last five"
            + " where there was no verification); duration_ms");
    add(
        ATTEMPT_FAILED,
        EventCategory.EXECUTION,
        "An attempt ended without success.",
        "task_id; attempt; outcome: failed, refuted, timed_out, cancelled, lost or unavailable;"
            + " reason; exit_code; cost; artefacts; details; duration_ms; unavailable: {reason,"
            + " retry_after_ms, wait_ms}");
    add(
        TASK_RETRY_SCHEDULED,
        EventCategory.EXECUTION,
        "A task will be tried again.",
        "task_id; attempt: the one that ended; not_before_ms: earliest time, since 1970, absent"
            + " when at once; wait_ms");
    add(
        TASK_FAILED,
        EventCategory.EXECUTION,
        "A task will not be tried again.",
        "task_id; attempt; reason");
    add(TASK_CANCELLED, EventCategory.EXECUTION, "A task will not be done.", "task_id; reason");
    add(
        TASK_RETRIED,
        EventCategory.EXECUTION,
        "A failed or cancelled task is to be done after all.",
        "task_id; reason");
    add(
        TASK_ADOPTED,
        EventCategory.EXECUTION,
        "How a task stands in the plan of another tool was taken over from there.",
        "task_id; status: todo, started, done, cancelled, deferred or blocked; source_status: as"
            + " written there; held: deferred, blocked_outside or dependency_cycle, where it is not"
            + " to be worked on; reason; closed: when it was closed there");
    add(
        DEPENDENCY_RESOLVED,
        EventCategory.EXECUTION,
        "The success of a task made others ready.",
        "task_id; ready: ids, at most 1,000; ready_count");
    add(
        BLOCKER_DETECTED,
        EventCategory.EXECUTION,
        "Something keeps tasks from being done.",
        "task_id: where the chain begins; blocker_type: failed_task, cancelled_task, lost_attempts,"
            + " budget or agent_unavailable; reason; blocked: ids, at most 1,000; blocked_count;"
            + " scope, subject: of a budget; wait_ms: until an agent is tried again");
    add(
        BLOCKER_RESOLVED,
        EventCategory.EXECUTION,
        "A blocker is gone.",
        "task_id; blocker_type; scope, subject: of a budget");
    add(
        BUDGET_WARNED,
        EventCategory.UPDATE,
        "A budget is nearly used up, or costs come in another currency than it is in.",
        "scope: project, milestone or task; subject: its id; why: used or other_currency; used:"
            + " the largest share, 1 is all; currency: the other one; limit: the budget");
    add(
        NOTE_ADDED,
        EventCategory.UPDATE,
        "A note was added to a task or milestone.",
        "task_id; text");
    add(
        WORKSPACE_RESTORED,
        EventCategory.EXECUTION,
        "Files that a failed attempt had changed were put back.",
        "task_id; attempt; effect_id; files: paths, at most 1,000; parked: folder that holds what"
            + " the attempt had left");
    add(
        AGENT_DEPLOYED,
        EventCategory.COORDINATION,
        "An agent is available in a session.",
        "capabilities; slots; provider");
    add(
        SESSION_STARTED,
        EventCategory.COORDINATION,
        "A session started.",
        "engine: participant; pid; boot_id: of the machine; milestones: ids, empty for all;"
            + " options: {agents, fail_fast, until}");
    add(
        SESSION_INTERRUPTED,
        EventCategory.COORDINATION,
        "The engine of a session was found dead or was stopped.",
        "reason; attempts: how many were under way");
    add(
        SESSION_RESUMED,
        EventCategory.COORDINATION,
        "A session goes on after an interruption.",
        "engine; pid; boot_id; milestones; options; checkpoint_id: the last one, if any;"
            + " lost_attempts");
    add(
        SESSION_ENDED,
        EventCategory.COORDINATION,
        "A session ended.",
        "reason: completed, goal_not_met, until_reached, waiting; succeeded, failed, blocked:"
            + " counts");
    add(
        CHECKPOINT_CREATED,
        EventCategory.COORDINATION,
        "The state of a session was written down.",
        "checkpoint_id; trigger; sequence; execution; environment; context; coordination");
    add(
        CONTEXT_CHANGED,
        EventCategory.COORDINATION,
        "A value of the context was set or removed.",
        "level; scope; key; value, absent when removed");
    add(
        DECISION_REQUESTED,
        EventCategory.UPDATE,
        "Something waits for a person.",
        "decision_id; kind; question; role; options; task_id; subject");
    add(
        DECISION_MADE,
        EventCategory.UPDATE,
        "A person has decided.",
        "decision_id; status: approved, rejected or resolved; answer");
    add(
        GIT_OPERATION,
        EventCategory.GIT,
        "The repository was looked at or changed.",
        "operation: observed, …; branch; git_commit; changed: count; untracked: count");
    add(
        SYSTEM_CHANGED,
        EventCategory.UPDATE,
        "The engine's own installation was changed: repair, hooks, configuration.",
        "what; details");
  }

  private EventTypes() {}

  /**
   * Describes a type.
   *
   * @param type as in the journal
   * @param category which category log shows it
   * @param meaning what has happened
   * @param details the keys of its details, in words
   */
  public record Descriptor(String type, EventCategory category, String meaning, String details) {}

  /** All types of this version. */
  public static List<Descriptor> all() {
    return Collections.unmodifiableList(new ArrayList<>(ALL.values()));
  }

  /** The description of a type, if this version knows it. */
  public static Optional<Descriptor> find(String type) {
    return Optional.ofNullable(ALL.get(type));
  }

  /** The category of a type; unknown types are updates. */
  public static EventCategory categoryOf(String type) {
    Descriptor descriptor = ALL.get(type);
    return descriptor == null ? EventCategory.UPDATE : descriptor.category();
  }

  private static void add(String type, EventCategory category, String meaning, String details) {
    ALL.put(type, new Descriptor(type, category, meaning, details));
  }
}
