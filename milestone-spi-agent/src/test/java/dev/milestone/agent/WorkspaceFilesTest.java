package dev.milestone.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of a workspace are reached, and no others. */
class WorkspaceFilesTest {

  @TempDir Path folder;
  private Path workspace;
  private Path outside;
  private WorkspaceFiles files;

  @BeforeEach
  void prepare() throws IOException {
    workspace = Files.createDirectories(folder.resolve("workspace"));
    outside = Files.createDirectories(folder.resolve("outside"));
    Files.writeString(outside.resolve("secret"), "secret");
    files = new WorkspaceFiles(workspace);
  }

  @Test
  void writes_and_reads_back_with_the_folders_on_the_way() throws IOException {
    files.write("a/b/c.txt", "grüße");
    assertThat(files.read(workspace.resolve("a/b/c.txt").toString())).isEqualTo("grüße");
    files.write("a/b/c.txt", "g");
    assertThat(files.read("a/./b/../b/c.txt")).isEqualTo("g");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../outside/secret",
        "a/../../outside/secret",
        "/etc/passwd",
        "..",
        "/",
        "../workspace2/x",
        "a\u0000b"
      })
  void refuses_what_lies_outside(String path) {
    assertThatThrownBy(() -> files.read(path)).isInstanceOf(FileSystemException.class);
    assertThatThrownBy(() -> files.write(path, "x")).isInstanceOf(FileSystemException.class);
    assertThat(files.contains(path, false)).isFalse();
  }

  @Test
  void follows_no_link_wherever_it_stands_on_the_way() throws IOException {
    Files.createSymbolicLink(workspace.resolve("folder"), outside);
    Files.createSymbolicLink(workspace.resolve("file"), outside.resolve("secret"));
    Files.createSymbolicLink(workspace.resolve("dangling"), outside.resolve("new"));
    for (String path : new String[] {"folder/secret", "file", "dangling", "folder/new", "folder"}) {
      assertThatThrownBy(() -> files.read(path)).as(path).hasMessageContaining("symbolic link");
      assertThatThrownBy(() -> files.write(path, "x")).as(path).isInstanceOf(IOException.class);
      assertThat(files.contains(path, false)).as(path).isFalse();
    }
    assertThat(Files.readString(outside.resolve("secret"))).isEqualTo("secret");
    assertThat(outside.resolve("new")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {".git/hooks/pre-commit", "sub/.GIT/config", ".milestones/x", ".git"})
  void never_writes_what_belongs_to_git_or_the_engine(String path) {
    assertThatThrownBy(() -> files.write(path, "x")).hasMessageContaining("not for agents");
    assertThat(files.contains(path, true)).isFalse();
  }

  @Test
  void refuses_what_is_too_large_or_no_text() throws IOException {
    assertThatThrownBy(() -> files.write("x", "ä".repeat(WorkspaceFiles.MAX_FILE / 2 + 1)))
        .hasMessageContaining("more than");
    Files.write(workspace.resolve("large"), new byte[WorkspaceFiles.MAX_FILE + 1]);
    assertThatThrownBy(() -> files.read("large")).hasMessageContaining("more than");
    Files.write(workspace.resolve("binary"), new byte[] {(byte) 0xff, 0});
    assertThatThrownBy(() -> files.read("binary")).hasMessageContaining("UTF-8");
    assertThatThrownBy(() -> files.read("")).hasMessageContaining("folder");
  }

  @Test
  void lists_a_folder_without_what_is_reserved() throws IOException {
    files.write("b.txt", "x");
    Files.createDirectories(workspace.resolve(".git"));
    Files.createDirectories(workspace.resolve("a"));
    assertThat(files.list(".", 10))
        .extracting(WorkspaceFiles.Entry::path)
        .containsExactly("a", "b.txt");
    assertThat(files.list("", 0)).hasSize(1);
  }

  @Test
  void a_workspace_that_is_reached_through_a_link_works_by_both_names() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), workspace);
    WorkspaceFiles linked = new WorkspaceFiles(link);
    linked.write(link.resolve("x").toString(), "1");
    assertThat(linked.read(workspace.toRealPath().resolve("x").toString())).isEqualTo("1");
  }
}
