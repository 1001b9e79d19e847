package dev.milestone.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * The base of all figures that depend on the disk: F, how many times a second one thread can append
 * 432 bytes to a growing file and force them. Measured in slices between the slices of what it is
 * the base of. Confined to one thread at a time.
 */
final class ForceProbe implements AutoCloseable {
  private static final int BYTES = 432;

  private final FileChannel channel;
  private final ByteBuffer line;
  private long forces;
  private long nanos;

  ForceProbe(Path file) throws IOException {
    channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.APPEND,
            StandardOpenOption.DELETE_ON_CLOSE);
    byte[] bytes = new byte[BYTES];
    Arrays.fill(bytes, (byte) 'x');
    bytes[BYTES - 1] = '\n';
    line = ByteBuffer.wrap(bytes);
  }

  /**
   * Measures so many forces; returns the nanoseconds they took. A number of forces and not a time:
   * the disk is quick and slow by turns, and in a slice of fixed length quick forces would
   * outnumber slow ones, which they do not in what is measured beside it.
   */
  synchronized long slice(int count) {
    long begin = System.nanoTime();
    try {
      for (int i = 0; i < count; i++) {
        line.clear();
        channel.write(line);
        channel.force(false);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    long took = System.nanoTime() - begin;
    forces += count;
    nanos += took;
    return took;
  }

  /** Forces a second since the last call. */
  synchronized double rate() {
    double rate = forces * 1e9 / nanos;
    forces = 0;
    nanos = 0;
    return rate;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
