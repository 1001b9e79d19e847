package dev.milestone.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.milestone.spi.vcs.VcsNames;
import dev.milestone.spi.vcs.VcsOutcome;
import dev.milestone.spi.vcs.VcsRemoval;
import dev.milestone.spi.vcs.VcsRepository;
import dev.milestone.spi.vcs.VcsRequest;
import dev.milestone.spi.vcs.VcsSnapshot;
import dev.milestone.spi.vcs.VcsWorkspace;
import dev.milestone.spi.vcs.VcsWorkspaceRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What persons, agents, strangers and crashes leave in a repository. */
class GitRecoveryTest {

  @TempDir Path temp;

  private GitWorkshop shop;

  @BeforeAll
  static void needsGit() {
    NativeGit.assumeInstalled();
  }

  @BeforeEach
  void begin() throws Exception {
    shop = new GitWorkshop(temp);
  }

  @Test
  void a_lock_that_an_own_intent_names_is_put_aside_and_another_is_left() throws Exception {
    try (VcsRepository repository = shop.open()) {
      VcsWorkspace workspace = repository.workspaces().create(shop.workspace(1));
      GitWorkshop.write(workspace.path(), "new.txt", "new\n");
      Path common = repository.commonDirectory();
      Path ours = common.resolve("refs/milestones/m1/t1/1.lock");
      Intent.ofLocks(List.of(ours, common.resolve("packed-refs.lock")))
          .write(common.resolve("milestone-vcs"));
      Files.createDirectories(ours.getParent());
      Files.createFile(ours);
      String tree = repository.commits().snapshot(workspace.path(), List.of()).tree();
      assertThat(repository.commits().commit(shop.commit(1, tree)).done()).isPresent();
      assertThat(ours).doesNotExist();

      VcsWorkspace second = repository.workspaces().create(shop.workspace(2));
      GitWorkshop.write(second.path(), "other.txt", "other\n");
      Path theirs = common.resolve("refs/heads").resolve(second.branch() + ".lock");
      Files.createDirectories(theirs.getParent());
      Files.createFile(theirs);
      String other = repository.commits().snapshot(second.path(), List.of()).tree();
      assertThatThrownBy(() -> repository.commits().commit(shop.commit(2, other)))
          .hasMessageContaining(".lock");
      assertThat(theirs).exists();
      assertThat(repository.commits().fate(GitWorkshop.attempt(2), second.branch(), shop.base))
          .isEmpty();
      Files.delete(theirs);
      assertThat(repository.commits().commit(shop.commit(2, other)).done()).isPresent();
    }
  }

  @Test
  void a_checkout_that_another_program_has_locked_is_left() throws Exception {
    try (VcsRepository repository = shop.open()) {
      String one = shop.work(repository, 1, "one.txt", "one\n");
      Path lock = Files.createFile(shop.root.resolve(".git/index.lock"));
      VcsOutcome outcome = repository.merges().publish(GitWorkshop.publish("main", shop.base, one));
      assertThat(outcome)
          .isInstanceOfSatisfying(
              VcsOutcome.Blocked.class, b -> assertThat(b.code()).isEqualTo("locked"));
      assertThat(lock).exists();
      assertThat(shop.root.resolve("one.txt")).doesNotExist();
      Files.delete(lock);
      assertThat(repository.merges().publish(GitWorkshop.publish("main", shop.base, one)).done())
          .contains(one);
    }
  }

  @Test
  void a_checkout_in_the_middle_of_a_merge_is_left() throws Exception {
    try (VcsRepository repository = shop.open()) {
      String one = shop.work(repository, 1, "one.txt", "one\n");
      Files.writeString(shop.root.resolve(".git/MERGE_HEAD"), one + "\n");
      assertThat(repository.merges().publish(GitWorkshop.publish("main", shop.base, one)))
          .isInstanceOfSatisfying(
              VcsOutcome.Blocked.class, b -> assertThat(b.code()).isEqualTo("under_way"));
    }
  }

  @Test
  void commits_that_somebody_rebased_are_found_by_their_trailers() throws Exception {
    try (VcsRepository repository = shop.open()) {
      String mine = shop.work(repository, 1, "one.txt", "one\n");
      String branch = VcsNames.attempt(GitWorkshop.attempt(1));
      repository.workspaces().remove(GitWorkshop.removal(repository.workspaces().list().get(0)));
      shop.git.run(shop.root, "update-ref", "-d", "refs/milestones/m1/t1/1");
      GitWorkshop.write(shop.root, "theirs.txt", "theirs\n");
      shop.git.run(shop.root, "add", "-A");
      shop.git.run(shop.root, "commit", "-q", "-m", "theirs");
      shop.git.run(shop.root, "rebase", "-q", "main", branch);
      shop.git.run(shop.root, "checkout", "-q", "main");
      String rebased = shop.git.run(shop.root, "rev-parse", branch);
      assertThat(rebased).isNotEqualTo(mine);
      assertThat(repository.commits().fate(GitWorkshop.attempt(1), branch, shop.base))
          .contains(new VcsOutcome.Done(rebased));
      assertThat(shop.git.run(shop.root, "rev-parse", "refs/milestones/m1/t1/1"))
          .isEqualTo(rebased);
      String tree = repository.commits().read(mine).orElseThrow().tree();
      assertThat(repository.commits().commit(shop.commit(1, tree)))
          .isEqualTo(new VcsOutcome.Done(rebased));
    }
  }

