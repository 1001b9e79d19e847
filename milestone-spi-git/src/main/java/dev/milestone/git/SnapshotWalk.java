package dev.milestone.git;

import dev.milestone.spi.vcs.VcsSnapshot;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.attributes.Attribute;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheBuilder;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.dircache.DirCacheIterator;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectChecker;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.treewalk.EmptyTreeIterator;
import org.eclipse.jgit.treewalk.FileTreeIterator;
import org.eclipse.jgit.treewalk.TreeWalk;

/**
 * Writes what a work tree holds as a tree: what {@code git add -A} would take, into an index in
 * memory. Content that would go through a program is taken as it stands and told. Pipes, sockets
 * and devices are not there. Used once, by one thread.
 */
final class SnapshotWalk {

  private static final int HEAD = 0;
  private static final int INDEX = 1;
  private static final int WORK = 2;

  /** Largest file that is taken, in bytes. */
  static final long MAX_FILE = 1L << 31;

  /** Most refused paths that are told. */
  static final int MAX_REFUSED = 1_000;

  private final SafeRepository repository;
  private final ObjectInserter inserter;
  private final DirCache index;
  private final List<String> ignored;
  private final DirCache result = DirCache.newInCore();
  private final DirCacheBuilder builder = result.builder();
  private final List<VcsSnapshot.Refused> refused = new ArrayList<>();
  private String last = "";

  SnapshotWalk(
      SafeRepository repository, ObjectInserter inserter, DirCache index, List<String> ignored) {
    this.repository = repository;
    this.inserter = inserter;
    this.index = index;
    this.ignored = Paths.trimmed(ignored);
  }

  List<VcsSnapshot.Refused> refused() {
    return List.copyOf(refused);
  }

  /** What was taken, with the state of the files, for a new index of the work tree. */
  DirCache result() {
    return result;
  }

  ObjectId run(Optional<ObjectId> head) throws IOException {
    try (TreeWalk walk = new TreeWalk(repository)) {
      walk.setOperationType(TreeWalk.OperationType.CHECKIN_OP);
      if (head.isPresent()) {
        walk.addTree(head.get());
      } else {
        walk.addTree(new EmptyTreeIterator());
      }
      walk.addTree(new DirCacheIterator(index));
      FileTreeIterator files = new FileTreeIterator(repository, StatusWalk::mode);
      files.setDirCacheIterator(walk, INDEX);
      walk.addTree(files);
      while (walk.next()) {
        step(walk, walk.getPathString());
      }
    }
    builder.finish();
    ObjectId tree = result.writeTree(inserter);
    inserter.flush();
    return tree;
  }

  private void step(TreeWalk walk, String path) throws IOException {
    if (Paths.covers(ignored, path)) {
      keepHead(walk);
    } else if (FileMode.GITLINK.equals(walk.getRawMode(INDEX))) {
      // A submodule is its own repository's business, whatever stands in its place.
      keepIndex(walk);
    } else if (walk.isSubtree()) {
      if (isWorthEntering(walk)) {
        walk.enterSubtree();
      }
    } else if (walk.getRawMode(WORK) == 0) {
      keepAbsent(walk);
    } else {
      take(walk, path);
    }
  }

  private void keepHead(TreeWalk walk) throws IOException {
    if (walk.isSubtree()) {
      walk.enterSubtree();
    } else if (walk.getRawMode(HEAD) != 0) {
      DirCacheEntry entry = new DirCacheEntry(walk.getRawPath());
      entry.setFileMode(walk.getFileMode(HEAD));
      entry.setObjectId(walk.getObjectId(HEAD));
      builder.add(entry);
    }
  }

  private void keepIndex(TreeWalk walk) {
    builder.add(copy(entry(walk)));
  }

  /** A file that is not there is deleted, unless it is said not to be looked at. */
  private void keepAbsent(TreeWalk walk) {
    if (walk.getRawMode(INDEX) != 0) {
      DirCacheEntry entry = entry(walk);
      if (entry.isSkipWorkTree() || entry.isAssumeValid()) {
        builder.add(copy(entry));
      }
    }
  }

  private static boolean isWorthEntering(TreeWalk walk) throws IOException {
    return walk.getRawMode(HEAD) != 0
        || walk.getRawMode(INDEX) != 0
        || !walk.getTree(WORK, FileTreeIterator.class).isEntryIgnored();
  }

  private void take(TreeWalk walk, String path) throws IOException {
    FileTreeIterator file = walk.getTree(WORK, FileTreeIterator.class);
    boolean tracked = walk.getRawMode(INDEX) != 0;
    if (!tracked && file.isEntryIgnored() || path.equals(last)) {
      return;
    }
    last = path;
    if (FileMode.GITLINK.equals(walk.getRawMode(WORK))) {
      refuse(path, "nested_repository");
      return;
    }
    if (!isSafe(path)) {
      refuse(path, "unsafe_path");
      return;
    }
    DirCacheEntry known = tracked ? entry(walk) : null;
    if (known != null && known.getStage() == DirCacheEntry.STAGE_0) {
      if (known.isAssumeValid()
          || known.isSkipWorkTree()
          || !known.isIntentToAdd() && !file.isModified(known, true, walk.getObjectReader())) {
        builder.add(copy(known));
        return;
      }
    } else if (known != null) {
      refuse(path, "conflict");
    }
    add(walk, path, file);
  }

  private void add(TreeWalk walk, String path, FileTreeIterator file) throws IOException {
    if (file.getEntryLength() > MAX_FILE) {
      refuse(path, "too_large");
      return;
    }
    Attribute filter = walk.getAttributes().get("filter");
    if (filter != null && filter.getState() != Attribute.State.UNSET) {
      refuse(path, "filter");
    }
    DirCacheEntry entry = new DirCacheEntry(walk.getRawPath());
    DirCacheIterator indexed = walk.getTree(INDEX, DirCacheIterator.class);
    entry.setFileMode(indexed == null ? file.getEntryFileMode() : file.getIndexFileMode(indexed));
    entry.setLastModified(file.getEntryLastModifiedInstant());
    entry.setLength(file.getEntryLength());
    try (InputStream in = file.openEntryStream()) {
      entry.setObjectId(inserter.insert(Constants.OBJ_BLOB, file.getEntryContentLength(), in));
    } catch (java.io.EOFException | java.nio.file.AccessDeniedException e) {
      refuse(path, "unreadable");
      return;
    } catch (java.io.FileNotFoundException e) {
      // Gone meanwhile, or not to be read.
      refuse(path, "unreadable");
      return;
    }
    builder.add(entry);
  }

  static boolean isSafe(String path) {
    try {
      new ObjectChecker().setSafeForMacOS(true).setSafeForWindows(false).checkPath(path);
      return !hasShortName(path);
    } catch (CorruptObjectException e) {
      return false;
    }
  }

  /** {@code git~1} is {@code .git} on a file system of Windows. */
  private static boolean hasShortName(String path) {
    for (String part : path.split("/", -1)) {
      if (part.equalsIgnoreCase("git~1") || part.indexOf('\\') >= 0) {
        return true;
      }
    }
    return false;
  }

  private void refuse(String path, String why) {
    if (refused.size() < MAX_REFUSED) {
      refused.add(new VcsSnapshot.Refused(path, why));
    }
  }

  private static DirCacheEntry entry(TreeWalk walk) {
    return walk.getTree(INDEX, DirCacheIterator.class).getDirCacheEntry();
  }

  private static DirCacheEntry copy(DirCacheEntry from) {
    DirCacheEntry entry = new DirCacheEntry(from.getRawPath());
    entry.copyMetaData(from);
    return entry;
  }
}
