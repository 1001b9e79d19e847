package dev.milestone.git;

import dev.milestone.ErrorKind;
import dev.milestone.MilestoneException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A lock between threads and processes that dies with its process. The file is opened only by who
 * holds the turn within this process: closing any channel on it would drop the lock. The file
 * stays.
 */
final class OsLock implements AutoCloseable {

  private static final int PAUSE_MILLIS = 10;

  /** How long one waits for others, in pauses: about a minute. */
  private static final int MAX_PAUSES = 6_000;

  private static final ConcurrentHashMap<Path, Semaphore> TURNS = new ConcurrentHashMap<>();

  private final Semaphore turn;
  private final FileChannel channel;

  private OsLock(Semaphore turn, FileChannel channel) {
    this.turn = turn;
    this.channel = channel;
  }

  /** Waits for the lock, about a minute at most. */
  static OsLock take(Path file) {
    Semaphore turn = TURNS.computeIfAbsent(file, path -> new Semaphore(1, true));
    boolean taken = false;
    try {
      Files.createDirectories(file.getParent());
      taken = turn.tryAcquire((long) PAUSE_MILLIS * MAX_PAUSES, TimeUnit.MILLISECONDS);
      if (!taken) {
        throw busy(file);
      }
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      try {
        await(channel, file);
      } catch (IOException | RuntimeException | InterruptedException e) {
        channel.close();
        throw e;
      }
      taken = false;
      return new OsLock(turn, channel);
    } catch (IOException e) {
      throw SmallFile.failed(file, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw busy(file);
    } finally {
      if (taken) {
        turn.release();
      }
    }
  }

  private static void await(FileChannel channel, Path file)
      throws IOException, InterruptedException {
    for (int i = 0; i < MAX_PAUSES; i++) {
      if (tryLock(channel) != null) {
        return;
      }
      Thread.sleep(PAUSE_MILLIS);
    }
    throw busy(file);
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      // The same class, loaded twice in this process.
      return null;
    }
  }

  private static MilestoneException busy(Path file) {
    return new MilestoneException(
        ErrorKind.BUSY,
        "vcs_busy",
        "another process works on this repository and holds " + file + "; try again",
        true,
        List.of(),
        null);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw SmallFile.failed(Path.of("lock"), e);
    } finally {
      turn.release();
    }
  }
}
