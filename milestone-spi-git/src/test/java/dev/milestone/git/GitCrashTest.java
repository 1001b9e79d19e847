package dev.milestone.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milestone.spi.vcs.VcsNames;
import dev.milestone.spi.vcs.VcsOutcome;
import dev.milestone.spi.vcs.VcsRepository;
import dev.milestone.spi.vcs.VcsWorkspace;
import dev.milestone.spi.vcs.VcsWorkspaceReuse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Stops before each step that changes something on disk, and asks again with a fresh provider, as
 * another process would: the result is the same as without the stop, and nothing is left over.
 */
class GitCrashTest {

  @TempDir Path temp;

  @BeforeAll
  static void needsGit() {
    NativeGit.assumeInstalled();
  }

  /** Thrown where a crash is played. */
  private static final class Crash extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** What is done with a repository. */
  private interface Work {
    void with(GitWorkshop shop, VcsRepository repository) throws Exception;
  }

  @Test
  void a_workspace_is_finished_whatever_step_was_the_last() throws Exception {
    List<String> steps =
        atEachStep(
            (shop, repository) -> {},
            (shop, repository) -> repository.workspaces().create(shop.workspace(1)),
            (shop, repository) -> {
              VcsWorkspace workspace = repository.workspaces().list().get(0);
              assertThat(workspace.stage()).isEqualTo(VcsWorkspace.Stage.READY);
              assertThat(shop.git.run(workspace.path(), "status", "--porcelain")).isEmpty();
              assertThat(GitWorkshop.read(workspace.path(), "src/b.txt")).isEqualTo("b\n");
              assertThat(shop.git.run(shop.root, "worktree", "list", "--porcelain"))
                  .contains(workspace.path().toString())
                  .doesNotContain("locked")
                  .doesNotContain("prunable");
            });
    assertThat(steps).contains("workspace.claim", "workspace.branch", "workspace.checkout");
  }

  @Test
  void a_workspace_that_nobody_asks_for_again_is_cleared_away() throws Exception {
    List<String> steps = steps((s, r) -> {}, (s, r) -> r.workspaces().create(s.workspace(1)));
    for (int i = 0; i < steps.size(); i++) {
      GitWorkshop shop = shop();
      crash(shop, i, (s, r) -> r.workspaces().create(s.workspace(1)));
      try (VcsRepository repository = shop.open()) {
        repository.workspaces().repair(Set.of());
        for (VcsWorkspace left : repository.workspaces().list()) {
          assertThat(left.stage()).as(steps.get(i)).isEqualTo(VcsWorkspace.Stage.READY);
          repository.workspaces().remove(GitWorkshop.removal(left));
        }
        assertThat(repository.workspaces().repair(Set.of())).isEmpty();
      }
      assertThat(shop.git.run(shop.root, "worktree", "list", "--porcelain").split("\n\n"))
          .as(steps.get(i))
          .hasSize(1);
      assertThat(noLocks(shop)).as(steps.get(i)).isEmpty();
    }
  }

  @Test
  void a_commit_is_made_once_whatever_step_was_the_last() throws Exception {
    List<String> steps =
        atEachStep(
            (shop, repository) -> repository.workspaces().create(shop.workspace(1)),
            (shop, repository) ->
                shop.work(repository, 1, "a.txt", "changed\n", "new.txt", "new\n"),
            (shop, repository) -> {
              String branch = VcsNames.attempt(GitWorkshop.attempt(1));
              assertThat(shop.git.run(shop.root, "rev-list", "--count", shop.base + ".." + branch))
                  .isEqualTo("1");
              assertThat(shop.git.run(shop.root, "rev-parse", branch))
                  .isEqualTo(shop.git.run(shop.root, "rev-parse", "refs/milestones/m1/t1/1"));
              assertThat(
                      shop.git.run(
                          repository.workspaces().list().get(0).path(), "status", "--porcelain"))
                  .isEmpty();
            });
    assertThat(steps).contains("commit.objects", "refs.intent", "refs.move", "commit.index");
  }

  @Test
  void landing_leaves_files_and_branch_together_whatever_step_was_the_last() throws Exception {
    Work prepare =
        (shop, repository) -> {
          GitWorkshop.write(shop.root, "untracked.txt", "mine\n");
          shop.work(repository, 1, "a.txt", "changed\n", "deep/new.txt", "new\n");
        };
    Work land =
        (shop, repository) -> {
          String one = shop.git.run(shop.root, "rev-parse", "refs/milestones/m1/t1/1");
          String merged =
              repository.merges().merge(GitWorkshop.merge(shop.base, List.of(one))).commit();
          VcsOutcome outcome =
              repository.merges().publish(GitWorkshop.publish("main", shop.base, merged));
          assertThat(outcome).isEqualTo(new VcsOutcome.Done(merged));
        };
    List<String> steps =
        atEachStep(
            prepare,
            land,
            (shop, repository) -> {
              assertThat(shop.git.run(shop.root, "status", "--porcelain"))
                  .isEqualTo("?? untracked.txt");
              assertThat(GitWorkshop.read(shop.root, "deep/new.txt")).isEqualTo("new\n");
              assertThat(shop.git.run(shop.root, "rev-list", "--count", "main")).isEqualTo("3");
            });
    assertThat(steps).contains("land.locks", "land.files", "land.index", "land.ref", "land.log");
  }

