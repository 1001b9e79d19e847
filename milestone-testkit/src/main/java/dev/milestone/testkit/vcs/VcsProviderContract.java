package dev.milestone.testkit.vcs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.milestone.ErrorKind;
import dev.milestone.MilestoneException;
import dev.milestone.spi.vcs.VcsProvider;
import dev.milestone.spi.vcs.VcsRepository;
import dev.milestone.spi.vcs.VcsRequest;
import dev.milestone.spi.vcs.VcsState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apiguardian.api.API;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The rules VCS-1 … of {@code docs/spi-vcs.md} as tests. A vendor extends this class, says how a
 * repository is made and changed with the system's own tools, and runs it with JUnit. A rule that
 * does not apply is skipped visibly.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class VcsProviderContract {

  /** Folder that holds the repositories of a test. */
  @TempDir protected Path temp;

  private Path root = Path.of("");

  /** Called by the test engine. */
  protected VcsProviderContract() {}

  /** The provider under test. */
  protected abstract VcsProvider provider();

  /** Makes an empty repository in an empty folder. */
  protected abstract void create(Path folder) throws Exception;

  /**
   * Commits everything in a work tree, what was not tracked included, and returns the commit's id.
   */
  protected abstract String commitAll(Path workTree) throws Exception;

  /** Marks a path as one that is never tracked. */
  protected abstract void ignore(Path workTree, String path) throws Exception;

  /**
   * Takes a changed file into the next commit without committing; false where there is no such
   * thing.
   */
  protected boolean stage(Path workTree, String path) throws Exception {
    return false;
  }

  /** Checks out the current commit without a branch; false where there is no such thing. */
  protected boolean detach(Path workTree) throws Exception {
    return false;
  }

  /** Adds a second work tree on a new branch of this name; false where there is no such thing. */
  protected boolean addWorkTree(Path workTree, Path second, String branch) throws Exception {
    return false;
  }

  /** Makes a repository that the provider refuses; false where it can handle all. */
  protected boolean createUnsupported(Path folder) throws Exception {
    return false;
  }

  @BeforeEach
  void makeFolder() throws IOException {
    root = Files.createDirectory(temp.resolve("repository")).toRealPath();
  }

  @Test
  void VCS_1_the_name_is_a_word_in_lower_case_and_stays_the_same() {
    String name = provider().name();
    assertFalse(name.isEmpty());
    assertTrue(
        name.chars().allMatch(c -> c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-'),
        () -> "not a word in lower case: " + name);
    assertEquals(name, provider().name());
  }

  @Test
  void VCS_2_a_folder_in_no_repository_gives_nothing() {
    assertTrue(provider().open(new VcsRequest(root)).isEmpty());
    assertTrue(provider().open(new VcsRequest(root.resolve("not-there"))).isEmpty());
  }

  @Test
  void VCS_3_a_repository_is_found_from_its_root_and_from_below() throws Exception {
    create(root);
    Path below = Files.createDirectories(root.resolve("a/b"));
    try (VcsRepository fromRoot = open(root);
        VcsRepository fromBelow = open(below)) {
      assertEquals(root, fromRoot.workTree());
      assertEquals(root, fromBelow.workTree());
      assertEquals(fromRoot.commonDirectory(), fromBelow.commonDirectory());
      assertTrue(Files.isDirectory(fromRoot.commonDirectory()));
    }
  }

  @Test
  void VCS_4_before_the_first_commit_there_is_a_branch_and_no_commit() throws Exception {
    create(root);
    VcsState state = state();
    assertTrue(state.branch().isPresent());
    assertEquals(Optional.empty(), state.commit());
    assertTrue(state.clean(), state::toString);
  }

  @Test
  void VCS_5_after_a_commit_its_id_is_told_and_the_work_tree_is_clean() throws Exception {
    create(root);
    write("src/one.txt", "one\n");
    String commit = commitAll(root);
    VcsState state = state();
    assertEquals(Optional.of(commit), state.commit());
    assertTrue(state.clean(), state::toString);
  }

  @Test
  void VCS_6_a_changed_and_a_deleted_file_are_changed() throws Exception {
    create(root);
    write("src/one.txt", "one\n");
    write("two.txt", "two\n");
    write("three.txt", "three\n");
    commitAll(root);
    write("src/one.txt", "eno\n");
    Files.delete(root.resolve("two.txt"));
    VcsState state = state();
    assertEquals(Set.of("src/one.txt", "two.txt"), Set.copyOf(state.changed()));
    assertEquals(List.of(), state.untracked());
    assertFalse(state.clean());
  }

  @Test
  void VCS_7_a_staged_file_is_changed() throws Exception {
    create(root);
    write("one.txt", "one\n");
    commitAll(root);
    write("one.txt", "changed\n");
    write("new.txt", "new\n");
    assumeTrue(stage(root, "one.txt") && stage(root, "new.txt"), "there is no staging");
    VcsState state = state();
    assertEquals(Set.of("one.txt", "new.txt"), Set.copyOf(state.changed()));
    assertEquals(List.of(), state.untracked());
  }

  @Test
  void VCS_8_a_new_file_is_untracked_and_ignored_ones_do_not_count() throws Exception {
    create(root);
    write("one.txt", "one\n");
    ignore(root, "build");
    commitAll(root);
    write("build/out.txt", "out\n");
    write("src/new.txt", "new\n");
    VcsState state = state();
    assertEquals(List.of(), state.changed());
    assertEquals(List.of("src/new.txt"), state.untracked());
  }

  @Test
  void VCS_9_paths_of_the_caller_do_not_count_and_are_whole_names() throws Exception {
    create(root);
    write("keep/one.txt", "one\n");
    commitAll(root);
    write("keep/one.txt", "changed\n");
    write("keep/deep/new.txt", "new\n");
    write("keeper.txt", "not the same name\n");
    try (VcsRepository repository = open(root)) {
      for (String form : List.of("keep", "keep/")) {
        VcsState state = repository.state(List.of(form, "absent"));
        assertEquals(List.of(), state.changed());
        assertEquals(List.of("keeper.txt"), state.untracked());
      }
      assertTrue(repository.state(List.of("keep", "keeper.txt")).clean());
    }
  }

  @Test
  void VCS_10_without_a_branch_the_commit_is_told() throws Exception {
    create(root);
    write("one.txt", "one\n");
    String commit = commitAll(root);
    assumeTrue(detach(root), "a commit cannot be checked out without a branch");
    VcsState state = state();
    assertEquals(Optional.empty(), state.branch());
    assertEquals(Optional.of(commit), state.commit());
  }

  @Test
  void VCS_11_looking_changes_no_file() throws Exception {
    create(root);
    write("one.txt", "one\n");
    write("two.txt", "two\n");
    commitAll(root);
    write("one.txt", "changed\n");
    write("new.txt", "new\n");
    // Same content under a new time: a tool that refreshes what it remembers would write here.
    write("two.txt", "two\n");
    Map<String, String> before = fingerprint();
    state();
    assertEquals(before, fingerprint());
  }

  @Test
  void VCS_12_the_lists_are_bounded() throws Exception {
    create(root);
    write("one.txt", "one\n");
    commitAll(root);
    Path many = Files.createDirectory(root.resolve("many"));
    for (int i = 0; i < VcsState.MAX_PATHS + 5; i++) {
      Files.createFile(many.resolve("f" + i));
    }
    assertEquals(VcsState.MAX_PATHS, state().untracked().size());
  }

  @Test
  void VCS_13_an_open_repository_sees_later_changes() throws Exception {
    create(root);
    write("one.txt", "one\n");
    String first = commitAll(root);
    try (VcsRepository repository = open(root)) {
      assertEquals(Optional.of(first), repository.state(List.of()).commit());
      write("one.txt", "changed\n");
      assertEquals(List.of("one.txt"), repository.state(List.of()).changed());
      String second = commitAll(root);
      assertNotEquals(first, second);
      VcsState state = repository.state(List.of());
      assertEquals(Optional.of(second), state.commit());
      assertTrue(state.clean(), state::toString);
    }
  }

  @Test
  void VCS_14_several_threads_may_look_at_once() throws Exception {
    create(root);
    for (int i = 0; i < 50; i++) {
      write("dir" + i % 5 + "/f" + i + ".txt", "content " + i + "\n");
    }
    commitAll(root);
    write("dir1/f1.txt", "changed\n");
    write("new.txt", "new\n");
    try (VcsRepository repository = open(root)) {
      VcsState expected = repository.state(List.of());
      List<FutureTask<VcsState>> looks = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        FutureTask<VcsState> look = new FutureTask<>(() -> repository.state(List.of()));
        looks.add(look);
        Thread thread = new Thread(look, "junit-look-" + i);
        thread.setDaemon(true);
        thread.start();
      }
      for (FutureTask<VcsState> look : looks) {
        assertEquals(expected, look.get(60, TimeUnit.SECONDS));
      }
    }
  }

  @Test
  void VCS_15_looking_leaves_no_thread_and_starts_no_process() throws Exception {
    create(root);
    write("one.txt", "one\n");
    commitAll(root);
    state();
    Set<Thread> before = threads();
    Set<Long> processes = children();
    state();
    Set<Thread> left = threads();
    left.removeAll(before);
    assertEquals(Set.of(), left, "threads left behind");
    Set<Long> started = children();
    started.removeAll(processes);
    assertEquals(Set.of(), started, "processes started");
  }

  @Test
  void VCS_16_what_could_be_damaged_is_refused_with_a_reason() throws Exception {
    assumeTrue(createUnsupported(root), "every repository is supported");
    MilestoneException refusal =
        assertThrows(
            MilestoneException.class,
            () -> provider().open(new VcsRequest(root)).map(VcsRepository::workTree));
    assertEquals(ErrorKind.REFUSED, refusal.kind());
    assertTrue(String.valueOf(refusal.getMessage()).contains(" "), refusal::toString);
  }

  @Test
  void VCS_17_work_trees_of_one_repository_share_a_folder() throws Exception {
    create(root);
    write("one.txt", "one\n");
    String commit = commitAll(root);
    Path second = temp.toRealPath().resolve("second");
    assumeTrue(addWorkTree(root, second, "side"), "there is one work tree only");
    Files.writeString(second.resolve("one.txt"), "changed in the second\n");
    try (VcsRepository main = open(root);
        VcsRepository linked = open(second)) {
      assertEquals(main.commonDirectory(), linked.commonDirectory());
      assertEquals(second, linked.workTree());
      VcsState state = linked.state(List.of());
      assertEquals(Optional.of("side"), state.branch());
      assertEquals(Optional.of(commit), state.commit());
      assertEquals(List.of("one.txt"), state.changed());
      assertTrue(main.state(List.of()).clean());
    }
  }

  private VcsRepository open(Path folder) {
    return provider().open(new VcsRequest(folder)).orElseThrow();
  }

  private VcsState state() {
    try (VcsRepository repository = open(root)) {
      return repository.state(List.of());
    }
  }

  private void write(String path, String text) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  /**
   * Every file with its size, time and content; folders with their time, which an added and removed
   * file changes too.
   */
  private Map<String, String> fingerprint() throws IOException {
    Map<String, String> all = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(root)) {
      for (Path path : (Iterable<Path>) paths::iterator) {
        String time = Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS).toString();
        boolean file = Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
        all.put(
            root.relativize(path).toString(),
            time + (file ? " " + java.util.Arrays.hashCode(Files.readAllBytes(path)) : ""));
      }
    }
    return all;
  }

  private static Set<Long> children() {
    return ProcessHandle.current().children().map(ProcessHandle::pid).collect(Collectors.toSet());
  }

  /** Threads that run, without those that the JDK keeps for itself. */
  private static Set<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !thread.getName().startsWith("process reaper"))
        .filter(thread -> !thread.getName().startsWith("ForkJoinPool.commonPool"))
        .filter(thread -> !thread.getName().startsWith("junit-"))
        .filter(thread -> thread.getThreadGroup() != null)
        .filter(thread -> !thread.getThreadGroup().getName().equals("system"))
        .collect(Collectors.toSet());
  }
}
