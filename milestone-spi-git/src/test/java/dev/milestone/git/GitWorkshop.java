package dev.milestone.git;

import dev.milestone.model.AttemptId;
import dev.milestone.model.MilestoneId;
import dev.milestone.model.TaskId;
import dev.milestone.spi.vcs.VcsAttempt;
import dev.milestone.spi.vcs.VcsCommitPart;
import dev.milestone.spi.vcs.VcsCommitRequest;
import dev.milestone.spi.vcs.VcsMergeRequest;
import dev.milestone.spi.vcs.VcsNames;
import dev.milestone.spi.vcs.VcsOutcome;
import dev.milestone.spi.vcs.VcsPerson;
import dev.milestone.spi.vcs.VcsPublishRequest;
import dev.milestone.spi.vcs.VcsRepository;
import dev.milestone.spi.vcs.VcsRequest;
import dev.milestone.spi.vcs.VcsSignature;
import dev.milestone.spi.vcs.VcsWorkspace;
import dev.milestone.spi.vcs.VcsWorkspaceRemoval;
import dev.milestone.spi.vcs.VcsWorkspaceRequest;
import dev.milestone.spi.vcs.message.CommitMessage;
import dev.milestone.spi.vcs.message.ConventionalHeader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A repository made with native git, and short ways to ask the provider for things. */
final class GitWorkshop {

  static final VcsSignature SIGNATURE =
      new VcsSignature(
          new VcsPerson("Agent", "agent@example.org"),
          new VcsPerson("Engine", "engine@example.org"),
          Instant.parse("2026-03-01T10:00:00Z"));

  final NativeGit git;
  final Path root;
  final Path folder;
  final String base;

  GitWorkshop(Path temp) throws Exception {
    Path real = temp.toRealPath();
    git = new NativeGit(real.resolve("home"));
    root = Files.createDirectory(real.resolve("repository"));
    folder = real.resolve("workspaces");
    git.run(root, "init", "-q", "-b", "main");
    write(root, "a.txt", "1\n2\n3\n4\n5\n6\n7\n8\n9\n");
    write(root, "src/b.txt", "b\n");
    write(root, ".gitignore", "/build\n");
    git.run(root, "add", "-A");
    git.run(root, "commit", "-q", "-m", "begin");
    base = git.run(root, "rev-parse", "HEAD");
  }

  VcsRepository open() {
    return open(Steps.NONE);
  }

  VcsRepository open(Steps steps) {
    return new GitProvider(steps).open(new VcsRequest(root)).orElseThrow();
  }

  static VcsAttempt attempt(int number) {
    return new VcsAttempt(MilestoneId.of("m1"), new AttemptId(TaskId.of("t" + number), 1), 10);
  }

  VcsWorkspaceRequest workspace(int number) {
    return new VcsWorkspaceRequest(
        "w" + number, folder, attempt(number), VcsNames.attempt(attempt(number)), base);
  }

  VcsCommitRequest commit(int number, String tree) {
    String message =
        CommitMessage.builder(
                new ConventionalHeader("feat", Optional.of("m1"), false, "work " + number))
            .attempt(attempt(number))
            .build()
            .text();
    return new VcsCommitRequest(
        attempt(number),
        0,
        VcsNames.attempt(attempt(number)),
        base,
        tree,
        List.of(new VcsCommitPart(message, List.of())),
        SIGNATURE);
  }

  /** The commit of an attempt that wrote some files in its workspace, which stays. */
  String work(VcsRepository repository, int number, String... pathsAndTexts) throws IOException {
    VcsWorkspace workspace = repository.workspaces().create(workspace(number));
    for (int i = 0; i < pathsAndTexts.length; i += 2) {
      write(workspace.path(), pathsAndTexts[i], pathsAndTexts[i + 1]);
    }
    String tree = repository.commits().snapshot(workspace.path(), List.of()).tree();
    VcsOutcome outcome = repository.commits().commit(commit(number, tree));
    return outcome.done().orElseThrow(() -> new AssertionError(outcome));
  }

  static VcsWorkspaceRemoval removal(VcsWorkspace workspace) {
    return new VcsWorkspaceRemoval("r", workspace.name(), SIGNATURE, Optional.empty());
  }

  static VcsMergeRequest merge(String target, List<String> commits) {
    List<VcsMergeRequest.Source> sources = new ArrayList<>();
    for (String commit : commits) {
      sources.add(new VcsMergeRequest.Source("s" + sources.size(), commit));
    }
    return new VcsMergeRequest(target, sources, "chore(m1): integrate\n", SIGNATURE);
  }

  static VcsPublishRequest publish(String branch, String from, String to) {
    return new VcsPublishRequest("p", branch, from, to, List.of(), List.of());
  }

  static void write(Path root, String path, String text) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  static String read(Path root, String path) throws IOException {
    return Files.readString(root.resolve(path));
  }
}
