package dev.milestone.core.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milestone.event.EventTypes;
import dev.milestone.model.AttemptOutcome;
import dev.milestone.model.DecisionStatus;
import dev.milestone.model.Dependency;
import dev.milestone.model.DependencyType;
import dev.milestone.model.Estimate;
import dev.milestone.model.MilestoneDefinition;
import dev.milestone.model.MilestoneId;
import dev.milestone.model.MilestoneStatus;
import dev.milestone.model.ProjectDefinition;
import dev.milestone.model.RetryPolicy;
import dev.milestone.model.SessionStatus;
import dev.milestone.model.TaskDefinition;
import dev.milestone.model.TaskId;
import dev.milestone.model.TaskStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Runs a script of commands against the kernel and the {@link Model}, and compares them after each.
 */
final class KernelScript {

  /** One command: what sort, and two numbers that choose its arguments among what there is. */
  record Op(int kind, int a, int b) {}

  static final int KINDS = 25;
  private static final List<String> ENGINES = List.of("e1", "e2", "e3");
  private static final List<DeployedAgent> AGENTS =
      List.of(
          new DeployedAgent("one", new LinkedHashSet<>(List.of("java", "sql")), 2, "p"),
          new DeployedAgent("two", new LinkedHashSet<>(List.of("java")), 1, "p"),
          new DeployedAgent("three", Set.of(), 3, "p"));
  private static final String[] FILES = {
    "src/**", "src/a/*.java", "docs/**", "build.gradle", "**/x"
  };

  final Bench bench = new Bench();
  final Model model = new Model();
  private final Map<String, TaskDefinition> plan = new LinkedHashMap<>();
  private final Map<String, MilestoneDefinition> planMilestones = new LinkedHashMap<>();
  private final Map<Long, Report> accepted = new LinkedHashMap<>();
  private final List<long[]> staleTokens = new ArrayList<>();
  private final List<String> staleTasks = new ArrayList<>();
  private final Set<String> everSucceeded = new HashSet<>();
  private long lastToken;
  private int ids;
  private String lastEngine = "";

  private record Report(String task, AttemptOutcome outcome) {}

  KernelScript(int planSeed) {
    Random random = new Random(planSeed);
    int milestones = 1 + random.nextInt(4);
    for (int i = 0; i < milestones; i++) {
      planMilestones.put("m" + i, milestone(i, random));
    }
    int tasks = random.nextInt(12);
    for (int i = 0; i < tasks; i++) {
      addTask(random);
    }
    applyPlan("");
    check();
  }

  private MilestoneDefinition milestone(int i, Random random) {
    List<MilestoneId> before = new ArrayList<>();
    for (int k = 0; k < i; k++) {
      if (random.nextInt(3) == 0) {
        before.add(MilestoneId.of("m" + k));
      }
    }
    return MilestoneDefinition.builder(MilestoneId.of("m" + i), "M" + i).dependsOn(before).build();
  }

  private static int number(String id) {
    return Integer.parseInt(id.substring(1));
  }

  private void addTask(Random random) {
    TaskDefinition t = task("t" + ids++, "m" + random.nextInt(planMilestones.size()), random);
    plan.put(t.id().value(), t);
  }

  /**
   * A task that depends only on what cannot depend on it: lower numbers in milestones that are not
   * higher.
   */
  private TaskDefinition task(String id, String milestone, Random random) {
    List<Dependency> dependencies = new ArrayList<>();
    int home = number(milestone);
    for (TaskDefinition other : plan.values()) {
      if (number(other.id().value()) < number(id)
          && number(other.milestone().value()) <= home
          && random.nextInt(4) == 0) {
        dependencies.add(
            new Dependency(Optional.of(other.id()), Optional.empty(), type(random), lag(random)));
      }
    }
    for (int k = 0; k < home; k++) {
      if (random.nextInt(8) == 0) {
        dependencies.add(
            new Dependency(
                Optional.empty(), Optional.of(MilestoneId.of("m" + k)), type(random), lag(random)));
      }
    }
    var builder =
        TaskDefinition.builder(TaskId.of(id), MilestoneId.of(milestone), "T " + id)
            .dependencies(dependencies)
            .priority(random.nextInt(5))
            .retry(
                new RetryPolicy(
                    1 + random.nextInt(3), Duration.ofSeconds(random.nextInt(3) * 30L)));
    if (random.nextInt(3) > 0) {
      builder.estimate(Estimate.of(Duration.ofMinutes(1 + random.nextInt(500))));
    }
    if (random.nextInt(3) == 0) {
      builder.requires(random.nextBoolean() ? List.of("java") : List.of("java", "sql"));
    }
    if (random.nextInt(3) == 0) {
      builder.resources(Map.of("gpu", 1 + random.nextInt(2)));
    }
    if (random.nextInt(3) == 0) {
      builder.files(List.of(FILES[random.nextInt(FILES.length)]));
    }
    if (random.nextInt(3) == 0) {
      builder.verify(List.of("make", "test"));
    }
    return builder.build();
  }

