package dev.milestone.git;

import dev.milestone.spi.vcs.VcsRemark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Small leftovers of workspaces: names taken and not filled, locks on an index. */
@SuppressWarnings("try") // locks are held, not used
final class WorkspaceRepair {

  private final GitShared shared;

  WorkspaceRepair(GitShared shared) {
    this.shared = shared;
  }

  /** Removes names that were taken and not filled, and what should have filled them. */
  List<VcsRemark> emptyNames() {
    List<VcsRemark> told = new ArrayList<>();
    for (String name : names(WorkspaceFiles.claims(shared))) {
      try (OsLock lock = shared.lockWorkspace(name)) {
        SafeDelete.tree(WorkspaceFiles.claims(shared).resolve(name));
        Path gitDir = WorkspaceFiles.gitDir(shared, name);
        if (Files.isDirectory(gitDir) && names(gitDir).isEmpty()) {
          Files.delete(gitDir);
        }
        told.add(new VcsRemark("half_made", "the workspace " + name + " was begun and is gone"));
      } catch (IOException e) {
        throw SmallFile.failed(shared.notes(), e);
      }
    }
    return told;
  }

  private static List<String> names(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw SmallFile.failed(folder, e);
    }
  }

  /** A lock on the index of a workspace goes when no process has it open and it is old enough. */
  Optional<VcsRemark> indexLock(String name) throws IOException {
    Path lock = WorkspaceFiles.gitDir(shared, name).resolve("index.lock");
    if (!Files.exists(lock)) {
      return Optional.empty();
    }
    if (!StaleLocks.staysTheSame(shared.notes(), lock, Files.getLastModifiedTime(lock))) {
      return Optional.of(
          new VcsRemark("foreign_lock", lock + " is held by a program; it was left"));
    }
    Path aside = Files.createDirectories(shared.notes().resolve("stale")).resolve(name + ".lock");
    Files.move(lock, aside, StandardCopyOption.REPLACE_EXISTING);
    return Optional.of(
        new VcsRemark("stale_lock", lock + " was left by a crash and is put aside at " + aside));
  }
}