  @Test
  void a_branch_that_was_reset_or_deleted_is_told_and_not_remade() throws Exception {
    try (VcsRepository repository = shop.open()) {
      VcsWorkspace workspace = repository.workspaces().create(shop.workspace(1));
      GitWorkshop.write(workspace.path(), "one.txt", "one\n");
      String tree = repository.commits().snapshot(workspace.path(), List.of()).tree();
      shop.git.run(shop.root, "update-ref", "-d", "refs/heads/" + workspace.branch());
      assertThat(repository.commits().commit(shop.commit(1, tree)))
          .isEqualTo(new VcsOutcome.Moved(Optional.empty()));
    }
  }

  @Test
  void the_rebuilt_commit_is_the_same_object() throws Exception {
    try (VcsRepository repository = shop.open()) {
      String first = shop.work(repository, 1, "one.txt", "one\n");
      String branch = VcsNames.attempt(GitWorkshop.attempt(1));
      shop.git.run(shop.root, "update-ref", "-d", "refs/milestones/m1/t1/1");
      shop.git.run(shop.root, "update-ref", "refs/heads/" + branch, shop.base);
      String tree = repository.commits().read(first).orElseThrow().tree();
      assertThat(repository.commits().commit(shop.commit(1, tree)))
          .isEqualTo(new VcsOutcome.Done(first));
      assertThat(shop.git.run(shop.root, "log", "-1", "--format=%(trailers:key=Task)", first))
          .isEqualTo("Task: t1");
    }
  }

  @Test
  void a_detached_workspace_is_told_and_its_commits_are_parked() throws Exception {
    try (VcsRepository repository = shop.open()) {
      VcsWorkspace workspace = repository.workspaces().create(shop.workspace(1));
      shop.git.run(workspace.path(), "checkout", "-q", "--detach");
      GitWorkshop.write(workspace.path(), "one.txt", "one\n");
      shop.git.run(workspace.path(), "add", "-A");
      shop.git.run(workspace.path(), "commit", "-q", "-m", "nowhere else");
      String lost = shop.git.run(workspace.path(), "rev-parse", "HEAD");
      VcsSnapshot snapshot = repository.commits().snapshot(workspace.path(), List.of());
      assertThat(snapshot.branch()).isEmpty();
      VcsRemoval removal = repository.workspaces().remove(GitWorkshop.removal(workspace));
      assertThat(removal.removed()).isTrue();
      assertThat(repository.commits().read(removal.parked().orElseThrow()).orElseThrow().parents())
          .containsExactly(lost);
      shop.git.run(shop.root, "gc", "-q", "--prune=now");
      assertThat(shop.git.can(shop.root, "cat-file", "-e", lost)).isTrue();
    }
  }

  @Test
  void an_unborn_branch_has_a_snapshot_and_no_commit() throws Exception {
    Path empty = Files.createDirectory(temp.toRealPath().resolve("empty"));
    shop.git.run(empty, "init", "-q", "-b", "main");
    GitWorkshop.write(empty, "one.txt", "one\n");
    try (VcsRepository repository = new GitProvider().open(new VcsRequest(empty)).orElseThrow()) {
      VcsSnapshot snapshot = repository.commits().snapshot(empty, List.of());
      assertThat(snapshot.commit()).isEmpty();
      assertThat(snapshot.changes()).hasSize(1);
      assertThat(repository.branches().find("main")).isEmpty();
    }
  }

  @Test
  void a_merge_that_is_under_way_is_parked_with_both_parents() throws Exception {
    try (VcsRepository repository = shop.open()) {
      String other = shop.work(repository, 2, "a.txt", "theirs\n");
      VcsWorkspace workspace = repository.workspaces().create(shop.workspace(1));
      GitWorkshop.write(workspace.path(), "a.txt", "mine\n");
      shop.git.run(workspace.path(), "commit", "-q", "-a", "-m", "mine");
      assertThat(shop.git.can(workspace.path(), "merge", other)).isFalse();
      VcsSnapshot snapshot = repository.commits().snapshot(workspace.path(), List.of());
      assertThat(snapshot.refused()).containsExactly(new VcsSnapshot.Refused("a.txt", "conflict"));
      VcsRemoval removal = repository.workspaces().remove(GitWorkshop.removal(workspace));
      assertThat(repository.commits().read(removal.parked().orElseThrow()).orElseThrow().parents())
          .hasSize(2)
          .contains(other);
    }
  }

