package dev.milestone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milestone.EngineBuilder;
import dev.milestone.MilestoneEngine;
import dev.milestone.engine.ToyFormat;
import dev.milestone.spi.agent.Agent;
import dev.milestone.spi.agent.AgentProvider;
import dev.milestone.spi.agent.AgentRequest;
import dev.milestone.spi.agent.ReconcileRequest;
import dev.milestone.spi.agent.Reconciliation;
import dev.milestone.testkit.ScriptedAgent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Plans of another tool on the command line: a made-up format, the real engine. */
@Timeout(60)
class ImportCommandTest {

  @TempDir Path project;
  private final ScriptedAgent agent = new ScriptedAgent();
  private final List<String> presets = new ArrayList<>();
  private Cli cli = Cli.in(Path.of(""));

  @BeforeEach
  void cli() {
    cli = Cli.in(project, this::builder);
  }

  private EngineBuilder builder() {
    return MilestoneEngine.builder().planFormat(new ToyFormat()).agentProvider(new Presets());
  }

  /** Stands for the provider of presets. */
  private final class Presets implements AgentProvider {
    @Override
    public String name() {
      return "preset";
    }

    @Override
    public Agent create(AgentRequest request) {
      presets.add(request.definition().id() + " " + request.definition().settings());
      return agent;
    }

    @Override
    public Reconciliation reconcile(ReconcileRequest request) {
      return new Reconciliation(false, 0, 0, "");
    }
  }

  private Path plan(String... lines) throws IOException {
    return Files.writeString(
        project.resolve("plan.toy"), "#toy\n" + String.join("\n", lines) + "\n");
  }

  private Cli.Result ok(String... args) {
    Cli.Result result = cli.run(args);
    assertThat(result.code()).as(result.err()).isZero();
    return result;
  }

