package dev.milestone.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milestone.core.plan.Schemas;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * What is written about the configuration is what it is. After a change of the table run this test
 * with {@code -Dmilestone.rewrite=true}, look at what changed, and commit it.
 */
class ConfigDocumentsTest {

  private static Path root() {
    Path here = Path.of("").toAbsolutePath();
    return Files.isDirectory(here.resolve("milestone-core")) ? here : here.getParent();
  }

  @Test
  void theDocumentListsEveryKeyWithItsDefault() throws IOException {
    Path file = root().resolve("docs/configuration.md");
    rewrite(file, ConfigDocuments.markdown());
    assertThat(Files.readString(file)).isEqualTo(ConfigDocuments.markdown());
    for (ConfigKey<?> key : ConfigKeys.all()) {
      assertThat(Files.readString(file))
          .contains(
              "| `"
                  + key.name().substring(key.name().lastIndexOf('.') + 1)
                  + "` | `"
                  + key.defaultText()
                  + "` |");
    }
  }

  @Test
  void theSchemaHasEveryKey() throws IOException {
    Path file =
        root()
            .resolve(
                "milestone-core/src/main/resources/dev/milestone/core/plan/schema/config.json");
    rewrite(file, ConfigDocuments.schema());
    assertThat(Files.readString(file)).isEqualTo(ConfigDocuments.schema());
    if (!Boolean.getBoolean("milestone.rewrite")) {
      assertThat(Schemas.text("config")).contains(ConfigDocuments.schema());
    }
  }

  private static void rewrite(Path file, String text) throws IOException {
    if (Boolean.getBoolean("milestone.rewrite")) {
      Files.writeString(file, text);
    }
  }
}
