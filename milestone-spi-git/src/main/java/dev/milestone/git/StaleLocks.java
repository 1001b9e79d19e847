package dev.milestone.git;

import dev.milestone.spi.vcs.VcsRemark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts aside the locks that a dead process of the engine left. A lock goes only when an intent
 * names it, it was made after the intent, no process has it open, and it has not changed for {@link
 * #GRACE_MILLIS}. Runs under the provider's lock for refs.
 */
final class StaleLocks {

  /** How long a lock must have been the same. Native git holds a lock of its own for less. */
  static final long GRACE_MILLIS = 2_000;

  private static final int PAUSE_MILLIS = 50;

  private StaleLocks() {}

  /** Looks for what a dead process left, and puts it aside. */
  static List<VcsRemark> recover(Path notes) throws IOException {
    List<VcsRemark> told = new ArrayList<>();
    Intent intent = Intent.read(notes).orElse(null);
    if (intent == null) {
      return told;
    }
    FileTime since = Files.getLastModifiedTime(Intent.file(notes));
    for (Path lock : intent.locks()) {
      if (Files.exists(lock, LinkOption.NOFOLLOW_LINKS)) {
        told.add(one(notes, lock, since));
      }
    }
    return told;
  }

  private static VcsRemark one(Path notes, Path lock, FileTime since) throws IOException {
    FileTime made = Files.getLastModifiedTime(lock, LinkOption.NOFOLLOW_LINKS);
    if (made.toMillis() < since.toMillis() - 1 || !staysTheSame(notes, lock, made)) {
      return new VcsRemark(
          "foreign_lock", lock + " is held by another program; if none runs, remove the file");
    }
    Path aside = Files.createDirectories(notes.resolve("stale")).resolve(lock.getFileName());
    Files.move(lock, aside, StandardCopyOption.REPLACE_EXISTING);
    return new VcsRemark("stale_lock", lock + " was left by a crash and is put aside at " + aside);
  }

  static boolean staysTheSame(Path notes, Path lock, FileTime made) throws IOException {
    Path clock = notes.resolve("clock");
    for (long waited = 0; ; waited += PAUSE_MILLIS) {
      if (!Files.exists(lock, LinkOption.NOFOLLOW_LINKS)
          || !Files.getLastModifiedTime(lock, LinkOption.NOFOLLOW_LINKS).equals(made)
          || OpenFiles.contain(lock)) {
        return false;
      }
      // The file system's own clock, the one that stamped the lock.
      Files.writeString(clock, "");
      long age = Files.getLastModifiedTime(clock).toMillis() - made.toMillis();
      if (age >= GRACE_MILLIS || waited >= GRACE_MILLIS) {
        Files.deleteIfExists(clock);
        return true;
      }
      if (!pause()) {
        return false;
      }
    }
  }

  /** False when somebody wants this thread to end: then nothing was proved. */
  private static boolean pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
