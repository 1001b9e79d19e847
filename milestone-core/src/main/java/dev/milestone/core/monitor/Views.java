package dev.milestone.core.monitor;

import dev.milestone.Claim;
import dev.milestone.core.kernel.AttemptNode;
import dev.milestone.core.kernel.Costs;
import dev.milestone.core.kernel.DecisionNode;
import dev.milestone.core.kernel.DeployedAgent;
import dev.milestone.core.kernel.MilestoneNode;
import dev.milestone.core.kernel.SessionNode;
import dev.milestone.core.kernel.State;
import dev.milestone.core.kernel.TaskNode;
import dev.milestone.core.kernel.UnavailableAgent;
import dev.milestone.model.Actor;
import dev.milestone.model.AgentDefinition;
import dev.milestone.model.AgentId;
import dev.milestone.model.AgentView;
import dev.milestone.model.Attempt;
import dev.milestone.model.AttemptId;
import dev.milestone.model.CheckpointId;
import dev.milestone.model.Cost;
import dev.milestone.model.Decision;
import dev.milestone.model.DecisionId;
import dev.milestone.model.DecisionStatus;
import dev.milestone.model.Evidence;
import dev.milestone.model.Milestone;
import dev.milestone.model.MilestoneId;
import dev.milestone.model.Session;
import dev.milestone.model.SessionId;
import dev.milestone.model.Task;
import dev.milestone.model.TaskId;
import dev.milestone.model.TaskStatus;
import dev.milestone.spi.agent.Assignment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Nodes of the state as values of the API. Pure; called where the state may be touched. The values
 * keep nothing of the state.
 */
public final class Views {

  /** Most tasks of a blocking chain that are shown. */
  public static final int MAX_CHAIN = 100;

  private Views() {}

  /** A task with the chain that blocks it. */
  public static Task task(State state, TaskNode node) {
    List<TaskId> blockedBy = List.of();
    if (node.status() == TaskStatus.BLOCKED) {
      List<TaskNode> chain = state.blockingChain(node);
      blockedBy = ids(chain.size() > MAX_CHAIN ? chain.subList(0, MAX_CHAIN) : chain);
    }
    return task(node, blockedBy);
  }

  static Task task(TaskNode node, List<TaskId> blockedBy) {
    Task.Builder task =
        Task.builder(node.definition(), node.status())
            .attemptCount(node.attemptCount())
            .verified(node.verified())
            .blockedBy(blockedBy)
            .notes(node.notes());
    AttemptNode active = node.active();
    List<AttemptNode> history = node.history();
    AttemptNode last = active;
    if (active != null || !history.isEmpty()) {
      List<Attempt> attempts = new ArrayList<>(history.size() + 1);
      for (AttemptNode attempt : history) {
        attempts.add(attempt(attempt));
        last = active == null ? attempt : active;
      }
      if (active != null) {
        attempts.add(attempt(active));
      }
      task.attempts(attempts);
    }
    if (last != null) {
      task.agent(agentId(last.agent()));
    }
    return task.notBefore(time(node.notBeforeMillis())).build();
  }

  /** A milestone. */
  public static Milestone milestone(MilestoneNode node) {
    Map<TaskStatus, Integer> counts = new EnumMap<>(TaskStatus.class);
    for (TaskStatus status : TaskStatus.values()) {
      if (node.count(status) > 0) {
        counts.put(status, node.count(status));
      }
    }
    return Milestone.builder(node.definition(), node.status())
        .progress(node.progress())
        .tasks(ids(node.tasks()))
        .counts(counts)
        .started(time(node.startedMillis()))
        .completed(time(node.completedMillis()))
        .notes(node.notes())
        .build();
  }

  /** An attempt. */
  public static Attempt attempt(AttemptNode node) {
    return Attempt.builder(
            new AttemptId(TaskId.of(node.task().id()), node.number()),
            agentId(node.agent()).orElse(UNKNOWN_AGENT),
            node.token())
        .effectId(node.effectId())
        .started(time(node.startedMillis()))
        .ended(time(node.endedMillis()))
        .outcome(Optional.ofNullable(node.outcome()))
        .progress(node.progress())
        .reason(node.reason())
        .cost(node.cost())
        .agentVersion(text(node.activity().get("version")))
        .model(text(node.activity().get("model")))
        .session(Optional.ofNullable(node.agentSession()))
        .evidence(evidence(node.evidence()))
        .build();
  }

  /** Stands for an agent whose name the journal does not say or says against the grammar. */
  static final AgentId UNKNOWN_AGENT = AgentId.of("unknown");

  private static Optional<AgentId> agentId(String id) {
    return id.isEmpty() || dev.milestone.model.IdGrammar.fault(id).isPresent()
        ? Optional.empty()
        : Optional.of(AgentId.of(id));
  }

  /** A cost as the journal writes it; what is not understood counts as nothing. */
  public static Cost cost(@Nullable Object written) {
    return Costs.of(written);
  }

  /** Evidence as the journal writes it. */
  public static Optional<Evidence> evidence(Map<String, Object> written) {
    if (written.isEmpty()) {
      return Optional.empty();
    }
    List<String> command = new ArrayList<>();
    if (written.get("command") instanceof List<?> list) {
      for (Object word : list) {
        command.add(String.valueOf(word));
      }
    }
    return Optional.of(
        Evidence.builder()
            .command(command)
            .exitCode(
                (int)
                    (written.get("exit_code") instanceof Number n
                        ? n.longValue()
                        : dev.milestone.spi.agent.CommandResult.NOT_STARTED))
            .duration(Duration.ofMillis(number(written.get("duration_ms"))))
            .outputDigest(text(written.get("output_digest")))
            .treeId(text(written.get("tree_id")))
            .outputTail(text(written.get("output_tail")))
            .build());
  }