  private static DependencyType type(Random random) {
    return random.nextInt(3) > 0
        ? DependencyType.FINISH_START
        : DependencyType.values()[random.nextInt(4)];
  }

  private static Duration lag(Random random) {
    return random.nextInt(4) == 0 ? Duration.ofSeconds(20) : Duration.ZERO;
  }

  // ---- commands ----

  void step(Op op) {
    Random random = new Random(op.b * 31L + op.a);
    String before = StateDump.of(bench.live);
    String engine = ENGINES.get(Math.floorMod(op.b, ENGINES.size()));
    lastEngine = "";
    Bench.Outcome outcome = run(op, engine, random);
    if (outcome != null && (outcome.refused() || outcome.events().isEmpty())) {
      assertThat(StateDump.of(bench.live))
          .as("refused or silent: nothing changed")
          .isEqualTo(before);
    }
    check();
  }

  private Bench.@Nullable Outcome run(Op op, String engine, Random random) {
    switch (op.kind) {
      case 0, 1 -> {
        changePlan(random);
        return applyPlan(engine);
      }
      case 2 -> {
        return add(engine, random);
      }
      case 3 -> {
        String id = anyTask(op.a);
        if (id == null) {
          return null;
        }
        Bench.Outcome o = exec(engine, new Command.CancelTask(id, "no"));
        Model.T t = model.tasks.get(id);
        beforeGrants(
            o,
            () -> {
              if (t.fate != Model.Fate.CANCELLED) {
                model.cancel(t);
                t.removed = false;
              }
            });
        return o;
      }
      case 4 -> {
        if (op.a % 3 != 0) {
          return null;
        }
        String id = "m" + Math.floorMod(op.a / 3, planMilestones.size());
        Bench.Outcome o = exec(engine, new Command.CancelMilestone(id, "no"));
        Model.M m = model.milestones.get(id);
        beforeGrants(
            o,
            () -> {
              if (m.cancelled) {
                return;
              }
              m.cancelled = true;
              for (Model.T t : model.of(id)) {
                if (t.fate == Model.Fate.OPEN || t.fate == Model.Fate.FAILED) {
                  model.cancel(t);
                  t.removed = false;
                }
              }
            });
        return o;
      }
      case 5 -> {
        String id = anyTask(op.a);
        if (id == null) {
          return null;
        }
        Bench.Outcome o = exec(engine, new Command.RetryTask(id, "again"));
        if (!o.refused()) {
          beforeGrants(o, () -> model.revive(model.tasks.get(id)));
        }
        return o;
      }
      case 6 -> {
        return claim(engine, op);
      }
      case 7, 8, 9, 10 -> {
        return report(engine, op);
      }
      case 11, 12 -> {
        return verified(engine, op);
      }
      case 13, 14 -> {
        return begin(engine, op, random);
      }
      case 15 -> {
        return simple(engine, new Command.Dispatch());
      }
      case 16 -> {
        String id = pick(new ArrayList<>(bench.live.sessions().keySet()), op.a);
        if (id != null && op.b % 2 == 0) {
          bench.stopping.add(id);
          return simple(bench.live.sessions().get(id).engine(), new Command.StopSession(id));
        }
        return id == null ? null : simple(engine, new Command.InterruptSession(id, "killed"));
      }
      case 17 -> {
        List<String> effects = new ArrayList<>(bench.live.active().keySet());
        String effect = pick(effects, op.a);
        List<String> lost =
            effect == null ? List.of("nothing") : op.b % 3 == 0 ? effects : List.of(effect);
        Bench.Outcome o = exec(engine, new Command.DeclareLost(lost, "gone"));
        beforeGrants(
            o,
            () -> {
              for (String e : lost) {
                Model.Att a = attempt(e);
                if (a != null && (!a.verifying || a.cancelled)) {
                  ended(a);
                  model.failed(a.task, true, bench.lostLimit);
                }
              }
            });
        return o;
      }
      case 18 -> {
        String effect = pick(new ArrayList<>(bench.live.active().keySet()), op.a);
        String e = effect == null ? "nothing" : effect;
        return simple(
            engine,
            op.b % 3 == 0
                ? new Command.Progress(e, random.nextDouble(), "note " + op.b)
                : op.b % 3 == 1
                    ? new Command.ProcessStarted(e, Map.of("pid", 7L))
                    : new Command.AgentNote(e, "a note"));
      }
      case 19 -> {
        return talk(engine, op);
      }
      case 20 -> {
        bench.now += 1 + 25_000L * Math.floorMod(op.a, 3);
        return simple(engine, new Command.Dispatch());
      }
      case 21 -> {
        return stale(engine, op);
      }
      case 22 -> {
        return repeat(engine, op);
      }
      case 23 -> {
        return archiveOrTakeOver(engine, op);
      }
      default -> {
        // Killed and opened again, with a snapshot: everything decided from here on is decided by
        // the restored state.
        String before = StateDump.of(bench.live);
        bench.live = StateCodec.read(StateCodec.write(bench.live), bench.definitions).orElseThrow();
        assertThat(StateDump.of(bench.live)).as("restored").isEqualTo(before);
        bench.folded = bench.foldAll();
        return null;
      }
    }
  }

