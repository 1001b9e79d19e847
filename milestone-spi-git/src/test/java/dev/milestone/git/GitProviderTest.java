package dev.milestone.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.milestone.ErrorKind;
import dev.milestone.MilestoneException;
import dev.milestone.spi.vcs.VcsProvider;
import dev.milestone.spi.vcs.VcsRepository;
import dev.milestone.spi.vcs.VcsRequest;
import dev.milestone.spi.vcs.VcsState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.jgit.util.SystemReader;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is particular to Git: places, formats, and repositories that mean harm. */
@Timeout(60)
class GitProviderTest {

  @TempDir Path temp;

  private Path root;
  private NativeGit git;

  @BeforeAll
  static void needsGit() {
    NativeGit.assumeInstalled();
  }

  @BeforeEach
  void makeRepository() throws Exception {
    root = Files.createDirectory(temp.resolve("repository")).toRealPath();
    git = new NativeGit(temp.resolve("home"));
    git.run(root, "init", "-q", "-b", "main");
  }

  @Test
  void is_found_by_the_service_loader() {
    assertThat(ServiceLoader.load(VcsProvider.class)).extracting(VcsProvider::name).contains("git");
  }

  @Test
  void a_bare_repository_gives_nothing() throws Exception {
    Path bare = Files.createDirectory(temp.resolve("bare.git"));
    git.run(bare, "init", "-q", "--bare");
    assertThat(open(bare)).isEmpty();
    assertThat(open(bare.resolve("objects"))).isEmpty();
  }

  @Test
  void the_inside_of_a_repository_gives_nothing() {
    assertThat(open(root.resolve(".git/hooks"))).isEmpty();
  }

  @Test
  void a_bare_repository_with_a_linked_work_tree_is_found_from_there() throws Exception {
    commit("one.txt", "one\n");
    Path bare = temp.resolve("bare.git");
    git.run(temp, "clone", "-q", "--bare", root.toString(), bare.toString());
    Path linked = temp.toRealPath().resolve("linked");
    git.run(bare, "worktree", "add", "-q", linked.toString(), "main");
    VcsRepository repository = open(linked).orElseThrow();
    assertThat(repository.commonDirectory()).isEqualTo(bare.toRealPath());
    assertThat(repository.state(List.of()).clean()).isTrue();
  }

  @Test
  void a_submodule_is_a_repository_of_its_own_and_is_not_looked_into_from_outside()
      throws Exception {
    Path library = Files.createDirectory(temp.resolve("library"));
    git.run(library, "init", "-q", "-b", "main");
    Files.writeString(library.resolve("lib.txt"), "lib\n");
    git.run(library, "add", "-A");
    git.run(library, "commit", "-q", "-m", "library");
    git.run(
        root,
        "-c",
        "protocol.file.allow=always",
        "submodule",
        "add",
        "-q",
        library.toString(),
        "sub");
    git.run(root, "commit", "-q", "-m", "submodule");
    Files.writeString(root.resolve("sub/lib.txt"), "changed\n");
    assertThat(state().clean()).isTrue();
    VcsRepository inner = open(root.resolve("sub")).orElseThrow();
    assertThat(inner.workTree()).isEqualTo(root.resolve("sub"));
    assertThat(inner.state(List.of()).changed()).containsExactly("lib.txt");
  }

  @Test
  void a_nested_repository_is_one_untracked_path() throws Exception {
    commit("one.txt", "one\n");
    Path nested = Files.createDirectory(root.resolve("nested"));
    git.run(nested, "init", "-q");
    Files.writeString(nested.resolve("file"), "x");
    assertThat(state().untracked()).containsExactly("nested");
  }

  @Test
  void a_branch_is_read_from_packed_refs() throws Exception {
    commit("one.txt", "one\n");
    git.run(root, "checkout", "-q", "-b", "feature/ünï");
    git.run(root, "pack-refs", "--all");
    VcsState state = state();
    assertThat(state.branch()).contains("feature/ünï");
    assertThat(state.commit()).contains(git.run(root, "rev-parse", "HEAD"));
  }

  @Test
  void objects_are_read_from_packs_and_from_a_lender() throws Exception {
    commit("src/one.txt", "one\n");
    git.run(root, "gc", "-q");
    Path borrower = temp.toRealPath().resolve("borrower");
    git.run(temp, "clone", "-q", "--shared", root.toString(), borrower.toString());
    assertThat(state().clean()).isTrue();
    assertThat(open(borrower).orElseThrow().state(List.of()).clean()).isTrue();
  }

