package dev.milestone.core.projection;

import static dev.milestone.core.monitor.TestProject.agent;
import static dev.milestone.core.monitor.TestProject.milestone;
import static dev.milestone.core.monitor.TestProject.task;
import static org.assertj.core.api.Assertions.assertThat;

import dev.milestone.core.kernel.Command;
import dev.milestone.core.monitor.TestProject;
import dev.milestone.core.projection.Projector.Result;
import dev.milestone.model.AttemptOutcome;
import dev.milestone.model.Criterion;
import dev.milestone.model.DecisionStatus;
import dev.milestone.model.Estimate;
import dev.milestone.model.RetryPolicy;
import dev.milestone.spi.storage.StoreProblem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.dataformat.yaml.YAMLMapper;

class ProjectorTest {

  private static final YAMLMapper JACKSON = new YAMLMapper();

  @TempDir Path dir;
  @TempDir Path other;

  private final TestProject project = new TestProject();
  private final List<Projector> open = new ArrayList<>();

  @AfterEach
  void close() {
    open.forEach(Projector::close);
  }

  private Projector projector() {
    return projector(dir, "boot-1");
  }

  private Projector projector(Path folder, String boot) {
    Projector projector = new Projector(folder, project.journal, project, boot);
    open.add(projector);
    return projector;
  }

  private void twoMilestones() {
    project.plan(
        List.of(
            milestone("m1").due(LocalDate.of(2026, 12, 18)).build(),
            milestone("m2")
                .dependsOn(List.of(dev.milestone.model.MilestoneId.of("m1")))
                .successCriteria(List.of(new Criterion("tests pass", List.of("make", "test"))))
                .build()),
        List.of(
            task("t1", "m1").files(List.of("src/**")).build(),
            task("t2", "m1", "t1").requires(List.of("shell")).build(),
            task("t3", "m2")
                .title("say \"no\": # \\ \n – 🚀")
                .retry(new RetryPolicy(3, Duration.ofSeconds(1)))
                .build()));
  }

  private Map<String, String> fresh() throws IOException {
    Folders.delete(other);
    Files.createDirectories(other);
    TestProject again = project;
    try (Projector projector =
        new Projector(
            other,
            again.journal,
            new StateView() {
              private final dev.milestone.core.kernel.State folded = again.refold();

              @Override
              public <T> T look(
                  java.util.function.Function<dev.milestone.core.kernel.State, T> look) {
                return look.apply(folded);
              }
            },
            "boot-1")) {
      assertThat(projector.finish()).isEqualTo(Result.DONE);
    }
    return Folders.content(other);
  }

  @Test
  void every_line_stands_verbatim_in_exactly_one_log() {
    twoMilestones();
    project.begin("s1", 4, agent("builder", 4, "shell"));
    project.runAll(Duration.ofHours(3));
    assertThat(projector().run()).isEqualTo(Result.DONE);
    assertThat(Folders.logs(dir)).isEqualTo(project.journal.text());
    assertThat(Folders.content(dir).keySet())
        .containsExactlyInAnyOrder(
            ".gitignore",
            "active/dependencies.yaml",
            "active/m1.yaml",
            "active/m2.yaml",
            "config/dependencies.yaml",
            "config/risk-register.yaml",
            "config/timeline-estimates.yaml",
            "logs/agent-coordination.jsonl",
            "logs/execution-m1.jsonl",
            "logs/execution-m2.jsonl",
            "logs/milestone-updates.jsonl",
            "sessions/agents/builder.yaml",
            "sessions/s1.yaml");
  }

  @Test
  void the_tree_looks_as_it_should() throws IOException {
    twoMilestones();
    project.begin("s1", 4, agent("builder", 4, "shell"));
    project.after(Duration.ofHours(3)).report("t1", AttemptOutcome.SUCCEEDED, "done");
    project.decide(new Command.AddNote("t2", null, "mind the gap"));
    project.decide(new Command.Focus("m2"));
    assertThat(projector().run()).isEqualTo(Result.DONE);
    Map<String, String> content = Folders.content(dir);
    content.keySet().removeIf(name -> name.startsWith("logs/"));
    StringBuilder all = new StringBuilder();
    content.forEach((name, text) -> all.append("==== ").append(name).append('\n').append(text));
    Golden.check("projection/tree.txt", all.toString());
  }