  private static <X> @Nullable X pick(List<X> list, int at) {
    return list.isEmpty() ? null : list.get(Math.floorMod(at, list.size()));
  }

  private @Nullable String anyTask(int a) {
    return pick(new ArrayList<>(model.tasks.keySet()), a);
  }

  private Bench.Outcome exec(String engine, Command command) {
    Bench.Outcome o = bench.run(engine, command);
    lastEngine = o.refused() ? "" : engine;
    return o;
  }

  private Bench.Outcome simple(String engine, Command command) {
    Bench.Outcome o = exec(engine, command);
    beforeGrants(o, () -> {});
    return o;
  }

  /**
   * Takes over what the command itself did, then follows the grants that came of it one by one:
   * each has to be legal in the model as it is at that moment.
   */
  private void beforeGrants(Bench.Outcome o, Runnable effect) {
    if (o.refused()) {
      return;
    }
    effect.run();
    model.completeMilestones();
    for (NewEvent event : o.events()) {
      if (event.type().equals(EventTypes.TASK_STARTED)) {
        granted(event);
      }
    }
  }

  private void granted(NewEvent event) {
    Model.T t = model.tasks.get(String.valueOf(event.text("task_id")));
    String id = t.definition.id().value();
    long token = event.number("fencing_token", 0);
    int number = (int) event.number("attempt", 0);
    assertThat(t.fate).as("only open work is granted: " + id).isEqualTo(Model.Fate.OPEN);
    assertThat(everSucceeded).as("what is done is done once").doesNotContain(id);
    assertThat(t.active).as("one attempt at a time: " + id).isNull();
    assertThat(model.status(t, model.blocked())).as(id).isEqualTo(TaskStatus.READY);
    assertThat(token).as("tokens grow").isGreaterThan(lastToken);
    assertThat(t.numbers.add(number)).as("attempt numbers are used once").isTrue();
    lastToken = token;
    for (Model.T other : model.tasks.values()) {
      if (other.active != null) {
        assertThat(bench.definitions.meet(t.definition.files(), other.active.asGranted.files()))
            .as("file claims of " + id + " and " + other.definition.id())
            .isFalse();
      }
    }
    t.active =
        new Model.Att(
            id, t, token, String.valueOf(event.text("effect_id")), String.valueOf(event.agent()));
    if (!t.everStarted) {
      t.everStarted = true;
      t.firstStartedAt = bench.now;
    }
    model.home(t).started = true;
    int gpu = 0;
    Map<String, Integer> slots = new HashMap<>();
    for (Model.T other : model.tasks.values()) {
      Model.Att a = other.active;
      if (a != null) {
        gpu += a.asGranted.resources().getOrDefault("gpu", 0);
        slots.merge(a.agent, 1, Integer::sum);
      }
    }
    assertThat(gpu).as("resources").isLessThanOrEqualTo(model.capacity.getOrDefault("gpu", 0));
    AGENTS.forEach(
        a -> {
          assertThat(slots.getOrDefault(a.id(), 0)).as("slots").isLessThanOrEqualTo(a.slots());
          if (a.id().equals(event.agent())) {
            assertThat(a.capabilities()).containsAll(t.definition.requires());
          }
        });
    String session = event.session();
    if (session != null) {
      SessionNode s = bench.live.sessions().get(session);
      assertThat(s.milestones.isEmpty() || s.milestones.contains(t.definition.milestone().value()))
          .isTrue();
    }
  }