  private List<String> files() throws IOException {
    try (Stream<Path> all = Files.walk(project)) {
      return all.filter(Files::isRegularFile)
          .map(file -> project.relativize(file) + " " + size(file))
          .filter(file -> !file.startsWith("plan."))
          .sorted()
          .toList();
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void a_plan_of_another_tool_is_told_in_json_as_the_contract_says() throws Exception {
    plan("a|done|A|", "b|todo|B|a nowhere", "c|todo|C|");
    JsonNode json = ok("plan", "plan.toy", "--json").json();
    JsonNode imported = json.get("imported");
    assertThat(imported.propertyNames())
        .containsExactly(
            "format",
            "tasks",
            "subtasks",
            "dependency_edges",
            "dangling",
            "has_cycle",
            "cycle",
            "ready",
            "skipped");
    assertThat(imported.get("format").asString()).isEqualTo("toy");
    assertThat(imported.get("dangling").asInt()).isEqualTo(1);
    assertThat(imported.get("ready").get(0).asString()).isEqualTo("c");
    assertThat(json.has("imports")).isFalse();
    assertThat(json.get("added").asInt()).isEqualTo(4);
    assertThat(json.get("changes").get(0).propertyNames())
        .containsExactly("kind", "what", "id", "title");
    assertThat(json.get("warnings")).hasSize(1);
    assertThat(ok("ready", "--json").json().get("tasks")).hasSize(2);
  }

  @Test
  void several_plans_of_other_tools_have_a_report_each() throws Exception {
    plan("a|todo|A|");
    Files.writeString(project.resolve("other.toy2"), "#toy two\nb|todo|B|\n");
    Cli two = Cli.in(project, () -> builder().planFormat(new Second()));
    JsonNode json = two.run("plan", "plan.toy", "other.toy2", "--json").json();
    assertThat(json.get("imports")).hasSize(2);
    assertThat(json.get("imported").get("format").asString())
        .isEqualTo(json.get("imports").get(0).get("format").asString());
  }

  /** The same format under another name, for files with another ending. */
  private static final class Second implements dev.milestone.spi.plan.PlanFormat {
    private final ToyFormat toy = new ToyFormat();

    @Override
    public String name() {
      return "second";
    }

    @Override
    public String description() {
      return "the same";
    }

    @Override
    public int recognise(List<dev.milestone.spi.plan.PlanFile> files) {
      return files.stream().allMatch(file -> file.name().endsWith("2")) ? 99 : 0;
    }

    @Override
    public dev.milestone.spi.plan.ImportedPlan read(dev.milestone.spi.plan.PlanImport request) {
      return toy.read(request);
    }

    @Override
    public List<dev.milestone.spi.plan.PlanFile> write(dev.milestone.spi.plan.PlanExport request) {
      return toy.write(request);
    }
  }

  @Test
  void in_words_the_result_and_what_looks_wrong_stand_apart() throws Exception {
    plan("a|done|A|", "b|loop|B|", "c|todo|C|nowhere");
    Cli.Result result = ok("plan", "plan.toy");
    assertThat(result.out()).contains("from toy: 3 tasks, 1 dependency (1 on nothing)");
    assertThat(result.out()).doesNotContain("WARNINGS");
    assertThat(result.err()).contains("WARNINGS").contains("plan.toy:3").contains("a cycle");
    plan("a|done|A|", "b|todo|B|", "c|todo|C, renamed|");
    String diff = ok("plan", "plan.toy", "--dry-run").out();
    assertThat(diff)
        .contains("WOULD CHANGE")
        .contains("= task toy-b")
        .contains("title: C → C, renamed")
        .contains("Nothing was changed");
    assertThat(ok("plan", "plan.toy").out()).contains("CHANGES");
    assertThat(ok("plan", "plan.toy").out()).contains("unchanged").doesNotContain("CHANGES");
  }

  @Test
  void what_cannot_be_taken_in_leaves_nothing_behind() throws Exception {
    plan("! broken");
    assertThat(cli.run("plan", "plan.toy").code()).isEqualTo(2);
    plan("a|loop|A|");
    assertThat(cli.run("plan", "plan.toy", "--strict").code()).isEqualTo(2);
    ok("plan", "plan.toy", "--dry-run");
    assertThat(files()).isEmpty();
    ok("plan", "plan.toy");
    List<String> before = files();
    plan("! broken");
    Cli.Result result = cli.run("plan", "plan.toy", "--json");
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.error().get("problems").get(0).get("line").asInt()).isEqualTo(2);
    assertThat(files()).isEqualTo(before);
  }

  @Test
  void what_is_no_plan_is_told_with_what_each_format_thinks() throws Exception {
    Files.writeString(project.resolve("notes.md"), "# Do it\n");
    Cli.Result result = cli.run("plan", "notes.md", "--json");
    assertThat(result.code()).isEqualTo(2);
    JsonNode problem = result.error().get("problems").get(0);
    assertThat(problem.get("file").asString()).endsWith("notes.md");
    assertThat(problem.get("found").asString()).contains("toy 0");
    assertThat(problem.get("hint").asString()).contains("--format NAME");
    assertThat(cli.run("plan", "notes.md", "--format", "nothing").code()).isEqualTo(2);
    assertThat(cli.run("plan", "gone.md").err()).contains("no such file");
  }

  @Test
  void a_folder_is_told_with_the_plans_it_seems_to_hold() throws Exception {
    Files.createDirectories(project.resolve("repo/.beads"));
    Files.createDirectories(project.resolve("repo/specs/001-login"));
    Files.writeString(project.resolve("repo/.beads/issues.jsonl"), "{}");
    Files.writeString(project.resolve("repo/specs/001-login/tasks.md"), "");
    Files.createSymbolicLink(
        project.resolve("repo/tasks.json"), project.resolve("repo/.beads/issues.jsonl"));
    Cli.Result result = cli.run("plan", "repo", "--json");
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.error().get("problems").get(0).get("hint").asString())
        .isEqualTo(
            "it seems to hold .beads/issues.jsonl, specs/001-login/tasks.md: name what you want");
  }

