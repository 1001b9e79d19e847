package dev.milestone.git;

import dev.milestone.MilestoneException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheBuilder;
import org.eclipse.jgit.dircache.DirCacheCheckout;
import org.eclipse.jgit.errors.CheckoutConflictException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.treewalk.TreeWalk;

/**
 * The files of a workspace on disk, and those that Git keeps for it, laid out as {@code git
 * worktree add} does. Runs under the workspace's lock.
 */
final class WorkspaceFiles {

  /** Most files of a commit that is checked out. */
  private static final int MAX_FILES = 2_000_000;

  private static final String LOCKED = "locked";

  private final GitShared shared;
  private final Path gitDir;
  private final Path root;

  WorkspaceFiles(GitShared shared, String name, Path root) {
    this.shared = shared;
    this.gitDir = gitDir(shared, name);
    this.root = root;
  }

  static Path gitDir(GitShared shared, String name) {
    return shared.commonDir().resolve("worktrees").resolve(name);
  }

  GitLocation location() {
    return new GitLocation(gitDir, shared.commonDir(), root);
  }

  /** Whether the name is free: nothing there, or an empty folder that a crash left. */
  boolean isNameFree() throws IOException {
    return isFree(gitDir);
  }

  /** Whether the place is free, or was prepared for this workspace. */
  boolean isPlaceFree() throws IOException {
    return isFree(root) || isOurs();
  }

  private static boolean isFree(Path folder) throws IOException {
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      return true;
    }
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.findAny().isEmpty();
    }
  }

  /** Whether the work tree belongs to this workspace. */
  boolean isOurs() {
    Path dotGit = root.resolve(".git");
    return Files.isRegularFile(dotGit, LinkOption.NOFOLLOW_LINKS)
        && SmallFile.read(dotGit).strip().equals("gitdir: " + gitDir);
  }

  /** Takes the name, with all that belongs to it, or nothing. */
  void claim(WorkspaceNote note) throws IOException {
    Path made = claims(shared).resolve(gitDir.getFileName().toString());
    SafeDelete.tree(made);
    Files.createDirectories(made);
    Files.writeString(made.resolve(LOCKED), "initializing\n");
    Files.writeString(made.resolve("commondir"), "../..\n");
    Files.writeString(made.resolve("gitdir"), root.resolve(".git") + "\n");
    Files.writeString(made.resolve("HEAD"), "ref: " + Refs.HEADS + note.branch() + "\n");
    note.write(made);
    Files.createDirectories(gitDir.getParent());
    shared.steps().before("workspace.claim");
    if (!Files.exists(gitDir)) {
      Files.createDirectory(gitDir);
    }
    shared.steps().before("workspace.fill");
    // Replaces the empty folder; fails when native git put something there meanwhile.
    Files.move(made, gitDir, StandardCopyOption.ATOMIC_MOVE);
  }

  static Path claims(GitShared shared) {
    return shared.notes().resolve("claims");
  }

  /** Gives the name back. */
  void unclaim() throws IOException {
    SafeDelete.tree(gitDir);
  }

  /** Keeps native git from pruning it. */
  void protect(String why) throws IOException {
    Files.writeString(gitDir.resolve(LOCKED), why + "\n");
  }

  void unprotect() throws IOException {
    Files.deleteIfExists(gitDir.resolve(LOCKED));
  }

  /** Removes what a crash left and makes all files anew. Only before anybody has worked there. */
  void fill(ObjectId tree) throws IOException {
    refuseUnsafe(tree);
    shared.steps().before("workspace.clear");
    Files.createDirectories(root);
    if (!isOurs()) {
      Files.writeString(root.resolve(".git"), "gitdir: " + gitDir + "\n");
    }
    SafeDelete.contents(root, ".git");
    Files.deleteIfExists(gitDir.resolve("index.lock"));
    Files.deleteIfExists(gitDir.resolve("index"));
    shared.steps().before("workspace.checkout");
    try (SafeRepository repository = shared.workTree(location())) {
      DirCache index = repository.lockDirCache();
      try {
        DirCacheCheckout checkout = new DirCacheCheckout(repository, null, index, tree);
        checkout.setFailOnConflict(true);
        checkout.checkout();
      } finally {
        index.unlock();
      }
    }
  }

  /** Brings the files from what they are, which is parked, to a tree. Ignored files stay. */
  void change(ObjectId tree, String branch) throws IOException {
    refuseUnsafe(tree);
    Path head = gitDir.resolve("HEAD.new");
    Files.writeString(head, "ref: " + Refs.HEADS + branch + "\n");
    Files.move(head, gitDir.resolve("HEAD"), StandardCopyOption.ATOMIC_MOVE);
    for (String left :
        List.of("MERGE_HEAD", "MERGE_MSG", "MERGE_MODE", "CHERRY_PICK_HEAD", "REVERT_HEAD")) {
      Files.deleteIfExists(gitDir.resolve(left));
    }
    SafeDelete.tree(gitDir.resolve("rebase-merge"));
    SafeDelete.tree(gitDir.resolve("rebase-apply"));
    Files.deleteIfExists(gitDir.resolve("index.lock"));
    shared.steps().before("workspace.change");
    try {
      checkoutFromFiles(tree);
    } catch (CheckoutConflictException e) {
      // Something ignored is in the way of a file of the tree.
      fill(tree);
    }
  }

  private void checkoutFromFiles(ObjectId tree) throws IOException {
    try (SafeRepository repository = shared.workTree(location());
        ObjectInserter inserter = repository.newObjectInserter()) {
      DirCache index = repository.lockDirCache();
      try {
        SnapshotWalk walk = new SnapshotWalk(repository, inserter, index, List.of());
        ObjectId now = walk.run(Optional.empty());
        DirCacheBuilder builder = index.builder();
        for (int i = 0; i < walk.result().getEntryCount(); i++) {
          builder.add(walk.result().getEntry(i));
        }
        builder.finish();
        DirCacheCheckout checkout = new DirCacheCheckout(repository, now, index, tree);
        checkout.setFailOnConflict(true);
        checkout.checkout();
      } finally {
        index.unlock();
      }
    }
  }

  /** A commit of a stranger must not write outside the folder or into Git's own. */
  private void refuseUnsafe(ObjectId tree) throws IOException {
    int files = 0;
    try (TreeWalk walk = new TreeWalk(shared.repository())) {
      walk.addTree(tree);
      while (walk.next()) {
        String path = walk.getPathString();
        if (!SnapshotWalk.isSafe(path) || ++files > MAX_FILES) {
          throw MilestoneException.refused(
              "unsafe_tree",
              files > MAX_FILES
                  ? "the commit has more than " + MAX_FILES + " files; it was not checked out"
                  : "the commit holds a file that must not be checked out: " + path);
        }
        if (walk.isSubtree()) {
          walk.enterSubtree();
        }
      }
    }
  }

  /** The file that says whose the folder is goes last, so that a crash leaves no riddle. */
  void deleteFiles() throws IOException {
    if (Files.isDirectory(root)) {
      SafeDelete.contents(root, ".git");
    }
    SafeDelete.tree(root);
  }
}