  private Model.@Nullable Att attempt(String effect) {
    for (Model.T t : model.tasks.values()) {
      if (t.active != null && t.active.effect.equals(effect)) {
        return t.active;
      }
    }
    return null;
  }

  private void ended(Model.Att a) {
    a.task.active = null;
    staleTokens.add(new long[] {a.token});
    staleTasks.add(a.id);
  }

  private void changePlan(Random random) {
    int changes = 1 + random.nextInt(3);
    for (int i = 0; i < changes; i++) {
      List<String> all = new ArrayList<>(plan.keySet());
      String id = all.isEmpty() ? null : all.get(random.nextInt(all.size()));
      switch (random.nextInt(7)) {
        case 0 -> addTask(random);
        case 1 -> {
          if (id != null) {
            plan.remove(id);
          }
        }
        case 2 -> {
          for (String known : model.tasks.keySet()) {
            if (!plan.containsKey(known) && random.nextBoolean()) {
              plan.put(known, model.tasks.get(known).definition);
            }
          }
        }
        case 3, 4 -> {
          if (id != null) {
            plan.put(id, task(id, plan.get(id).milestone().value(), random));
          }
        }
        case 5 -> {
          if (id != null) {
            plan.put(id, task(id, "m" + random.nextInt(planMilestones.size()), random));
          }
        }
        default -> {
          int m = random.nextInt(planMilestones.size() + 1);
          if (m < 6) {
            planMilestones.put("m" + m, milestone(m, random));
          }
        }
      }
    }
    // A task that came later into a lower milestone, or an earlier one into a higher: cut what
    // would be a cycle.
    plan.replaceAll(
        (id, t) -> {
          List<Dependency> kept = new ArrayList<>();
          for (Dependency d : t.dependencies()) {
            TaskDefinition target =
                d.task().isPresent()
                    ? plan.containsKey(d.target())
                        ? plan.get(d.target())
                        : model.tasks.containsKey(d.target())
                            ? model.tasks.get(d.target()).definition
                            : null
                    : null;
            int home =
                d.milestone().isPresent()
                    ? number(d.target()) + 1
                    : target == null ? 0 : number(target.milestone().value());
            if (home <= number(t.milestone().value())) {
              kept.add(d);
            }
          }
          return kept.size() == t.dependencies().size()
              ? t
              : t.toBuilder().dependencies(kept).build();
        });
  }

  private Bench.Outcome applyPlan(String engine) {
    int gpu = model.capacity.getOrDefault("gpu", 2);
    ProjectDefinition project =
        ProjectDefinition.builder()
            .name("p")
            .resources(Map.of("gpu", gpu))
            .milestones(List.copyOf(planMilestones.values()))
            .tasks(List.copyOf(plan.values()))
            .build();
    Bench.Outcome o = exec(engine, new Command.ApplyPlan(project, List.of()));
    beforeGrants(
        o,
        () -> {
          model.capacity.put("gpu", gpu);
          for (MilestoneDefinition d : planMilestones.values()) {
            Model.M m = model.milestones.computeIfAbsent(d.id().value(), k -> new Model.M(d));
            m.definition = d;
          }
          for (TaskDefinition d : plan.values()) {
            Model.T t = model.tasks.get(d.id().value());
            if (t == null) {
              model.tasks.put(d.id().value(), new Model.T(d));
              model.reopen(model.milestones.get(d.milestone().value()));
            } else {
              boolean moved = !t.definition.milestone().equals(d.milestone());
              t.definition = d;
              if (moved && t.fate != Model.Fate.SUCCEEDED && t.fate != Model.Fate.CANCELLED) {
                model.reopen(model.home(t));
              }
            }
          }
          for (Model.T t : model.tasks.values()) {
            String id = t.definition.id().value();
            if (plan.containsKey(id) && t.removed && !model.home(t).closed()) {
              model.revive(t);
            } else if (!plan.containsKey(id)
                && t.active == null
                && (t.fate == Model.Fate.OPEN || t.fate == Model.Fate.FAILED)) {
              model.cancel(t);
              t.removed = true;
            }
          }
        });
    if (o.refused()) {
      // The plan as it is known remains the one to change.
      plan.clear();
      model.tasks.forEach(
          (id, t) -> {
            if (!t.removed) {
              plan.put(id, t.definition);
            }
          });
      planMilestones.clear();
      model.milestones.forEach((id, m) -> planMilestones.put(id, m.definition));
    }
    return o;
  }

