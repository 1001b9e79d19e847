package dev.milestone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milestone.Setting;
import dev.milestone.core.config.ConfigurationLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScaffoldTest {

  @Test
  void what_exists_is_kept(@TempDir Path root) throws Exception {
    Path config = root.resolve(".milestones/config/milestone-config.yaml");
    Files.createDirectories(config.getParent());
    Files.writeString(config, "mine: true\n");
    assertThat(Scaffold.named("default").writeTo(root))
        .containsExactly(
            ".milestones/.gitignore",
            ".milestones/templates/milestone-template.yaml",
            ".milestones/templates/task-template.yaml",
            ".milestones/templates/progress-tracking.yaml");
    assertThat(Files.readString(config)).isEqualTo("mine: true\n");
    assertThat(Scaffold.named("default").writeTo(root)).isEmpty();
  }

  @Test
  void an_unknown_template_lists_those_that_exist(@TempDir Path root) {
    Cli.Result result =
        Cli.on(new FakeProject()).run("init", "--template", "web", "-C", root.toString());
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("default");
    assertThat(root).isEmptyDirectory();
  }

  @Test
  void every_line_of_the_configuration_can_be_taken_into_use(@TempDir Path root) throws Exception {
    Path config = root.resolve(".milestones/config/milestone-config.yaml");
    Scaffold.named("default").writeTo(root);
    List<Setting> defaults = ConfigurationLoader.load(List.of(), Map.of()).settings();
    String used =
        Files.readString(config)
            .lines()
            .skip(3)
            .map(line -> line.replaceFirst("^# ", ""))
            .collect(Collectors.joining("\n"));
    Files.writeString(config, used);
    List<Setting> settings =
        ConfigurationLoader.load(ConfigurationLoader.sources(root, root, Map.of()), Map.of())
            .settings();
    assertThat(settings.stream().map(s -> s.key() + "=" + s.value()).toList())
        .isEqualTo(defaults.stream().map(s -> s.key() + "=" + s.value()).toList());
    assertThat(settings).allMatch(s -> s.source().equals("instance"));
  }

  @Test
  void the_templates_make_a_plan(@TempDir Path root) throws Exception {
    Scaffold.named("default").writeTo(root);
    Path templates = root.resolve(".milestones/templates");
    String task = Files.readString(templates.resolve("task-template.yaml")).indent(4);
    String plan =
        "milestones:\n"
            + Files.readString(templates.resolve("milestone-template.yaml"))
                .replace("  tasks: []\n", "  tasks:\n" + task)
            + "agents: [{id: a, command: [sh]}]\n";
    Files.writeString(root.resolve("plan.yaml"), plan);
    Cli.Result result = Cli.in(root).run("plan", "plan.yaml");
    assertThat(result.code()).as(result.err()).isZero();
  }
}
