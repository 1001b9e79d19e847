package dev.milestone.core.monitor;

import dev.milestone.Blocker;
import dev.milestone.core.kernel.Blockage;
import dev.milestone.core.kernel.BlockerNode;
import dev.milestone.core.kernel.BudgetNode;
import dev.milestone.core.kernel.Budgets;
import dev.milestone.core.kernel.DecisionNode;
import dev.milestone.core.kernel.Hold;
import dev.milestone.core.kernel.Link;
import dev.milestone.core.kernel.MilestoneNode;
import dev.milestone.core.kernel.State;
import dev.milestone.core.kernel.TaskNode;
import dev.milestone.core.kernel.UnavailableAgent;
import dev.milestone.model.AgentDefinition;
import dev.milestone.model.DecisionStatus;
import dev.milestone.model.TaskId;
import dev.milestone.model.TaskStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What keeps tasks from being done. Pure. */
final class Blockers {

  /** Most blockers that are shown. */
  static final int MAX = 100;

  /** Most in projects where each can reach very many tasks. */
  static final int MAX_IN_LARGE = 20;

  /** From how many tasks on a project counts as large here. */
  static final int LARGE = 20_000;

  /** Most ids of tasks in one blocker. */
  static final int MAX_IDS = 1_000;

  private Blockers() {}

  static List<Blocker> of(State state, Instant now) {
    int limit = state.tasks().size() > LARGE ? MAX_IN_LARGE : MAX;
    List<Blocker> blockers = new ArrayList<>();
    for (BlockerNode node : state.blockers()) {
      if (blockers.size() == limit) {
        return blockers;
      }
      if (!node.task().milestone().closed()) {
        blockers.add(failed(state, node));
      }
    }
    budgets(state, limit, blockers);
    unavailable(state, limit, blockers);
    noAgent(state, now, limit, blockers);
    decisions(state, limit, blockers);
    fromSources(state, now, limit, blockers);
    return blockers;
  }

  /** What the sources of imported tasks hold or have cancelled. */
  private static void fromSources(State state, Instant now, int limit, List<Blocker> blockers) {
    for (TaskNode task : state.tasks()) {
      if (blockers.size() >= limit) {
        return;
      }
      Hold hold = task.hold();
      if (task.milestone().closed()) {
        continue;
      }
      if (hold != null) {
        blockers.add(
            blocker(
                task,
                hold.kind(),
                hold.reason(),
                Instant.ofEpochMilli(hold.sinceMillis()),
                state.blockedBehind(task),
                hold.kind().equals(Hold.CYCLE)
                    ? "take the cycle out of the plan it comes from, and take that in again"
                    : "'milestone retry "
                        + task.id()
                        + "' has it done after all; or change it in the plan it comes from, and"
                        + " take that in again"));
      } else if (task.adopted() && task.status() == TaskStatus.CANCELLED) {
        Collection<TaskNode> blocked = state.blockedBehind(task);
        if (!blocked.isEmpty()) {
          blockers.add(
              blocker(
                  task,
                  "cancelled_task",
                  task.reason(),
                  now,
                  blocked,
                  hint("cancelled_task", task)));
        }
      }
    }
  }

  private static Blocker failed(State state, BlockerNode node) {
    TaskNode task = node.task();
    return blocker(
        task,
        node.type(),
        node.reason(),
        Instant.ofEpochMilli(node.sinceMillis()),
        state.blockedBehind(task),
        hint(node.type(), task));
  }

  private static String hint(String type, TaskNode task) {
    return switch (type) {
      case "cancelled_task" ->
          "'milestone retry "
              + task.id()
              + "' has it done after all; or take the dependency on it out of the plan";
      case "lost_attempts" ->
          "look at the agent's output, then 'milestone retry "
              + task.id()
              + "': the agent or its engine died each time";
      default ->
          "'milestone show "
              + task.id()
              + "' tells why; mend it, then 'milestone retry "
              + task.id()
              + "', or 'milestone cancel "
              + task.id()
              + "'";
    };
  }

  private static Blocker blocker(
      TaskNode task,
      String type,
      String reason,
      Instant since,
      Collection<TaskNode> blocked,
      String hint) {
    List<TaskId> ids = new ArrayList<>(Math.min(MAX_IDS, blocked.size()));
    for (TaskNode node : blocked) {
      if (ids.size() == MAX_IDS) {
        break;
      }
      ids.add(node.definition().id());
    }
    return new Blocker(task.definition().id(), type, reason, since, ids, blocked.size(), hint);
  }

