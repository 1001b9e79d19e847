package dev.milestone.core.kernel;

import dev.milestone.model.AttemptOutcome;
import dev.milestone.model.DecisionStatus;
import dev.milestone.model.ProjectDefinition;
import dev.milestone.model.TaskDefinition;
import dev.milestone.spi.plan.ImportedTask;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What can be asked of the kernel. Every path – API, command line, agents outside – comes in as one
 * of these.
 */
public sealed interface Command {

  /** Creates the project. */
  record Initialize(String template) implements Command {}

  /**
   * Takes a plan in.
   *
   * @param project all definitions, checked
   * @param sources {file, digest} of what was read
   * @param origins how tasks of other tools' plans stand there, by the id of the task here; their
   *     definitions carry the mark of it
   */
  record ApplyPlan(
      ProjectDefinition project,
      List<Map<String, Object>> sources,
      Map<String, ImportedTask> origins)
      implements Command {

    /** A plan of ours. */
    public ApplyPlan(ProjectDefinition project, List<Map<String, Object>> sources) {
      this(project, sources, Map.of());
    }
  }

  /** Adds a task. */
  record AddTask(TaskDefinition task) implements Command {}

  /** Cancels a task. */
  record CancelTask(String task, String reason) implements Command {}

  /** Cancels a milestone. */
  record CancelMilestone(String milestone, String reason) implements Command {}

  /** Has a failed or cancelled task done after all. */
  record RetryTask(String task, String reason) implements Command {}

  /** Adds a note to a task or a milestone. */
  record AddNote(@Nullable String task, @Nullable String milestone, String text)
      implements Command {}

  /** Makes a milestone the current one. */
  record Focus(String milestone) implements Command {}

  /**
   * Begins to work: goes on with an interrupted session of the same scope if there is one, else
   * starts a new one.
   *
   * @param newSession id for a new session
   * @param agents what this engine can start
   * @param limit most attempts at once
   * @param dead participants known to be dead
   * @param host where it runs, for people
   */
  record BeginSession(
      String newSession,
      List<String> milestones,
      List<DeployedAgent> agents,
      int limit,
      boolean failFast,
      @Nullable String until,
      Set<String> dead,
      Map<String, Object> host)
      implements Command {}

  /** Looks for what this engine's sessions can start now. */
  record Dispatch() implements Command {}

  /** Starts no further attempt in a session; it ends when nothing of it is under way. */
  record StopSession(String session) implements Command {}

  /** The engine of a session is dead or has been stopped. */
  record InterruptSession(String session, String reason) implements Command {}

  /** Writes a checkpoint. */
  record RecordCheckpoint(String session, Map<String, Object> details) implements Command {}

  /** Records what the repository looked like or what was done to it. */
  record RecordGit(@Nullable String session, Map<String, Object> details) implements Command {}

  /** The process of an attempt is running. */
  record ProcessStarted(String effect, Map<String, Object> identity) implements Command {}

  /** An attempt made progress; an unknown effect is ignored. */
  record Progress(String effect, double fraction, String note) implements Command {}

  /**
   * What an agent has said of itself; an unknown effect is ignored.
   *
   * @param said version, model, agent_session, cost; keys as in the event
   */
  record Activity(String effect, Map<String, Object> said) implements Command {}

  /** Notes by an agent; an unknown effect is ignored. */
  record AgentNote(String effect, String text) implements Command {}

  /**
   * An agent has finished, by itself or because it was made to.
   *
   * @param task the task
   * @param token fencing token of the attempt
   * @param outcome succeeded as far as the agent knows, failed, timed_out, cancelled, lost or
   *     unavailable
   * @param report summary, exit_code, artefacts, cost, details, tree_id, unavailable; keys as in
   *     the event
   * @param verifier participant that runs the verification
   */
  record Report(
      String task,
      long token,
      AttemptOutcome outcome,
      Map<String, Object> report,
      @Nullable String verifier)
      implements Command {}

  /**
   * A verification has ended.
   *
   * @param evidence keys as in the event
   */
  record Verified(String effect, boolean passed, String reason, Map<String, Object> evidence)
      implements Command {}

  /**
   * This participant takes over a verification whose engine is dead.
   *
   * @param from the engine that is dead; null: whoever it is. Of two that come for the same dead
   *     one the first gets it
   */
  record TakeOverVerification(String effect, String verifier, @Nullable String from)
      implements Command {

    /** From whoever it is. */
    public TakeOverVerification(String effect, String verifier) {
      this(effect, verifier, null);
    }
  }

  /**
   * Nobody will hear of these attempts again; those whose agent has reported success by now are
   * left alone.
   */
  record DeclareLost(List<String> effects, String reason) implements Command {}

  /**
   * Grants a task to an agent outside.
   *
   * @param task the task, or null for the best that fits
   * @param capabilities what the agent can do
   * @param slots how many attempts it takes at once; 0: no limit
   */
  record Claim(
      String agent, @Nullable String task, Set<String> capabilities, int slots, long leaseMillis)
      implements Command {}

  /** Sets or, with null, removes a value of the context. */
  record SetContext(String level, String scope, String key, @Nullable Object value)
      implements Command {}

  /** Asks a person. */
  record RequestDecisions(List<DecisionRequest> requests) implements Command {}

  /**
   * A question to a person.
   *
   * @param id id of the decision
   */
  record DecisionRequest(
      String id,
      String kind,
      String question,
      String role,
      String subject,
      @Nullable String milestone,
      @Nullable String task,
      List<String> options) {}

  /** Answers. */
  record Decide(String decision, DecisionStatus status, String answer) implements Command {}

  /** Intent to write an archive. */
  record StartArchive(String milestone, String effect, String folder) implements Command {}

  /** The archive was written. */
  record FinishArchive(String milestone, String effect, Map<String, Object> summary)
      implements Command {}

  /** The milestone cannot be archived. */
  record RefuseArchive(String milestone, List<Map<String, Object>> problems) implements Command {}

  /** Files of a failed attempt were put back. */
  record WorkspaceRestored(String task, int attempt, Map<String, Object> details)
      implements Command {}

  /** The installation was changed. */
  record SystemChange(String what, Map<String, Object> details) implements Command {}

  /** Changes nothing; its answer shows the state. */
  record Look() implements Command {}
}