  @Test
  void a_repository_inside_a_workspace_keeps_the_workspace() throws Exception {
    try (VcsRepository repository = shop.open()) {
      VcsWorkspace workspace = repository.workspaces().create(shop.workspace(1));
      Path nested = Files.createDirectory(workspace.path().resolve("nested"));
      shop.git.run(nested, "init", "-q");
      GitWorkshop.write(nested, "work.txt", "work\n");
      shop.git.run(nested, "add", "-A");
      shop.git.run(nested, "commit", "-q", "-m", "inside");
      VcsRemoval removal = repository.workspaces().remove(GitWorkshop.removal(workspace));
      assertThat(removal.removed()).isFalse();
      assertThat(removal.remark()).isPresent();
      assertThat(nested.resolve("work.txt")).exists();
    }
  }

  @Test
  void a_tree_that_would_write_into_git_is_not_checked_out() throws Exception {
    String blob = shop.git.run(shop.root, "rev-parse", "HEAD:a.txt");
    Path listing = temp.toRealPath().resolve("listing");
    for (String evil : List.of(".GIT", "git~1")) {
      Files.writeString(listing, "100644 blob " + blob + "\t" + evil + "\n");
      String tree = shop.git.feed(shop.root, listing, "mktree");
      String commit = shop.git.run(shop.root, "commit-tree", "-m", "evil", tree);
      try (VcsRepository repository = shop.open()) {
        VcsWorkspaceRequest request =
            new VcsWorkspaceRequest(
                "w", shop.folder, GitWorkshop.attempt(7), "milestone-task/m1/t7/1", commit);
        assertThatThrownBy(() -> repository.workspaces().create(request))
            .hasMessageContaining(evil);
        repository.workspaces().repair(Set.of());
        assertThat(repository.workspaces().list()).isEmpty();
      }
    }
  }

  @Test
  void a_link_in_a_workspace_leads_no_deletion_outside() throws Exception {
    Path outside = Files.createDirectory(temp.toRealPath().resolve("outside"));
    GitWorkshop.write(outside, "precious.txt", "precious\n");
    try (VcsRepository repository = shop.open()) {
      VcsWorkspace workspace = repository.workspaces().create(shop.workspace(1));
      Files.createSymbolicLink(workspace.path().resolve("link"), outside);
      Files.createDirectory(workspace.path().resolve("build"));
      Files.createSymbolicLink(workspace.path().resolve("build/link"), outside);
      assertThat(repository.workspaces().remove(GitWorkshop.removal(workspace)).removed()).isTrue();
      assertThat(outside.resolve("precious.txt")).hasContent("precious\n");
    }
  }

  @Test
  void a_hostile_repository_runs_nothing_while_it_is_worked_with() throws Exception {
    Path marker = temp.toRealPath().resolve("marker");
    Path script = temp.toRealPath().resolve("evil.sh");
    Files.writeString(script, "#!/bin/sh\necho \"$0 $*\" >> '" + marker + "'\ncat\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    for (String hook :
        List.of(
            "pre-commit",
            "commit-msg",
            "post-commit",
            "post-checkout",
            "post-merge",
            "pre-push",
            "reference-transaction",
            "post-index-change")) {
      Files.copy(script, shop.root.resolve(".git/hooks/" + hook));
    }
    Files.writeString(
        shop.root.resolve(".git/config"),
        """
        [core]
        	fsmonitor = %1$s
        	sshCommand = %1$s
        [filter "evil"]
        	clean = %1$s
        	smudge = %1$s
        	required = true
        [merge "evil"]
        	driver = %1$s
        [diff "evil"]
        	textconv = %1$s
        """
            .formatted(script),
        java.nio.file.StandardOpenOption.APPEND);
    Files.writeString(
        shop.root.resolve(".git/info/attributes"), "*.txt merge=evil diff=evil filter=evil\n");
    Set<String> before = outside();
    try (VcsRepository repository = shop.open()) {
      VcsWorkspace one = repository.workspaces().create(shop.workspace(1));
      GitWorkshop.write(one.path(), "code.c", "int x;\n");
      GitWorkshop.write(one.path(), "a.txt", "filtered\n");
      VcsSnapshot snapshot = repository.commits().snapshot(one.path(), List.of());
      assertThat(snapshot.refused()).containsExactly(new VcsSnapshot.Refused("a.txt", "filter"));
      String first =
          repository.commits().commit(shop.commit(1, snapshot.tree())).done().orElseThrow();
      String second = shop.work(repository, 2, "a.txt", "other\n");
      assertThat(repository.merges().merge(GitWorkshop.merge(first, List.of(second))).conflicts())
          .hasSize(1);
      repository.workspaces().remove(GitWorkshop.removal(one));
      repository.workspaces().repair(Set.of());
    }
    assertThat(marker).doesNotExist();
    assertThat(outside()).isEqualTo(before);
    shop.git.can(shop.root, "status");
    assertThat(marker).as("the bait is live").exists();
  }

