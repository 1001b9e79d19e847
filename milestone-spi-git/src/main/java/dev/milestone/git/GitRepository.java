package dev.milestone.git;

import dev.milestone.MilestoneException;
import dev.milestone.spi.vcs.VcsRepository;
import dev.milestone.spi.vcs.VcsState;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.util.FS;

/** A repository that is looked at. Holds nothing open between two looks. Thread-safe. */
final class GitRepository implements VcsRepository {

  /** A stored entry of an index has at least this many bytes. */
  private static final int LEAST_ENTRY = 40;

  private final GitLocation location;
  private final Config config;

  GitRepository(GitLocation location, Config config) {
    this.location = location;
    this.config = config;
  }

  @Override
  public Path commonDirectory() {
    return location.commonDir();
  }

  @Override
  public Path workTree() {
    return location.workTree();
  }

  @Override
  public VcsState state(List<String> ignored) {
    QuietSystemReader.install();
    GitHead head = GitHead.read(location);
    try (ReadOnlyRepository repository = new ReadOnlyRepository(location, config);
        StoredObjects objects =
            new StoredObjects(config, location.commonDir().resolve("objects"))) {
      StatusWalk walk = new StatusWalk(repository, objects, index(), ignored);
      walk.run(head.commit());
      return new VcsState(
          head.branch(), head.commit().map(ObjectId::name), walk.changed(), walk.untracked());
    } catch (MissingObjectException e) {
      throw MilestoneException.refused(
          "vcs_broken",
          "the repository at "
              + location.workTree()
              + " lacks the object "
              + e.getObjectId().name()
              + "; fetch it, or run 'git fsck' there");
    } catch (IOException e) {
      throw SmallFile.failed(location.workTree(), e);
    }
  }

  private DirCache index() throws IOException {
    Path file = location.gitDir().resolve("index");
    try {
      checkCount(file);
      return DirCache.read(file.toFile(), FS.DETECTED);
    } catch (CorruptObjectException e) {
      throw GitFormat.unsupported(location, "its index cannot be read (" + e.getMessage() + ")");
    }
  }

  /** The number of entries decides how much memory JGit takes before it reads the first one. */
  private void checkCount(Path file) throws IOException {
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

  @Override
  public void close() {
    // Nothing is held between two looks.
  }
}
