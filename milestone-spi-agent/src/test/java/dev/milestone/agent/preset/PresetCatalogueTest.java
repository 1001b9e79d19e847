package dev.milestone.agent.preset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.milestone.MilestoneException;
import dev.milestone.Problem;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Presets are found in three places, laid over each other, and read strictly. */
class PresetCatalogueTest {

  private static final List<String> OWN =
      List.of("aider", "claude", "codex", "copilot", "gemini", "goose", "opencode");

  @TempDir Path project;

  @ParameterizedTest
  @ValueSource(strings = {"aider", "claude", "codex", "copilot", "gemini", "goose", "opencode"})
  void each_preset_of_ours_can_be_read(String name) {
    Preset preset = own().findInJars(name).orElseThrow();
    assertThat(preset.title()).isNotBlank();
    assertThat(preset.versionArguments()).isNotEmpty();
    assertThat(preset.origin()).isEqualTo(Preset.Origin.JAR);
    assertThat(preset.programFromProject()).isFalse();
  }

  @Test
  void all_of_ours_are_listed() {
    assertThat(own().names(project)).containsExactlyElementsOf(OWN);
  }

  /** Nothing is allowed unasked: no default argument or variable opens everything. */
  @ParameterizedTest
  @ValueSource(strings = {"aider", "claude", "codex", "copilot", "gemini", "goose", "opencode"})
  void defaults_are_of_least_privilege(String name) {
    Preset preset = own().findInJars(name).orElseThrow();
    List<String> words =
        java.util.stream.Stream.concat(
                preset.permissions().stream(),
                preset.arguments().stream().flatMap(argument -> argument.words().stream()))
            .toList();
    for (String word : words) {
      assertThat(word.toLowerCase(java.util.Locale.ROOT))
          .doesNotContain(
              "yolo",
              "danger",
              "bypass",
              "allow-all",
              "full-auto",
              "full-access",
              "skip-permission",
              "no-sandbox")
          .isNotIn("--auto", "--yes", "-y", "--force", "-f", "--allow-tool=*", "never");
    }
    assertThat(preset.environment().values())
        .noneMatch(value -> value.equals("auto") || value.contains("\"bash\":\"allow\""))
        .noneMatch(value -> value.contains("\"*\":\"allow\""));
  }

  @Test
  void agents_that_allow_everything_unless_told_are_told() {
    assertThat(own().findInJars("opencode").orElseThrow().environment().get("OPENCODE_PERMISSION"))
        .contains("\"bash\":\"deny\"", "\"external_directory\":\"deny\"");
    assertThat(own().findInJars("goose").orElseThrow().environment())
        .containsEntry("GOOSE_MODE", "smart_approve");
  }

  @Test
  void a_file_of_the_project_replaces_ours_whole() throws Exception {
    write("claude", "program: other\narguments: [\"{permissions}\", \"{arguments}\"]\n");
    Preset preset = own().find("claude", project).orElseThrow();
    assertThat(preset.program()).isEqualTo("other");
    assertThat(preset.output().rules()).isEmpty();
    assertThat(preset.origin()).isEqualTo(Preset.Origin.PROJECT);
    assertThat(preset.programFromProject()).isTrue();
  }

  @Test
  void a_file_that_extends_changes_only_its_keys() throws Exception {
    write(
        "claude",
        """
        extends: claude
        timeout: 5m
        environment: {set: {A: b}, remove: null}
        output: {rules: {result: {denied: null}}}
        """);
    Preset ours = own().findInJars("claude").orElseThrow();
    Preset preset = own().find("claude", project).orElseThrow();
    assertThat(preset.timeout()).hasMinutes(5);
    assertThat(preset.environment())
        .containsAllEntriesOf(ours.environment())
        .containsEntry("A", "b");
    assertThat(preset.removed()).isEmpty();
    assertThat(preset.arguments()).isEqualTo(ours.arguments());
    assertThat(preset.output().rules()).hasSameSizeAs(ours.output().rules());
    assertThat(preset.programFromProject()).isFalse();
  }

  @Test
  void a_preset_of_another_name_can_be_extended() throws Exception {
    write("reviewer", "extends: claude\ntitle: Reviewer\npermissions: [--permission-mode, plan]\n");
    Preset preset = own().find("reviewer", project).orElseThrow();
    assertThat(preset.name()).isEqualTo("reviewer");
    assertThat(preset.permissions()).containsExactly("--permission-mode", "plan");
    assertThat(own().names(project)).contains("reviewer");
  }