  private Bench.Outcome add(String engine, Random random) {
    TaskDefinition d = task("t" + ids++, "m" + random.nextInt(planMilestones.size()), random);
    Bench.Outcome o = exec(engine, new Command.AddTask(d));
    if (!o.refused()) {
      beforeGrants(
          o,
          () -> {
            model.tasks.put(d.id().value(), new Model.T(d));
            model.reopen(model.milestones.get(d.milestone().value()));
            plan.put(d.id().value(), d);
          });
    }
    return o;
  }

  private Bench.Outcome claim(String engine, Op op) {
    DeployedAgent agent = AGENTS.get(Math.floorMod(op.b, 3));
    String task = op.a % 2 == 0 ? null : anyTask(op.a / 2);
    return simple(
        engine, new Command.Claim(agent.id(), task, agent.capabilities(), agent.slots(), 1_000));
  }

  private Bench.@Nullable Outcome report(String engine, Op op) {
    String effect = pick(new ArrayList<>(bench.live.active().keySet()), op.a);
    if (effect == null) {
      return null;
    }
    Model.Att a = attempt(effect);
    AttemptOutcome outcome =
        switch (Math.floorMod(op.b, 8)) {
          case 0, 1, 2, 3, 4 -> AttemptOutcome.SUCCEEDED;
          case 5 -> AttemptOutcome.FAILED;
          case 6 -> AttemptOutcome.TIMED_OUT;
          default -> AttemptOutcome.LOST;
        };
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("summary", "s" + op.b);
    report.put("verified", true);
    report.put("task_id", "not mine");
    report.put("cost", NewEvent.details("input_tokens", 5L, "money", "0.10", "currency", "USD"));
    boolean wasVerifying = a.verifying;
    Bench.Outcome o = exec(engine, new Command.Report(a.id, a.token, outcome, report, engine));
    assertThat(o.refused()).as("the holder of the token is heard").isFalse();
    beforeGrants(
        o,
        () -> {
          if (a.cancelled) {
            ended(a);
          } else if (outcome != AttemptOutcome.SUCCEEDED) {
            ended(a);
            model.failed(a.task, outcome == AttemptOutcome.LOST, bench.lostLimit);
          } else if (!wasVerifying) {
            if (a.task.definition.verify().isEmpty()) {
              succeeded(a);
              assertThat(bench.live.task(a.id).verified()).as("no agent sets it").isFalse();
            } else {
              a.verifying = true;
            }
          }
        });
    if (!wasVerifying) {
      accepted.put(a.token, new Report(a.id, outcome));
    }
    return o;
  }

  private void succeeded(Model.Att a) {
    ended(a);
    a.task.fate = Model.Fate.SUCCEEDED;
    a.task.succeededAt = bench.now;
    assertThat(everSucceeded.add(a.id)).isTrue();
  }

  private Bench.@Nullable Outcome verified(String engine, Op op) {
    String effect = pick(new ArrayList<>(bench.live.active().keySet()), op.a);
    Model.Att a = effect == null ? null : attempt(effect);
    if (a == null) {
      return null;
    }
    boolean passed = op.b % 3 != 0;
    Bench.Outcome o =
        exec(engine, new Command.Verified(a.effect, passed, "red", Map.of("exit_code", 1L)));
    if (!a.verifying) {
      assertThat(o.events().stream().filter(e -> e.type().equals(EventTypes.TASK_SUCCEEDED)))
          .isEmpty();
      beforeGrants(o, () -> {});
      return null;
    }
    beforeGrants(
        o,
        () -> {
          if (a.cancelled) {
            ended(a);
          } else if (passed) {
            succeeded(a);
            assertThat(bench.live.task(a.id).verified()).isTrue();
          } else {
            ended(a);
            model.failed(a.task, false, bench.lostLimit);
          }
        });
    return o;
  }

  private Bench.Outcome begin(String engine, Op op, Random random) {
    List<String> scope =
        random.nextBoolean() ? List.of() : List.of("m" + random.nextInt(planMilestones.size()));
    List<DeployedAgent> agents =
        random.nextBoolean() ? AGENTS : List.of(AGENTS.get(random.nextInt(3)));
    Set<String> dead = random.nextInt(3) == 0 ? Set.of(ENGINES.get(random.nextInt(3))) : Set.of();
    String until = random.nextInt(5) == 0 ? anyTask(op.a) : null;
    String id = "s" + ids++;
    return simple(
        engine,
        new Command.BeginSession(
            id,
            scope,
            agents,
            1 + random.nextInt(4),
            random.nextInt(4) == 0,
            until,
            dead,
            Map.of("host", "h")));
  }