  @Test
  void files_read_back_with_a_general_reader_are_what_the_state_says() {
    twoMilestones();
    projector().run();
    Object m2 = JACKSON.readValue(Folders.read(dir.resolve("active/m2.yaml")), Object.class);
    assertThat(m2)
        .isInstanceOfSatisfying(
            Map.class,
            map -> {
              assertThat(map.get("status")).isEqualTo("planned");
              Map<?, ?> t3 = (Map<?, ?>) ((List<?>) map.get("tasks")).get(0);
              assertThat(t3.get("title")).isEqualTo("say \"no\": # \\ \n – 🚀");
            });
  }

  @Test
  void deleting_everything_gives_it_back_byte_for_byte() throws IOException {
    twoMilestones();
    Projector projector = projector();
    projector.run();
    project.begin("s1", 4, agent("builder", 4, "shell"));
    projector.run();
    project.runAll(Duration.ofHours(1));
    assertThat(projector.finish()).isEqualTo(Result.DONE);
    Map<String, String> before = Folders.content(dir);
    assertThat(fresh()).isEqualTo(before);
    projector.close();
    for (String name : List.of("active", "config", "logs", "sessions")) {
      Folders.delete(dir.resolve(name));
    }
    assertThat(projector().finish()).isEqualTo(Result.DONE);
    assertThat(Folders.content(dir)).isEqualTo(before);
  }

  @Test
  void logs_deleted_while_the_projector_lives_are_made_again() throws IOException {
    twoMilestones();
    Projector projector = projector();
    projector.run();
    Folders.delete(dir.resolve("logs"));
    project.decide(new Command.Focus("m2"));
    assertThat(projector.run()).isEqualTo(Result.DONE);
    assertThat(Folders.logs(dir)).isEqualTo(project.journal.text());
  }

  @Test
  void an_archived_milestone_leaves_active_and_stands_in_the_index() throws IOException {
    twoMilestones();
    Projector projector = projector();
    project.begin("s1", 4, agent("builder", 4, "shell"));
    project.runAll(Duration.ofHours(1));
    projector.run();
    assertThat(dir.resolve("active/m1.yaml")).exists();
    project.decide(new Command.StartArchive("m1", "e1", ".milestones/completed/m1"));
    project.decide(
        new Command.FinishArchive(
            "m1",
            "e1",
            new LinkedHashMap<>(Map.of("effect_id", "e1", "folder", ".milestones/completed/m1"))));
    assertThat(projector.run()).isEqualTo(Result.DONE);
    assertThat(dir.resolve("active/m1.yaml")).doesNotExist();
    assertThat(Folders.read(dir.resolve("completed/archive-index.yaml")))
        .contains("- id: \"m1\"")
        .contains("folder: \".milestones/completed/m1\"");
    assertThat(fresh()).isEqualTo(Folders.content(dir));
  }

  // ---- kills ----

  @Test
  void what_a_killed_process_has_written_beyond_its_position_is_cut_off() throws IOException {
    twoMilestones();
    Projector first = projector();
    first.run();
    byte[] position = Files.readAllBytes(dir.resolve("logs/.position"));
    project.begin("s1", 4, agent("builder", 4, "shell"));
    project.runAll(Duration.ofHours(1));
    first.run();
    first.close();
    Files.write(dir.resolve("logs/.position"), position);
    Files.writeString(
        dir.resolve("logs/execution-m1.jsonl"),
        "{\"timestamp\":\"2026",
        StandardCharsets.UTF_8,
        StandardOpenOption.APPEND);
    assertThat(projector().finish()).isEqualTo(Result.DONE);
    assertThat(Folders.logs(dir)).isEqualTo(project.journal.text());
    assertThat(fresh()).isEqualTo(Folders.content(dir));
  }

