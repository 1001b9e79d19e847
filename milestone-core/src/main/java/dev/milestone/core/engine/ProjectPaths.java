package dev.milestone.core.engine;

import dev.milestone.ErrorKind;
import dev.milestone.MilestoneException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a project is: its root, the folder {@code .milestones}, and the store. In a Git repository
 * the store lies in the common directory, where neither cleaning nor switching branches reaches it
 * and all work trees see the same; elsewhere in {@code .milestones/journal}. Git's own files are
 * read by hand: commands that need no Git pay nothing for it.
 *
 * @param root the project's root
 * @param milestones {@code .milestones} in it
 * @param store the store's folder
 * @param gitCommon the common directory of the repository, if it is one
 */
public record ProjectPaths(Path root, Path milestones, Path store, Optional<Path> gitCommon) {

  /** Longest pointer file that is read. */
  private static final long MAX_POINTER = 64 * 1024;

  private record Git(Path checkout, Path common) {}

  /**
   * Where copies of files are kept that attempts work on: beside the store, whose own folder is its
   * provider's alone.
   */
  Path backups() {
    return gitCommon.isPresent() && store.startsWith(gitCommon.get())
        ? gitCommon.get().resolve("milestones-backups")
        : milestones.resolve("backups");
  }

  /** Where attempts' logs are kept: beside the copies of files. */
  Path attemptLogs() {
    return gitCommon.isPresent() && store.startsWith(gitCommon.get())
        ? gitCommon.get().resolve("milestones-attempts")
        : milestones.resolve("attempts");
  }

  /**
   * Finds the project of a folder.
   *
   * @param create whether a project is made where there is none
   * @throws MilestoneException code {@code no_project} when there is none
   */
  public static ProjectPaths locate(Path folder, boolean create) {
    Path start = absolute(folder);
    if (!Files.isDirectory(start)) {
      throw new MilestoneException(
          ErrorKind.INVALID_INPUT, "no_such_folder", "there is no folder " + start);
    }
    Git git = git(start);
    if (holdsProject(start)) {
      return at(start, git);
    }
    if (git != null && (create || holdsProject(git.checkout) || hasStore(git.common))) {
      return at(git.checkout, git);
    }
    for (Path at = start; at != null; at = at.getParent()) {
      if (holdsProject(at)) {
        return at(at, git);
      }
    }
    if (create) {
      return at(start, git);
    }
    throw new MilestoneException(
        ErrorKind.INVALID_INPUT,
        "no_project",
        "there is no project in "
            + start
            + " or above; milestone init or milestone plan makes one");
  }

  private static ProjectPaths at(Path root, @Nullable Git git) {
    Path milestones = root.resolve(".milestones");
    if (Files.isSymbolicLink(milestones)) {
      throw MilestoneException.refused(
          "symlink", milestones + " is a symbolic link; it has to be a folder of its own");
    }
    Path plain = milestones.resolve("journal");
    boolean here = git != null && git.checkout.equals(root);
    Path store =
        git != null && here && (hasStore(git.common) || !Files.isDirectory(plain))
            ? git.common.resolve("milestones")
            : plain;
    return new ProjectPaths(
        root, milestones, store, git == null ? Optional.empty() : Optional.of(git.common));
  }

  private static boolean holdsProject(Path folder) {
    return Files.isDirectory(folder.resolve(".milestones"), LinkOption.NOFOLLOW_LINKS);
  }

  private static boolean hasStore(Path common) {
    return Files.isDirectory(common.resolve("milestones"), LinkOption.NOFOLLOW_LINKS);
  }

  private static Path absolute(Path folder) {
    try {
      return folder.toRealPath();
    } catch (IOException e) {
      return folder.toAbsolutePath().normalize();
    }
  }

  private static @Nullable Git git(Path start) {
    for (Path at = start; at != null; at = at.getParent()) {
      Path dotGit = at.resolve(".git");
      if (Files.isDirectory(dotGit)) {
        return new Git(at, dotGit);
      }
      if (Files.isRegularFile(dotGit)) {
        String pointer = read(dotGit);
        if (pointer == null || !pointer.startsWith("gitdir:")) {
          return null;
        }
        Path gitDir = at.resolve(pointer.substring("gitdir:".length()).trim()).normalize();
        if (!Files.isDirectory(gitDir)) {
          return null;
        }
        String common = read(gitDir.resolve("commondir"));
        if (common == null) {
          return new Git(at, gitDir);
        }
        Path commonDir = gitDir.resolve(common.trim()).normalize();
        Path parent = commonDir.getParent();
        boolean main = commonDir.endsWith(".git") && parent != null;
        return new Git(main && parent != null ? absolute(parent) : at, absolute(commonDir));
      }
    }
    return null;
  }

  private static @Nullable String read(Path file) {
    try {
      return Files.size(file) > MAX_POINTER
          ? null
          : Files.readString(file, StandardCharsets.UTF_8).trim();
    } catch (IOException e) {
      return null;
    }
  }
}
