package dev.milestone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The verbs on the real engine, in this process. */
class EndToEndIT {

  private static final String PLAN =
      """
      project: shop
      agents:
        - {id: shell, command: [sh, -c, "{run}"], capabilities: [shell], slots: 2}
      milestones:
        - id: milestone-001
          title: Login
          success_criteria:
            - people can log in
            - {text: the file is there, verify: ["test", "-f", "done.txt"]}
          sign_off: [STAKEHOLDER]
          tasks:
            - {id: task-001-001, title: Hash, run: "echo hash > hash.txt", verify: ["test", "-f", "hash.txt"], requires: [shell], estimate: 1h}
            - {id: task-001-002, title: Form, run: "test -f mended.txt", depends_on: [task-001-001], requires: [shell]}
            - {id: task-001-003, title: Finish, run: "echo done > done.txt", depends_on: [task-001-002], requires: [shell]}
        - id: milestone-002
          title: By hand
          tasks:
            - {id: task-002-001, title: Look, requires: [eyes], priority: 0}
            - {id: task-002-002, title: Look again, requires: [eyes], priority: 1}
      """;

  @TempDir Path project;
  private Cli cli;

  @BeforeEach
  void plan() throws Exception {
    cli = Cli.in(project);
    Files.writeString(project.resolve("plan.yaml"), PLAN);
  }

  private Cli.Result ok(String... args) {
    Cli.Result result = cli.run(args);
    assertThat(result.code())
        .as(String.join(" ", args) + ": " + result.err() + result.out())
        .isZero();
    return result;
  }

  @Test
  void from_a_plan_to_the_archive() throws Exception {
    assertThat(ok("init").out()).contains("created .milestones/config/milestone-config.yaml");
    assertThat(project.resolve(".milestones/.gitignore")).exists();
    assertThat(ok("plan", "plan.yaml", "--dry-run").out())
        .contains("Nothing was changed")
        .contains("Hash");
    assertThat(ok("ready", "--json").json().get("tasks")).isEmpty();
    assertThat(ok("plan", "plan.yaml").out()).contains("CRITICAL PATH").contains("task-001-003");
    assertThat(ok("plan", "plan.yaml").out()).contains("unchanged");

    Cli.Result first = cli.run("execute", "milestone-001", "--no-git", "--json");
    assertThat(first.code()).isEqualTo(1);
    List<JsonNode> lines = first.jsonLines();
    JsonNode summary = lines.get(lines.size() - 1);
    assertThat(texts(summary.get("succeeded"))).containsExactly("task-001-001");
    assertThat(texts(summary.get("failed"))).containsExactly("task-001-002");
    assertThat(texts(summary.get("blocked"))).containsExactly("task-001-003");
    List<String> journal = ok("events", "--json").lines();
    assertThat(journal).containsAll(first.lines().subList(0, lines.size() - 1));
    assertThat(summary.get("seq").asLong()).isLessThanOrEqualTo(journal.size());

    assertThat(ok("blockers").out()).contains("task-001-002").contains("task-001-003");
    assertThat(ok("update").out()).contains("BLOCKERS").contains("task-001-002");
    assertThat(ok("show", "task-001-002").out())
        .contains("attempt 1")
        .contains("failed")
        .contains("session_started");

    Files.writeString(project.resolve("mended.txt"), "");
    ok("retry", "task-001-002");
    assertThat(cli.run("execute", "milestone-001", "--no-git").code()).isZero();
    JsonNode status = ok("update", "--json").json().get("milestones").get(0);
    assertThat(status.get("status").asString()).isEqualTo("completed");
    assertThat(status.get("tasks").get(0).get("verified").asBoolean()).isTrue();
    assertThat(status.get("tasks").get(1).get("verified").asBoolean()).isFalse();
    assertThat(status.get("tasks").get(1).get("attempts").asInt()).isEqualTo(2);

    Cli.Result waiting = cli.run("archive", "milestone-001", "--json");
    assertThat(waiting.code()).as(waiting.err()).isEqualTo(3);
    JsonNode open = ok("decisions", "--json").json().get("decisions");
    assertThat(open.size()).isGreaterThanOrEqualTo(2);
    assertThat(ok("update").out()).contains("milestone approve");
    for (JsonNode decision : open) {
      ok("--as", "ann", "approve", decision.get("id").asString(), "--comment", "fine");
    }
    assertThat(ok("archive", "milestone-001").out()).contains("archived");
    assertThat(project.resolve(".milestones/completed/milestone-001/definition.yaml")).exists();
    JsonNode archived = null;
    for (JsonNode milestone : ok("update", "--json").json().get("milestones")) {
      archived = milestone.get("id").asString().equals("milestone-001") ? milestone : archived;
    }
    assertThat(archived).isNotNull();
    assertThat(archived.get("status").asString()).isEqualTo("archived");
    assertThat(ok("doctor", "--json").json().get("ok").asBoolean()).isTrue();
  }