  @Test
  void a_torn_position_makes_everything_anew() throws IOException {
    twoMilestones();
    Projector first = projector();
    first.run();
    first.close();
    Files.writeString(dir.resolve("logs/.position"), "{\"schema\":1,\"lo");
    assertThat(projector().run()).isEqualTo(Result.DONE);
    assertThat(Folders.logs(dir)).isEqualTo(project.journal.text());
  }

  @Test
  void after_another_boot_lines_that_were_not_forced_are_missed_and_made_anew() throws IOException {
    twoMilestones();
    Projector first = projector();
    first.finish();
    first.close();
    Path log = dir.resolve("logs/milestone-updates.jsonl");
    String text = Folders.read(log);
    Files.writeString(log, text.substring(0, text.lastIndexOf("{\"timestamp\"")));
    Projector second = projector(dir, "boot-2");
    assertThat(second.run()).isEqualTo(Result.DONE);
    assertThat(Folders.logs(dir)).isEqualTo(project.journal.text());
  }

  @Test
  void logs_of_another_journal_are_made_anew() throws IOException {
    TestProject before = new TestProject();
    before.plan(List.of(milestone("x").build()), List.of(task("x1", "x").build()));
    before.decide(new Command.Focus("x"));
    before.decide(new Command.Focus("x"));
    try (Projector first = new Projector(dir, before.journal, before, "boot-1")) {
      first.finish();
    }
    twoMilestones();
    assertThat(projector().finish()).isEqualTo(Result.DONE);
    assertThat(Folders.logs(dir)).isEqualTo(project.journal.text());
    assertThat(dir.resolve("active/x.yaml")).doesNotExist();
    assertThat(fresh()).isEqualTo(Folders.content(dir));
  }

  @Test
  void temporary_files_of_a_killed_process_are_removed() throws IOException {
    twoMilestones();
    Projector first = projector();
    first.run();
    first.close();
    Files.writeString(dir.resolve("active/.tmp-m1.yaml"), "half");
    Files.delete(dir.resolve("logs/.position"));
    assertThat(projector().run()).isEqualTo(Result.DONE);
    assertThat(dir.resolve("active/.tmp-m1.yaml")).doesNotExist();
  }

  // ---- several ----

  @Test
  void one_projects_and_the_others_are_told_so() {
    twoMilestones();
    Projector first = projector();
    Projector second = projector();
    assertThat(first.run()).isEqualTo(Result.DONE);
    assertThat(second.run()).isEqualTo(Result.BUSY);
    first.close();
    assertThat(second.run()).isEqualTo(Result.DONE);
  }

