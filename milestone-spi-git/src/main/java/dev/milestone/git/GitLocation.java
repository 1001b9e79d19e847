package dev.milestone.git;

import dev.milestone.MilestoneException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the parts of a repository lie. Immutable.
 *
 * @param gitDir what belongs to one work tree: HEAD and index
 * @param commonDir what all work trees share: configuration, objects, branches
 * @param workTree the root of the work tree
 */
record GitLocation(Path gitDir, Path commonDir, Path workTree) {

  private static final String DOT_GIT = ".git";

  /** Whether this is a work tree beside the main one. */
  boolean linked() {
    return !gitDir.equals(commonDir);
  }

  /** Looks in the folder and its parents; nothing when there is no repository, or a bare one. */
  static Optional<GitLocation> find(Path start) {
    Path folder;
    try {
      folder = start.toRealPath();
    } catch (IOException e) {
      return Optional.empty();
    }
    for (Path at = folder; at != null; at = at.getParent()) {
      Path dotGit = at.resolve(DOT_GIT);
      if (Files.isDirectory(dotGit) && isGitDir(dotGit)) {
        return Optional.of(new GitLocation(real(dotGit), commonOf(real(dotGit)), at));
      }
      if (Files.isRegularFile(dotGit)) {
        return Optional.of(ofFile(dotGit, at));
      }
      if (isGitDir(at)) {
        // The inside of a repository, or a bare one: there is no work tree to speak of.
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  /** A {@code .git} file names the folder: of a linked work tree, or of a submodule. */
  private static GitLocation ofFile(Path dotGit, Path workTree) {
    String text = SmallFile.read(dotGit).strip();
    if (!text.startsWith("gitdir:")) {
      throw broken(dotGit, "it does not begin with 'gitdir:'");
    }
    try {
      Path gitDir = workTree.resolve(text.substring("gitdir:".length()).strip());
      if (!Files.isRegularFile(gitDir.resolve("HEAD"))) {
        throw broken(dotGit, "there is no repository at " + gitDir);
      }
      Path realDir = real(gitDir);
      Path common = commonOf(realDir);
      if (!isGitDir(common)) {
        throw broken(dotGit, "there is no repository at " + common);
      }
      return new GitLocation(realDir, common, workTree);
    } catch (InvalidPathException e) {
      throw broken(dotGit, "it names no path");
    }
  }

  private static Path commonOf(Path gitDir) {
    Path file = gitDir.resolve("commondir");
    if (!Files.isRegularFile(file)) {
      return gitDir;
    }
    try {
      return real(gitDir.resolve(SmallFile.read(file).strip()));
    } catch (InvalidPathException e) {
      throw broken(file, "it names no path");
    }
  }

  private static boolean isGitDir(Path folder) {
    return Files.exists(folder.resolve("HEAD"))
        && Files.isDirectory(folder.resolve("objects"))
        && Files.isDirectory(folder.resolve("refs"));
  }

  private static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      throw broken(path, "it cannot be resolved");
    }
  }

  private static MilestoneException broken(Path file, String why) {
    return MilestoneException.refused(
        "vcs_broken",
        file
            + " does not lead to a repository: "
            + why
            + "; repair it with 'git worktree repair' or remove it");
  }
}
