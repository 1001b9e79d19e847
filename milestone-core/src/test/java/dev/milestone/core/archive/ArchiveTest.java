package dev.milestone.core.archive;

import static dev.milestone.core.monitor.TestProject.agent;
import static dev.milestone.core.monitor.TestProject.milestone;
import static dev.milestone.core.monitor.TestProject.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.milestone.ArchiveCheck;
import dev.milestone.MilestoneException;
import dev.milestone.core.kernel.Command;
import dev.milestone.core.monitor.TestProject;
import dev.milestone.core.projection.Folders;
import dev.milestone.core.projection.Golden;
import dev.milestone.core.projection.ProjectedFile;
import dev.milestone.model.AttemptOutcome;
import dev.milestone.model.Criterion;
import dev.milestone.model.DecisionStatus;
import dev.milestone.model.Deliverable;
import dev.milestone.model.ExternalDependency;
import dev.milestone.model.RetryPolicy;
import dev.milestone.spi.agent.CommandRequest;
import dev.milestone.spi.agent.CommandResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveTest {

  @TempDir Path root;
  @TempDir Path elsewhere;

  private final TestProject project = new TestProject();
  private final List<List<String>> ran = new ArrayList<>();
  private int ids;
  private Path milestones;

  @BeforeEach
  void folder() throws IOException {
    milestones = Files.createDirectory(root.resolve(".milestones"));
  }

  private Function<CommandRequest, CommandResult> exits(int code) {
    return request -> {
      ran.add(request.command());
      String output = "line\nsaid \"" + code + "\"\n";
      return new CommandResult(
          code, Duration.ofMillis(1200), output, output.length(), "ab".repeat(32), "");
    };
  }

  private ArchiveValidation validate(int exitCode) {
    ArchiveCandidate candidate = ArchiveCandidate.of(project.state, "m1");
    return new ArchiveValidator(root, exits(exitCode), () -> "d" + ids++, Duration.ofMinutes(1))
        .validate(candidate);
  }

  private List<String> results(ArchiveValidation validation) {
    List<String> results = new ArrayList<>();
    for (ArchiveCheck check : validation.checks()) {
      results.add(check.kind() + " " + check.result());
    }
    return results;
  }

  private void planAndRun() {
    project.plan(
        List.of(
            milestone("m1")
                .due(LocalDate.of(2026, 12, 18))
                .successCriteria(
                    List.of(
                        new Criterion("login works end to end", List.of()),
                        new Criterion("all tests pass", List.of("make", "test"))))
                .deliverables(
                    List.of(
                        new Deliverable("docs/login.md", "says how to reset"),
                        new Deliverable("README.md", "")))
                .externalDependencies(
                    List.of(
                        new ExternalDependency("mail provider", List.of("ping", "mail")),
                        new ExternalDependency("contract", List.of())))
                .signOff(List.of("STAKEHOLDER"))
                .codeReview(true)
                .build(),
            milestone("m2").build()),
        List.of(
            task("t1", "m1").build(),
            task("t2", "m1", "t1")
                .verify(List.of("true"))
                .retry(new RetryPolicy(3, Duration.ofSeconds(5)))
                .build(),
            task("t3", "m1").kind("docs").build(),
            task("t4", "m1").build(),
            task("u1", "m2").build()));
    project.decide(new Command.CancelTask("t4", "not needed"));
    project.decide(new Command.CancelTask("u1", "later"));
    project.begin("s1", 4, agent("builder", 4, "shell"));
    project.after(Duration.ofHours(1)).report("t1", AttemptOutcome.SUCCEEDED, "done");
    project.after(Duration.ofMinutes(10)).report("t2", AttemptOutcome.FAILED, "no \"luck\"");
    project.after(Duration.ofMinutes(1)).decide(new Command.Dispatch());
    project.after(Duration.ofHours(5)).report("t2", AttemptOutcome.SUCCEEDED, "done");
    verify("t2");
    project.after(Duration.ofHours(1)).report("t3", AttemptOutcome.SUCCEEDED, "done");
    assertThat(project.state.milestone("m1").status().text()).isEqualTo("completed");
  }

  private void verify(String task) {
    Map<String, Object> evidence = new LinkedHashMap<>();
    evidence.put("exit_code", 0L);
    evidence.put("duration_ms", 5L);
    project.decide(
        new Command.Verified(project.state.task(task).active().effectId(), true, "", evidence));
  }

  private void deliver() throws IOException {
    Files.createDirectories(root.resolve("docs"));
    Files.writeString(root.resolve("docs/login.md"), "reset so");
    Files.writeString(root.resolve("README.md"), "read me");
  }

  private void answerAll(DecisionStatus status) {
    project.after(Duration.ofMinutes(1));
    for (String id : new ArrayList<>(project.state.decisions().keySet())) {
      if (project.state.decisions().get(id).status() == DecisionStatus.OPEN) {
        project.decide(new Command.Decide(id, status, "because"));
      }
    }
  }

  private ArchiveWriter writer() {
    return new ArchiveWriter(milestones, project.journal);
  }

  // ---- validation ----

  @Test
  void all_problems_are_told_at_once_and_what_persons_must_say_is_asked_once() throws IOException {
    planAndRun();
    ArchiveValidation first = validate(1);
    assertThat(results(first))
        .containsExactly(
            "tasks passed",
            "criterion waiting",
            "criterion failed",
            "deliverable failed",
            "deliverable failed",
            "external_dependency failed",
            "external_dependency waiting",
            "review waiting",
            "sign_off waiting");
    assertThat(first.checks().get(0).detail())
        .contains("2 cancelled".replace('2', '1'), "t1", "t3");
    assertThat(first.waiting()).isTrue();
    assertThat(first.failed()).isTrue();
    assertThat(first.problems()).hasSize(4);
    assertThat(first.requests())
        .extracting(Command.DecisionRequest::kind)
        .containsExactly("criterion", "external_dependency", "review", "sign_off");
    assertThat(ran).containsExactly(List.of("make", "test"), List.of("ping", "mail"));
    deliver();
    project.decide(new Command.RequestDecisions(first.requests()));
    ArchiveValidation second = validate(0);
    assertThat(second.failed()).isFalse();
    assertThat(second.waiting()).isTrue();
    assertThat(second.requests())
        .as("only the deliverable is new")
        .extracting(Command.DecisionRequest::subject)
        .containsExactly("docs/login.md");
    project.decide(new Command.RequestDecisions(second.requests()));
    answerAll(DecisionStatus.APPROVED);
    ArchiveValidation third = validate(0);
    assertThat(third.passed()).isTrue();
    assertThat(third.requests()).isEmpty();
  }

  @Test
  void a_rejection_fails_until_the_milestone_is_completed_anew() throws IOException {
    planAndRun();
    deliver();
    project.decide(new Command.RequestDecisions(validate(0).requests()));
    answerAll(DecisionStatus.REJECTED);
    ArchiveValidation rejected = validate(0);
    assertThat(rejected.failed()).isTrue();
    assertThat(rejected.waiting()).isFalse();
    assertThat(rejected.problems()).hasSize(5);
    project.after(Duration.ofMinutes(1));
    project.decide(new Command.AddTask(task("t9", "m1").build()));
    assertThat(results(validate(0))).contains("tasks failed");
    assertThat(validate(0).requests()).as("nobody is asked while work is left").isEmpty();
    project.after(Duration.ofMinutes(1));
    project.decide(new Command.CancelTask("t9", "no"));
    assertThat(validate(0).requests()).hasSize(5);
  }

  @Test
  void a_deliverable_outside_the_project_does_not_count() throws IOException {
    Files.writeString(elsewhere.resolve("secret"), "x");
    Files.createSymbolicLink(root.resolve("link"), elsewhere.resolve("secret"));
    project.plan(
        List.of(
            milestone("m1")
                .deliverables(
                    List.of(
                        new Deliverable("link", ""),
                        new Deliverable("../" + elsewhere.getFileName() + "/secret", ""),
                        new Deliverable(elsewhere.resolve("secret").toString(), ""),
                        new Deliverable("a\0b", "")))
                .build()),
        List.of());
    assertThat(validate(0).checks())
        .filteredOn(check -> check.kind().equals("deliverable"))
        .extracting(ArchiveCheck::result)
        .containsOnly("failed");
  }

  @Test
  void an_unknown_milestone_is_refused() {
    assertThatThrownBy(() -> ArchiveCandidate.of(project.state, "nope"))
        .isInstanceOfSatisfying(
            MilestoneException.class, e -> assertThat(e.code()).isEqualTo("unknown_milestone"));
  }

  // ---- writing ----

  private ArchiveValidation passed() throws IOException {
    planAndRun();
    deliver();
    project.decide(new Command.RequestDecisions(validate(0).requests()));
    answerAll(DecisionStatus.APPROVED);
    ArchiveValidation validation = validate(0);
    assertThat(validation.passed()).isTrue();
    return validation;
  }

  private ArchiveWriter.Written write(ArchiveValidation validation, String effect) {
    return writer().write(ArchiveCandidate.of(project.state, "m1"), validation, effect);
  }

  private void start(String effect) {
    project
        .after(Duration.ofMinutes(1))
        .decide(new Command.StartArchive("m1", effect, ArchiveWriter.folderOf("m1")));
  }

  @Test
  void five_files_say_what_was() throws IOException {
    ArchiveValidation validation = passed();
    start("e1");
    ArchiveWriter.Written written = write(validation, "e1");
    assertThat(written.folder()).isEqualTo(".milestones/completed/m1");
    StringBuilder all = new StringBuilder();
    Folders.content(milestones.resolve("completed"))
        .forEach((name, text) -> all.append("==== ").append(name).append('\n').append(text));
    Golden.check("archive/completed.txt", all.toString());
    assertThat(written.lessons()).isNotEmpty();
    project.decide(new Command.FinishArchive("m1", "e1", written.details()));
    assertThat(project.state.milestone("m1").status().text()).isEqualTo("archived");
    assertThat(project.state.milestone("m1").archiveFolder()).isEqualTo(".milestones/completed/m1");
    for (String name : List.of("definition", "completion-report", "lessons-learned")) {
      assertThat(
              ProjectedFile.isUntouched(
                  Files.readAllBytes(milestones.resolve("completed/m1/" + name + ".yaml"))))
          .isTrue();
    }
  }

  @Test
  void the_audit_trail_holds_every_line_of_the_milestone_verbatim() throws IOException {
    ArchiveValidation validation = passed();
    start("e1");
    write(validation, "e1");
    StringBuilder expected = new StringBuilder();
    for (String line : project.journal.text().split("\n")) {
      if (line.contains("\"milestone_id\":\"m1\"")) {
        expected.append(line).append('\n');
      }
    }
    assertThat(Folders.read(milestones.resolve("completed/m1/audit-trail.jsonl")))
        .isEqualTo(expected.toString());
  }

  @Test
  void the_same_effect_again_changes_nothing_and_says_the_same() throws IOException {
    ArchiveValidation validation = passed();
    start("e1");
    ArchiveWriter.Written first = write(validation, "e1");
    Map<String, String> before = Folders.content(milestones);
    project.decide(new Command.AddNote(null, "m1", "afterwards"));
    assertThat(write(validation, "e1")).isEqualTo(first);
    assertThat(Folders.content(milestones)).isEqualTo(before);
  }

  @Test
  void what_a_killed_process_left_of_the_same_effect_is_replaced() throws IOException {
    ArchiveValidation validation = passed();
    start("e1");
    Path half = Files.createDirectories(milestones.resolve("completed/.tmp-e1"));
    Files.writeString(half.resolve("definition.yaml"), "half");
    Files.writeString(half.resolve("unknown"), "half");
    write(validation, "e1");
    assertThat(half).doesNotExist();
    assertThat(Folders.content(milestones.resolve("completed/m1")).keySet())
        .containsExactly(
            "audit-trail.jsonl",
            "completion-report.yaml",
            "definition.yaml",
            "lessons-learned.yaml",
            "performance-analysis.yaml");
  }

  @Test
  void a_folder_of_something_else_is_never_overwritten() throws IOException {
    ArchiveValidation validation = passed();
    start("e1");
    Path there = Files.createDirectories(milestones.resolve("completed/m1"));
    Files.writeString(there.resolve("precious"), "x");
    assertThatThrownBy(() -> writer().requireFree("m1")).isInstanceOf(MilestoneException.class);
    assertThatThrownBy(() -> write(validation, "e1"))
        .isInstanceOfSatisfying(
            MilestoneException.class, e -> assertThat(e.code()).isEqualTo("archive_exists"));
    assertThat(Folders.content(milestones.resolve("completed"))).containsOnlyKeys("m1/precious");
    Folders.delete(there);
    write(validation, "e1");
    start("e2");
    assertThatThrownBy(() -> write(validation, "e2"))
        .isInstanceOfSatisfying(
            MilestoneException.class, e -> assertThat(e.code()).isEqualTo("archive_exists"));
  }

  @Test
  void an_empty_folder_of_something_else_is_not_taken_either() throws IOException {
    ArchiveValidation validation = passed();
    start("e1");
    Files.createDirectories(milestones.resolve("completed/m1"));
    assertThatThrownBy(() -> write(validation, "e1")).isInstanceOf(MilestoneException.class);
  }

  @Test
  void a_link_in_place_of_the_folder_is_refused() throws IOException {
    ArchiveValidation validation = passed();
    start("e1");
    Files.createSymbolicLink(milestones.resolve("completed"), elsewhere);
    assertThatThrownBy(() -> write(validation, "e1"))
        .isInstanceOfSatisfying(
            MilestoneException.class, e -> assertThat(e.code()).isEqualTo("symlink"));
    assertThat(Folders.content(elsewhere)).isEmpty();
  }

  @Test
  void without_its_intent_in_the_journal_nothing_is_written() throws IOException {
    ArchiveValidation validation = passed();
    assertThatThrownBy(() -> write(validation, "e7"))
        .isInstanceOfSatisfying(
            MilestoneException.class, e -> assertThat(e.code()).isEqualTo("no_archive_intent"));
    assertThat(milestones.resolve("completed/m1")).doesNotExist();
  }

  @Test
  void bytes_depend_on_the_journal_only() throws IOException {
    ArchiveValidation validation = passed();
    start("e1");
    write(validation, "e1");
    Map<String, String> first = Folders.content(milestones.resolve("completed"));
    Path again = Files.createDirectory(elsewhere.resolve(".milestones"));
    new ArchiveWriter(again, project.journal)
        .write(ArchiveCandidate.of(project.refold(), "m1"), validation, "e1");
    assertThat(Folders.content(again.resolve("completed"))).isEqualTo(first);
    assertThat(first.get("m1/completion-report.yaml").getBytes(StandardCharsets.UTF_8))
        .isNotEmpty();
  }
}
