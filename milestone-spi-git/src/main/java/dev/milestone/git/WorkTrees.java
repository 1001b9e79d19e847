package dev.milestone.git;

import dev.milestone.MilestoneException;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.errors.CorruptObjectException;

/** Reads the index of a work tree and tells whether Git is in the middle of something there. */
final class WorkTrees {

  /** A stored entry of an index has at least this many bytes. */
  private static final int LEAST_ENTRY = 40;

  private static final List<String> UNDER_WAY =
      List.of(
          "MERGE_HEAD",
          "CHERRY_PICK_HEAD",
          "REVERT_HEAD",
          "BISECT_LOG",
          "rebase-merge",
          "rebase-apply");

  private WorkTrees() {}

  /** The index; refused when JGit could not read it. */
  static DirCache index(GitLocation location) throws IOException {
    Path file = location.gitDir().resolve("index");
    try {
      checkCount(location, file);
      return DirCache.read(file.toFile(), SafeFs.INSTANCE);
    } catch (CorruptObjectException e) {
      throw GitFormat.unsupported(location, "its index cannot be read (" + e.getMessage() + ")");
    }
  }

  /** The number of entries decides how much memory JGit takes before it reads the first one. */
  private static void checkCount(GitLocation location, Path file) throws IOException {
    if (!Files.exists(file)) {
      return;
    }
    if (!Files.isRegularFile(file)) {
      throw GitFormat.unsupported(location, "its index is not a file");
    }
    long size = Files.size(file);
    if (size < 12) {
      throw GitFormat.unsupported(location, "its index is cut off");
    }
    try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
      in.skipNBytes(8);
      long entries = Integer.toUnsignedLong(in.readInt());
      if (entries > size / LEAST_ENTRY) {
        throw GitFormat.unsupported(location, "its index claims more entries than it can hold");
      }
    }
  }

  /** Whether a merge, rebase or the like is under way. */
  static boolean busy(Path gitDir) {
    return UNDER_WAY.stream().anyMatch(name -> Files.exists(gitDir.resolve(name)));
  }

  /** The place of the work tree that a folder is in, which has to be of this repository. */
  static GitLocation locate(GitShared shared, Path folder) {
    GitLocation found =
        GitLocation.find(folder)
            .orElseThrow(
                () ->
                    MilestoneException.refused(
                        "vcs_no_work_tree", folder + " is in no work tree of the repository"));
    if (!found.commonDir().equals(shared.commonDir())) {
      throw MilestoneException.refused(
          "vcs_no_work_tree", folder + " is in a work tree of another repository");
    }
    return found;
  }
}
