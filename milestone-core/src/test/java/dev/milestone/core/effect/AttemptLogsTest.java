package dev.milestone.core.effect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AttemptLogsTest {
  @TempDir Path folder;

  private AttemptLogs logs(int bytes, int files) {
    return new AttemptLogs(folder.resolve("attempts"), bytes, files);
  }

  @Test
  void of_a_long_one_head_and_tail_are_kept_and_the_gap_is_named() throws IOException {
    logs(10, 5).keep("t", 1, "0123456789abcdefghij", 1_000);
    assertThat(Files.readString(logs(10, 5).find("t", 1).orElseThrow()))
        .startsWith("01234\n[… of 1000 bytes")
        .endsWith("\nfghij");
  }

  @Test
  void the_oldest_go_when_there_are_too_many() throws IOException {
    AttemptLogs logs = logs(10, 2);
    for (int i = 1; i <= 4; i++) {
      logs.keep("t", i, "x", 1);
      if (logs.find("t", i).isPresent()) {
        Files.setLastModifiedTime(logs.find("t", i).orElseThrow(), FileTime.fromMillis(1_000L * i));
      }
    }
    assertThat(logs.find("t", 1)).isEmpty();
    assertThat(logs.find("t", 2)).isEmpty();
    assertThat(logs.find("t", 3)).isPresent();
    assertThat(logs.find("t", 4)).isPresent();
  }

  @Test
  void no_link_is_written_through() throws IOException {
    Path elsewhere = Files.writeString(folder.resolve("elsewhere"), "precious");
    Files.createDirectory(folder.resolve("attempts"));
    Files.createSymbolicLink(folder.resolve("attempts/t.1.log"), elsewhere);
    assertThat(logs(10, 5).find("t", 1)).isEmpty();
    logs(10, 5).keep("t", 1, "x", 1);
    assertThat(elsewhere).hasContent("precious");
    assertThat(logs(10, 5).find("t", 1)).isPresent();

    Path outside = Files.createDirectory(folder.resolve("outside"));
    Files.createSymbolicLink(folder.resolve("linked"), outside);
    new AttemptLogs(folder.resolve("linked"), 10, 5).keep("t", 1, "x", 1);
    assertThat(outside).isEmptyDirectory();
  }

  @Test
  void none_is_kept_where_nothing_may_be() {
    logs(0, 5).keep("t", 1, "x", 1);
    assertThat(folder.resolve("attempts")).doesNotExist();
  }
}
