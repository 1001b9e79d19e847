package dev.milestone.storage.file;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import org.jspecify.annotations.Nullable;

/**
 * Runs file operations of a calling thread so that an interrupt does not break them. An interrupt
 * closes the channel a thread works on; here the operation starts again with a channel of its own,
 * and the interrupt is handed on afterwards.
 */
final class Uninterrupted {

  private Uninterrupted() {}

  /** Something that opens what it needs, so that it can run twice. */
  @FunctionalInterface
  interface Operation<T extends @Nullable Object> {
    T run() throws IOException;
  }

  static <T extends @Nullable Object> T call(Operation<T> operation) throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      while (true) {
        try {
          return operation.run();
        } catch (ClosedByInterruptException e) {
          Thread.interrupted();
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
