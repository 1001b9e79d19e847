package dev.milestone.core.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.milestone.MilestoneException;
import dev.milestone.Problem;
import dev.milestone.model.AgentDefinition;
import dev.milestone.model.Dependency;
import dev.milestone.model.DependencyType;
import dev.milestone.model.MilestoneId;
import dev.milestone.model.ProjectDefinition;
import dev.milestone.model.TaskDefinition;
import dev.milestone.model.TaskId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is right in a plan file, and what is only visible over several elements. */
class PlanFileReaderTest {

  private static PlanSource source(String name, String text) {
    return new PlanSource(name, text.getBytes(StandardCharsets.UTF_8));
  }

  private static ProjectDefinition read(String text) {
    return PlanFileReader.read(List.of(source("p.yaml", text))).project();
  }

  private static MilestoneException refused(KnownProject known, PlanSource... sources) {
    return catchThrowableOfType(
        MilestoneException.class, () -> PlanFileReader.read(List.of(sources), known));
  }

  private static KnownProject known(ProjectDefinition project) {
    return KnownProject.of(project.milestones(), project.tasks(), project.resources());
  }

  @Test
  void theExampleOfTheDocumentIsReadWithoutAWarning() throws IOException {
    String document = Files.readString(documents().resolve("plan-file.md"));
    int begin = document.indexOf("```yaml\n") + 8;
    String example = document.substring(begin, document.indexOf("```\n", begin));
    PlanDocument plan = PlanFileReader.read(List.of(source("plan-file.md", example)));
    assertThat(plan.warnings()).isEmpty();
    for (PlanKeys section : PlanKeys.all()) {
      for (String key : section.keys()) {
        assertThat(document).as(section.schemaName() + " " + key).contains("`" + key + "`");
        assertThat(example).as(section.schemaName() + " " + key).contains(key + ":");
      }
    }
  }

  static Path documents() {
    Path here = Path.of("").toAbsolutePath();
    return Files.isDirectory(here.resolve("docs"))
        ? here.resolve("docs")
        : here.resolveSibling("docs");
  }

  @Test
  void byteOrderMarkAndHeaderOfAProjectionAreSkipped() {
    String text =
        "\uFEFF# yaml-language-server: $schema=x\n"
            + "# milestone: seq 12 sha256 ab\n"
            + "milestones: [{id: m}]";
    PlanDocument plan = PlanFileReader.read(List.of(source("p.yaml", text)));
    assertThat(plan.place("m")).contains(new PlanDocument.Place("p.yaml", 3, 19));
  }

  @Test
  void dependenciesNameTasksAndMilestones() {
    List<Dependency> dependencies =
        read("""
        milestones:
          - {id: m0, tasks: [{id: a}]}
          - id: m1
            tasks:
              - {id: b, depends_on: [m0, a, {milestone: m0, lag: 1h}, {task: a, type: start-start}]}
        """)
            .tasks()
            .get(1)
            .dependencies();
    assertThat(dependencies)
        .containsExactly(
            Dependency.on(MilestoneId.of("m0")),
            Dependency.on(TaskId.of("a")),
            new Dependency(
                Optional.empty(),
                Optional.of(MilestoneId.of("m0")),
                DependencyType.FINISH_START,
                Duration.ofHours(1)),
            new Dependency(
                Optional.of(TaskId.of("a")),
                Optional.empty(),
                DependencyType.START_START,
                Duration.ZERO));
  }

  @Test
  void aDayOfAnEstimateIsAWorkingDayOfTheCalendar() {
    String plan = "milestones: [{id: m, tasks: [{id: t, estimate: 1w, timeout: 1d}]}]\n";
    TaskDefinition around = read(plan).tasks().get(0);
    assertThat(around.estimate().orElseThrow().likely()).isEqualTo(Duration.ofDays(7));
    TaskDefinition office =
        read("calendar: {days: mon-thu, hours: \"09:00-17:00\"}\n" + plan).tasks().get(0);
    assertThat(office.estimate().orElseThrow().likely()).isEqualTo(Duration.ofHours(32));
    assertThat(office.timeout()).contains(Duration.ofDays(1));
  }

  @Test
  void aVerificationAsTextIsSplitAtBlanksWithNothingExpanded() {
    TaskDefinition task =
        read("milestones: [{id: m, tasks: [{id: t, verify: '  make \"a b\" $X *'}]}]")
            .tasks()
            .get(0);
    assertThat(task.verify()).containsExactly("make", "\"a", "b\"", "$X", "*");
  }

