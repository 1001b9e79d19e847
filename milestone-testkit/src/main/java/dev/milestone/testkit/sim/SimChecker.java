package dev.milestone.testkit.sim;

import dev.milestone.core.journal.StoredEvent;
import dev.milestone.core.kernel.Evolver;
import dev.milestone.core.kernel.State;
import dev.milestone.core.kernel.TaskNode;
import dev.milestone.event.EventTypes;
import dev.milestone.model.TaskDefinition;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads every event as soon as it is durable and holds it against what may be: by a few maps of its
 * own, and against the outside log. Confined.
 */
final class SimChecker {

  private record Active(
      String task,
      int attempt,
      long token,
      String effect,
      String agent,
      @Nullable String engine,
      boolean outside) {}

  private final SimWorld world;
  private final SimPlan plan;
  private final Predicate<String> mayBeLost;
  private final StoredEvent view = new StoredEvent();
  private final Set<String> eventIds = new HashSet<>();
  private final Map<String, Active> active = new LinkedHashMap<>();
  private final Map<String, Set<Integer>> numbers = new HashMap<>();
  private final Map<String, Long> succeeded = new LinkedHashMap<>();
  private final Set<String> notes = new HashSet<>();
  private final Set<String> ended = new HashSet<>();
  private final Set<String> endedLost = new HashSet<>();
  private final Set<String> calledOff = new HashSet<>();
  private final Set<String> granted = new HashSet<>();
  private final Set<Long> tokens = new HashSet<>();
  private final Set<Long> outcomes = new HashSet<>();
  private long lastToken;
  private long lastSequence;

  /** The production fold of what is durable. */
  final State state = new State(new SimDefinitions());

  /**
   * Makes a checker.
   *
   * @param mayBeLost whether an attempt, named by its engine or by its effect when its agent is
   *     outside, has given a reason to be taken for lost
   */
  SimChecker(SimWorld world, SimPlan plan, Predicate<String> mayBeLost) {
    this.world = world;
    this.plan = plan;
    this.mayBeLost = mayBeLost;
  }

  void forced(long sequence, byte[] line) {
    view.at(sequence, line, 0, line.length);
    world.note("#" + sequence + " " + view.type() + " " + view.text("task_id"));
    require(sequence == lastSequence + 1, "no_gaps", "sequence " + sequence);
    lastSequence = sequence;
    require(eventIds.add(view.id()), "event_ids_are_unique", view.id());
    String task = view.text("task_id");
    if (task != null) {
      switch (view.type()) {
        case EventTypes.TASK_STARTED -> started(task);
        case EventTypes.VERIFICATION_STARTED -> {
          Active a = current(task);
          outcomes.add(a.token);
          String verifier = view.text("engine");
          active.put(
              task,
              new Active(
                  task,
                  a.attempt,
                  a.token,
                  a.effect,
                  a.agent,
                  verifier == null ? a.engine : verifier,
                  a.outside && verifier == null));
        }
        case EventTypes.TASK_SUCCEEDED -> succeeded(task);
        case EventTypes.ATTEMPT_FAILED -> failed(task);
        case EventTypes.TASK_CANCELLED -> {
          Active a = active.get(task);
          if (a != null) {
            calledOff.add(a.effect);
          }
        }
        case EventTypes.NOTE_ADDED -> notes.add(String.valueOf(view.text("text")));
        default -> {}
      }
    }
    try {
      Evolver.apply(state, view);
    } catch (RuntimeException e) {
      throw world.broken("the_journal_can_be_folded", e.toString(), e);
    }
  }

  private void require(boolean holds, String rule, String what) {
    if (!holds) {
      throw world.broken(rule, what);
    }
  }

  private Active current(String task) {
    Active a = active.get(task);
    if (a == null || a.attempt != view.number("attempt", -1)) {
      throw world.broken(
          "only_the_attempt_that_works_is_heard",
          view.type() + " of attempt " + view.number("attempt", -1) + " of " + task + ": " + a);
    }
    return a;
  }

