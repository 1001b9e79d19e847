package dev.milestone.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milestone.spi.vcs.VcsMergeResult;
import dev.milestone.spi.vcs.VcsRepository;
import dev.milestone.spi.vcs.VcsWorkspace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The provider and native git, side by side on the same repositories. */
class GitParityTest {

  /** Changes when a run has to be repeated: {@code -Dmilestone.seed}. */
  private static final long SEED = Long.getLong("milestone.seed", 20_261_120);

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
  void merges_of_random_histories_give_the_tree_of_native_git() throws Exception {
    Random random = new Random(SEED);
    int clean = 0;
    int conflicts = 0;
    List<String> tips = new ArrayList<>(List.of(shop.base));
    try (VcsRepository repository = shop.open()) {
      for (int i = 0; i < 40; i++) {
        String from = tips.get(random.nextInt(tips.size()));
        shop.git.run(shop.root, "checkout", "-q", "--detach", from);
        change(random, 1 + random.nextInt(3));
        shop.git.run(shop.root, "add", "-A");
        shop.git.run(shop.root, "commit", "-q", "--allow-empty", "-m", "step " + i);
        String made = shop.git.run(shop.root, "rev-parse", "HEAD");
        String other = tips.get(random.nextInt(tips.size()));
        tips.add(made);
        VcsMergeResult merged = repository.merges().merge(GitWorkshop.merge(made, List.of(other)));
        boolean nativeClean =
            shop.git.can(shop.root, "merge-tree", "--write-tree", "--no-messages", made, other);
        assertThat(merged.conflicts().isEmpty())
            .as("seed %d, step %d: %s and %s", SEED, i, made, other)
            .isEqualTo(nativeClean);
        if (nativeClean) {
          String expected =
              shop.git.run(shop.root, "merge-tree", "--write-tree", "--no-messages", made, other);
          assertThat(merged.tree())
              .as(
                  "seed %d, step %d, bases %s: %s",
                  SEED,
                  i,
                  shop.git.run(shop.root, "merge-base", "--all", made, other),
                  shop.git.run(shop.root, "diff", expected, merged.tree()))
              .isEqualTo(expected);
          tips.add(merged.commit());
          clean++;
        } else {
          assertThat(merged.conflicts().get(0).paths()).isNotEmpty();
          conflicts++;
        }
      }
    }
    assertThat(clean).isGreaterThan(5);
    assertThat(conflicts).isGreaterThan(1);
    shop.git.run(shop.root, "fsck", "--strict", "--full");
  }

  @Test
  void snapshots_of_random_work_trees_are_what_native_git_would_add() throws Exception {
    Random random = new Random(SEED + 1);
    try (VcsRepository repository = shop.open()) {
      VcsWorkspace workspace = repository.workspaces().create(shop.workspace(1));
      for (int i = 0; i < 12; i++) {
        disturb(random, workspace.path());
        String tree = repository.commits().snapshot(workspace.path(), List.of()).tree();
        if (i % 3 == 0) {
          shop.git.run(workspace.path(), "add", "-A");
        }
        shop.git.run(workspace.path(), "add", "-A");
        assertThat(tree)
            .as("seed %d, step %d", SEED, i)
            .isEqualTo(shop.git.run(workspace.path(), "write-tree"));
      }
    }
  }

  @Test
  void serial_and_parallel_integration_give_the_same_tree() throws Exception {
    try (VcsRepository repository = shop.open()) {
      List<String> works = new ArrayList<>();
      for (int i = 1; i <= 6; i++) {
        works.add(
            shop.work(
                repository, i, "part" + i + "/file.txt", "work " + i + "\n", "shared" + i, ""));
      }
      String together = repository.merges().merge(GitWorkshop.merge(shop.base, works)).tree();
      String serial = shop.base;
      List<String> shuffled = new ArrayList<>(works);
      Collections.shuffle(shuffled, new Random(SEED));
      for (String work : shuffled) {
        serial = repository.merges().merge(GitWorkshop.merge(serial, List.of(work))).commit();
      }
      assertThat(repository.commits().read(serial).orElseThrow().tree()).isEqualTo(together);
      shop.git.run(shop.root, "checkout", "-q", "-b", "octopus");
      List<String> command = new ArrayList<>(List.of("merge", "-q", "-m", "octopus"));
      command.addAll(works);
      shop.git.run(shop.root, command.toArray(String[]::new));
      assertThat(shop.git.run(shop.root, "rev-parse", "HEAD^{tree}")).isEqualTo(together);
    }
  }

