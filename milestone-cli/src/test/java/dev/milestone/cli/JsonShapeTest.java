package dev.milestone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milestone.Claim;
import dev.milestone.ExecutionSummary;
import dev.milestone.Plan;
import dev.milestone.ScheduledTask;
import dev.milestone.model.MilestoneDefinition;
import dev.milestone.model.MilestoneId;
import dev.milestone.model.SessionId;
import dev.milestone.model.TaskId;
import dev.milestone.model.TaskStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class JsonShapeTest {

  private final FakeProject project = new FakeProject();
  private final Cli cli = Cli.on(project);

  @Test
  void update_says_what_scripts_rely_on() {
    project.status = Sample.shop();
    JsonNode json = cli.run("update", "--json").json();
    assertThat(json.get("schema").asString()).isEqualTo("milestone.status/1");
    JsonNode milestone = json.get("milestones").get(0);
    assertThat(milestone.propertyNames())
        .containsExactly("id", "title", "status", "progress", "due", "tasks");
    assertThat(milestone.get("progress").asDouble()).isEqualTo(0.45);
    assertThat(milestone.get("due").asString()).isEqualTo("2026-12-18");
    assertThat(milestone.get("tasks").get(0).propertyNames())
        .containsExactly("id", "status", "attempts", "agent_id", "verified");
    assertThat(milestone.get("tasks").get(2).has("agent_id")).isFalse();
    assertThat(json.get("milestones").get(1).has("due")).isFalse();
    assertThat(json.get("critical_path")).hasSize(3);
    JsonNode metrics = json.get("metrics");
    assertThat(metrics.get("completion_rate").asDouble()).isEqualTo(0.96);
    assertThat(metrics.get("average_duration").asString()).isEqualTo("PT30H");
    assertThat(metrics.get("velocity_trend")).hasSize(3);
    assertThat(metrics.get("blocker_impact").get("resolution_time").asString())
        .isEqualTo("PT2H30M");
    assertThat(metrics.get("blocker_impact").has("cascade_effects")).isFalse();
    assertThat(json.get("recommendations").get(0).propertyNames())
        .containsExactly("kind", "horizon", "text", "because");
    assertThat(json.get("risks")).hasSize(1);
    assertThat(json.get("conflicts")).hasSize(1);
    assertThat(json.toString()).doesNotContain("null").doesNotContain("forecast");
  }

  @Test
  void figures_without_history_are_absent() {
    JsonNode metrics = cli.run("update", "--json").json().get("metrics");
    assertThat(metrics.propertyNames()).containsExactly("attempts", "lost_attempts");
  }

  @Test
  void ready_names_the_best_first() {
    project.tasks =
        call ->
            call.equals("ready")
                ? List.of(
                    Sample.task("task-001-003", "milestone-001", "Cookies", TaskStatus.READY),
                    Sample.task("task-001-001", "milestone-001", "Hash", TaskStatus.READY))
                : null;
    JsonNode tasks = cli.run("ready", "--json").json().get("tasks");
    assertThat(tasks.get(0).get("id").asString()).isEqualTo("task-001-003");
    assertThat(tasks.get(0).propertyNames()).contains("id", "milestone_id", "requires", "priority");
    assertThat(tasks.get(0).get("requires").isArray()).isTrue();
  }

  @Test
  void claim_grants_a_token() {
    project.tasks =
        call -> Claim.builder(TaskId.of("task-1"), 2, 77).leaseExpires(Sample.NOW).build();
    JsonNode json = cli.run("claim", "--agent", "me", "--json").json();
    assertThat(json.get("task_id").asString()).isEqualTo("task-1");
    assertThat(json.get("attempt").asInt()).isEqualTo(2);
    assertThat(json.get("fencing_token").asLong()).isEqualTo(77);
    assertThat(json.get("lease_expires").asString()).isEqualTo("2026-11-20T10:00:00Z");
  }

  @Test
  void a_report_says_what_became_of_the_task() {
    project.tasks = call -> Sample.task("task-1", "milestone-001", "Hash", TaskStatus.SUCCEEDED);
    for (String verb : List.of("complete", "fail")) {
      JsonNode json = cli.run(verb, "--task", "task-1", "--token", "11", "--json").json();
      assertThat(json.get("schema").asString()).isEqualTo("milestone." + verb + "/1");
      assertThat(json.get("task_id").asString()).isEqualTo("task-1");
      assertThat(json.get("attempt").asInt()).isEqualTo(1);
      assertThat(json.get("fencing_token").asLong()).isEqualTo(11);
      assertThat(json.get("status").asString()).isEqualTo("succeeded");
      assertThat(json.get("verified").asBoolean()).isTrue();
    }
  }

  @Test
  void plan_says_order_and_critical_path(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("p.yaml"), "milestones: []\n");
    project.plan =
        Plan.builder()
            .milestoneIds(List.of(MilestoneId.of("milestone-001")))
            .milestones(
                List.of(MilestoneDefinition.builder(MilestoneId.of("milestone-001"), "A").build()))
            .schedule(
                List.of(
                    new ScheduledTask(
                        TaskId.of("task-1"), Duration.ZERO, Duration.ofHours(2), Duration.ZERO)))
            .makespan(Duration.ofHours(2))
            .criticalPath(List.of(TaskId.of("task-1")))
            .warnings(List.of("no estimate"))
            .build();
    JsonNode json = cli.run("plan", file.toString(), "--json", "--dry-run").json();
    assertThat(project.planned.dryRun()).isTrue();
    assertThat(json.get("schedule").get("makespan").asString()).isEqualTo("PT2H");
    JsonNode task = json.get("schedule").get("tasks").get(0);
    assertThat(task.propertyNames()).containsExactly("id", "start", "finish", "slack");
    assertThat(json.get("schedule").get("critical_path")).hasSize(1);
    assertThat(json.get("warnings")).hasSize(1);
    assertThat(json.has("forecast")).isFalse();
    assertThat(json.has("risks")).isFalse();
    assertThat(json.get("milestones").get(0).get("id").asString()).isEqualTo("milestone-001");
  }

  @Test
  void execute_prints_every_event_as_it_stands_and_the_summary_last() {
    for (int i = 1; i <= 2_500; i++) {
      project.events.add(Sample.event(i, "task_started", null, Map.of("task_id", "task-1")));
    }
    project.summary =
        ExecutionSummary.builder(SessionId.of("session-1"), "completed")
            .succeeded(List.of(TaskId.of("task-1")))
            .attempts(1)
            .sequence(2_500)
            .build();
    Cli.Result result = cli.run("execute", "--json", "--agents", "3", "--no-git");
    List<String> lines = result.lines();
    assertThat(lines).hasSize(2_501);
    for (int i = 0; i < 2_500; i++) {
      assertThat(lines.get(i)).isEqualTo(project.events.get(i).line());
    }
    JsonNode last = result.jsonLines().get(2_500);
    assertThat(last.propertyNames())
        .startsWith("type", "session_id", "succeeded", "failed", "blocked", "attempts", "seq");
    assertThat(last.get("type").asString()).isEqualTo("summary");
    assertThat(last.get("seq").asLong()).isEqualTo(2_500);
    assertThat(project.executed.useVcs()).isFalse();
    assertThat(project.executed.agents()).hasValue(3);
    assertThat(project.calls).contains("close");
  }

  @Test
  void events_are_selected_and_printed_as_they_stand() {
    project.events.add(Sample.event(1, "plan_applied", null, Map.of()));
    project.events.add(Sample.event(2, "task_added", "e1", Map.of("task_id", "task-1")));
    project.events.add(Sample.event(3, "task_added", "e1", Map.of("task_id", "task-2")));
    assertThat(cli.run("events", "--json", "--from", "2").lines())
        .containsExactly(project.events.get(1).line(), project.events.get(2).line());
    assertThat(cli.run("events", "--json", "--type", "plan_applied").lines()).hasSize(1);
    assertThat(cli.run("events", "--type", "task_aded").err()).contains("did you mean task_added");
    assertThat(cli.run("events", "--from", "0").code()).isEqualTo(2);
  }

  @Test
  void a_tree_is_found_by_any_id_in_it() {
    project.events.add(Sample.event(1, "session_started", null, Map.of()));
    project.events.add(
        Sample.event(2, "task_started", "e1", Map.of("task_id", "task-1", "attempt", 1L)));
    project.events.add(
        Sample.event(3, "task_succeeded", "e2", Map.of("task_id", "task-1", "attempt", 1L)));
    for (String id : List.of("c1", "session-1", "e3", "task-1", "milestone-001")) {
      List<String> lines = cli.run("events", "--tree", id).lines();
      assertThat(lines).hasSize(4);
      assertThat(lines.get(0)).startsWith("command c1  by ann");
      assertThat(lines.get(1)).startsWith("└── session_started");
      assertThat(lines.get(2)).startsWith("    └── task_started task-1#1");
      assertThat(lines.get(3)).startsWith("        └── task_succeeded task-1#1");
    }
    assertThat(cli.run("events", "--tree", "nobody").code()).isEqualTo(2);
  }

  @Test
  void schemas_are_printed_and_listed() {
    for (String name : SchemaCommand.NAMES) {
      Cli.Result result = cli.run("schema", name);
      assertThat(result.code()).isZero();
      assertThat(result.json().get("$schema").asString()).contains("json-schema.org");
    }
    assertThat(cli.run("schema", "nothing").code()).isEqualTo(2);
    assertThat(cli.run("schema").lines()).isEqualTo(SchemaCommand.NAMES);
  }

  @Test
  void texts_survive_the_writer() {
    String odd = "a\"b\\c\nd\te\u0001f\u2028g😀h";
    JsonNode back =
        tools.jackson.databind.json.JsonMapper.builder()
            .build()
            .readTree(Json.write(Map.of("k", odd)));
    assertThat(back.get("k").asString()).isEqualTo(odd);
  }
}