  @Test
  void many_processes_make_workspaces_at_once() throws Exception {
    List<Process> programs = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      programs.add(
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  System.getProperty("java.class.path"),
                  MakeWorkspaces.class.getName(),
                  shop.root.toString(),
                  shop.folder.toString(),
                  shop.base,
                  Integer.toString(1 + i * 3))
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start());
    }
    int common = 0;
    for (Process program : programs) {
      String said = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(program.waitFor()).as(said).isZero();
      common += said.contains("got 100") ? 1 : 0;
    }
    assertThat(common)
        .as("processes that got the one that all asked for, by one effect")
        .isEqualTo(4);
    try (VcsRepository repository = shop.open()) {
      assertThat(repository.workspaces().list())
          .hasSize(13)
          .allMatch(workspace -> workspace.stage() == VcsWorkspace.Stage.READY);
      assertThat(repository.workspaces().repair(Set.of())).isEmpty();
    }
    assertThat(shop.git.run(shop.root, "worktree", "list").split("\n")).hasSize(14);
    shop.git.run(shop.root, "fsck", "--strict", "--full");
  }

  /** JGit by itself asks an installed git where the system's configuration is. */
  @Test
  void a_fresh_program_that_makes_workspaces_starts_no_git() throws Exception {
    Path marker = temp.toRealPath().resolve("started");
    Path programs = Files.createDirectory(temp.toRealPath().resolve("bin"));
    Path bait = programs.resolve("git");
    Files.writeString(bait, "#!/bin/sh\necho \"$*\" >> '" + marker + "'\n");
    Files.setPosixFilePermissions(bait, PosixFilePermissions.fromString("rwxr-xr-x"));
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            MakeWorkspaces.class.getName(),
            shop.root.toString(),
            shop.folder.toString(),
            shop.base,
            "1");
    builder.environment().put("PATH", programs.toString());
    Process program = builder.redirectErrorStream(true).start();
    String said = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(program.waitFor()).as(said).isZero();
    assertThat(said).contains("got 100");
    assertThat(marker).doesNotExist();
  }

  @Test
  void the_main_checkout_is_as_it_was() throws Exception {
    GitWorkshop.write(shop.root, "a.txt", "a person's change\n");
    GitWorkshop.write(shop.root, "untracked.txt", "mine\n");
    GitWorkshop.write(shop.root, "staged.txt", "staged\n");
    shop.git.run(shop.root, "add", "staged.txt");
    String status = shop.git.run(shop.root, "status", "--porcelain");
    byte[] index = Files.readAllBytes(shop.root.resolve(".git/index"));
    try (VcsRepository repository = shop.open()) {
      String one = shop.work(repository, 1, "one.txt", "one\n");
      repository.merges().merge(GitWorkshop.merge(shop.base, List.of(one)));
      repository.workspaces().remove(GitWorkshop.removal(repository.workspaces().list().get(0)));
    }
    assertThat(Files.readAllBytes(shop.root.resolve(".git/index"))).isEqualTo(index);
    assertThat(shop.git.run(shop.root, "status", "--porcelain")).isEqualTo(status);
    assertThat(shop.git.run(shop.root, "rev-parse", "HEAD")).isEqualTo(shop.base);
  }

  @Test
  void a_branch_that_a_person_has_checked_out_is_not_moved_under_the_files() throws Exception {
    try (VcsRepository repository = shop.open()) {
      VcsWorkspace workspace = repository.workspaces().create(shop.workspace(1));
      GitWorkshop.write(workspace.path(), "one.txt", "one\n");
      String tree = repository.commits().snapshot(workspace.path(), List.of()).tree();
      repository.workspaces().remove(GitWorkshop.removal(workspace));
      shop.git.run(shop.root, "checkout", "-q", workspace.branch());
      assertThat(repository.commits().commit(shop.commit(1, tree)))
          .isInstanceOfSatisfying(
              VcsOutcome.Blocked.class, b -> assertThat(b.code()).isEqualTo("checked_out"));
      assertThat(shop.git.run(shop.root, "status", "--porcelain")).isEmpty();
    }
  }

  /** Everything beside repository, workspaces and what the test itself writes. */
  private Set<String> outside() throws Exception {
    try (Stream<Path> files = Files.walk(temp.toRealPath())) {
      return files
          .filter(file -> !file.startsWith(shop.root) && !file.startsWith(shop.folder))
          .map(Path::toString)
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }
}
