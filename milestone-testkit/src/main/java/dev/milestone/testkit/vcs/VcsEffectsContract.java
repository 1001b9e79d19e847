package dev.milestone.testkit.vcs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.milestone.ErrorKind;
import dev.milestone.MilestoneException;
import dev.milestone.spi.vcs.VcsAttempt;
import dev.milestone.spi.vcs.VcsBranchRemoval;
import dev.milestone.spi.vcs.VcsBranchRequest;
import dev.milestone.spi.vcs.VcsChange;
import dev.milestone.spi.vcs.VcsCommit;
import dev.milestone.spi.vcs.VcsCommitPart;
import dev.milestone.spi.vcs.VcsFeature;
import dev.milestone.spi.vcs.VcsMergeResult;
import dev.milestone.spi.vcs.VcsNames;
import dev.milestone.spi.vcs.VcsOutcome;
import dev.milestone.spi.vcs.VcsProvider;
import dev.milestone.spi.vcs.VcsPublishRequest;
import dev.milestone.spi.vcs.VcsRemoval;
import dev.milestone.spi.vcs.VcsRepository;
import dev.milestone.spi.vcs.VcsRequest;
import dev.milestone.spi.vcs.VcsSnapshot;
import dev.milestone.spi.vcs.VcsState;
import dev.milestone.spi.vcs.VcsWorkspace;
import dev.milestone.spi.vcs.VcsWorkspaceRemoval;
import dev.milestone.spi.vcs.VcsWorkspaceRequest;
import dev.milestone.spi.vcs.VcsWorkspaceReuse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.apiguardian.api.API;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The rules VCS-18 … of {@code docs/spi-vcs.md} as tests: what changes a repository. A vendor whose
 * provider offers more than looking extends this class beside {@link VcsProviderContract}.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class VcsEffectsContract {

  /** Folder that holds the repositories of a test. */
  @TempDir protected Path temp;

  private final VcsSamples samples = new VcsSamples();
  private Path root = Path.of("");
  private Path folder = Path.of("");
  private String base = "";
  private VcsRepository repository = new NoRepository();

  /** Called by the test engine. */
  protected VcsEffectsContract() {}

  /** The provider under test; the same one when it is called twice in a test. */
  protected abstract VcsProvider provider();

  /** Makes an empty repository in an empty folder, on the branch {@code main}. */
  protected abstract void create(Path folder) throws Exception;

  /**
   * Commits everything in a work tree, what was not tracked included, and returns the commit's id.
   */
  protected abstract String commitAll(Path workTree) throws Exception;

  /** Marks a path as one that is never tracked. */
  protected abstract void ignore(Path workTree, String path) throws Exception;

  @BeforeEach
  void makeRepository() throws Exception {
    root = Files.createDirectory(temp.resolve("repository")).toRealPath();
    folder = temp.toRealPath().resolve("workspaces");
    create(root);
    write(root, "a.txt", "1\n2\n3\n4\n5\n6\n7\n8\n9\n");
    write(root, "src/b.txt", "b\n");
    ignore(root, "build");
    base = commitAll(root);
    repository = provider().open(new VcsRequest(root)).orElseThrow();
    assumeTrue(
        repository
            .capabilities()
            .features()
            .containsAll(
                Set.of(
                    VcsFeature.BRANCHES,
                    VcsFeature.WORKSPACES,
                    VcsFeature.COMMITS,
                    VcsFeature.MERGES)),
        "this provider only looks");
  }

  @AfterEach
  void closeRepository() {
    repository.close();
  }

  @Test
  void VCS_18_probing_writes_nothing() throws Exception {
    VcsState before = repository.state(List.of());
    repository.capabilities();
    assertEquals(before, repository.state(List.of()));
  }

  @Test
  void VCS_19_a_branch_is_made_once_and_never_moved() throws Exception {
    VcsBranchRequest request = branch("e1", "milestone/m1-login", base);
    assertEquals(Optional.of(base), repository.branches().create(request).done());
    assertEquals(Optional.of(base), repository.branches().create(request).done());
    write(root, "c.txt", "c\n");
    String later = commitAll(root);
    VcsOutcome other = repository.branches().create(branch("e2", "milestone/m1-login", later));
    assertEquals(new VcsOutcome.Moved(Optional.of(base)), other);
    assertEquals(base, repository.branches().find("milestone/m1-login").orElseThrow().commit());
    assertEquals(
        List.of("milestone/m1-login"),
        repository.branches().list("milestone/").stream().map(b -> b.name()).toList());
    assertEquals(Optional.empty(), repository.branches().find("milestone/none"));
  }

  @Test
  void VCS_20_names_that_could_do_harm_are_refused() {
    for (String name :
        List.of("-x", "a..b", "a/../b", "a.lock", ".git", "a b", "a~1", "", "HEAD")) {
      MilestoneException refusal =
          assertThrows(
              MilestoneException.class,
              () -> repository.branches().create(branch("e", name, base)),
              name);
      assertEquals(ErrorKind.INVALID_INPUT, refusal.kind());
    }
  }

  @Test
  void VCS_21_settings_stay_with_their_branch() {
    VcsBranchRequest request =
        new VcsBranchRequest(
            "e1",
            "milestone/m1",
            base,
            Map.of("milestone", "m1", "autocommit", "true"),
            Optional.of("origin/milestone/m1"));
    repository.branches().create(request);
    repository.branches().create(branch("e2", "milestone/m2", base));
    assertEquals(
        Map.of("milestone", "m1", "autocommit", "true"),
        repository.branches().settings("milestone/m1"));
    repository.branches().configure("milestone/m1", Map.of("autocommit", "", "review", "yes"));
    assertEquals(
        Map.of("milestone", "m1", "review", "yes"), repository.branches().settings("milestone/m1"));
    assertEquals(Map.of(), repository.branches().settings("milestone/m2"));
  }

  @Test
  void VCS_22_only_what_is_merged_is_deleted() throws Exception {
    VcsWorkspace workspace = workspace(1);
    write(workspace.path(), "a.txt", "other\n");
    String tip = commit(workspace, 1).done().orElseThrow();
    remove(workspace, Optional.empty());
    VcsBranchRemoval removal = new VcsBranchRemoval("d1", workspace.branch(), tip, "main");
    assertInstanceOf(VcsOutcome.Blocked.class, repository.branches().delete(removal));
    assertInstanceOf(
        VcsOutcome.Moved.class,
        repository.branches().delete(new VcsBranchRemoval("d2", workspace.branch(), base, "main")));
    assertInstanceOf(
        VcsOutcome.Blocked.class,
        repository.branches().delete(new VcsBranchRemoval("d3", "main", base, "main")));
    publish("main", base, tip);
    assertTrue(repository.branches().delete(removal).done().isPresent());
    assertTrue(repository.branches().delete(removal).done().isPresent());
    assertEquals(Optional.empty(), repository.branches().find(workspace.branch()));
  }

  @Test
  void VCS_23_a_workspace_has_the_files_of_its_base_and_nothing_else_changes() {
    VcsWorkspace workspace = workspace(1);
    assertEquals(VcsWorkspace.Stage.READY, workspace.stage());
    assertEquals("b\n", read(workspace.path(), "src/b.txt"));
    VcsState state = state(workspace.path());
    assertTrue(state.clean(), state::toString);
    assertEquals(Optional.of(workspace.branch()), state.branch());
    assertEquals(Optional.of(base), state.commit());
    assertTrue(workspace.path().startsWith(folder));
    assertTrue(state(root).clean());
    assertEquals(Optional.of("main"), state(root).branch());
  }

  @Test
  void VCS_24_a_workspace_is_made_once() {
    VcsWorkspace workspace = workspace(1);
    write(workspace.path(), "work.txt", "work\n");
    assertEquals(workspace, workspace(1));
    assertEquals("work\n", read(workspace.path(), "work.txt"));
    VcsWorkspaceRequest other =
        new VcsWorkspaceRequest("another", folder, attempt(1), "milestone-task/x/y/1", base);
    refused("workspace_taken", () -> repository.workspaces().create(other));
    assertEquals(List.of(workspace), repository.workspaces().list());
    assertEquals(Optional.of(workspace), repository.workspaces().find(workspace.name()));
  }

  @Test
  void VCS_25_several_may_ask_at_once() throws Exception {
    List<FutureTask<VcsWorkspace>> asked = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      int number = i / 2 + 1;
      FutureTask<VcsWorkspace> task = new FutureTask<>(() -> workspace(number));
      asked.add(task);
      Thread thread = new Thread(task, "junit-workspace-" + i);
      thread.setDaemon(true);
      thread.start();
    }
    for (int i = 0; i < 6; i++) {
      assertEquals(asked.get(i / 2 * 2).get(60, TimeUnit.SECONDS), asked.get(i).get());
    }
    assertEquals(3, repository.workspaces().list().size());
  }

  @Test
  void VCS_26_a_folder_or_branch_of_somebody_else_is_left() throws Exception {
    String name = VcsNames.workspace(attempt(1));
    write(folder.resolve(name), "theirs.txt", "theirs\n");
    refused("workspace_taken", () -> workspace(1));
    assertEquals("theirs\n", read(folder.resolve(name), "theirs.txt"));
    repository.branches().create(branch("e", VcsNames.attempt(attempt(2)), base));
    refused("branch_exists", () -> workspace(2));
    assertEquals(List.of(), repository.workspaces().list());
  }

  @Test
  void VCS_27_a_snapshot_takes_the_work_and_moves_nothing() throws Exception {
    VcsWorkspace workspace = workspace(1);
    Path path = workspace.path();
    write(path, "a.txt", "changed\n");
    write(path, "new/file.txt", "new\n");
    write(path, "build/out.bin", "ignored\n");
    Files.delete(path.resolve("src/b.txt"));
    VcsState before = state(path);
    VcsSnapshot snapshot = repository.commits().snapshot(path, List.of());
    assertEquals(before, state(path));
    assertEquals(
        List.of("MODIFIED a.txt", "ADDED new/file.txt", "DELETED src/b.txt"),
        snapshot.changes().stream().map(c -> c.kind() + " " + c.path()).toList());
    assertEquals(Optional.of(base), snapshot.commit());
    assertEquals(Optional.of(workspace.branch()), snapshot.branch());
    assertEquals(List.of(), snapshot.refused());
    assertEquals(snapshot.tree(), repository.commits().snapshot(path, List.of()).tree());
    write(path, "a.txt", "changed again\n");
    assertNotEquals(snapshot.tree(), repository.commits().snapshot(path, List.of()).tree());
    assertEquals(
        List.of("ADDED new/file.txt", "DELETED src/b.txt"),
        repository.commits().snapshot(path, List.of("a.txt")).changes().stream()
            .map(c -> c.kind() + " " + c.path())
            .toList());
  }

  @Test
  void VCS_28_a_commit_records_the_verified_tree() {
    VcsWorkspace workspace = workspace(1);
    write(workspace.path(), "a.txt", "changed\n");
    String tree = repository.commits().snapshot(workspace.path(), List.of()).tree();
    String id = commit(workspace, 1).done().orElseThrow();
    VcsCommit commit = repository.commits().read(id).orElseThrow();
    assertEquals(tree, commit.tree());
    assertEquals(List.of(base), commit.parents());
    assertEquals(samples.signature(1), commit.signature());
    assertEquals(samples.message(attempt(1), 0), commit.message());
    assertEquals(id, repository.branches().find(workspace.branch()).orElseThrow().commit());
    VcsState state = state(workspace.path());
    assertTrue(state.clean(), state::toString);
    assertEquals(base, repository.branches().find("main").orElseThrow().commit());
  }

  @Test
  void VCS_29_an_attempt_has_its_commits_once() {
    VcsWorkspace workspace = workspace(1);
    write(workspace.path(), "a.txt", "changed\n");
    VcsOutcome first = commit(workspace, 1);
    assertInstanceOf(VcsOutcome.Done.class, first);
    assertEquals(first, commit(workspace, 1));
    write(workspace.path(), "a.txt", "changed after it\n");
    assertEquals(first, commit(workspace, 1));
    assertEquals(
        1, repository.commits().log(first.done().orElseThrow(), Optional.of(base), 10).size());
    assertEquals(List.of("a.txt"), state(workspace.path()).changed());
  }

  @Test
  void VCS_30_a_branch_that_was_moved_stays_where_it_is() throws Exception {
    VcsWorkspace workspace = workspace(1);
    write(workspace.path(), "theirs.txt", "theirs\n");
    String theirs = commitAll(workspace.path());
    write(workspace.path(), "a.txt", "changed\n");
    String tree = repository.commits().snapshot(workspace.path(), List.of()).tree();
    VcsOutcome outcome =
        repository.commits().commit(samples.request(attempt(1), 0, workspace.branch(), base, tree));
    assertEquals(new VcsOutcome.Moved(Optional.of(theirs)), outcome);
    assertEquals(theirs, repository.branches().find(workspace.branch()).orElseThrow().commit());
    assertEquals(Optional.empty(), repository.commits().fate(attempt(1), workspace.branch(), base));
  }

  @Test
  void VCS_31_a_lower_token_is_refused() {
    String early = worked(4, "four.txt", "four\n");
    VcsWorkspace workspace = workspace(1);
    write(workspace.path(), "a.txt", "changed\n");
    VcsAttempt later = new VcsAttempt(attempt(2).milestone(), attempt(2).id(), 50);
    assertTrue(repository.commits().admit(later).done().isPresent());
    assertTrue(repository.commits().admit(later).done().isPresent());
    assertEquals(new VcsOutcome.Stale(50), repository.commits().admit(attempt(1)));
    assertEquals(new VcsOutcome.Stale(50), commit(workspace, 1));
    refused("stale_token", () -> workspace(3));
    assertEquals(base, repository.branches().find(workspace.branch()).orElseThrow().commit());
    assertEquals(
        new VcsOutcome.Stale(50),
        repository
            .merges()
            .publish(
                new VcsPublishRequest("p", "main", base, early, List.of(attempt(4)), List.of())));
  }

  @Test
  void VCS_32_several_parts_lead_to_the_tree() {
    VcsWorkspace workspace = workspace(1);
    write(workspace.path(), "a.txt", "changed\n");
    write(workspace.path(), "docs/x.md", "x\n");
    write(workspace.path(), "docs/y.md", "y\n");
    String tree = repository.commits().snapshot(workspace.path(), List.of()).tree();
    String message = samples.message(attempt(1), 0);
    String last =
        repository
            .commits()
            .commit(
                samples.request(
                    attempt(1),
                    0,
                    workspace.branch(),
                    base,
                    tree,
                    List.of(
                        new VcsCommitPart(message, List.of("docs/x.md", "docs/y.md")),
                        new VcsCommitPart(message, List.of()))))
            .done()
            .orElseThrow();
    List<VcsCommit> log = repository.commits().log(last, Optional.of(base), 10);
    assertEquals(2, log.size());
    assertEquals(tree, log.get(0).tree());
    assertEquals(
        List.of("docs/x.md", "docs/y.md"),
        repository.commits().changes(base, log.get(1).id()).stream().map(VcsChange::path).toList());
  }

  @Test
  void VCS_33_checkpoints_come_before_the_end_and_each_once() {
    VcsWorkspace workspace = workspace(1);
    write(workspace.path(), "a.txt", "half\n");
    String tree = repository.commits().snapshot(workspace.path(), List.of()).tree();
    VcsOutcome first =
        repository.commits().commit(samples.request(attempt(1), 1, workspace.branch(), base, tree));
    assertEquals(
        first,
        repository
            .commits()
            .commit(samples.request(attempt(1), 1, workspace.branch(), base, tree)));
    assertEquals(Optional.empty(), repository.commits().fate(attempt(1), workspace.branch(), base));
    write(workspace.path(), "a.txt", "whole\n");
    String checkpoint = first.done().orElseThrow();
    String goal = repository.commits().snapshot(workspace.path(), List.of()).tree();
    String last =
        repository
            .commits()
            .commit(samples.request(attempt(1), 0, workspace.branch(), checkpoint, goal))
            .done()
            .orElseThrow();
    assertEquals(2, repository.commits().log(last, Optional.of(base), 10).size());
  }

  @Test
  void VCS_34_a_message_that_does_not_name_the_attempt_is_refused() {
    VcsWorkspace workspace = workspace(1);
    String tree = repository.commits().snapshot(workspace.path(), List.of()).tree();
    MilestoneException refusal =
        assertThrows(
            MilestoneException.class,
            () ->
                repository
                    .commits()
                    .commit(
                        samples.request(
                            attempt(1),
                            0,
                            workspace.branch(),
                            base,
                            tree,
                            List.of(new VcsCommitPart("feat: nothing said\n", List.of())))));
    assertEquals(ErrorKind.INVALID_INPUT, refusal.kind());
  }

  @Test
  void VCS_35_the_fate_of_an_attempt_is_known_to_who_opens_the_repository_later() {
    VcsWorkspace workspace = workspace(1);
    write(workspace.path(), "a.txt", "changed\n");
    assertEquals(Optional.empty(), repository.commits().fate(attempt(1), workspace.branch(), base));
    String id = commit(workspace, 1).done().orElseThrow();
    try (VcsRepository later = provider().open(new VcsRequest(root)).orElseThrow()) {
      assertEquals(
          Optional.of(new VcsOutcome.Done(id)),
          later.commits().fate(attempt(1), workspace.branch(), base));
      assertEquals(Optional.empty(), later.commits().fate(attempt(2), workspace.branch(), base));
    }
  }

  @Test
  void VCS_36_a_merge_holds_all_and_moves_nothing() {
    String one = worked(1, "one.txt", "one\n");
    String two = worked(2, "two.txt", "two\n");
    VcsMergeResult merged = merge(base, List.of(one, two));
    assertEquals(List.of("s0", "s1"), merged.merged());
    assertEquals(List.of(), merged.conflicts());
    assertEquals(
        List.of("one.txt", "two.txt"),
        repository.commits().changes(base, merged.commit()).stream().map(VcsChange::path).toList());
    assertEquals(
        List.of(base, one, two),
        repository.commits().read(merged.commit()).orElseThrow().parents());
    assertEquals(merged, merge(base, List.of(one, two)));
    assertEquals(base, repository.branches().find("main").orElseThrow().commit());
  }

  @Test
  void VCS_37_what_conflicts_is_named_and_left_out() {
    String one = worked(1, "a.txt", "one\n");
    String two = worked(2, "a.txt", "two\n");
    String three = worked(3, "three.txt", "three\n");
    VcsMergeResult merged = merge(base, List.of(one, two, three));
    assertEquals(List.of("s0", "s2"), merged.merged());
    assertEquals(List.of(new VcsMergeResult.Conflict("s1", List.of("a.txt"))), merged.conflicts());
    assertEquals(
        List.of(base, one, three),
        repository.commits().read(merged.commit()).orElseThrow().parents());
  }

  @Test
  void VCS_38_independent_work_gives_the_same_tree_in_any_order() {
    String one = worked(1, "one.txt", "one\n");
    String two = worked(2, "src/two.txt", "two\n");
    String three = worked(3, "a.txt", "1\n2\n3\n4\n5\n6\n7\n8\nnine\n");
    String together = merge(base, List.of(one, two, three)).tree();
    assertEquals(together, merge(base, List.of(three, one, two)).tree());
    String first = merge(base, List.of(two)).commit();
    String second = merge(first, List.of(three)).commit();
    assertEquals(together, merge(second, List.of(one)).tree());
  }

  @Test
  void VCS_39_what_is_held_already_is_merged_without_a_commit() {
    VcsMergeResult merged = merge(base, List.of(base));
    assertEquals(base, merged.commit());
    assertEquals(List.of("s0"), merged.merged());
  }

  @Test
  void VCS_40_publishing_moves_forward_from_where_it_was_expected_and_once() {
    repository.branches().create(branch("e", "integration/m1-x", base));
    String one = worked(1, "one.txt", "one\n");
    String merged = merge(base, List.of(one)).commit();
    assertEquals(Optional.of(merged), publish("integration/m1-x", base, merged).done());
    assertEquals(Optional.of(merged), publish("integration/m1-x", base, merged).done());
    assertEquals(
        Optional.of(new VcsOutcome.Done(merged)),
        repository.merges().fate("integration/m1-x", merged));
    assertEquals(Optional.empty(), repository.merges().fate("main", merged));
    String two = worked(2, "two.txt", "two\n");
    String other = merge(base, List.of(two)).commit();
    assertEquals(
        new VcsOutcome.Moved(Optional.of(merged)), publish("integration/m1-x", base, other));
    assertInstanceOf(VcsOutcome.Blocked.class, publish("integration/m1-x", merged, two));
    assertEquals(merged, repository.branches().find("integration/m1-x").orElseThrow().commit());
  }

  @Test
  void VCS_41_a_checkout_gets_its_files_with_the_branch() {
    String one = worked(1, "one.txt", "one\n");
    write(root, "untracked.txt", "mine\n");
    String merged = merge(base, List.of(one)).commit();
    assertEquals(Optional.of(merged), publish("main", base, merged).done());
    assertEquals("one\n", read(root, "one.txt"));
    assertEquals("mine\n", read(root, "untracked.txt"));
    VcsState state = state(root);
    assertEquals(Optional.of(merged), state.commit());
    assertEquals(List.of(), state.changed());
  }

  @Test
  void VCS_42_a_checkout_with_changes_is_left() {
    String one = worked(1, "one.txt", "one\n");
    String merged = merge(base, List.of(one)).commit();
    write(root, "a.txt", "a person's work\n");
    VcsOutcome.Blocked dirty =
        assertInstanceOf(VcsOutcome.Blocked.class, publish("main", base, merged));
    assertEquals(List.of("a.txt"), dirty.paths());
    assertEquals("a person's work\n", read(root, "a.txt"));
    write(root, "a.txt", "1\n2\n3\n4\n5\n6\n7\n8\n9\n");
    write(root, "one.txt", "in the way\n");
    assertInstanceOf(VcsOutcome.Blocked.class, publish("main", base, merged));
    assertEquals("in the way\n", read(root, "one.txt"));
    assertEquals(Optional.of(base), state(root).commit());
  }

  @Test
  void VCS_43_what_is_recorded_is_removed_without_a_trace() {
    VcsWorkspace workspace = workspace(1);
    write(workspace.path(), "a.txt", "changed\n");
    String id = commit(workspace, 1).done().orElseThrow();
    VcsRemoval removal = remove(workspace, Optional.empty());
    assertEquals(new VcsRemoval(true, Optional.empty(), Optional.empty()), removal);
    assertFalse(Files.exists(workspace.path()));
    assertEquals(List.of(), repository.workspaces().list());
    assertEquals(id, repository.branches().find(workspace.branch()).orElseThrow().commit());
    assertTrue(remove(workspace, Optional.empty()).removed());
  }

  @Test
  void VCS_44_work_that_is_nowhere_else_is_parked_first() {
    VcsWorkspace workspace = workspace(1);
    write(workspace.path(), "a.txt", "unrecorded\n");
    write(workspace.path(), "new.txt", "untracked\n");
    VcsRemoval removal = remove(workspace, Optional.of("main"));
    assertTrue(removal.removed());
    String parked = removal.parked().orElseThrow();
    assertEquals(
        List.of("a.txt", "new.txt"),
        repository.commits().changes(base, parked).stream().map(VcsChange::path).toList());
    assertEquals(List.of(base), repository.commits().read(parked).orElseThrow().parents());
    assertEquals(
        List.of(parked),
        repository.workspaces().parked(attempt(1).milestone()).stream()
            .map(p -> p.commit())
            .toList());
    assertEquals(Optional.empty(), repository.branches().find(workspace.branch()));
  }

  @Test
  void VCS_45_a_branch_with_commits_of_its_own_stays() {
    VcsWorkspace workspace = workspace(1);
    write(workspace.path(), "a.txt", "changed\n");
    commit(workspace, 1);
    VcsRemoval removal = remove(workspace, Optional.of("main"));
    assertTrue(removal.removed());
    assertTrue(removal.remark().isPresent());
    assertTrue(repository.branches().find(workspace.branch()).isPresent());
  }

  @Test
  void VCS_46_a_workspace_can_serve_another_attempt() {
    VcsWorkspace workspace = workspace(1);
    write(workspace.path(), "a.txt", "unrecorded\n");
    write(workspace.path(), "new.txt", "untracked\n");
    write(workspace.path(), "build/cache.bin", "kept\n");
    VcsWorkspaceReuse reuse =
        new VcsWorkspaceReuse(
            "w2",
            workspace.name(),
            attempt(2),
            VcsNames.attempt(attempt(2)),
            base,
            samples.signature(2));
    VcsWorkspace again = repository.workspaces().reuse(reuse);
    assertEquals(workspace.path(), again.path());
    assertEquals(attempt(2), again.attempt());
    assertEquals(again, repository.workspaces().reuse(reuse));
    assertEquals("1\n2\n3\n4\n5\n6\n7\n8\n9\n", read(again.path(), "a.txt"));
    assertFalse(Files.exists(again.path().resolve("new.txt")));
    assertEquals("kept\n", read(again.path(), "build/cache.bin"));
    VcsState state = state(again.path());
    assertTrue(state.clean(), state::toString);
    assertEquals(Optional.of(again.branch()), state.branch());
    assertEquals(1, repository.workspaces().parked(attempt(1).milestone()).size());
    write(again.path(), "a.txt", "second\n");
    assertInstanceOf(VcsOutcome.Done.class, commit(again, 2));
  }

  @Test
  void VCS_47_repair_leaves_what_is_whole() {
    VcsWorkspace workspace = workspace(1);
    write(workspace.path(), "a.txt", "unrecorded\n");
    assertEquals(List.of(), repository.workspaces().repair(Set.of()));
    assertEquals("unrecorded\n", read(workspace.path(), "a.txt"));
    assertEquals(Optional.of(workspace), repository.workspaces().find(workspace.name()));
  }

  @Test
  void VCS_48_changes_tell_renames_and_figures() {
    VcsWorkspace workspace = workspace(1);
    write(workspace.path(), "moved.txt", "1\n2\n3\n4\n5\n6\n7\n8\n9\nten\n");
    VcsSamples.delete(workspace.path().resolve("a.txt"));
    VcsChange change = repository.commits().snapshot(workspace.path(), List.of()).changes().get(0);
    assertEquals(VcsChange.Kind.RENAMED, change.kind());
    assertEquals("moved.txt", change.path());
    assertEquals(Optional.of("a.txt"), change.from());
    assertEquals(1, change.lines().added());
    assertEquals(0, change.lines().removed());
    assertEquals(List.of("ten"), change.lines().sample());
  }

  private VcsBranchRequest branch(String effect, String name, String at) {
    return new VcsBranchRequest(effect, name, at, Map.of(), Optional.empty());
  }

  private VcsAttempt attempt(int number) {
    return samples.attempt(number);
  }

  private VcsWorkspace workspace(int number) {
    return repository
        .workspaces()
        .create(
            new VcsWorkspaceRequest(
                "w" + number, folder, attempt(number), VcsNames.attempt(attempt(number)), base));
  }

  private VcsRemoval remove(VcsWorkspace workspace, Optional<String> into) {
    return repository
        .workspaces()
        .remove(new VcsWorkspaceRemoval("r", workspace.name(), samples.signature(9), into));
  }

  private VcsOutcome commit(VcsWorkspace workspace, int number) {
    String tree = repository.commits().snapshot(workspace.path(), List.of()).tree();
    return repository
        .commits()
        .commit(samples.request(attempt(number), 0, workspace.branch(), base, tree));
  }

  /** The commit of an attempt that wrote one file; its workspace is gone again. */
  private String worked(int number, String path, String text) {
    VcsWorkspace workspace = workspace(number);
    write(workspace.path(), path, text);
    String commit = commit(workspace, number).done().orElseThrow();
    remove(workspace, Optional.empty());
    return commit;
  }

  private VcsMergeResult merge(String target, List<String> commits) {
    return repository.merges().merge(samples.merge(target, commits));
  }

  private VcsOutcome publish(String branch, String from, String to) {
    return repository
        .merges()
        .publish(new VcsPublishRequest("p", branch, from, to, List.of(), List.of()));
  }

  private VcsState state(Path workTree) {
    try (VcsRepository looked = provider().open(new VcsRequest(workTree)).orElseThrow()) {
      return looked.state(List.of());
    }
  }

  private static void refused(String code, Runnable call) {
    MilestoneException refusal = assertThrows(MilestoneException.class, call::run);
    assertEquals(ErrorKind.REFUSED, refusal.kind());
    assertEquals(code, refusal.code());
  }

  private static void write(Path root, String path, String text) {
    VcsSamples.write(root, path, text);
  }

  private static String read(Path root, String path) {
    return VcsSamples.read(root, path);
  }

  /** Stands in until the repository is made. */
  private static final class NoRepository implements VcsRepository {
    @Override
    public Path commonDirectory() {
      throw new IllegalStateException("there is no repository yet");
    }

    @Override
    public Path workTree() {
      return commonDirectory();
    }

    @Override
    public VcsState state(List<String> ignored) {
      throw new IllegalStateException("there is no repository yet");
    }

    @Override
    public void close() {}
  }
}
