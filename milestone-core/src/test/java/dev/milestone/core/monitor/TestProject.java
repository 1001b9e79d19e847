package dev.milestone.core.monitor;

import dev.milestone.core.engine.CodecDefinitions;
import dev.milestone.core.journal.EventEncoder;
import dev.milestone.core.journal.StoredEvent;
import dev.milestone.core.kernel.AttemptNode;
import dev.milestone.core.kernel.Command;
import dev.milestone.core.kernel.Decided;
import dev.milestone.core.kernel.Decider;
import dev.milestone.core.kernel.DeployedAgent;
import dev.milestone.core.kernel.Env;
import dev.milestone.core.kernel.Evolver;
import dev.milestone.core.kernel.NewEvent;
import dev.milestone.core.kernel.State;
import dev.milestone.core.projection.StateView;
import dev.milestone.model.AgentDefinition;
import dev.milestone.model.AgentId;
import dev.milestone.model.AttemptOutcome;
import dev.milestone.model.Dependency;
import dev.milestone.model.Estimate;
import dev.milestone.model.MilestoneDefinition;
import dev.milestone.model.MilestoneId;
import dev.milestone.model.ProjectDefinition;
import dev.milestone.model.TaskDefinition;
import dev.milestone.model.TaskId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** A project without engine, threads or disk: the kernel, a journal in memory and a clock. */
public final class TestProject implements StateView {
  /** The journal. */
  public final TestJournal journal = new TestJournal();

  /** The state. */
  public State state = new State(new CodecDefinitions());

  /** Wall time. */
  public long now = Instant.parse("2026-11-20T10:00:00Z").toEpochMilli();

  private final EventEncoder encoder = new EventEncoder();
  private int commands;

  @Override
  public synchronized <T> T look(Function<State, T> look) {
    return look.apply(state);
  }

  /** Decides a command and appends what it came to. */
  public synchronized Object decide(Command command) {
    Decided decided =
        Decider.decide(
            state,
            command,
            new Env(
                now,
                "c" + commands++,
                "ada",
                "asserted",
                null,
                null,
                "engine-1",
                session -> false,
                task -> true,
                3,
                60_000));
    List<byte[]> lines = new ArrayList<>();
    for (NewEvent event : decided.events()) {
      lines.add(encoder.encode(event));
    }
    journal.add(lines);
    Object answer = decided.answer();
    return answer == null ? "" : answer;
  }

  /** Time goes on. */
  public TestProject after(Duration time) {
    now += time.toMillis();
    return this;
  }

  /** A state folded from the journal anew. */
  public State refold() {
    return refold(Long.MAX_VALUE);
  }

  /** A state folded from the first events of the journal. */
  public State refold(long limit) {
    State folded = new State(new CodecDefinitions());
    StoredEvent view = new StoredEvent();
    journal.read(
        1,
        limit,
        (seq, buffer, from, length) -> Evolver.apply(folded, view.at(seq, buffer, from, length)));
    return folded;
  }

  /** Plans milestones with their tasks. */
  public void plan(List<MilestoneDefinition> milestones, List<TaskDefinition> tasks) {
    plan(milestones, tasks, List.of(agent("builder", 4, "shell")));
  }

  /** Plans milestones with their tasks and agents. */
  public void plan(
      List<MilestoneDefinition> milestones,
      List<TaskDefinition> tasks,
      List<AgentDefinition> agents) {
    decide(
        new Command.ApplyPlan(
            ProjectDefinition.builder()
                .name("shop")
                .agents(agents)
                .resources(Map.of("db", 1))
                .milestones(milestones)
                .tasks(tasks)
                .build(),
            List.of()));
  }

  /** An agent. */
  public static AgentDefinition agent(String id, int slots, String... capabilities) {
    return AgentDefinition.builder(AgentId.of(id))
        .capabilities(List.of(capabilities))
        .slots(slots)
        .command(List.of("sh", "-c", "{run}"))
        .build();
  }

  /** A milestone. */
  public static MilestoneDefinition.Builder milestone(String id) {
    return MilestoneDefinition.builder(MilestoneId.of(id), "Milestone " + id);
  }

  /** A task of two hours that waits for others. */
  public static TaskDefinition.Builder task(String id, String milestone, String... after) {
    List<Dependency> dependencies = new ArrayList<>();
    for (String before : after) {
      dependencies.add(Dependency.on(TaskId.of(before)));
    }
    return TaskDefinition.builder(TaskId.of(id), MilestoneId.of(milestone), "Task " + id)
        .dependencies(dependencies)
        .kind("implementation")
        .estimate(Estimate.of(Duration.ofHours(2)));
  }

  /** Begins a session that can start these agents. */
  public void begin(String session, int limit, AgentDefinition... agents) {
    List<DeployedAgent> deployed = new ArrayList<>();
    for (AgentDefinition agent : agents) {
      deployed.add(
          new DeployedAgent(
              agent.id().value(),
              new LinkedHashSet<>(agent.capabilities()),
              agent.slots(),
              "process"));
    }
    decide(
        new Command.BeginSession(
            session, List.of(), deployed, limit, false, null, Set.of(), Map.of("host", "here")));
  }

  /** Effect ids of the attempts under way. */
  public List<AttemptNode> running() {
    return new ArrayList<>(state.active().values());
  }

  /** The attempt of a task under way ends. */
  public void report(String task, AttemptOutcome outcome, String summary) {
    AttemptNode attempt = java.util.Objects.requireNonNull(state.task(task)).active();
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("summary", summary);
    report.put("exit_code", outcome == AttemptOutcome.SUCCEEDED ? 0L : 1L);
    report.put(
        "cost",
        new LinkedHashMap<>(
            Map.of(
                "input_tokens", 100L, "output_tokens", 10L, "money", "0.25", "currency", "USD")));
    decide(
        new Command.Report(
            task, java.util.Objects.requireNonNull(attempt).token(), outcome, report, "engine-1"));
  }

  /** All attempts under way succeed, again and again, until nothing runs. */
  public void runAll(Duration each) {
    while (!state.active().isEmpty()) {
      now += each.toMillis();
      for (AttemptNode attempt : running()) {
        if (state.active().containsKey(attempt.effectId())) {
          report(attempt.task().id(), AttemptOutcome.SUCCEEDED, "done");
        }
      }
    }
  }
}