  /** A session. */
  public static Session session(SessionNode node) {
    List<MilestoneId> milestones = new ArrayList<>(node.milestones().size());
    for (String id : node.milestones()) {
      milestones.add(MilestoneId.of(id));
    }
    return Session.builder(
            SessionId.of(node.id()),
            node.status(),
            actor(node.actor(), node.actorEstablished()),
            Instant.ofEpochMilli(node.startedMillis()))
        .ended(time(node.endedMillis()))
        .milestones(milestones)
        .resumed(node.resumed())
        .lastCheckpoint(Optional.ofNullable(node.lastCheckpoint()).map(CheckpointId::of))
        .checkpoints(node.checkpoints())
        .build();
  }

  /** A decision. */
  public static Decision decision(DecisionNode node) {
    Decision.Builder decision =
        Decision.builder(DecisionId.of(node.id()), node.kind(), node.question(), node.status())
            .milestone(Optional.ofNullable(node.milestone()).map(MilestoneId::of))
            .task(Optional.ofNullable(node.task()).map(TaskId::of))
            .role(node.role())
            .options(node.options())
            .answer(node.answer())
            .requested(time(node.requestedMillis()))
            .decided(time(node.decidedMillis()));
    if (!node.decidedBy().isBlank()) {
      decision.decidedBy(actor(node.decidedBy(), node.decidedByEstablished()));
    }
    return decision.build();
  }

  /** Open decisions, oldest first. */
  public static List<Decision> openDecisions(State state, int limit) {
    List<Decision> open = new ArrayList<>();
    for (DecisionNode decision : state.decisions().values()) {
      if (decision.status() == DecisionStatus.OPEN && open.size() < limit) {
        open.add(decision(decision));
      }
    }
    return open;
  }

  /**
   * Agents that the project declares, and those that sessions under way have brought along or that
   * work outside. Available are those that an active session can start.
   */
  public static List<AgentView> agents(State state) {
    Map<String, AgentDefinition> known = new LinkedHashMap<>(state.agents());
    Set<String> available = new LinkedHashSet<>();
    for (SessionNode session : state.activeSessions()) {
      for (DeployedAgent agent : session.deployed().values()) {
        available.add(agent.id());
        if (!known.containsKey(agent.id()) && agentId(agent.id()).isPresent()) {
          known.put(
              agent.id(),
              AgentDefinition.builder(AgentId.of(agent.id()))
                  .capabilities(List.copyOf(agent.capabilities()))
                  .slots(Math.max(1, Math.min(AgentDefinition.MAX_SLOTS, agent.slots())))
                  .provider(agent.provider())
                  .build());
        }
      }
    }
    Map<String, List<AttemptId>> running = new LinkedHashMap<>();
    for (AttemptNode attempt : state.active().values()) {
      Optional<AgentId> id = agentId(attempt.agent());
      if (id.isPresent()) {
        running
            .computeIfAbsent(attempt.agent(), k -> new ArrayList<>())
            .add(new AttemptId(TaskId.of(attempt.task().id()), attempt.number()));
        if (!known.containsKey(attempt.agent())) {
          known.put(attempt.agent(), AgentDefinition.builder(id.get()).provider("outside").build());
        }
      }
    }
    List<AgentView> views = new ArrayList<>(known.size());
    for (AgentDefinition definition : known.values()) {
      String id = definition.id().value();
      int[] results = state.agentResults(id);
      views.add(
          AgentView.builder(definition)
              .running(running.getOrDefault(id, List.of()))
              .succeeded(results[0])
              .failed(results[1])
              .available(available.contains(id))
              .unavailable(absence(state, id))
              .build());
    }
    return views;
  }

  private static Optional<AgentView.Absence> absence(State state, String agent) {
    UnavailableAgent node = state.unavailable().get(agent);
    return node == null || node.times() == 0
        ? Optional.empty()
        : Optional.of(
            new AgentView.Absence(
                node.reason(),
                node.detail(),
                Instant.ofEpochMilli(node.sinceMillis()),
                node.untilMillis() == Long.MAX_VALUE
                    ? Optional.empty()
                    : Optional.of(
                        Instant.ofEpochMilli(Math.max(node.untilMillis(), node.sinceMillis()))),
                node.times()));
  }

  /** A task granted to an agent outside. */
  public static Claim claim(AttemptNode node, @Nullable Assignment assignment) {
    return Claim.builder(TaskId.of(node.task().id()), node.number(), node.token())
        .leaseExpires(Instant.ofEpochMilli(node.startedMillis() + node.leaseMillis()))
        .assignment(Optional.ofNullable(assignment))
        .build();
  }

  /** Tasks ready to start, the best first. */
  public static List<Task> ready(State state, int limit) {
    List<TaskNode> nodes = state.readyInOrder(limit);
    List<Task> ready = new ArrayList<>(nodes.size());
    for (TaskNode node : nodes) {
      ready.add(task(node, List.of()));
    }
    return ready;
  }

  static List<TaskId> ids(Collection<TaskNode> nodes) {
    List<TaskId> ids = new ArrayList<>(nodes.size());
    for (TaskNode node : nodes) {
      ids.add(node.definition().id());
    }
    return ids;
  }

  static Actor actor(String name, String established) {
    return new Actor(name.isBlank() ? "unknown" : name, established);
  }

  static Optional<Instant> time(long millis) {
    return millis == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
  }

  private static long number(@Nullable Object value) {
    return value instanceof Number n ? n.longValue() : 0;
  }

  private static String text(@Nullable Object value) {
    return value instanceof String s ? s : "";
  }
}