  private static void budgets(State state, int limit, List<Blocker> blockers) {
    for (BudgetNode node : state.budgets()) {
      List<TaskNode> waiting =
          node.blockedMillis() == 0 ? List.of() : Budgets.waiting(state, node, MAX_IDS);
      if (!waiting.isEmpty() && blockers.size() < limit) {
        String decision = node.decision();
        blockers.add(
            blocker(
                waiting.get(0),
                Blockage.BUDGET,
                node.words() + " is used up: " + Budgets.words(node.limit()),
                Instant.ofEpochMilli(node.blockedMillis()),
                waiting,
                decision == null
                    ? "raise it in the plan"
                    : "'milestone approve "
                        + decision
                        + "' raises it by "
                        + Budgets.words(node.original())
                        + "; or raise it in the plan"));
      }
    }
  }

  /** Agents that cannot work now, where ready tasks could be theirs. */
  private static void unavailable(State state, int limit, List<Blocker> blockers) {
    for (UnavailableAgent agent : state.unavailable().values()) {
      AgentDefinition definition = state.agents().get(agent.agent());
      if (agent.times() == 0 || blockers.size() == limit) {
        continue;
      }
      List<TaskNode> waiting = new ArrayList<>();
      for (TaskNode task : state.readyInOrder(MAX_IDS)) {
        if (definition == null
            || definition.capabilities().containsAll(task.definition().requires())) {
          waiting.add(task);
        }
      }
      if (!waiting.isEmpty()) {
        boolean person = agent.untilMillis() == Long.MAX_VALUE;
        blockers.add(
            blocker(
                waiting.get(0),
                Blockage.AGENT_UNAVAILABLE,
                "agent "
                    + agent.agent()
                    + " cannot work: "
                    + agent.reason().replace('_', ' ')
                    + (agent.detail().isEmpty() ? "" : " – " + agent.detail()),
                Instant.ofEpochMilli(agent.sinceMillis()),
                waiting,
                person
                    ? hint(agent)
                    : "it is tried again at "
                        + Instant.ofEpochMilli(Math.max(agent.untilMillis(), agent.sinceMillis()))
                        + "; other agents that can do it take the work"));
      }
    }
  }

  private static String hint(UnavailableAgent agent) {
    String what =
        switch (agent.reason()) {
          case "not_authenticated" -> "log in to " + agent.agent() + " or give it its key";
          case "no_credit" -> "give " + agent.agent() + " credit";
          default -> "install " + agent.agent() + "'s program";
        };
    return what + ", then 'milestone execute' tries it again";
  }

  private static void noAgent(State state, Instant now, int limit, List<Blocker> blockers) {
    Capabilities capabilities = new Capabilities(state);
    Map<List<String>, List<TaskNode>> without = new LinkedHashMap<>();
    for (TaskNode task : state.tasks()) {
      if (task.status() != TaskStatus.READY || task.milestone().closed()) {
        continue;
      }
      List<String> requires = task.definition().requires();
      if (!requires.isEmpty() && capabilities.able(requires).isEmpty()) {
        without.computeIfAbsent(requires, k -> new ArrayList<>()).add(task);
      }
    }
    without.forEach(
        (requires, tasks) -> {
          if (blockers.size() < limit) {
            TaskNode first = tasks.get(0);
            String needed = String.join(", ", requires);
            blockers.add(
                blocker(
                    first,
                    "no_agent",
                    "no agent of the project can do " + needed,
                    readySince(state, first, now),
                    tasks,
                    "declare an agent with capabilities ["
                        + needed
                        + "] in the plan, or let one outside take it: 'milestone claim --agent NAME"
                        + " --task "
                        + first.id()
                        + "'"));
          }
        });
  }

  /** When the last thing it waited for came about, as far as the state tells. */
  private static Instant readySince(State state, TaskNode task, Instant now) {
    long millis = 0;
    for (Link link : task.before()) {
      TaskNode before = link.task();
      MilestoneNode milestone = link.milestone();
      if (before != null) {
        millis =
            Math.max(
                millis, link.onStart() ? before.firstStartedMillis() : before.succeededMillis());
      } else if (milestone != null) {
        millis = Math.max(millis, milestone.completedMillis());
      }
    }
    for (String id : task.milestone().before()) {
      MilestoneNode before = state.milestone(id);
      millis = before == null ? millis : Math.max(millis, before.completedMillis());
    }
    return millis == 0 ? now : Instant.ofEpochMilli(millis);
  }

  private static void decisions(State state, int limit, List<Blocker> blockers) {
    for (DecisionNode decision : state.decisions().values()) {
      String id = decision.task();
      TaskNode task = id == null ? null : state.task(id);
      if (decision.status() == DecisionStatus.OPEN && task != null && blockers.size() < limit) {
        blockers.add(
            blocker(
                task,
                "decision",
                decision.question(),
                Instant.ofEpochMilli(decision.requestedMillis()),
                state.blockedBehind(task),
                "'milestone decisions' shows it; answer with 'milestone approve "
                    + decision.id()
                    + "', reject or resolve"));
      }
    }
  }
}