  private static List<String> texts(JsonNode list) {
    return list.valueStream().map(JsonNode::asString).toList();
  }

  @Test
  void the_journal_is_gapless_and_its_trees_hang_together() {
    ok("plan", "plan.yaml");
    cli.run("execute", "milestone-001", "--no-git");
    long expected = 1;
    String session = "";
    for (JsonNode event : ok("events", "--json").jsonLines()) {
      assertThat(event.get("seq").asLong()).isEqualTo(expected++);
      session = event.has("session_id") ? event.get("session_id").asString() : session;
    }
    List<String> tree = ok("events", "--tree", session).lines();
    assertThat(tree.get(0)).startsWith("command ");
    assertThat(tree.get(1)).contains("session_started");
    assertThat(tree.stream().skip(2))
        .as("one root")
        .noneMatch(line -> line.startsWith("├") || line.startsWith("└"));
    assertThat(String.join("\n", tree)).contains("task_succeeded task-001-001#1");
  }

  @Test
  void an_agent_outside_takes_tasks_and_reports() {
    ok("plan", "plan.yaml");
    assertThat(texts2(ok("ready", "--json").json())).contains("task-002-001", "task-002-002");
    JsonNode claim = ok("claim", "--agent", "me", "--can", "eyes", "--json").json();
    assertThat(claim.get("task_id").asString()).isEqualTo("task-002-001");
    assertThat(claim.get("attempt").asInt()).isEqualTo(1);
    assertThat(claim.get("workspace").asString()).isNotEmpty();
    JsonNode assignment = claim.get("assignment");
    assertThat(assignment.get("schema").asString()).isEqualTo("milestone.assignment/1");
    assertThat(assignment.get("task").get("title").asString()).isEqualTo("Look");
    String token = claim.get("fencing_token").asString();
    assertThat(
            ok("heartbeat", "--task", "task-002-001", "--token", token, "--json")
                .json()
                .has("lease_expires"))
        .isTrue();
    long events = ok("events", "--json").lines().size();
    Cli.Result stale = cli.run("complete", "--task", "task-002-001", "--token", "999999", "--json");
    assertThat(stale.code()).isEqualTo(7);
    assertThat(stale.error().get("code").asString()).isEqualTo("stale_token");
    assertThat(ok("events", "--json").lines()).hasSize((int) events);
    JsonNode done =
        ok("complete", "--task", "task-002-001", "--token", token, "--summary", "seen", "--json")
            .json();
    assertThat(done.get("status").asString()).isEqualTo("succeeded");
    assertThat(
            ok(
                    "complete",
                    "--task",
                    "task-002-001",
                    "--token",
                    token,
                    "--summary",
                    "seen",
                    "--json")
                .json())
        .isEqualTo(done);
    String second =
        ok("claim", "--agent", "me", "--can", "eyes", "--json")
            .json()
            .get("fencing_token")
            .asString();
    assertThat(
            ok(
                    "fail",
                    "--task",
                    "task-002-002",
                    "--token",
                    second,
                    "--reason",
                    "too dark",
                    "--json")
                .json()
                .get("status")
                .asString())
        .isEqualTo("failed");
    Cli.Result nothing = cli.run("claim", "--agent", "me", "--can", "eyes", "--json");
    assertThat(nothing.code()).isEqualTo(7);
    assertThat(nothing.error().get("code").asString()).isEqualTo("nothing_ready");
  }

  private static List<String> texts2(JsonNode ready) {
    return ready.get("tasks").valueStream().map(task -> task.get("id").asString()).toList();
  }

  @Test
  void an_assignment_is_the_same_for_a_process_and_for_a_claim() throws Exception {
    Files.writeString(
        project.resolve("plan.yaml"),
        """
        agents:
          - {id: cat, command: [sh, -c, "cat > given.json"], capabilities: [cat]}
        milestones:
          - id: m-1
            title: One
            tasks:
              - {id: t-1, title: Given, requires: [cat], estimate: {optimistic: 1h, likely: 2h, pessimistic: 6h}, timeout: 10m}
              - {id: t-2, title: Claimed, requires: [hands], depends_on: [{task: t-1, lag: 0s}], estimate: {optimistic: 1h, likely: 2h, pessimistic: 6h}, timeout: 10m}
        """);
    ok("plan", "plan.yaml");
    cli.run("execute", "--no-git");
    JsonNode given =
        JsonMapper.builder().build().readTree(Files.readString(project.resolve("given.json")));
    JsonNode claimed =
        ok("claim", "--agent", "me", "--can", "hands", "--json").json().get("assignment");
    assertThat(new TreeSet<>(claimed.propertyNames()))
        .isEqualTo(new TreeSet<>(given.propertyNames()));
    assertThat(new TreeSet<>(claimed.get("task").propertyNames()))
        .isEqualTo(new TreeSet<>(given.get("task").propertyNames()));
    assertThat(new TreeSet<>(claimed.get("milestone").propertyNames()))
        .isEqualTo(new TreeSet<>(given.get("milestone").propertyNames()));
  }

