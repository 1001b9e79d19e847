package dev.milestone.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Standard streams that remember why a write failed. {@link PrintStream} only says that one did,
 * and a reader that went away ({@code milestone events | head}) is no error, but a full disk is.
 */
final class OutputStreams {

  private static final int BUFFER = 8 * 1024;

  private OutputStreams() {}

  /** Why writing failed. */
  enum Failure {
    /** It did not. */
    NONE,
    /** Nobody reads any more. */
    CLOSED,
    /** The disk is full, or another error. */
    ERROR
  }

  /** What became of a stream. */
  static Failure failure(PrintStream stream) {
    if (!stream.checkError()) {
      return Failure.NONE;
    }
    String why = stream instanceof Watched watched ? watched.reason() : "";
    return why.isEmpty() || why.contains("broken pipe") || why.contains("stream closed")
        ? Failure.CLOSED
        : Failure.ERROR;
  }

  /**
   * A buffered UTF-8 stream that remembers the first failure. Flushed by {@link #checkError} and on
   * closing.
   */
  static final class Watched extends PrintStream {

    private final Sink sink;

    Watched(OutputStream target) {
      this(new Sink(target));
    }

    private Watched(Sink sink) {
      super(new java.io.BufferedOutputStream(sink, BUFFER), false, StandardCharsets.UTF_8);
      this.sink = sink;
    }

    /** The message of the first failure, in lower case. */
    String reason() {
      String reason = sink.reason;
      return reason == null ? "" : reason;
    }
  }

  private static final class Sink extends OutputStream {
    private final OutputStream target;
    private volatile @Nullable String reason;

    Sink(OutputStream target) {
      this.target = target;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      try {
        target.write(bytes, from, length);
      } catch (IOException failed) {
        reason = String.valueOf(failed.getMessage()).toLowerCase(Locale.ROOT);
        throw failed;
      }
    }

    @Override
    public void flush() throws IOException {
      target.flush();
    }
  }
}