  private Bench.@Nullable Outcome talk(String engine, Op op) {
    String task = anyTask(op.a);
    String milestone = "m" + Math.floorMod(op.a, planMilestones.size());
    Command command =
        switch (Math.floorMod(op.b, 8)) {
          case 0 ->
              new Command.SetContext(
                  "milestone", milestone, "k" + op.a % 3, op.a % 2 == 0 ? "" : List.of(1L, "x"));
          case 1 -> new Command.SetContext("project", "", "k" + op.a % 3, null);
          case 2 ->
              new Command.RequestDecisions(
                  List.of(
                      new Command.DecisionRequest(
                          "d" + ids++,
                          "approval",
                          "go?",
                          "lead",
                          "s" + op.a % 4,
                          milestone,
                          null,
                          List.of("yes", "no"))));
          case 3 -> {
            String d = pick(new ArrayList<>(bench.live.decisions().keySet()), op.a);
            yield d == null
                ? new Command.Look()
                : new Command.Decide(
                    d, op.a % 2 == 0 ? DecisionStatus.RESOLVED : DecisionStatus.REJECTED, "yes");
          }
          case 4 -> new Command.AddNote(task, task == null ? milestone : null, "note " + op.a);
          case 5 -> new Command.Focus(milestone);
          case 6 -> {
            String s = pick(new ArrayList<>(bench.live.sessions().keySet()), op.a);
            yield s == null
                ? new Command.Initialize("default")
                : new Command.RecordCheckpoint(s, Map.of("checkpoint_id", "cp" + op.a));
          }
          default -> {
            String s = pick(new ArrayList<>(bench.live.sessions().keySet()), op.a);
            yield new Command.RecordGit(s, Map.of("operation", "observed", "head", "h" + op.a));
          }
        };
    return simple(engine, command);
  }

  private Bench.@Nullable Outcome stale(String engine, Op op) {
    if (staleTasks.isEmpty()) {
      return null;
    }
    int i = Math.floorMod(op.a, staleTasks.size());
    long token = staleTokens.get(i)[0];
    String task = staleTasks.get(i);
    if (bench.live.task(task).finished(token) == null) {
      return null;
    }
    AttemptOutcome was = bench.live.task(task).finished(token).outcome();
    AttemptOutcome outcome =
        was == AttemptOutcome.FAILED ? AttemptOutcome.SUCCEEDED : AttemptOutcome.FAILED;
    if (was == AttemptOutcome.CANCELLED) {
      return null;
    }
    Bench.Outcome o = exec(engine, new Command.Report(task, token, outcome, Map.of(), engine));
    assertThat(o.refused()).as("a stale token changes nothing").isTrue();
    return o;
  }

  private Bench.@Nullable Outcome repeat(String engine, Op op) {
    Long token = pick(new ArrayList<>(accepted.keySet()), op.a);
    if (token == null) {
      return null;
    }
    Report r = accepted.get(token);
    AttemptNode past = bench.live.task(r.task()).finished(token);
    AttemptNode active = bench.live.task(r.task()).active();
    boolean asAccepted =
        past != null
            && (past.outcome() == r.outcome()
                || past.outcome() == AttemptOutcome.CANCELLED
                || r.outcome() == AttemptOutcome.SUCCEEDED
                    && past.outcome() == AttemptOutcome.REFUTED);
    boolean stillVerifying = active != null && active.token() == token && !active.cancelRequested();
    if (!asAccepted && !stillVerifying) {
      return null;
    }
    Bench.Outcome o =
        exec(engine, new Command.Report(r.task(), token, r.outcome(), Map.of(), engine));
    assertThat(o.refused()).as("a repeated report gets the same answer").isFalse();
    if (asAccepted) {
      assertThat(((AttemptNode) o.answer()).token()).isEqualTo(past.token());
    }
    assertThat(
            o.events().stream()
                .filter(e -> r.task().equals(e.text("task_id")))
                .filter(e -> !e.type().equals(EventTypes.TASK_STARTED)))
        .as("a repeated report brings nothing about")
        .isEmpty();
    beforeGrants(o, () -> {});
    return null;
  }