  @Test
  void an_interrupted_landing_does_not_touch_what_a_person_changed_since() throws Exception {
    GitWorkshop shop = shop();
    try (VcsRepository repository = shop.open()) {
      shop.work(repository, 1, "a.txt", "changed\n", "new.txt", "new\n");
      String one = shop.git.run(shop.root, "rev-parse", "refs/milestones/m1/t1/1");
      String merged =
          repository.merges().merge(GitWorkshop.merge(shop.base, List.of(one))).commit();
      try (VcsRepository dying = shop.open(step -> stopAt(step, "land.index"))) {
        assertThat(
                catchCrash(
                    () -> dying.merges().publish(GitWorkshop.publish("main", shop.base, merged))))
            .isTrue();
      }
      GitWorkshop.write(shop.root, "a.txt", "a person's\n");
      assertThat(repository.workspaces().repair(Set.of()))
          .anyMatch(remark -> remark.code().equals("landing_stopped"));
      assertThat(GitWorkshop.read(shop.root, "a.txt")).isEqualTo("a person's\n");
      assertThat(shop.git.run(shop.root, "rev-parse", "main")).isEqualTo(shop.base);
      assertThat(noLocks(shop)).isEmpty();
    }
  }

  @Test
  void a_removal_is_finished_and_its_work_is_parked_once() throws Exception {
    List<String> steps =
        atEachStep(
            (shop, repository) -> {
              VcsWorkspace workspace = repository.workspaces().create(shop.workspace(1));
              GitWorkshop.write(workspace.path(), "new.txt", "work\n");
            },
            (shop, repository) -> {
              List<VcsWorkspace> left = repository.workspaces().list();
              if (!left.isEmpty()) {
                assertThat(
                        repository.workspaces().remove(GitWorkshop.removal(left.get(0))).removed())
                    .isTrue();
              }
            },
            (shop, repository) -> {
              assertThat(repository.workspaces().list()).isEmpty();
              assertThat(shop.git.run(shop.root, "for-each-ref", "refs/milestones/m1/parked"))
                  .hasLineCount(1);
              assertThat(shop.git.run(shop.root, "show", "refs/milestones/m1/parked/t1/1:new.txt"))
                  .isEqualTo("work");
              assertThat(shop.folder).isEmptyDirectory();
            });
    assertThat(steps).contains("park.ref", "remove.note", "remove.files", "remove.name");
  }

  @Test
  void a_reuse_is_finished_and_the_work_before_it_is_parked_once() throws Exception {
    atEachStep(
        (shop, repository) -> {
          VcsWorkspace workspace = repository.workspaces().create(shop.workspace(1));
          GitWorkshop.write(workspace.path(), "new.txt", "work\n");
          GitWorkshop.write(workspace.path(), "a.txt", "changed\n");
          GitWorkshop.write(workspace.path(), "build/out", "kept\n");
        },
        (shop, repository) ->
            repository
                .workspaces()
                .reuse(
                    new VcsWorkspaceReuse(
                        "u2",
                        VcsNames.workspace(GitWorkshop.attempt(1)),
                        GitWorkshop.attempt(2),
                        VcsNames.attempt(GitWorkshop.attempt(2)),
                        shop.base,
                        GitWorkshop.SIGNATURE)),
        (shop, repository) -> {
          VcsWorkspace workspace = repository.workspaces().list().get(0);
          assertThat(workspace.stage()).isEqualTo(VcsWorkspace.Stage.READY);
          assertThat(shop.git.run(workspace.path(), "status", "--porcelain")).isEmpty();
          assertThat(GitWorkshop.read(workspace.path(), "build/out")).isEqualTo("kept\n");
          assertThat(shop.git.run(shop.root, "for-each-ref", "refs/milestones/m1/parked"))
              .hasLineCount(1);
        });
  }

  /** Stops once before each step, then does the work again; checks each time. */
  private List<String> atEachStep(Work prepare, Work work, Work check) throws Exception {
    List<String> steps = steps(prepare, work);
    for (int i = 0; i < steps.size(); i++) {
      GitWorkshop shop = shop();
      try (VcsRepository repository = shop.open()) {
        prepare.with(shop, repository);
      }
      crash(shop, i, work);
      try (VcsRepository repository = shop.open()) {
        work.with(shop, repository);
        check.with(shop, repository);
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("after a stop before step " + i + ", " + steps.get(i), e);
      }
      assertThat(noLocks(shop)).as(steps.get(i)).isEmpty();
      shop.git.run(shop.root, "fsck", "--strict", "--full");
    }
    return steps;
  }

  private List<String> steps(Work prepare, Work work) throws Exception {
    GitWorkshop shop = shop();
    try (VcsRepository repository = shop.open()) {
      prepare.with(shop, repository);
    }
    List<String> steps = new ArrayList<>();
    try (VcsRepository repository = shop.open(steps::add)) {
      work.with(shop, repository);
    }
    assertThat(steps).isNotEmpty();
    return steps;
  }

  private void crash(GitWorkshop shop, int at, Work work) throws Exception {
    int[] count = {0};
    try (VcsRepository repository =
        shop.open(
            step -> {
              if (count[0]++ == at) {
                throw new Crash();
              }
            })) {
      work.with(shop, repository);
      throw new AssertionError("there is no step " + at);
    } catch (Crash e) {
      // As planned.
    }
  }

  private static void stopAt(String step, String wanted) {
    if (step.equals(wanted)) {
      throw new Crash();
    }
  }

  private static boolean catchCrash(Runnable work) {
    try {
      work.run();
      return false;
    } catch (Crash e) {
      return true;
    }
  }

  private GitWorkshop shop() throws Exception {
    return new GitWorkshop(Files.createTempDirectory(temp, "shop"));
  }

  private static List<Path> noLocks(GitWorkshop shop) throws Exception {
    try (Stream<Path> files = Files.walk(shop.root.resolve(".git"))) {
      return files.filter(file -> file.toString().endsWith(".lock")).toList();
    }
  }
}
