package dev.milestone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParsingTest {

  private final FakeProject project = new FakeProject();
  private final Cli cli = Cli.on(project);

  static Stream<String> verbs() {
    return Verbs.all().stream().map(Verbs.Verb::name);
  }

  @ParameterizedTest
  @MethodSource("verbs")
  void every_verb_says_in_one_sentence_what_it_does(String verb) {
    for (String[] args : new String[][] {{verb, "--help"}, {"--help", verb}, {"help", verb}}) {
      Cli.Result result = cli.run(args);
      assertThat(result.code()).isZero();
      assertThat(result.err()).isEmpty();
      assertThat(result.out()).startsWith("Usage: milestone " + verb + " ");
      assertThat(result.out().replaceAll("\\s+", " "))
          .contains(Verbs.find(verb).orElseThrow().sentence());
      assertThat(result.out()).contains("--json").contains("--as").contains("-C");
    }
  }

  @ParameterizedTest
  @MethodSource("verbs")
  void a_sentence_is_one_sentence(String verb) {
    assertThat(Verbs.find(verb).orElseThrow().sentence())
        .matches("[A-Z][^.]*(\\.[a-z][^.]*)*\\.(milestones/[^.]*\\.)?");
  }

  @Test
  void verbs_that_are_not_built_are_absent() {
    for (String verb :
        List.of("schedule", "forecast", "estimate", "risks", "export", "git", "messages")) {
      Cli.Result result = cli.run(verb);
      assertThat(result.code()).isEqualTo(2);
      assertThat(cli.run().out()).doesNotContain("  " + verb + " ");
    }
  }

  @Test
  void an_unknown_verb_gets_a_suggestion() {
    Cli.Result result = cli.run("exceute");
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("unknown verb 'exceute'").contains("did you mean execute");
    assertThat(cli.run("--json", "exceute").error().get("code").asString())
        .isEqualTo("unknown_verb");
  }

  @Test
  void without_a_verb_it_asks_for_one() {
    assertThat(cli.run().code()).isEqualTo(2);
    assertThat(cli.run().err()).contains("--help");
    Cli.Result help = cli.run("--help");
    assertThat(help.code()).isZero();
    assertThat(help.out()).contains("execute").contains("doctor");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--json ready", "ready --json"})
  void options_stand_before_or_after_the_verb(String line) {
    Cli.Result result = cli.run(line.split(" "));
    assertThat(result.code()).isZero();
    assertThat(result.json().get("schema").asString()).isEqualTo("milestone.ready/1");
  }

  @Test
  void the_one_who_acts_is_named_before_or_after_the_verb() {
    cli.run("--as", "ann", "ready");
    assertThat(project.actor().name()).isEqualTo("ann");
    assertThat(project.actor().established()).isEqualTo("asserted");
    cli.run("ready", "--as=bob");
    assertThat(project.actor().name()).isEqualTo("bob");
    cli.run("ready");
    assertThat(project.actor().established()).isEqualTo("operating_system");
    assertThat(cli.run("ready", "--as", " ").code()).isEqualTo(2);
  }

  @Test
  void a_project_is_named_by_option_then_environment_then_where_one_is() {
    Path here = Path.of("").toAbsolutePath();
    cli.run("ready");
    assertThat(project.folder()).isEqualTo(here);
    cli.env("MILESTONE_PROJECT", here.resolve("src").toString());
    cli.run("ready");
    assertThat(project.folder()).isEqualTo(here.resolve("src"));
    cli.run("-C", "src/main", "ready");
    assertThat(project.folder()).isEqualTo(here.resolve("src/main"));
    cli.run("ready", "-C", "src/test");
    assertThat(project.folder()).isEqualTo(here.resolve("src/test"));
    assertThat(cli.run("-C", "no/such/folder", "ready").code()).isEqualTo(2);
  }

  @Test
  void looking_neither_creates_nor_writes(
      @org.junit.jupiter.api.io.TempDir java.nio.file.Path folder) {
    for (String verb :
        List.of(
            "ready", "update", "blockers", "sessions", "agents", "config", "decisions", "events")) {
      cli.run(verb);
      assertThat(project.opened).containsEntry("readOnly", true).containsEntry("create", false);
    }
    cli.run("init", "-C", folder.toString());
    assertThat(project.opened).containsEntry("readOnly", false).containsEntry("create", true);
    cli.run("focus", "milestone-001");
    assertThat(project.opened).containsEntry("readOnly", false).containsEntry("create", false);
  }

  @Test
  void unknown_options_and_missing_arguments_are_wrong_usage() {
    assertThat(cli.run("ready", "--jsn").code()).isEqualTo(2);
    assertThat(cli.run("ready", "--jsn").err()).contains("--jsn").contains("--help");
    assertThat(cli.run("plan").code()).isEqualTo(2);
    assertThat(cli.run("claim").code()).isEqualTo(2);
    assertThat(cli.run("complete", "--task", "t", "--token", "x").code()).isEqualTo(2);
    assertThat(cli.run("--nonsense").code()).isEqualTo(2);
    assertThat(cli.run("execute", "--agents", "0").code()).isEqualTo(2);
    assertThat(cli.run("show", "../etc/passwd").code()).isEqualTo(2);
    assertThat(project.calls).doesNotContain("claim");
  }

  @Test
  void the_version_needs_no_verb() {
    assertThat(cli.run("--version").out()).matches("milestone \\d.*\\R");
    assertThat(cli.run("ready", "--version").out()).matches("milestone \\d.*\\R");
  }

  @Test
  void a_word_that_looks_like_an_option_can_be_said() {
    cli.run("note", "--task", "task-1", "--", "-v", "--json");
    assertThat(project.calls).contains("note [task-1, -v --json]");
  }

  @Test
  void durations_are_written_as_in_plan_files() throws Exception {
    Durations durations = new Durations();
    assertThat(durations.convert("90m")).hasMinutes(90);
    assertThat(durations.convert("2h 30m")).hasMinutes(150);
    assertThat(durations.convert("PT90M")).hasMinutes(90);
    assertThat(cli.run("claim", "--agent", "a", "--lease", "ten").code()).isEqualTo(2);
  }
}