  private Bench.@Nullable Outcome archiveOrTakeOver(String engine, Op op) {
    if (op.b % 2 == 0) {
      String effect = pick(new ArrayList<>(bench.live.active().keySet()), op.a);
      return simple(
          engine, new Command.TakeOverVerification(effect == null ? "nothing" : effect, engine));
    }
    String id = "m" + Math.floorMod(op.a, planMilestones.size());
    if (op.a % 3 != 0) {
      return null;
    }
    String effect = "archive" + ids++;
    Bench.Outcome o = simple(engine, new Command.StartArchive(id, effect, "completed/" + id));
    if (!o.refused()) {
      simple(engine, new Command.FinishArchive(id, effect, Map.of("folder", "completed/" + id)));
      Model.M m = model.milestones.get(id);
      if (bench.live.milestone(id).status() == MilestoneStatus.ARCHIVED) {
        m.archived = true;
      }
      return null;
    }
    return o;
  }

  // ---- invariants ----

  private void check() {
    State live = bench.live;
    Set<Model.T> blocked = model.blocked();
    Map<String, long[]> weights = new HashMap<>();
    Map<String, int[]> counts = new HashMap<>();
    Set<String> ready = new HashSet<>();
    for (Model.T t : model.tasks.values()) {
      String id = t.definition.id().value();
      TaskNode node = live.task(id);
      assertThat(node).as(id).isNotNull();
      TaskStatus expected = model.status(t, blocked);
      assertThat(node.status()).as("status of " + id).isEqualTo(expected);
      assertThat(node.active() == null).as("active " + id).isEqualTo(t.active == null);
      if (expected == TaskStatus.READY && !model.home(t).closed()) {
        ready.add(id);
        waits(t, node);
      }
      if (expected == TaskStatus.BLOCKED) {
        chain(live, node);
      }
      int[] c =
          counts.computeIfAbsent(
              t.definition.milestone().value(), k -> new int[TaskStatus.values().length]);
      c[expected.ordinal()]++;
      long[] w = weights.computeIfAbsent(t.definition.milestone().value(), k -> new long[2]);
      long weight =
          t.definition
              .estimate()
              .map(e -> e.expected().toMillis())
              .orElse(State.DEFAULT_TASK_MILLIS);
      w[0] += expected == TaskStatus.CANCELLED ? 0 : weight;
      w[1] += expected == TaskStatus.SUCCEEDED ? weight : 0;
    }
    for (Map.Entry<String, Model.M> e : model.milestones.entrySet()) {
      MilestoneNode m = live.milestone(e.getKey());
      int[] c = counts.getOrDefault(e.getKey(), new int[TaskStatus.values().length]);
      for (TaskStatus s : TaskStatus.values()) {
        assertThat(m.count(s)).as(s + " of " + m.id).isEqualTo(c[s.ordinal()]);
      }
      long[] w = weights.getOrDefault(e.getKey(), new long[2]);
      assertThat(m.weightAll).isEqualTo(w[0]);
      assertThat(m.weightDone).isEqualTo(w[1]);
      MilestoneStatus status =
          e.getValue().archived
              ? MilestoneStatus.ARCHIVED
              : e.getValue().cancelled
                  ? MilestoneStatus.CANCELLED
                  : e.getValue().completed
                      ? MilestoneStatus.COMPLETED
                      : m.stuck()
                          ? MilestoneStatus.BLOCKED
                          : e.getValue().started ? MilestoneStatus.ACTIVE : MilestoneStatus.PLANNED;
      assertThat(m.status()).as("status of " + m.id).isEqualTo(status);
    }
    assertThat(live.tasks()).hasSize(model.tasks.size());
    List<String> order = new ArrayList<>();
    live.readyInOrder(Integer.MAX_VALUE).forEach(t -> order.add(t.id()));
    assertThat(order).as("ready index").containsExactlyInAnyOrderElementsOf(ready);
    List<TaskNode> sorted = new ArrayList<>(live.readyInOrder(Integer.MAX_VALUE));
    sorted.sort(TaskNode.DISPATCH_ORDER);
    assertThat(order).isEqualTo(sorted.stream().map(TaskNode::id).toList());
    attempts(live);
    sessions(live);
    paths(live);
    assertThat(StateDump.of(bench.folded))
        .as("the fold of the journal is the state")
        .isEqualTo(StateDump.of(live));
  }

  /** A ready task waits for its lags if it never started. */
  private void waits(Model.T t, TaskNode node) {
    if (t.everStarted) {
      return;
    }
    long until = 0;
    for (Dependency d : t.definition.dependencies()) {
      if (d.task().isPresent() && !d.lag().isZero()) {
        Model.T target = model.tasks.get(d.target());
        boolean onStart =
            d.type() == DependencyType.START_START || d.type() == DependencyType.START_FINISH;
        until =
            Math.max(
                until, (onStart ? target.firstStartedAt : target.succeededAt) + d.lag().toMillis());
      }
    }
    assertThat(node.notBeforeMillis()).as("wait of " + node.id).isGreaterThanOrEqualTo(until);
  }