  @Test
  void a_circle_of_extends_is_refused() throws Exception {
    write("a", "extends: b\n");
    write("b", "extends: a\n");
    assertThat(problem("a").expected()).contains("at most");
  }

  @Test
  void a_vendor_s_jar_stands_between_the_project_and_ours(@TempDir Path jar) throws Exception {
    Files.createDirectories(jar.resolve("META-INF/milestone/presets"));
    Files.writeString(
        jar.resolve(PresetCatalogue.INDEX),
        "# ours\nMETA-INF/milestone/presets/claude.yaml\nMETA-INF/milestone/presets/acme.yaml\n");
    Files.writeString(
        jar.resolve("META-INF/milestone/presets/claude.yaml"), "extends: claude\ntitle: Vendor\n");
    Files.writeString(
        jar.resolve("META-INF/milestone/presets/acme.yaml"),
        "program: acme\narguments: [\"{permissions}\", \"{arguments}\"]\n");
    try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()})) {
      PresetCatalogue catalogue = new PresetCatalogue(loader);
      assertThat(catalogue.jarNames()).contains("acme", "claude");
      assertThat(catalogue.find("claude", project).orElseThrow().title()).isEqualTo("Vendor");
      assertThat(catalogue.find("acme", project).orElseThrow().origin())
          .isEqualTo(Preset.Origin.JAR);
      write("claude", "extends: claude\ntimeout: 7m\n");
      Preset preset = catalogue.find("claude", project).orElseThrow();
      assertThat(preset.title()).isEqualTo("Vendor");
      assertThat(preset.timeout()).hasMinutes(7);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "extends: claude;timeot: 5m | 2 | did you mean 'timeout'",
        "extends: claude;output: {rules: {init: {sesion: x}}} | 2 | did you mean 'session'",
        "extends: claude;output: {rules: {x: {when: {type: y}, unavailable: rate_limitt}}} | 2 |"
            + " did you mean 'rate_limit'",
        "extends: claude;output: {rules: {x: {text: y}}} | 2 | add a condition",
        "extends: claude;output: {rules: {x: {when: {a..b: y}}}} | 2 | ",
        "extends: claude;timeout: soon | 2 | ",
        "extends: claude;arguments: ['{modle}', '{permissions}', '{arguments}'] | 2 | did you mean"
            + " 'model'",
        "extends: claude;arguments: ['x {permissions}', '{arguments}'] | 2 | ",
        "extends: claude;arguments: ['{arguments}'] | 2 | add '{permissions}'",
        "extends: claude;prompt: {by: argument} | 0 | add '{prompt}'",
        "extends: claude;prompt: {by: telepathy} | 2 | ",
        "extends: claude;exit: {codes: {999: x}} | 2 | ",
        "extends: claude;currency: euro | 2 | ",
        "extends: claud | 1 | did you mean 'claude'",
        "title: &x y;program: *x | 2 | write it out",
        "title: !!str y | 1 | remove the tag",
        "title: a;title: b | 2 | remove one",
        "title: [ | 1 | ",
        "- a | 1 | see docs",
      })
  void what_is_wrong_is_named_with_its_place(String yaml, int line, String hint) throws Exception {
    write("bad", yaml.replace(';', '\n') + "\n");
    MilestoneException error =
        catchThrowableOfType(MilestoneException.class, () -> own().find("bad", project));
    assertThat(error).isNotNull();
    assertThat(error.problems())
        .as(error.problems().toString())
        .anyMatch(
            p ->
                (line == 0 || p.line() == line && p.file().endsWith("bad.yaml"))
                    && (hint == null || p.sentence().contains(hint)));
  }

  @Test
  void only_the_project_can_name_a_path() {
    PresetNode path =
        PresetYaml.read(
            "x.yaml",
            "program: bin/x\narguments: ['{permissions}', '{arguments}']\n"
                .getBytes(StandardCharsets.UTF_8));
    assertThat(PresetReader.read("x", path, Preset.Origin.PROJECT, true).program())
        .isEqualTo("bin/x");
    assertThat(
            catchThrowableOfType(
                MilestoneException.class,
                () -> PresetReader.read("x", path, Preset.Origin.JAR, false)))
        .isNotNull();
  }

  @Test
  void the_examples_of_the_document_can_be_used_and_all_keys_stand_there() throws Exception {
    String document = Files.readString(document());
    String mark = "```yaml\n# " + PresetCatalogue.FOLDER + "/";
    int examples = 0;
    for (int at = document.indexOf(mark); at >= 0; at = document.indexOf(mark, at + 1)) {
      int begin = at + mark.length();
      String name = document.substring(begin, document.indexOf(".yaml", begin));
      String yaml =
          document.substring(document.indexOf('\n', begin), document.indexOf("```", begin));
      write(name, yaml);
      assertThat(own().find(name, project)).isPresent();
      examples++;
    }
    assertThat(examples).isEqualTo(2);
    for (OutputRule.Part part : OutputRule.Part.values()) {
      assertThat(document).contains("`" + part.name().toLowerCase(java.util.Locale.ROOT) + "`");
    }
    for (String placeholder : PresetArgument.PLACEHOLDERS) {
      assertThat(document).contains("`{" + placeholder + "}`");
    }
  }

  private static Path document() {
    Path here = Path.of("").toAbsolutePath();
    while (!Files.exists(here.resolve("docs/agents.md"))) {
      here = java.util.Objects.requireNonNull(here.getParent());
    }
    return here.resolve("docs/agents.md");
  }

  @Test
  void too_much_is_refused() throws Exception {
    write("bad", "title: " + "x".repeat(PresetYaml.MAX_BYTES));
    assertThat(problem("bad").expected()).contains("at most");
    write("bad", "title: " + "x".repeat(PresetYaml.MAX_TEXT + 1));
    assertThat(problem("bad").file()).endsWith("bad.yaml");
    write("bad", "title: " + "[".repeat(100) + "]".repeat(100));
    assertThat(problem("bad").file()).endsWith("bad.yaml");
    write("bad", "title: [" + "1,".repeat(PresetYaml.MAX_NODES + 1) + "1]");
    assertThat(problem("bad").expected()).contains("at most");
    Files.write(
        project.resolve(PresetCatalogue.FOLDER).resolve("bad.yaml"), new byte[] {(byte) 0xFF, 'a'});
    assertThat(problem("bad").found()).contains("UTF-8");
  }

  @Test
  void no_symbolic_link_is_followed(@TempDir Path elsewhere) throws Exception {
    Path file = Files.writeString(elsewhere.resolve("x.yaml"), "extends: claude\n");
    Files.createDirectories(project.resolve(PresetCatalogue.FOLDER));
    Files.createSymbolicLink(project.resolve(PresetCatalogue.FOLDER).resolve("bad.yaml"), file);
    assertThat(problem("bad").found()).contains("symbolic link");
    Path other = Files.createDirectories(elsewhere.resolve("config/agents"));
    Files.writeString(other.resolve("bad.yaml"), "extends: claude\n");
    Path second = Files.createDirectories(project.resolve("second/.milestones"));
    Files.createSymbolicLink(second.resolve("config"), elsewhere.resolve("config"));
    MilestoneException error =
        catchThrowableOfType(
            MilestoneException.class, () -> own().find("bad", project.resolve("second")));
    assertThat(error.problems().get(0).found()).contains("symbolic link");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../claude", "a/b", "", "-x", "Claude", "a.b"})
  void names_that_are_none_find_nothing(String name) {
    assertThat(own().find(name, project)).isEmpty();
  }

  @Test
  void an_item_is_left_out_when_a_value_is_missing_and_values_are_not_looked_at_again() {
    List<String> command = new java.util.ArrayList<>();
    new PresetArgument(List.of("--model", "{model}")).fill(Map.of(), Map.of(), command);
    assertThat(command).isEmpty();
    new PresetArgument(List.of("--model={model}", "{other}"))
        .fill(Map.of("model", "{prompt} {x}", "prompt", "no"), Map.of(), command);
    assertThat(command).containsExactly("--model={prompt} {x}", "{other}");
    new PresetArgument(List.of("{permissions}"))
        .fill(Map.of(), Map.of("permissions", List.of("a b", "c")), command);
    assertThat(command).endsWith("a b", "c");
    assertThat(Arrays.asList("a b", "c")).isSubsetOf(command);
  }

  private Problem problem(String name) {
    MilestoneException error =
        catchThrowableOfType(MilestoneException.class, () -> own().find(name, project));
    assertThat(error).isNotNull();
    return error.problems().get(0);
  }

  private void write(String name, String yaml) throws IOException {
    Path folder = Files.createDirectories(project.resolve(PresetCatalogue.FOLDER));
    Files.writeString(folder.resolve(name + ".yaml"), yaml);
  }

  private static PresetCatalogue own() {
    return new PresetCatalogue(PresetCatalogue.class.getClassLoader());
  }
}
