package dev.milestone.git;

import dev.milestone.spi.vcs.VcsProvider;
import dev.milestone.testkit.vcs.VcsProviderContract;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeAll;

/** The Git provider keeps the contract, on repositories made with native git. */
class GitProviderContractTest extends VcsProviderContract {

  @BeforeAll
  static void needsGit() {
    NativeGit.assumeInstalled();
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

  @Override
  protected boolean stage(Path workTree, String path) throws Exception {
    git().run(workTree, "add", path);
    return true;
  }

  @Override
  protected boolean detach(Path workTree) throws Exception {
    git().run(workTree, "checkout", "-q", "--detach");
    return true;
  }

  @Override
  protected boolean addWorkTree(Path workTree, Path second, String branch) throws Exception {
    git().run(workTree, "worktree", "add", "-q", "-b", branch, second.toString());
    return true;
  }

  @Override
  protected boolean createUnsupported(Path folder) throws Exception {
    return git().can(folder, "init", "-q", "--object-format=sha256");
  }

  private NativeGit git() {
    return new NativeGit(temp.resolve("home"));
  }
}
