package dev.milestone.storage.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The one locked file of a store, opened once in this JVM.
 *
 * <p>The trap: the locks of a process on a file are gone when it closes <em>any</em> channel on
 * that file. So nothing else opens this file, one object of this class serves every store object of
 * the folder in this JVM, and it is closed only after the last of them. An interrupt closes a
 * channel, too; so only the writer thread of the store, which nobody interrupts, comes here.
 *
 * <p>Bytes of the file (none is ever written): 0 = the write turn; 1 = next in line, which a
 * waiting process holds so that those who come later cannot overtake it; 2 = sealing, so that two
 * do not do the same; from 2<sup>20</sup> = one byte for each participant, by the hash of its id.
 */
final class LockFile implements Closeable {

  private static final long TURN = 0;
  private static final long NEXT_IN_LINE = 1;
  private static final long SEALING = 2;
  private static final long PARTICIPANTS = 1L << 20;

  private final FileOps.OpenFile file;
  private FileOps.@Nullable Held turn;
  private FileOps.@Nullable Held nextInLine;
  private FileOps.@Nullable Held sealing;
  private final Map<String, FileOps.Held> announced = new HashMap<>();

  LockFile(FileOps.OpenFile file) {
    this.file = file;
  }

  /**
   * Tries to get the write turn; on failure this process may be next in line. Only the holder of
   * the turn writes.
   */
  synchronized boolean tryTurn() throws IOException {
    if (turn != null) {
      return false;
    }
    if (nextInLine == null) {
      nextInLine = tryLock(NEXT_IN_LINE, false);
      if (nextInLine == null) {
        return false;
      }
    }
    turn = tryLock(TURN, false);
    if (turn == null) {
      return false;
    }
    leaveLine();
    return true;
  }

  /** Whether this process is the next to get the turn. */
  synchronized boolean isNext() {
    return nextInLine != null;
  }

  /** Gives up waiting. */
  synchronized void leaveLine() throws IOException {
    FileOps.Held held = nextInLine;
    nextInLine = null;
    if (held != null) {
      held.release();
    }
  }

  /** Gives the turn back. */
  synchronized void endTurn() throws IOException {
    FileOps.Held held = turn;
    turn = null;
    if (held != null) {
      held.release();
    }
  }

  /** Tries to be the one who seals. */
  synchronized boolean trySealing() throws IOException {
    if (sealing == null) {
      sealing = tryLock(SEALING, false);
      return sealing != null;
    }
    return false;
  }

  /** Lets others seal. */
  synchronized void endSealing() throws IOException {
    FileOps.Held held = sealing;
    sealing = null;
    if (held != null) {
      held.release();
    }
  }

  /** Takes the byte of a participant; false when somebody has it. */
  synchronized boolean announce(String participant) throws IOException {
    if (announced.containsKey(participant)) {
      return false;
    }
    FileOps.Held held = tryLock(byteOf(participant), false);
    if (held == null) {
      return false;
    }
    announced.put(participant, held);
    return true;
  }

  /** Gives the byte of a participant back. */
  synchronized void withdraw(String participant) throws IOException {
    FileOps.Held held = announced.remove(participant);
    if (held != null) {
      held.release();
    }
  }

  /** Whether somebody, in whatever process, holds the byte of a participant. */
  synchronized boolean isAlive(String participant) throws IOException {
    if (announced.containsKey(participant)) {
      return true;
    }
    // Shared: two that look at once must not take each other for the participant.
    FileOps.Held held = tryLock(byteOf(participant), true);
    if (held == null) {
      return true;
    }
    held.release();
    return false;
  }

  private FileOps.@Nullable Held tryLock(long position, boolean shared) throws IOException {
    try {
      return file.tryLock(position, shared);
    } catch (OverlappingFileLockException e) {
      return null; // held in this JVM: as good as held by another process
    }
  }

  private static long byteOf(String participant) {
    MessageDigest sha = Line.newSha256();
    byte[] hash = sha.digest(participant.getBytes(StandardCharsets.UTF_8));
    long n = 0;
    for (int i = 0; i < 8; i++) {
      n = n << 8 | hash[i] & 0xff;
    }
    return PARTICIPANTS + (n >>> 3);
  }

  @Override
  public synchronized void close() throws IOException {
    file.close();
  }
}
