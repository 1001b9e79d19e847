package dev.milestone.git;

import dev.milestone.spi.vcs.VcsState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.dircache.DirCacheIterator;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.treewalk.AbstractTreeIterator;
import org.eclipse.jgit.treewalk.CanonicalTreeParser;
import org.eclipse.jgit.treewalk.EmptyTreeIterator;
import org.eclipse.jgit.treewalk.FileTreeIterator;
import org.eclipse.jgit.treewalk.TreeWalk;

/**
 * Compares commit, index and work tree in one walk. Stops when both lists are full; folders that
 * are ignored, or in which only more untracked paths than the list holds could be found, are not
 * entered. Used once, by one thread.
 */
final class StatusWalk {

  private static final int HEAD = 0;
  private static final int INDEX = 1;
  private static final int WORK = 2;
  private static final int MAX_COMMIT = 16 * 1024 * 1024;

  private final ReadOnlyRepository repository;
  private final StoredObjects objects;
  private final DirCache index;
  private final List<String> ignored;
  private final Set<String> changed = new LinkedHashSet<>();
  private final Set<String> untracked = new LinkedHashSet<>();

  StatusWalk(
      ReadOnlyRepository repository, StoredObjects objects, DirCache index, List<String> ignored) {
    this.repository = repository;
    this.objects = objects;
    this.index = index;
    this.ignored = Paths.trimmed(ignored);
  }

  List<String> changed() {
    return List.copyOf(changed);
  }

  List<String> untracked() {
    return List.copyOf(untracked);
  }

  void run(Optional<ObjectId> commit) throws IOException {
    try (TreeWalk walk = new TreeWalk(repository, objects)) {
      walk.setOperationType(TreeWalk.OperationType.CHECKIN_OP);
      walk.addTree(commit.isPresent() ? tree(commit.get()) : new EmptyTreeIterator());
      walk.addTree(new DirCacheIterator(index));
      FileTreeIterator files = new FileTreeIterator(repository, StatusWalk::mode);
      files.setDirCacheIterator(walk, INDEX);
      walk.addTree(files);
      while (!full() && walk.next()) {
        String path = walk.getPathString();
        if (Paths.covers(ignored, path)) {
          continue;
        }
        if (walk.isSubtree()) {
          if (isWorthEntering(walk)) {
            walk.enterSubtree();
          }
        } else {
          look(walk, path);
        }
      }
    }
  }

  /**
   * A pipe or socket has no content; opening one could block for ever, so for the walk it is not
   * there.
   */
  static FileMode mode(java.io.File file, org.eclipse.jgit.util.FS.Attributes attributes) {
    boolean special =
        !attributes.isSymbolicLink() && !attributes.isDirectory() && !attributes.isRegularFile();
    return special
        ? FileMode.MISSING
        : FileTreeIterator.DefaultFileModeStrategy.INSTANCE.getMode(file, attributes);
  }

  private AbstractTreeIterator tree(ObjectId commit) throws IOException {
    byte[] content = objects.open(commit, Constants.OBJ_COMMIT).getCachedBytes(MAX_COMMIT);
    String start =
        new String(content, 0, Math.min(content.length, 45), StandardCharsets.ISO_8859_1);
    if (!start.startsWith("tree ") || !ObjectId.isId(start.substring(5))) {
      throw new CorruptObjectException(commit, "not a commit");
    }
    CanonicalTreeParser parser = new CanonicalTreeParser();
    parser.reset(objects, ObjectId.fromString(start.substring(5)));
    return parser;
  }

  private boolean full() {
    return changed.size() >= VcsState.MAX_PATHS && untracked.size() >= VcsState.MAX_PATHS;
  }

  private boolean isWorthEntering(TreeWalk walk) throws IOException {
    if (walk.getRawMode(HEAD) != 0 || walk.getRawMode(INDEX) != 0) {
      return true;
    }
    return untracked.size() < VcsState.MAX_PATHS && !files(walk).isEntryIgnored();
  }

  private void look(TreeWalk walk, String path) throws IOException {
    boolean inHead = walk.getRawMode(HEAD) != 0;
    boolean inIndex = walk.getRawMode(INDEX) != 0;
    boolean inWork = walk.getRawMode(WORK) != 0;
    if (!inIndex) {
      if (inHead) {
        add(changed, path);
      }
      if (inWork && !files(walk).isEntryIgnored()) {
        add(untracked, path);
      }
      return;
    }
    DirCacheEntry entry = walk.getTree(INDEX, DirCacheIterator.class).getDirCacheEntry();
    if (entry.getStage() != DirCacheEntry.STAGE_0
        || entry.isIntentToAdd()
        || !inHead
        || walk.getRawMode(HEAD) != walk.getRawMode(INDEX)
        || !walk.idEqual(HEAD, INDEX)
        || isChangedInWork(walk, entry, inWork)) {
      add(changed, path);
    }
  }

  private boolean isChangedInWork(TreeWalk walk, DirCacheEntry entry, boolean inWork)
      throws IOException {
    // What is in a submodule is its own repository's business; looking would open it with all its
    // configuration.
    if (entry.isAssumeValid()
        || entry.isSkipWorkTree()
        || FileMode.GITLINK.equals(entry.getRawMode())) {
      return false;
    }
    return !inWork || files(walk).isModified(entry, true, objects);
  }

  private static FileTreeIterator files(TreeWalk walk) {
    return walk.getTree(WORK, FileTreeIterator.class);
  }

  private static void add(Set<String> paths, String path) {
    if (paths.size() < VcsState.MAX_PATHS) {
      paths.add(path);
    }
  }
}
