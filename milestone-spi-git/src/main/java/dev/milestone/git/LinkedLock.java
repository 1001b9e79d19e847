package dev.milestone.git;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * A lock of Git's that can be proved to be ours: it is a second name of a file in the provider's
 * own folder, which the intent names. Native git honours it as any other.
 */
final class LinkedLock {

  private LinkedLock() {}

  /** Takes the lock; false when somebody has it. */
  static boolean take(Path lock, Path proof) throws IOException {
    try {
      Files.createDirectories(lock.getParent());
      Files.createLink(lock, proof);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  /** Whether a lock is the same file as the proof. */
  static boolean isOurs(Path lock, Path proof) throws IOException {
    return Files.exists(lock, LinkOption.NOFOLLOW_LINKS)
        && Files.exists(proof, LinkOption.NOFOLLOW_LINKS)
        && !Files.isSymbolicLink(lock)
        && Files.isSameFile(lock, proof);
  }

  /** Gives the lock back if it is ours. */
  static void drop(Path lock, Path proof) throws IOException {
    if (isOurs(lock, proof)) {
      Files.delete(lock);
    }
  }
}
