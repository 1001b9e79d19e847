package dev.milestone.storage.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Every operation on files that the store is made of, and nothing more. The one real form is {@link
 * DiskOps}; tests put another in its place that records each operation, fails it, or forgets what
 * was not forced. No implementation follows a symbolic link in the last part of a path.
 */
interface FileOps {

  /** How a file is opened. */
  enum Access {
    /** An existing file, for reading. */
    READ,
    /** An existing file, for reading and writing. */
    WRITE,
    /** For reading and writing; made when it does not exist. */
    CREATE,
    /** For reading and writing; fails when it exists. */
    CREATE_NEW
  }

  /** What stands under a name. */
  enum Kind {
    /** Nothing. */
    MISSING,
    /** A regular file. */
    FILE,
    /** A directory. */
    DIRECTORY,
    /** A symbolic link, wherever it leads. */
    SYMLINK,
    /** A device, a pipe, a socket. */
    OTHER
  }

  /** Opens a file. */
  OpenFile open(Path file, Access access) throws IOException;

  /** What stands under this name, without following a link. */
  Kind kind(Path path) throws IOException;

  /** Makes one directory; its parent must exist. */
  void createDirectory(Path directory) throws IOException;

  /**
   * Gives a file another name in the same file system, in place of whatever file has that name, in
   * one step.
   */
  void replace(Path from, Path to) throws IOException;

  /** Removes a file or an empty directory; nothing happens when there is none. */
  void delete(Path path) throws IOException;

  /** Makes the names in a directory durable. */
  void forceDirectory(Path directory) throws IOException;

  /** The names in a directory, sorted. */
  List<String> list(Path directory) throws IOException;

  /**
   * An open file. Not for use by several threads at once, but for {@link #read} and {@link #size}.
   */
  interface OpenFile extends Closeable {

    /**
     * Reads at a position until the buffer is full or the file ends; returns the number of bytes
     * read.
     */
    int read(ByteBuffer into, long position) throws IOException;

    /** Writes all of the buffer at a position. */
    void write(ByteBuffer from, long position) throws IOException;

    /** Makes the content durable, and with {@code metadata} also a smaller size. */
    void force(boolean metadata) throws IOException;

    /** Cuts the file. */
    void truncate(long size) throws IOException;

    /** How long the file is. */
    long size() throws IOException;

    /**
     * Locks one byte if that is possible at once.
     *
     * @return null when another process holds it
     * @throws java.nio.channels.OverlappingFileLockException when this process holds it
     */
    @Nullable Held tryLock(long position, boolean shared) throws IOException;
  }

  /** A lock that is held. */
  @FunctionalInterface
  interface Held {
    /** Gives it back. */
    void release() throws IOException;
  }
}
