package dev.milestone.git;

import dev.milestone.spi.vcs.VcsProvider;
import dev.milestone.testkit.vcs.VcsEffectsContract;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/**
 * The Git provider keeps the contract, on repositories made with native git, which finds each of
 * them in order afterwards.
 */
class GitEffectsContractTest extends VcsEffectsContract {

  @BeforeAll
  static void needsGit() {
    NativeGit.assumeInstalled();
  }

  @AfterEach
  void nativeGitAgrees() throws Exception {
    Path root = temp.resolve("repository");
    git().run(root, "fsck", "--strict", "--full");
    git().run(root, "worktree", "list", "--porcelain");
    git().run(root, "status");
  }

  @Override
  protected VcsProvider provider() {
    return new GitProvider();
  }

  @Override
  protected void create(Path folder) throws Exception {
    git().run(folder, "init", "-q", "-b", "main");
  }

  @Override
  protected String commitAll(Path workTree) throws Exception {
    git().run(workTree, "add", "-A");
    git().run(workTree, "commit", "-q", "-m", "a commit");
    return git().run(workTree, "rev-parse", "HEAD");
  }

  @Override
  protected void ignore(Path workTree, String path) throws Exception {
    Files.writeString(
        workTree.resolve(".gitignore"),
        "/" + path + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  private NativeGit git() {
    return new NativeGit(temp.resolve("home"));
  }
}
