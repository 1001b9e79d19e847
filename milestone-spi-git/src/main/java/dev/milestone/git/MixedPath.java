package dev.milestone.git;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheBuilder;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.treewalk.FileTreeIterator;
import org.eclipse.jgit.treewalk.TreeWalk;

/**
 * A path that differs between two trees, and which of the two the file on disk follows.
 *
 * @param path which
 * @param state which tree
 * @param mode in the new tree; 0: it is not there
 * @param id in the new tree
 */
record MixedPath(String path, State state, int mode, ObjectId id) {

  private static final int FROM = 0;
  private static final int TO = 1;
  private static final int WORK = 2;

  /** Which tree a file follows. */
  enum State {
    OLD,
    NEW,
    OTHER
  }

  static List<MixedPath> compare(SafeRepository repository, ObjectId from, ObjectId to)
      throws IOException {
    List<MixedPath> found = new ArrayList<>();
    try (TreeWalk walk = new TreeWalk(repository)) {
      walk.setOperationType(TreeWalk.OperationType.CHECKIN_OP);
      walk.addTree(from);
      walk.addTree(to);
      walk.addTree(new FileTreeIterator(repository, StatusWalk::mode));
      while (walk.next()) {
        boolean differs = walk.getRawMode(FROM) != walk.getRawMode(TO) || !walk.idEqual(FROM, TO);
        if (!differs || walk.getRawMode(FROM) == 0 && walk.getRawMode(TO) == 0) {
          continue;
        }
        if (walk.isSubtree()) {
          walk.enterSubtree();
          if (isFile(walk, FROM) || isFile(walk, TO)) {
            found.add(one(walk));
          }
        } else {
          found.add(one(walk));
        }
      }
    }
    return found;
  }

  private static boolean isFile(TreeWalk walk, int tree) {
    return walk.getRawMode(tree) != 0 && !FileMode.TREE.equals(walk.getRawMode(tree));
  }

  private static MixedPath one(TreeWalk walk) {
    State state = same(walk, TO) ? State.NEW : same(walk, FROM) ? State.OLD : State.OTHER;
    return new MixedPath(
        walk.getPathString(),
        state,
        isFile(walk, TO) ? walk.getRawMode(TO) : 0,
        walk.getObjectId(TO));
  }

  private static boolean same(TreeWalk walk, int tree) {
    boolean there = isFile(walk, tree);
    boolean onDisk = isFile(walk, WORK);
    return there == onDisk
        && (!there || walk.getRawMode(tree) == walk.getRawMode(WORK) && walk.idEqual(tree, WORK));
  }

  /** Makes an index fit the files that follow the new tree already. */
  static void apply(DirCache index, List<MixedPath> done) {
    if (done.isEmpty()) {
      return;
    }
    java.util.Map<String, MixedPath> byPath = new java.util.TreeMap<>();
    done.forEach(path -> byPath.put(path.path(), path));
    DirCacheBuilder builder = index.builder();
    for (int i = 0; i < index.getEntryCount(); i++) {
      if (!byPath.containsKey(index.getEntry(i).getPathString())) {
        builder.add(index.getEntry(i));
      }
    }
    for (MixedPath path : byPath.values()) {
      if (path.mode() != 0) {
        DirCacheEntry entry = new DirCacheEntry(path.path());
        entry.setFileMode(FileMode.fromBits(path.mode()));
        entry.setObjectId(path.id());
        builder.add(entry);
      }
    }
    builder.finish();
  }
}