  @Test
  void figures_of_changes_are_those_of_native_git() throws Exception {
    Random random = new Random(SEED + 2);
    try (VcsRepository repository = shop.open()) {
      for (int i = 0; i < 10; i++) {
        String before = shop.git.run(shop.root, "rev-parse", "HEAD");
        change(random, 3);
        shop.git.run(shop.root, "add", "-A");
        shop.git.run(shop.root, "commit", "-q", "--allow-empty", "-m", "step " + i);
        String after = shop.git.run(shop.root, "rev-parse", "HEAD");
        List<String> rows = new ArrayList<>();
        repository
            .commits()
            .changes(before, after)
            .forEach(c -> rows.add(c.lines().added() + "\t" + c.lines().removed()));
        Collections.sort(rows);
        List<String> expected = new ArrayList<>();
        String output =
            shop.git.run(
                shop.root,
                "diff",
                "--numstat",
                "--diff-algorithm=histogram",
                "-M50%",
                before,
                after);
        for (String line : output.split("\n")) {
          if (!line.isBlank()) {
            expected.add(line.substring(0, line.lastIndexOf('\t')));
          }
        }
        Collections.sort(expected);
        assertThat(rows).as("seed %d, step %d", SEED, i).isEqualTo(expected);
      }
    }
  }

  @Test
  void native_git_works_on_in_a_workspace_and_the_provider_with_what_it_did() throws Exception {
    try (VcsRepository repository = shop.open()) {
      VcsWorkspace workspace = repository.workspaces().create(shop.workspace(1));
      assertThat(shop.git.run(shop.root, "worktree", "list", "--porcelain"))
          .contains("worktree " + workspace.path())
          .contains("branch refs/heads/" + workspace.branch());
      GitWorkshop.write(workspace.path(), "by-agent.txt", "own commit\n");
      shop.git.run(workspace.path(), "add", "-A");
      shop.git.run(workspace.path(), "commit", "-q", "-m", "an agent's own commit");
      assertThat(shop.git.run(workspace.path(), "status", "--porcelain")).isEmpty();
      shop.git.run(shop.root, "worktree", "prune");
      shop.git.run(shop.root, "gc", "-q");
      assertThat(repository.workspaces().find(workspace.name())).contains(workspace);
      assertThat(repository.commits().snapshot(workspace.path(), List.of()).changes()).isEmpty();
      assertThat(repository.workspaces().remove(GitWorkshop.removal(workspace)).parked()).isEmpty();
      assertThat(shop.git.run(shop.root, "show", workspace.branch() + ":by-agent.txt"))
          .isEqualTo("own commit");
    }
  }

  /** Lines changed, files added, moved and removed, in the main work tree. */
  private void change(Random random, int times) throws Exception {
    for (int i = 0; i < times; i++) {
      Path file = shop.root.resolve("f" + random.nextInt(4) + ".txt");
      switch (random.nextInt(6)) {
        case 0 -> Files.deleteIfExists(file);
        case 1 -> {
          if (Files.exists(file)) {
            Files.move(
                file,
                shop.root.resolve("moved" + random.nextInt(9) + ".txt"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
          }
        }
        default -> {
          List<String> lines =
              new ArrayList<>(Files.exists(file) ? Files.readAllLines(file) : fresh(random));
          lines.set(random.nextInt(lines.size()), "line " + random.nextInt(1000));
          Files.write(file, lines);
        }
      }
    }
  }

  /** Lines that no other file has, so that nobody has to guess which of several was renamed. */
  private static List<String> fresh(Random random) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      lines.add("line " + random.nextInt());
    }
    return lines;
  }

  /** All that a work tree can hold. */
  private static void disturb(Random random, Path root) throws Exception {
    Path file = root.resolve("d" + random.nextInt(3) + "/x" + random.nextInt(3));
    Files.createDirectories(file.getParent());
    switch (random.nextInt(7)) {
      case 0 -> {
        Files.deleteIfExists(file);
        Files.createSymbolicLink(file, Path.of("../a.txt"));
      }
      case 1 -> Files.deleteIfExists(file);
      case 2 -> GitWorkshop.write(root, "build/out" + random.nextInt(9), "ignored");
      case 3 -> GitWorkshop.write(root, ".gitignore", "/build\n/d1/x1\n!/d1/x2\n*.log\n");
      case 4 -> {
        Files.deleteIfExists(file);
        Files.writeString(file, "#!/bin/sh\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
      }
      case 5 -> {
        GitWorkshop.write(root, ".gitattributes", "*.crlf text eol=crlf\n");
        GitWorkshop.write(root, "t" + random.nextInt(3) + ".crlf", "one\r\ntwo\r\n");
      }
      default -> {
        Files.deleteIfExists(file);
        Files.writeString(file, "text " + random.nextInt(5) + "\n");
      }
    }
  }
}