  @Test
  void tasksWithoutIdsAreNumberedRoundTheTakenNumbers() {
    ProjectDefinition plan =
        read(
            """
            milestones:
              - id: m
                tasks: [{title: one}, {id: m-t002, title: x}, {title: two}]
            """);
    assertThat(plan.tasks().stream().map(t -> t.id().value()))
        .containsExactly("m-t001", "m-t002", "m-t003");
  }

  @Test
  void tasksWithoutIdsAreFoundAgainByTitle() {
    ProjectDefinition first = read("milestones: [{id: m, tasks: [{title: a}, {title: b}]}]");
    ProjectDefinition second =
        PlanFileReader.read(
                List.of(
                    source(
                        "p",
                        "milestones: [{id: m, tasks: [{title: new}, {title: b}, {title: a}]}]")),
                known(first))
            .project();
    assertThat(second.tasks().stream().map(t -> t.id().value()))
        .containsExactly("m-t003", "m-t002", "m-t001");
    assertThat(second.tasks().subList(1, 3))
        .as("those that were there are as they were")
        .containsExactlyInAnyOrderElementsOf(first.tasks());
  }

  @Test
  void aTitleThatFitsSeveralKnownTasksIsAmbiguous() {
    ProjectDefinition first =
        read("milestones: [{id: m, tasks: [{id: x, title: a}, {id: y, title: a}]}]");
    MilestoneException error =
        refused(known(first), source("p", "milestones: [{id: m, tasks: [{title: a}]}]"));
    assertThat(error.problems()).hasSize(1);
    assertThat(error.problems().get(0).hint()).contains("x, y");
  }

  @Test
  void twoTasksWithOneTitleAndNoIdAreAWarningAtFirstAndAmbiguousLater() {
    PlanSource source = source("p", "milestones: [{id: m, tasks: [{title: a}, {title: a}]}]");
    PlanDocument first = PlanFileReader.read(List.of(source));
    assertThat(first.warnings()).hasSize(1);
    assertThat(refused(known(first.project()), source).problems()).isNotEmpty();
  }

  @Test
  void referencesMayGoToWhatTheProjectHoldsAlready() {
    KnownProject known =
        known(read("resources: {db: 2}\nmilestones: [{id: old, tasks: [{id: done}]}]"));
    ProjectDefinition plan =
        PlanFileReader.read(
                List.of(
                    source(
                        "p",
                        "milestones: [{id: m, depends_on: [old],"
                            + " tasks: [{id: t, depends_on: [done], resources: {db: 1}}]}]")),
                known)
            .project();
    assertThat(plan.tasks().get(0).dependencies())
        .containsExactly(Dependency.on(TaskId.of("done")));
    // but not to a task that this version of its milestone no longer has
    MilestoneException error =
        refused(
            known, source("p", "milestones: [{id: old, tasks: [{id: t, depends_on: [done]}]}]"));
    assertThat(error.problems().get(0).hint()).contains("no longer has this task");
  }

  @Test
  void aCycleThroughWhatTheProjectHoldsIsFound() {
    KnownProject known =
        known(
            read(
                "milestones: [{id: m, tasks: [{id: a}]}, {id: n, tasks: [{id: b, depends_on:"
                    + " [a]}]}]"));
    MilestoneException error =
        refused(known, source("p", "milestones: [{id: m, tasks: [{id: a, depends_on: [b]}]}]"));
    assertThat(error.problems().get(0).found()).isEqualTo("the cycle a → b → a");
  }

  @Test
  void severalFilesAreTakenInTogetherAndProblemsNameTheRightOne() {
    PlanSource one =
        source("one.yaml", "resources: {db: 1}\nmilestones: [{id: a, depends_on: [b]}]");
    PlanSource two =
        source("two.yaml", "milestones: [{id: b, tasks: [{id: t, resources: {db: 1}}]}]");
    assertThat(PlanFileReader.read(List.of(one, two)).project().milestones()).hasSize(2);
    PlanSource three =
        source("three.yaml", "resources: {db: 2}\nmilestones:\n- {id: c, due: x}\n- {id: a}");
    List<Problem> problems = refused(KnownProject.NONE, one, two, three).problems();
    assertThat(problems.stream().map(p -> p.file() + ":" + p.line() + " " + p.field()))
        .containsExactly(
            "three.yaml:1 resources.db",
            "three.yaml:3 milestones[0].due",
            "three.yaml:4 milestones[1].id");
    assertThat(problems.get(2).hint()).contains("one.yaml");
  }