  @Test
  void a_round_trip_changes_status_and_notes_and_nothing_else() throws Exception {
    plan("a|todo|A|", "b|todo|B|a", "c|todo|C|", "d|later|D|", "e|odd word|E|");
    ok("plan", "plan.toy");
    String before = Files.readString(project.resolve("plan.toy"));
    assertThat(ok("export", "toy").out()).isEqualTo(before);
    ok("cancel", "toy-c");
    assertThat(cli.run("execute", "--no-git", "--agent", "claude", "-q").code())
        .as("one is cancelled, one held")
        .isEqualTo(1);
    ok("retry", "toy-d");
    ok("note", "--task", "toy-b", "seen");
    String expected = "#toy\na|done|A|\nb|done|B|a\n> seen\nc|dropped|C|\nd|todo|D|\ne|done|E|\n";
    Cli.Result printed = ok("export", "toy");
    assertThat(printed.out()).isEqualTo(expected);
    assertThat(printed.err()).contains("plan.toy: changed");
    Files.setPosixFilePermissions(
        project.resolve("plan.toy"), PosixFilePermissions.fromString("rw-r-----"));
    ok("export", "toy", "--in-place");
    assertThat(project.resolve("plan.toy")).hasContent(expected);
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(project.resolve("plan.toy"))))
        .isEqualTo("rw-r-----");
    assertThat(ok("export", "toy", "--in-place").err()).contains("unchanged");
    long last = ok("events", "--json").lines().size();
    JsonNode again = ok("plan", "plan.toy", "--json").json();
    assertThat(again.get("changes")).isEmpty();
    assertThat((long) ok("events", "--json").lines().size()).isEqualTo(last);
  }

  @Test
  void only_the_plan_that_was_taken_in_is_replaced_and_never_through_a_link_out(
      @TempDir Path elsewhere) throws Exception {
    plan("a|done|A|", "b|todo|B|");
    ok("plan", "plan.toy");
    Path copy = Files.copy(project.resolve("plan.toy"), project.resolve("copy.toy"));
    assertThat(cli.run("export", "toy", "copy.toy", "--in-place").code()).isEqualTo(2);
    ok("export", "toy", "copy.toy", "--output", "out.toy");
    assertThat(project.resolve("out.toy")).hasSameTextualContentAs(copy);
    Path outside = Files.move(project.resolve("plan.toy"), elsewhere.resolve("plan.toy"));
    Files.createSymbolicLink(project.resolve("plan.toy"), outside);
    ok("cancel", "toy-b");
    String before = Files.readString(outside);
    Cli.Result refused = cli.run("export", "toy", "--in-place");
    assertThat(refused.code()).isEqualTo(7);
    assertThat(refused.err()).contains("link out of the project");
    assertThat(outside).hasContent(before);
    assertThat(cli.run("export", "nothing").code()).isEqualTo(2);
    assertThat(cli.run("export", "toy", "--in-place", "--output", "x").code()).isEqualTo(2);
  }

  @Test
  void execute_says_at_once_that_nobody_can_work_and_takes_a_named_preset() throws Exception {
    plan("a|todo|A|");
    ok("plan", "plan.toy");
    Cli.Result nobody = cli.run("execute", "--no-git");
    assertThat(nobody.code()).isEqualTo(2);
    assertThat(nobody.err()).contains("--agent NAME").contains("agents.default");
    assertThat(agent.started()).isEmpty();
    ok("execute", "--no-git", "--agent", "claude");
    assertThat(presets).containsExactly("claude {preset=claude}");
    assertThat(agent.started()).containsExactly("toy-a");
    assertThat(ok("show", "toy-a").out()).contains("comes from").contains("toy a");
  }

  @Test
  void the_agent_that_works_by_default_is_a_setting() throws Exception {
    plan("a|todo|A|");
    ok("plan", "plan.toy");
    Path config = project.resolve(".milestones/config/milestone-config.yaml");
    Files.createDirectories(config.getParent());
    Files.writeString(config, "agents: {default: codex}\n");
    ok("execute", "--no-git");
    assertThat(presets).containsExactly("codex {preset=codex}");
  }
}