  @Test
  void a_projector_of_another_process_keeps_this_one_away() throws Exception {
    twoMilestones();
    Projector first = projector();
    first.run();
    first.close();
    String classes =
        Path.of(LockHolder.class.getProtectionDomain().getCodeSource().getLocation().toURI())
            .toString();
    Process holder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classes,
                LockHolder.class.getName(),
                dir.resolve("logs/.lock").toString())
            .redirectErrorStream(true)
            .start();
    try {
      assertThat(holder.inputReader().readLine()).isEqualTo("locked");
      project.decide(new Command.Focus("m2"));
      Projector second = projector();
      assertThat(second.run()).isEqualTo(Result.BUSY);
      holder.destroyForcibly().waitFor();
      assertThat(second.run()).isEqualTo(Result.DONE);
      assertThat(Folders.logs(dir)).isEqualTo(project.journal.text());
    } finally {
      holder.destroyForcibly();
    }
  }

  @Test
  void several_projectors_taking_turns_while_the_journal_grows_leave_each_line_once()
      throws Exception {
    twoMilestones();
    AtomicBoolean stop = new AtomicBoolean();
    List<Thread> threads = new ArrayList<>();
    List<Throwable> errors = java.util.Collections.synchronizedList(new ArrayList<>());
    for (int i = 0; i < 3; i++) {
      Thread thread =
          new Thread(
              () -> {
                while (!stop.get()) {
                  try (Projector projector =
                      new Projector(dir, project.journal, project, "boot-1")) {
                    projector.run();
                    projector.run();
                  }
                }
              });
      thread.setUncaughtExceptionHandler((t, e) -> errors.add(e));
      threads.add(thread);
      thread.start();
    }
    for (int i = 0; i < 300; i++) {
      project.decide(new Command.AddNote("t1", null, "note " + i));
      project.decide(new Command.Focus(i % 2 == 0 ? "m1" : "m2"));
    }
    stop.set(true);
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(errors).isEmpty();
    assertThat(projector().finish()).isEqualTo(Result.DONE);
    assertThat(Folders.logs(dir)).isEqualTo(project.journal.text());
    assertThat(fresh()).isEqualTo(Folders.content(dir));
  }

  // ---- hand edits ----

  @Test
  void a_hand_edit_is_reported_with_its_line_and_never_overwritten() throws IOException {
    twoMilestones();
    Projector projector = projector();
    projector.run();
    Path file = dir.resolve("active/m1.yaml");
    String edited = Folders.read(file).replace("title: \"Milestone m1\"", "title: \"Mine\"");
    Files.writeString(file, edited);
    assertThat(projector.handEdits())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.code()).isEqualTo("hand_edit");
              assertThat(problem.where()).isEqualTo(file + ":4");
            });
    project.begin("s1", 1, agent("builder", 4, "shell"));
    assertThat(projector.run()).isEqualTo(Result.INCOMPLETE);
    assertThat(Folders.read(file)).isEqualTo(edited);
    assertThat(projector.problems()).extracting(StoreProblem::code).containsExactly("hand_edit");
    assertThat(projector.check()).extracting(StoreProblem::code).containsExactly("hand_edit");
    assertThat(projector.repair()).isEqualTo(Result.DONE);
    assertThat(projector.check()).isEmpty();
    assertThat(fresh()).isEqualTo(Folders.content(dir));
  }

  @Test
  void once_a_hand_edited_file_is_moved_away_it_is_written_again() throws IOException {
    twoMilestones();
    Projector first = projector();
    first.run();
    Path file = dir.resolve("active/m1.yaml");
    Files.writeString(file, "mine\n");
    project.begin("s1", 1, agent("builder", 4, "shell"));
    assertThat(first.finish()).isEqualTo(Result.INCOMPLETE);
    first.close();
    Files.delete(file);
    Projector second = projector();
    assertThat(second.run()).isEqualTo(Result.DONE);
    assertThat(fresh()).isEqualTo(Folders.content(dir));
  }

  @Test
  void a_hand_edit_that_puts_the_old_size_back_is_noticed() throws IOException {
    twoMilestones();
    Projector projector = projector();
    projector.run();
    Path file = dir.resolve("active/current.txt");
    assertThat(Folders.read(file)).startsWith("m1\n# milestone: seq=");
    Files.writeString(file, Folders.read(file).replaceFirst("m1", "m2"));
    assertThat(projector.handEdits()).hasSize(1);
  }

  @Test
  void missing_and_differing_files_are_reported_by_a_check() throws IOException {
    twoMilestones();
    Projector projector = projector();
    projector.run();
    Files.delete(dir.resolve("active/m1.yaml"));
    Files.writeString(
        dir.resolve("logs/milestone-updates.jsonl"), "x\n", StandardOpenOption.APPEND);
    assertThat(projector.check())
        .extracting(StoreProblem::code)
        .containsExactlyInAnyOrder("projection_missing", "log_differs");
    assertThat(projector.repair()).isEqualTo(Result.DONE);
    assertThat(projector.check()).isEmpty();
  }

  // ---- hostile ----

  @Test
  void a_link_in_place_of_a_folder_is_refused_and_the_rest_goes_on() throws IOException {
    twoMilestones();
    Files.createSymbolicLink(dir.resolve("active"), other);
    Projector projector = projector();
    assertThat(projector.run()).isEqualTo(Result.INCOMPLETE);
    assertThat(Folders.content(other)).isEmpty();
    assertThat(projector.problems()).isNotEmpty();
    assertThat(projector.problems()).extracting(StoreProblem::code).containsOnly("symlink");
  }

  @Test
  void a_link_in_place_of_a_file_is_refused_and_the_rest_goes_on() throws IOException {
    twoMilestones();
    Path victim = other.resolve("victim");
    Files.writeString(victim, "precious");
    Files.createDirectories(dir.resolve("active"));
    Files.createDirectories(dir.resolve("logs"));
    Files.createSymbolicLink(dir.resolve("active/m1.yaml"), victim);
    Projector projector = projector();
    assertThat(projector.run()).isEqualTo(Result.INCOMPLETE);
    assertThat(Folders.read(victim)).isEqualTo("precious");
    assertThat(projector.problems()).extracting(StoreProblem::code).containsExactly("symlink");
    assertThat(dir.resolve("active/m2.yaml")).exists();
    assertThat(Folders.logs(dir)).isEqualTo(project.journal.text());
  }

  @Test
  void a_link_in_place_of_a_log_is_refused() throws IOException {
    twoMilestones();
    Path victim = other.resolve("victim");
    Files.writeString(victim, "precious");
    Files.createDirectories(dir.resolve("logs"));
    Files.createSymbolicLink(dir.resolve("logs/milestone-updates.jsonl"), victim);
    Projector projector = projector();
    assertThat(projector.run()).isEqualTo(Result.INCOMPLETE);
    assertThat(projector.problems()).extracting(StoreProblem::code).containsExactly("symlink");
    assertThat(Folders.read(victim)).isEqualTo("precious");
    assertThat(dir.resolve("active/m2.yaml")).exists();
    Files.deleteIfExists(dir.resolve("logs/milestone-updates.jsonl"));
    assertThat(projector.run()).isEqualTo(Result.DONE);
    assertThat(Folders.logs(dir)).isEqualTo(project.journal.text());
  }

  @Test
  void a_temporary_file_that_is_a_link_is_replaced_not_followed() throws IOException {
    twoMilestones();
    Path victim = other.resolve("victim");
    Files.writeString(victim, "precious");
    Files.createDirectories(dir.resolve("active"));
    Files.createSymbolicLink(dir.resolve("active/.tmp-m1.yaml"), victim);
    assertThat(projector().run()).isEqualTo(Result.DONE);
    assertThat(Folders.read(victim)).isEqualTo("precious");
    assertThat(Files.isRegularFile(dir.resolve("active/m1.yaml"), LinkOption.NOFOLLOW_LINKS))
        .isTrue();
  }

  @Test
  void a_folder_that_cannot_be_written_is_reported_and_tried_again() throws IOException {
    twoMilestones();
    Files.writeString(dir.resolve("active"), "a file where a folder should be");
    Projector projector = projector();
    assertThat(projector.run()).isEqualTo(Result.INCOMPLETE);
    assertThat(projector.problems()).isNotEmpty();
    Files.delete(dir.resolve("active"));
    assertThat(projector.run()).isEqualTo(Result.DONE);
    assertThat(fresh()).isEqualTo(Folders.content(dir));
  }

  @Test
  void decisions_and_estimates_of_odd_shapes_do_not_disturb() throws IOException {
    project.plan(
        List.of(milestone("m1").signOff(List.of("a \"role\"\n")).build()),
        List.of(
            task("t1", "m1")
                .estimate(
                    new Estimate(Duration.ofMinutes(1), Duration.ofMinutes(2), Duration.ofDays(9)))
                .extensions(Map.of("x-odd: #", List.of(Map.of("a", List.of()))))
                .build()));
    project.decide(
        new Command.RequestDecisions(
            List.of(
                new Command.DecisionRequest(
                    "d1", "question", "which?", "", "s", "m1", "t1", List.of("a", "b")))));
    project.decide(new Command.Decide("d1", DecisionStatus.RESOLVED, "a"));
    assertThat(projector().finish()).isEqualTo(Result.DONE);
    assertThat(fresh()).isEqualTo(Folders.content(dir));
  }
}
