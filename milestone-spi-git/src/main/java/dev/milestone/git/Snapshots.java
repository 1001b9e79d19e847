package dev.milestone.git;

import dev.milestone.spi.vcs.VcsSnapshot;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheBuilder;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.errors.LockFailedException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.treewalk.TreeWalk;

/** Takes what a work tree holds, and makes its index fit what was recorded. Thread-safe. */
final class Snapshots {

  private final GitShared shared;

  Snapshots(GitShared shared) {
    this.shared = shared;
  }

  /**
   * What a work tree holds.
   *
   * @param branch absent without one
   * @param head absent before the first commit
   * @param tree of all that it holds
   * @param refused what could not be taken as it is
   */
  record Taken(
      Optional<String> branch,
      Optional<ObjectId> head,
      ObjectId tree,
      List<VcsSnapshot.Refused> refused) {}

  Taken take(GitLocation place, List<String> ignored) {
    GitHead head = GitHead.read(place);
    try (SafeRepository repository = shared.workTree(place);
        ObjectInserter inserter = repository.newObjectInserter()) {
      SnapshotWalk walk = new SnapshotWalk(repository, inserter, WorkTrees.index(place), ignored);
      Optional<ObjectId> from = head.commit().map(new GitObjects(shared)::tree);
      ObjectId tree = walk.run(from);
      return new Taken(head.branch(), head.commit(), tree, walk.refused());
    } catch (IOException e) {
      throw SmallFile.failed(place.workTree(), e);
    }
  }

  /**
   * Brings the index of a work tree to its commit; files that differ from it show as changed, and
   * none is touched. Whoever holds the index keeps it: then it stays as it was until the next time.
   */
  void refresh(GitLocation place) {
    Optional<ObjectId> head = GitHead.read(place).commit();
    if (head.isEmpty()) {
      return;
    }
    try (SafeRepository repository = shared.workTree(place);
        ObjectInserter inserter = repository.newObjectInserter()) {
      WorkTrees.index(place);
      DirCache index = repository.lockDirCache();
      try {
        ObjectId tree = new GitObjects(shared).tree(head.get());
        SnapshotWalk walk = new SnapshotWalk(repository, inserter, index, List.of());
        walk.run(Optional.of(tree));
        fill(index, repository, tree, walk.result());
      } finally {
        index.unlock();
      }
    } catch (LockFailedException e) {
      // Somebody works with this index; what is recorded is recorded.
    } catch (IOException e) {
      throw SmallFile.failed(place.workTree(), e);
    }
  }

  /** The tree as an index, with the state of those files that are as they are in the tree. */
  private static void fill(DirCache index, SafeRepository repository, ObjectId tree, DirCache files)
      throws IOException {
    DirCacheBuilder builder = index.builder();
    try (TreeWalk walk = new TreeWalk(repository)) {
      walk.addTree(tree);
      walk.setRecursive(true);
      while (walk.next()) {
        DirCacheEntry entry = new DirCacheEntry(walk.getRawPath());
        DirCacheEntry file = files.getEntry(walk.getPathString());
        if (file != null
            && file.getRawMode() == walk.getRawMode(0)
            && file.getObjectId().equals(walk.getObjectId(0))) {
          entry.copyMetaData(file);
        } else {
          entry.setFileMode(walk.getFileMode(0));
          entry.setObjectId(walk.getObjectId(0));
        }
        builder.add(entry);
      }
    }
    builder.commit();
  }
}
