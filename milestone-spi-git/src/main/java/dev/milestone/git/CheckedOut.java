package dev.milestone.git;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Which work tree is on which branch: the main one and those beside it. */
final class CheckedOut {

  /** Most work trees that are looked at. */
  private static final int MAX_WORK_TREES = 20_000;

  private CheckedOut() {}

  /** The places of the work trees that are on a branch. */
  static List<GitLocation> of(GitShared shared, String branch) {
    List<GitLocation> found = new ArrayList<>();
    for (GitLocation place : all(shared.commonDir())) {
      if (on(place.gitDir()).filter(branch::equals).isPresent()) {
        found.add(place);
      }
    }
    return found;
  }

  /** The branch that a work tree is on, or is rebasing. */
  static Optional<String> on(Path gitDir) {
    for (String name : List.of("HEAD", "rebase-merge/head-name", "rebase-apply/head-name")) {
      Path file = gitDir.resolve(name);
      if (Files.isRegularFile(file)) {
        String text = SmallFile.read(file).strip();
        String ref = text.startsWith("ref:") ? text.substring(4).strip() : text;
        if (ref.startsWith(Refs.HEADS)) {
          return Optional.of(ref.substring(Refs.HEADS.length()));
        }
      }
    }
    return Optional.empty();
  }

  static List<GitLocation> all(Path commonDir) {
    List<GitLocation> found = new ArrayList<>();
    Path parent = commonDir.getParent();
    if (parent != null && commonDir.getFileName().toString().equals(".git")) {
      found.add(new GitLocation(commonDir, commonDir, parent));
    }
    Path folder = commonDir.resolve("worktrees");
    if (Files.isDirectory(folder)) {
      try (Stream<Path> entries = Files.list(folder)) {
        entries
            .limit(MAX_WORK_TREES)
            .forEach(entry -> linked(entry, commonDir).ifPresent(found::add));
      } catch (IOException e) {
        throw SmallFile.failed(folder, e);
      }
    }
    return found;
  }

  static Optional<GitLocation> linked(Path gitDir, Path commonDir) {
    Path file = gitDir.resolve("gitdir");
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      Path dotGit = gitDir.resolve(SmallFile.read(file).strip());
      Path workTree = dotGit.getParent();
      return workTree == null
          ? Optional.empty()
          : Optional.of(new GitLocation(gitDir, commonDir, workTree.normalize()));
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }
}