  @Test
  void tasks_are_added_cancelled_and_noted() {
    ok("plan", "plan.yaml");
    JsonNode added =
        ok(
                "add",
                "--milestone",
                "milestone-002",
                "--requires",
                "eyes",
                "--estimate",
                "2h",
                "Look",
                "a",
                "third",
                "time",
                "--json")
            .json();
    assertThat(added.get("id").asString()).isEqualTo("task-002-003");
    ok("note", "--task", "task-002-003", "remember");
    ok("note", "--milestone", "milestone-002", "remember", "this");
    assertThat(ok("show", "task-002-003").out()).contains("remember");
    assertThat(ok("show", "milestone-002").out()).contains("remember this");
    ok("cancel", "task-002-003", "--reason", "twice is enough");
    assertThat(ok("show", "task-002-003", "--json").json().get("status").asString())
        .isEqualTo("cancelled");
    ok("retry", "task-002-003");
    ok("focus", "milestone-002");
    assertThat(ok("update").out()).contains("Current Milestone: milestone-002");
    assertThat(cli.run("cancel", "nothing-here").code()).isEqualTo(2);
    assertThat(cli.run("note", "--task", "nothing-here", "x").code()).isEqualTo(2);
    assertThat(cli.run("show", "nothing-here").code()).isEqualTo(2);
    assertThat(cli.run("archive", "nothing-here").code()).isEqualTo(2);
    assertThat(cli.run("execute", "nothing-here").code()).isEqualTo(2);
  }

  @Test
  void a_bad_plan_is_refused_with_all_its_problems_and_changes_nothing() throws Exception {
    ok("plan", "plan.yaml");
    int before = ok("events", "--json").lines().size();
    Files.writeString(
        project.resolve("bad.yaml"),
        """
        milestones:
          - id: m-1
            title: One
            titel: typo
            tasks:
              - {id: a, title: A, depends_on: [b]}
              - {id: b, title: B, depends_on: [a]}
              - {id: c, title: C, depends_on: [nowhere]}
        """);
    Cli.Result result = cli.run("plan", "bad.yaml", "--json");
    assertThat(result.code()).isEqualTo(2);
    JsonNode problems = result.error().get("problems");
    assertThat(problems.size()).isGreaterThanOrEqualTo(3);
    problems.forEach(
        problem -> {
          assertThat(problem.get("file").asString()).endsWith("bad.yaml");
          assertThat(problem.get("line").asInt()).isPositive();
        });
    assertThat(ok("events", "--json").lines()).hasSize(before);
  }

  @Test
  void a_project_is_found_from_below_and_only_init_and_plan_make_one(@TempDir Path elsewhere)
      throws Exception {
    assertThat(cli.run("ready").code()).isEqualTo(2);
    assertThat(cli.run("update").code()).isEqualTo(2);
    assertThat(project.resolve(".milestones")).doesNotExist();
    ok("plan", "plan.yaml");
    Path below = Files.createDirectories(project.resolve("a/b"));
    assertThat(Cli.in(below).run("show", "task-001-001").code()).isZero();
    assertThat(Cli.in(elsewhere).run("-C", project.toString(), "show", "task-001-001").code())
        .isZero();
    assertThat(
            Cli.in(elsewhere)
                .env("MILESTONE_PROJECT", below.toString())
                .run("show", "task-001-001")
                .code())
        .isZero();
    assertThat(elsewhere).isEmptyDirectory();
  }

  @Test
  void settings_say_where_they_come_from() throws Exception {
    ok("init");
    Path config = project.resolve(".milestones/config/milestone-config.yaml");
    Files.writeString(config, "execution:\n  agent_coordination:\n    max_concurrent_agents: 3\n");
    String line = ok("config", "execution.agent_coordination.max_concurrent_agents").out();
    assertThat(line).contains("3").contains("milestone-config.yaml:3");
    assertThat(cli.run("config", "execution.agent_cordination").code()).isEqualTo(2);
  }

  @Test
  void everything_shown_to_people_stays_readable() throws Exception {
    ok("plan", "plan.yaml");
    cli.run("execute", "milestone-001", "--no-git");
    for (String verb :
        List.of(
            "update",
            "ready",
            "blockers",
            "sessions",
            "agents",
            "providers",
            "config",
            "decisions",
            "events",
            "doctor")) {
      assertThat(ok(verb).out()).as(verb).isNotBlank();
      assertThat(ok(verb, "-q").err()).isEmpty();
    }
    ok("update", "--html", "status.html");
    assertThat(Files.readString(project.resolve("status.html"))).contains("Who worked on what");
  }
}
