package dev.milestone.core.projection;

import dev.milestone.ErrorKind;
import dev.milestone.MilestoneException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Files below one folder, without ever following a symbolic link below it: whoever can place a link
 * in {@code .milestones/} must not make the engine write somewhere else. A link in the way is a
 * {@link MilestoneException} of kind {@link ErrorKind#REFUSED}, code {@code symlink}. The folder
 * itself may be reached through links: that is the user's choice.
 *
 * <p>Each part of a path is looked at before it is used and files are opened without following
 * links; an attacker who swaps folders while a file is being written is not kept out on platforms
 * without {@code openat}.
 */
public final class SafeFolder {

  /** Largest file that is read whole. */
  public static final int MAX_BYTES = 256 * 1024 * 1024;

  private static final String TEMPORARY = ".tmp-";

  private final Path root;

  /** Files below this folder. */
  public SafeFolder(Path root) {
    this.root = root;
  }

  /** The folder. */
  public Path root() {
    return root;
  }

  /** The path of a file, each folder above it checked. The file itself may be missing. */
  public Path resolve(String name) throws IOException {
    Path path = root;
    String[] parts = name.split("/", -1);
    for (int i = 0; i < parts.length; i++) {
      if (parts[i].isEmpty() || parts[i].equals(".") || parts[i].equals("..")) {
        throw new IllegalArgumentException("not a name below a folder: " + name);
      }
      path = path.resolve(parts[i]);
      refuseLink(path);
    }
    return path;
  }

  private static void refuseLink(Path path) throws IOException {
    BasicFileAttributes attributes = attributes(path);
    if (attributes != null && attributes.isSymbolicLink()) {
      throw new MilestoneException(
          ErrorKind.REFUSED,
          "symlink",
          path
              + " is a symbolic link; nothing is written or read through it. Remove it, or move"
              + " what it points to here.");
    }
  }

  /** What stands at a path, links not followed; null when nothing does. */
  static @Nullable BasicFileAttributes attributes(Path path) throws IOException {
    try {
      return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  /** Makes a folder and those above it, below the root. The root itself must exist. */
  public Path folder(String name) throws IOException {
    Path path = root;
    for (String part : name.split("/", -1)) {
      path = path.resolve(part);
      refuseLink(path);
      if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
        try {
          Files.createDirectory(path);
        } catch (FileAlreadyExistsException e) {
          refuseLink(path);
          if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            throw e;
          }
        }
      }
    }
    return path;
  }

  /** What a file holds; null when it does not exist. */
  public byte @Nullable [] read(String name) throws IOException {
    Path path = resolve(name);
    try (SeekableByteChannel in =
        Files.newByteChannel(path, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
      long size = in.size();
      if (size > MAX_BYTES) {
        throw new IOException(path + " has more than " + MAX_BYTES + " bytes");
      }
      ByteBuffer buffer = ByteBuffer.allocate((int) size);
      while (buffer.hasRemaining() && in.read(buffer) >= 0) {
        // until the end
      }
      byte[] bytes = new byte[buffer.position()];
      buffer.flip().get(bytes);
      return bytes;
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  /** Replaces a file, all or nothing; not forced: a projection can be made again. */
  public void replace(String name, byte[] content) throws IOException {
    replace(name, content, false);
  }

  /** Replaces a file, all or nothing, and forces its bytes if asked. The folder is not forced. */
  public void replace(String name, byte[] content, boolean force) throws IOException {
    int slash = name.lastIndexOf('/');
    if (slash > 0) {
      folder(name.substring(0, slash));
    }
    Path path = resolve(name);
    Path temporary = path.resolveSibling(TEMPORARY + name.substring(slash + 1));
    // Whatever stands there is of a writer that died; there is only one at a time.
    Files.deleteIfExists(temporary);
    create(temporary, content, force);
    try {
      Files.move(
          temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      Files.deleteIfExists(temporary);
      throw e;
    }
  }

  /** Makes a new file. */
  public void create(String name, byte[] content, boolean force) throws IOException {
    create(resolve(name), content, force);
  }

  private static void create(Path path, byte[] content, boolean force) throws IOException {
    try (FileChannel out =
        FileChannel.open(
            path,
            Set.of(
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS))) {
      ByteBuffer buffer = ByteBuffer.wrap(content);
      while (buffer.hasRemaining()) {
        out.write(buffer);
      }
      if (force) {
        out.force(true);
      }
    }
  }

  /** Opens a file for reading and writing, made if missing. */
  FileChannel open(String name) throws IOException {
    return FileChannel.open(
        resolve(name),
        Set.of(
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            LinkOption.NOFOLLOW_LINKS));
  }

  /** Deletes a file if it is there; a link is deleted, not what it points to. */
  public void delete(String name) throws IOException {
    int slash = name.lastIndexOf('/');
    Path parent = slash < 0 ? root : resolve(name.substring(0, slash));
    Files.deleteIfExists(parent.resolve(name.substring(slash + 1)));
  }

  /** Deletes a folder with everything in it; links are deleted, not followed. */
  public void deleteAll(String name) throws IOException {
    int slash = name.lastIndexOf('/');
    Path parent = slash < 0 ? root : resolve(name.substring(0, slash));
    deleteTree(parent.resolve(name.substring(slash + 1)));
  }

  private static void deleteTree(Path path) throws IOException {
    if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      try (DirectoryStream<Path> children = Files.newDirectoryStream(path)) {
        for (Path child : children) {
          deleteTree(child);
        }
      }
    }
    try {
      Files.deleteIfExists(path);
    } catch (DirectoryNotEmptyException e) {
      throw new IOException(path + " is being written to by somebody else", e);
    }
  }

  /** Names of the files in a folder, sorted; empty when it is missing. */
  public List<String> list(String folder) throws IOException {
    Path path = folder.isEmpty() ? root : resolve(folder);
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> children = Files.newDirectoryStream(path)) {
      for (Path child : children) {
        names.add(String.valueOf(child.getFileName()));
      }
    } catch (NoSuchFileException e) {
      return names;
    }
    names.sort(null);
    return names;
  }
}