  @Test
  void aCapabilityThatNoAgentHasIsAWarning() {
    PlanDocument plan =
        PlanFileReader.read(
            List.of(
                source(
                    "p",
                    "agents: [{id: a, capabilities: [shell]}]\n"
                        + "milestones: [{id: m, tasks: [{id: t, requires: [shel]}, {id: u,"
                        + " requires: [shel]}]}]")));
    assertThat(plan.warnings()).hasSize(1);
    assertThat(plan.warnings().get(0).hint()).isEqualTo("did you mean 'shell'?");
    assertThat(plan.warnings().get(0).line()).isEqualTo(2);
  }

  @Test
  void aPromptAsTheScriptOfAShellIsAWarning() {
    PlanDocument plan =
        PlanFileReader.read(
            List.of(
                source(
                    "p",
                    "agents: [{id: a, command: [sh, -c, '{prompt}']}]\nmilestones: [{id: m}]")));
    assertThat(plan.warnings()).hasSize(1);
  }

  @Test
  void aPresetIsShortForItsProviderAndASetting() {
    AgentDefinition agent =
        PlanFileReader.read(
                List.of(
                    source(
                        "p",
                        "agents: [{id: a, preset: claude, settings: {model: sonnet}}]\n"
                            + "milestones: [{id: m}]")))
            .project()
            .agents()
            .get(0);
    assertThat(agent.provider()).isEqualTo("preset");
    assertThat(agent.settings()).isEqualTo(Map.of("preset", "claude", "model", "sonnet"));
  }

  @Test
  void aPresetBesideACommandOrAnotherProviderIsRefused() {
    for (String other : List.of("command: [x]", "provider: process", "settings: {preset: codex}")) {
      String text = "agents: [{id: a, preset: claude, " + other + "}]\nmilestones: [{id: m}]";
      List<Problem> problems = refused(KnownProject.NONE, source("p", text)).problems();
      assertThat(problems).as(other).hasSize(1);
      assertThat(problems.get(0).line()).isEqualTo(1);
    }
  }

  @Test
  void allProblemsAreCountedAndTheFirstHundredListed() {
    StringBuilder text = new StringBuilder("milestones:\n");
    for (int i = 0; i < 250; i++) {
      text.append("- {id: m").append(i).append(", due: x}\n");
    }
    MilestoneException error = refused(KnownProject.NONE, source("p", text.toString()));
    assertThat(error.problems()).hasSize(MilestoneException.MAX_PROBLEMS);
    assertThat(error.getMessage()).contains("250 problems").contains("150 more");
  }

  @Test
  void aCycleOfTenThousandIsNamedByBothItsEnds() {
    StringBuilder text = new StringBuilder("milestones:\n");
    for (int i = 0; i < 10_000; i++) {
      text.append("- {id: m").append(i).append(", depends_on: [m").append((i + 1) % 10_000);
      text.append("]}\n");
    }
    List<Problem> problems = refused(KnownProject.NONE, source("p", text.toString())).problems();
    assertThat(problems).hasSize(1);
    assertThat(problems.get(0).found())
        .startsWith("the cycle m0 → m1 → m2 → ")
        .endsWith(" more … → m9999 → m0");
    assertThat(problems.get(0).hint()).startsWith("10000 wait for each other");
    assertThat(problems.get(0).line()).isEqualTo(2);
  }

  @Test
  void extensionsOfTasksAndMilestonesAreKept() {
    ProjectDefinition plan =
        read("milestones: [{id: m, x-a: {b: [1, 2.5, true, text]}, tasks: [{id: t, x-c: d}]}]");
    assertThat(plan.milestones().get(0).extensions())
        .isEqualTo(Map.of("x-a", Map.of("b", List.of(1L, 2.5, true, "text"))));
    assertThat(plan.tasks().get(0).extensions()).isEqualTo(Map.of("x-c", "d"));
  }

  @Test
  void aHundredThousandTasksAreReadAndScheduled() {
    StringBuilder text = new StringBuilder("milestones:\n");
    for (int i = 0; i < 1_000; i++) {
      text.append("- id: m").append(i).append("\n  tasks:\n");
      for (int j = 0; j < 100; j++) {
        text.append("  - id: t").append(i).append('-').append(j);
        text.append("\n    title: Task ").append(j).append("\n    estimate: 90m\n");
        text.append("    files: [\"src/m").append(i).append("/**\"]\n");
        text.append("    depends_on: [")
            .append(j == 0 ? "" : "t" + i + "-" + (j - 1))
            .append("]\n");
      }
    }
    ProjectDefinition plan = read(text.toString());
    assertThat(plan.tasks()).hasSize(100_000);
    CriticalPath.Result result = CriticalPath.of(plan, CriticalPath.DEFAULT_TASK);
    assertThat(result.makespan()).isEqualTo(Duration.ofMinutes(9_000));
    assertThat(result.criticalPath()).hasSize(100);
  }
}