  private void started(String task) {
    Active other = active.get(task);
    require(other == null, "one_attempt_of_a_task", task + " while " + other + " works on it");
    require(!succeeded.containsKey(task), "done_once", task + " starts again");
    long token = view.number("fencing_token", 0);
    require(token > lastToken, "tokens_grow", token + " after " + lastToken);
    lastToken = token;
    int attempt = (int) view.number("attempt", 0);
    require(
        numbers.computeIfAbsent(task, k -> new HashSet<>()).add(attempt),
        "attempt_numbers_are_used_once",
        task + " " + attempt);
    Active mine =
        new Active(
            task,
            attempt,
            token,
            String.valueOf(view.text("effect_id")),
            String.valueOf(view.agent()),
            view.text("engine"),
            view.flag("outside"));
    TaskDefinition definition = plan.task(task);
    int gpu = definition.resources().getOrDefault("gpu", 0);
    int slots = 1;
    for (Active a : active.values()) {
      TaskDefinition held = plan.task(a.task);
      gpu += held.resources().getOrDefault("gpu", 0);
      slots += a.agent.equals(mine.agent) ? 1 : 0;
      require(
          !SimDefinitions.claimsMeet(definition.files(), held.files()),
          "file_claims_are_kept_apart",
          task + " and " + a.task);
    }
    require(gpu <= SimPlan.GPUS, "resources_are_kept", task + " makes " + gpu);
    require(slots <= slots(mine.agent), "slots_are_kept", mine.agent + " has " + slots);
    active.put(task, mine);
    granted.add(mine.effect);
    tokens.add(token);
  }

  private static int slots(String agent) {
    for (var deployed : SimPlan.AGENTS) {
      if (deployed.id().equals(agent)) {
        return deployed.slots();
      }
    }
    return SimPlan.OUTSIDE_SLOTS;
  }

  private void succeeded(String task) {
    Active a = current(task);
    require(succeeded.put(task, a.token) == null, "done_once", task + " succeeds again");
    SimWorld.Child child = world.children.get(a.effect);
    require(
        child != null && child.finished && child.ok,
        "success_is_of_the_attempt_that_did_it",
        task + " attempt " + a.attempt + ": its process is " + child);
    if (!plan.task(task).verify().isEmpty()) {
      require(
          view.flag("verified") && Boolean.TRUE.equals(world.verifications.get(a.effect)),
          "verified_when_it_was",
          task);
    } else {
      require(!view.flag("verified"), "verified_when_it_was", task);
    }
    end(a);
  }

  private void failed(String task) {
    Active a = current(task);
    String outcome = view.text("outcome");
    if ("lost".equals(outcome)) {
      String engine = a.engine;
      String who = a.outside ? a.effect : engine == null ? "" : engine;
      require(
          mayBeLost.test(who) || calledOff.contains(a.effect),
          "the_living_are_left_alone",
          task + " attempt " + a.attempt + " by " + who + " is called lost");
      endedLost.add(a.effect);
    }
    end(a);
  }

  private void end(Active a) {
    active.remove(a.task);
    ended.add(a.effect);
    outcomes.add(a.token);
  }

  // ---- what others ask ----

  /** The intent of this effect is durable. */
  void starts(SimWorld.Child child) {
    require(
        granted.contains(child.effect),
        "effects_follow_their_intent",
        child + " is started before its intent is durable");
    for (SimWorld.Child other : world.children.values()) {
      Actor parent = other.parent;
      if (other != child
          && other.task.equals(child.task)
          && other.alive
          && !other.finished
          && endedLost.contains(other.effect)
          && parent != null
          && !parent.alive) {
        throw world.broken(
            "orphans_end_before_their_successors", child + " while " + other + " still works");
      }
    }
  }

  boolean active(String effect) {
    return granted.contains(effect) && !ended.contains(effect);
  }

  void hasOutcome(long token, String what) {
    require(outcomes.contains(token), "acknowledged_is_there", what + " with token " + token);
  }

  void hasGrant(long token) {
    require(tokens.contains(token), "acknowledged_is_there", "claim with token " + token);
  }

  void hasNote(String text) {
    require(notes.contains(text), "acknowledged_is_there", text);
  }

  void reaches(long sequence) {
    require(
        sequence <= lastSequence,
        "acknowledged_is_forced",
        "sequence " + sequence + " was acknowledged, " + lastSequence + " are durable");
  }

  boolean settled() {
    for (TaskNode task : state.tasks()) {
      if (!task.settled() || task.active() != null) {
        return false;
      }
    }
    return !state.tasks().isEmpty();
  }

  String open() {
    StringBuilder text = new StringBuilder();
    for (TaskNode task : state.tasks()) {
      if (!task.settled() || task.active() != null) {
        text.append(task).append(' ').append(active.get(task.id())).append("; ");
      }
    }
    return text.toString();
  }
}