  private void chain(State live, TaskNode node) {
    List<TaskNode> chain = live.blockingChain(node);
    TaskNode first = chain.isEmpty() ? node : chain.get(0);
    if (first.status() == TaskStatus.BLOCKED
        && Blocking.culprit(live, first) instanceof MilestoneNode milestone
        && milestone.status() == MilestoneStatus.CANCELLED) {
      return; // A cancelled milestone without a task that was not done.
    }
    assertThat(first.status())
        .as("the chain of " + node.id + " begins with what failed: " + chain)
        .isIn(TaskStatus.FAILED, TaskStatus.CANCELLED);
  }

  private void attempts(State live) {
    Map<String, Integer> slots = new HashMap<>();
    int gpu = 0;
    Set<TaskNode> seen = new HashSet<>();
    for (AttemptNode a : live.active().values()) {
      assertThat(seen.add(a.task())).as("one attempt of a task at a time").isTrue();
      assertThat(a.task().active()).isSameAs(a);
      slots.merge(a.agent(), 1, Integer::sum);
      gpu += a.resources.getOrDefault("gpu", 0);
    }
    assertThat(live.inUse("gpu")).isEqualTo(gpu);
    AGENTS.forEach(
        a -> assertThat(live.agentInUse(a.id())).isEqualTo(slots.getOrDefault(a.id(), 0)));
    assertThat(live.lastToken).isEqualTo(lastToken);
  }

  private void sessions(State live) {
    for (SessionNode s : live.sessions().values()) {
      int running = 0;
      for (AttemptNode a : live.active().values()) {
        if (s.id.equals(a.session()) && !a.outside()) {
          running++;
        }
      }
      assertThat(s.running()).isEqualTo(running);
      assertThat(live.activeSessions().contains(s)).isEqualTo(s.status() == SessionStatus.ACTIVE);
      if (s.status() != SessionStatus.ACTIVE || !s.engine().equals(lastEngine)) {
        continue;
      }
      // Its engine has just decided something: whatever could start has started, and a session
      // without hope has ended.
      boolean stopped =
          bench.stopping.contains(s.id)
              || s.failFast && s.failures > 0
              || s.until != null && live.task(s.until).status() == TaskStatus.SUCCEEDED;
      boolean hope = false;
      for (TaskNode t : live.tasks()) {
        if (t.active() != null && s.covers(t.milestone())) {
          hope = true;
        }
        if (t.status() != TaskStatus.READY || !s.covers(t.milestone())) {
          continue;
        }
        boolean fits = false;
        boolean now = false;
        for (DeployedAgent a : s.deployed().values()) {
          if (a.capabilities().containsAll(t.definition().requires())
              && t.definition().resources().getOrDefault("gpu", 0)
                  <= live.capacity().getOrDefault("gpu", 0)) {
            fits = true;
            now |= live.agentInUse(a.id()) < a.slots();
          }
        }
        hope |= fits;
        now &=
            !stopped
                && s.running() < s.agents
                && t.active() == null
                && t.notBeforeMillis() <= bench.now
                && live.inUse("gpu") + t.definition().resources().getOrDefault("gpu", 0)
                    <= live.capacity().getOrDefault("gpu", 0)
                && live.fileConflict(t) == null;
        assertThat(now).as(t.id + " could run in " + s.id + " and does not").isFalse();
      }
      if (running == 0) {
        assertThat(hope && !stopped).as("session " + s.id + " waits for nothing").isTrue();
      }
    }
  }

  private void paths(State live) {
    Map<Model.T, Long> known = new HashMap<>();
    model.cycle = false;
    long longest = 0;
    for (Model.T t : model.tasks.values()) {
      model.tail(t, known);
      if (t.fate != Model.Fate.SUCCEEDED
          && t.fate != Model.Fate.CANCELLED
          && !model.home(t).closed()) {
        longest = Math.max(longest, known.get(t));
      }
    }
    List<TaskNode> path = live.criticalPath();
    if (model.cycle) {
      return;
    }
    long[] tails = Paths.tails(live);
    for (Model.T t : model.tasks.values()) {
      TaskNode node = live.task(t.definition.id().value());
      assertThat(tails[node.index]).as("tail of " + node.id).isEqualTo(known.get(t));
    }
    assertThat(path.isEmpty() ? 0 : tails[path.get(0).index]).isEqualTo(longest);
  }
}
