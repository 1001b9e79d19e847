package dev.milestone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
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
}