  @Test
  void a_missing_object_is_named() throws Exception {
    commit("src/one.txt", "one\n");
    Path lender = temp.toRealPath().resolve("borrower");
    git.run(temp, "clone", "-q", "--shared", root.toString(), lender.toString());
    Files.move(root, temp.resolve("moved-away"));
    VcsRepository repository = open(lender).orElseThrow();
    assertThatThrownBy(() -> repository.state(List.of()))
        .isInstanceOfSatisfying(
            MilestoneException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.REFUSED))
        .hasMessageContaining("lacks the object");
  }

  @Test
  void agrees_with_native_git_on_a_mixed_work_tree() throws Exception {
    Files.writeString(root.resolve(".gitignore"), "ignored/\n*.log\n!keep.log\n");
    for (String path :
        List.of("a.txt", "dir/b.txt", "dir/c.txt", "link-target", "mode.sh", "gone")) {
      write(path, path + "\n");
    }
    write("tracked-in-ignored/ignored/t.txt", "t\n");
    git.run(root, "add", "-A");
    git.run(root, "add", "-f", "tracked-in-ignored/ignored/t.txt");
    Files.createSymbolicLink(root.resolve("link"), Path.of("link-target"));
    git.run(root, "add", "-A");
    git.run(root, "commit", "-q", "-m", "base");
    write("a.txt", "changed\n");
    git.run(root, "rm", "-q", "--cached", "dir/b.txt");
    git.run(root, "mv", "dir/c.txt", "dir/moved.txt");
    Files.setPosixFilePermissions(
        root.resolve("mode.sh"), PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.delete(root.resolve("link"));
    Files.createSymbolicLink(root.resolve("link"), Path.of("elsewhere"));
    Files.delete(root.resolve("gone"));
    write("gone/now-a-folder.txt", "x\n");
    write("ignored/x.txt", "x\n");
    write("x.log", "x\n");
    write("keep.log", "x\n");
    write("tracked-in-ignored/ignored/new.txt", "x\n");
    write("intent.txt", "x\n");
    git.run(root, "add", "-N", "intent.txt");
    VcsState state = state();
    assertThat(new TreeSet<>(state.changed())).isEqualTo(nativeStatus(false));
    assertThat(new TreeSet<>(state.untracked())).isEqualTo(nativeStatus(true));
  }

  @Test
  void a_merge_conflict_is_a_change() throws Exception {
    commit("one.txt", "one\n");
    git.run(root, "checkout", "-q", "-b", "side");
    commit("one.txt", "side\n");
    git.run(root, "checkout", "-q", "main");
    commit("one.txt", "main\n");
    assertThat(git.can(root, "merge", "side")).isFalse();
    assertThat(state().changed()).containsExactly("one.txt");
  }

  @Test
  void a_touched_file_with_the_same_content_is_clean_and_line_ends_are_normalised()
      throws Exception {
    Files.writeString(root.resolve(".gitattributes"), "*.txt text eol=crlf\n");
    write("one.txt", "one\r\ntwo\r\n");
    git.run(root, "add", "-A");
    git.run(root, "commit", "-q", "-m", "base");
    Files.setLastModifiedTime(
        root.resolve("one.txt"), FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));
    assertThat(state().clean()).isTrue();
  }

  @Test
  void a_change_of_the_same_length_right_after_the_commit_is_seen() throws Exception {
    for (int i = 0; i < 20; i++) {
      commit("one.txt", "aaaa" + i % 10);
      FileTime time = Files.getLastModifiedTime(root.resolve("one.txt"));
      write("one.txt", "bbbb" + i % 10);
      Files.setLastModifiedTime(root.resolve("one.txt"), time);
      Files.setLastModifiedTime(root.resolve(".git/index"), time);
      assertThat(state().changed()).containsExactly("one.txt");
    }
  }

  @Test
  void a_pipe_in_the_place_of_a_file_does_not_block() throws Exception {
    commit("one.txt", "one\n");
    Files.delete(root.resolve("one.txt"));
    assertThat(new ProcessBuilder("mkfifo", root.resolve("one.txt").toString()).start().waitFor())
        .isZero();
    assertThat(new ProcessBuilder("mkfifo", root.resolve("other").toString()).start().waitFor())
        .isZero();
    VcsState state = state();
    assertThat(state.changed()).containsExactly("one.txt");
    assertThat(state.untracked()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "extensions.objectformat, sha256",
    "extensions.refstorage, reftable",
    "extensions.compatobjectformat, sha256",
    "extensions.somethingnew, true",
    "core.repositoryformatversion, 2",
    "core.worktree, /",
  })
  void a_format_that_would_be_misread_is_refused(String key, String value) throws Exception {
    commit("one.txt", "one\n");
    String section = key.substring(0, key.indexOf('.'));
    String name = key.substring(key.indexOf('.') + 1);
    Files.writeString(
        root.resolve(".git/config"),
        "\n[" + section + "]\n\t" + name + " = " + value + "\n",
        StandardOpenOption.APPEND);
    assertThatThrownBy(() -> open(root))
        .isInstanceOfSatisfying(
            MilestoneException.class,
            e -> {
              assertThat(e.kind()).isEqualTo(ErrorKind.REFUSED);
              assertThat(e.code()).isEqualTo("vcs_unsupported");
            })
        .hasMessageContaining(value);
  }

  @ParameterizedTest
  @ValueSource(strings = {"preciousObjects = true", "worktreeConfig = true", "noop = x"})
  void an_extension_that_changes_nothing_here_is_accepted(String line) throws Exception {
    commit("one.txt", "one\n");
    Files.writeString(
        root.resolve(".git/config"),
        "\n[core]\n\trepositoryformatversion = 1\n[extensions]\n\t" + line + "\n",
        StandardOpenOption.APPEND);
    assertThat(state().clean()).isTrue();
  }

  @Test
  void a_split_index_is_refused() throws Exception {
    commit("one.txt", "one\n");
    git.run(root, "update-index", "--split-index");
    VcsRepository repository = open(root).orElseThrow();
    assertThatThrownBy(() -> repository.state(List.of()))
        .isInstanceOf(MilestoneException.class)
        .hasMessageContaining("index");
  }

  @Test
  void a_sparse_index_is_refused() throws Exception {
    commit("in/one.txt", "one\n");
    commit("out/two.txt", "two\n");
    git.run(root, "sparse-checkout", "set", "--cone", "--sparse-index", "in");
    VcsRepository repository = open(root).orElseThrow();
    assertThatThrownBy(() -> repository.state(List.of()))
        .isInstanceOf(MilestoneException.class)
        .hasMessageContaining("index");
  }

  @Test
  void a_sparse_checkout_is_clean() throws Exception {
    commit("in/one.txt", "one\n");
    commit("out/two.txt", "two\n");
    git.run(root, "sparse-checkout", "set", "--cone", "in");
    assertThat(root.resolve("out/two.txt")).doesNotExist();
    assertThat(state().clean()).isTrue();
  }

  @Test
  void an_index_that_claims_millions_of_entries_is_refused() throws Exception {
    commit("one.txt", "one\n");
    byte[] index = Files.readAllBytes(root.resolve(".git/index"));
    index[8] = 0x7F;
    Files.write(root.resolve(".git/index"), index);
    VcsRepository repository = open(root).orElseThrow();
    assertThatThrownBy(() -> repository.state(List.of()))
        .isInstanceOf(MilestoneException.class)
        .hasMessageContaining("more entries");
  }

  @Test
  void a_head_that_leads_out_of_the_repository_is_refused() throws Exception {
    Files.writeString(root.resolve(".git/HEAD"), "ref: refs/heads/../../../secret\n");
    VcsRepository repository = open(root).orElseThrow();
    assertThatThrownBy(() -> repository.state(List.of()))
        .isInstanceOf(MilestoneException.class)
        .hasMessageContaining("names no branch");
  }

  @Test
  void a_git_file_that_leads_nowhere_is_refused() throws Exception {
    Path folder = Files.createDirectory(temp.resolve("pointer"));
    Files.writeString(folder.resolve(".git"), "gitdir: ../nowhere\n");
    assertThatThrownBy(() -> open(folder))
        .isInstanceOf(MilestoneException.class)
        .hasMessageContaining("no repository");
  }

  @Test
  void an_index_lock_left_by_a_crash_is_no_obstacle() throws Exception {
    commit("one.txt", "one\n");
    Files.createFile(root.resolve(".git/index.lock"));
    assertThat(state().clean()).isTrue();
    assertThat(root.resolve(".git/index.lock")).exists();
  }

  @Test
  void a_hostile_repository_runs_nothing_and_nothing_is_written() throws Exception {
    commit("one.txt", "one\n");
    Path marker = temp.toRealPath().resolve("marker");
    Path script = temp.toRealPath().resolve("evil.sh");
    Files.writeString(script, "#!/bin/sh\necho \"$0 $*\" >> '" + marker + "'\ncat\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    for (String hook :
        List.of("pre-commit", "post-checkout", "post-index-change", "reference-transaction")) {
      Files.copy(script, root.resolve(".git/hooks/" + hook));
    }
    Path included = temp.toRealPath().resolve("included");
    Files.writeString(included, "[core]\n\tfsmonitor = " + script + "\n");
    Files.writeString(root.resolve(".git/info/attributes"), "*.txt filter=evil diff=evil\n");
    Files.writeString(root.resolve(".gitattributes"), "* filter=evil\n");
    Files.writeString(
        root.resolve(".git/config"),
        """

        [core]
        	fsmonitor = %1$s
        	hooksPath = %2$s
        	sshCommand = %1$s
        	editor = %1$s
        	pager = %1$s
        	excludesFile = %1$s
        	attributesFile = %1$s
        	alternateRefsCommand = %1$s
        [filter "evil"]
        	clean = %1$s
        	smudge = %1$s
        	process = %1$s
        	required = true
        [diff "evil"]
        	command = %1$s
        	textconv = %1$s
        [credential]
        	helper = !%1$s
        [include]
        	path = %3$s
        """
            .formatted(script, root.resolve(".git/hooks"), included),
        StandardOpenOption.APPEND);
    // Same size and another time: only the content can tell, and the content goes through the
    // filter.
    write("one.txt", "eno\n");
    Files.setLastModifiedTime(
        root.resolve("one.txt"), FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));
    write("new.txt", "new\n");
    Set<String> before = tree(temp);
    VcsState state = state();
    assertThat(state.changed()).containsExactly("one.txt");
    assertThat(state.untracked()).containsExactlyInAnyOrder("new.txt", ".gitattributes");
    assertThat(marker).doesNotExist();
    assertThat(tree(temp)).isEqualTo(before);
    // The bait is live: native git swallows it.
    git.can(root, "status");
    assertThat(marker).exists();
  }

  /**
   * JGit measures a file system once in the life of a program, so only a fresh one shows that it
   * does not.
   */
  @Test
  void a_fresh_program_that_looks_writes_no_file_anywhere() throws Exception {
    commit("one.txt", "one\n");
    write("one.txt", "changed\n");
    Path home = Files.createDirectories(temp.resolve("fresh-home/.config"));
    Set<String> before = tree(temp);
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Duser.home=" + home.getParent(),
            "-cp",
            System.getProperty("java.class.path"),
            LookOnce.class.getName(),
            root.toString());
    builder.environment().put("HOME", home.getParent().toString());
    builder.environment().put("XDG_CONFIG_HOME", home.toString());
    builder.environment().put("XDG_CACHE_HOME", home.toString());
    Process program = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    assertThat(new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip())
        .isEqualTo("[one.txt]");
    assertThat(program.waitFor()).isZero();
    assertThat(tree(temp)).isEqualTo(before);
  }

  @Test
  void the_rest_of_the_program_keeps_its_own_reader_of_the_system() throws Exception {
    commit("one.txt", "one\n");
    SystemReader before = SystemReader.getInstance();
    try {
      SystemReader own =
          new SystemReader.Delegate(before) {
            @Override
            public String getHostname() {
              return "host-of-the-program";
            }
          };
      SystemReader.setInstance(own);
      state();
      assertThat(SystemReader.getInstance().getHostname()).isEqualTo("host-of-the-program");
    } finally {
      SystemReader.setInstance(before);
    }
  }

  private Optional<VcsRepository> open(Path folder) {
    return new GitProvider().open(new VcsRequest(folder));
  }

  private VcsState state() {
    try (VcsRepository repository = open(root).orElseThrow()) {
      return repository.state(List.of());
    }
  }

  private void write(String path, String text) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private void commit(String path, String text) throws Exception {
    write(path, text);
    git.run(root, "add", "-A");
    git.run(root, "commit", "-q", "-m", "change " + path);
  }

  private TreeSet<String> nativeStatus(boolean untracked) throws Exception {
    TreeSet<String> paths = new TreeSet<>();
    String output =
        git.run(root, "status", "--porcelain", "-z", "--no-renames", "--untracked-files=all");
    for (String line : output.split("\0")) {
      if (!line.isEmpty() && line.startsWith("??") == untracked) {
        paths.add(line.substring(line.indexOf(' ', line.startsWith(" ") ? 1 : 0) + 1).strip());
      }
    }
    return paths;
  }

  private static Set<String> tree(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      return paths
          .map(
              path -> {
                try {
                  return path + " " + Files.getLastModifiedTime(path);
                } catch (IOException e) {
                  return path + " gone";
                }
              })
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }
}
