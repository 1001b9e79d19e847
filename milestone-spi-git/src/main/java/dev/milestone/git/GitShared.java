package dev.milestone.git;

import dev.milestone.MilestoneException;
import dev.milestone.spi.vcs.VcsRemark;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * What the parts of the provider share about one repository: its places, its objects and refs, and
 * the folder in which the provider keeps its own notes. Opens JGit's repository when it is first
 * written to or its history read. Thread-safe.
 */
final class GitShared {

  private final GitLocation location;
  private final Config config;
  private final Steps steps;
  private @Nullable SafeRepository opened;

  GitShared(GitLocation location, Config config, Steps steps) {
    this.location = location;
    this.config = config;
    this.steps = steps;
  }

  GitLocation location() {
    return location;
  }

  Path commonDir() {
    return location.commonDir();
  }

  Config config() {
    return config;
  }

  Steps steps() {
    return steps;
  }

  /** The folder of the provider's notes, beside those of Git. */
  Path notes() {
    return commonDir().resolve("milestone-vcs");
  }

  /** Objects and refs. */
  synchronized SafeRepository repository() {
    if (opened == null) {
      try {
        opened = SafeRepository.shared(commonDir(), config);
      } catch (IOException e) {
        throw SmallFile.failed(commonDir(), e);
      }
    }
    return opened;
  }

  /** Another work tree of the same repository. */
  SafeRepository workTree(GitLocation of) throws IOException {
    return SafeRepository.of(of, config);
  }

  /**
   * Keeps the other processes of the engine from moving refs meanwhile. What a process that died
   * with the lock left half done is put in order first.
   */
  OsLock lockRefs() {
    return lockRefs(new ArrayList<>());
  }

  /** The same, and tells what was put in order. */
  OsLock lockRefs(List<VcsRemark> told) {
    OsLock lock = OsLock.take(notes().resolve("refs.lock-file"));
    try {
      told.addAll(Recovery.run(this));
      return lock;
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /** Keeps the others from this workspace. Some names share a lock, which only costs time. */
  OsLock lockWorkspace(String name) {
    int stripe = Math.floorMod(name.hashCode(), 64);
    return OsLock.take(notes().resolve("workspaces").resolve("lock-" + stripe));
  }

  /** A full id, or the sentence that it is none. */
  static ObjectId id(String text) {
    if (!ObjectId.isId(text)) {
      throw MilestoneException.invalid(
          "bad_commit_id", "'" + text + "' is not the full id of a commit", List.of());
    }
    return ObjectId.fromString(text);
  }

  synchronized void close() {
    if (opened != null) {
      opened.close();
      opened = null;
    }
  }
}
