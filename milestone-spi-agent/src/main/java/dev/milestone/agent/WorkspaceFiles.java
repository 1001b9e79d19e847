package dev.milestone.agent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apiguardian.api.API;

/**
 * The files of a workspace for agents that reach them through their provider: reading and writing
 * text below the workspace and nowhere else. A path may be relative to the workspace or absolute
 * below it. Each component is looked at and none may be a symbolic link; files are opened without
 * following one; what is no regular file (a pipe, a device) is refused. {@code .git} and {@code
 * .milestones}, at any depth and in any case, are never written.
 *
 * <p>Whatever is refused is a {@link FileSystemException} whose reason says why. Thread-safe; what
 * others change in the workspace at the same moment can be seen half done.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class WorkspaceFiles {

  /** Largest file that is read or written, in bytes. */
  public static final int MAX_FILE = 4 * 1024 * 1024;

  /** Longest path, in characters. */
  public static final int MAX_PATH = 4_096;

  private static final Set<String> RESERVED = Set.of(".git", ".milestones");

  private final Path given;
  private final Path root;

  /**
   * One thing in a folder.
   *
   * @param name its name
   * @param path where it is, relative to the workspace
   * @param folder whether it is a folder
   * @param file whether it is a regular file; neither: a link or something else
   * @param size of a file, in bytes
   */
  @API(status = API.Status.EXPERIMENTAL, since = "0.1")
  public record Entry(String name, String path, boolean folder, boolean file, long size) {}

  /** The files below a folder that exists. */
  public WorkspaceFiles(Path workspace) throws IOException {
    this.given = workspace.toAbsolutePath().normalize();
    this.root = workspace.toRealPath();
  }

  /** The workspace, without symbolic links. */
  public Path root() {
    return root;
  }

  /**
   * Whether a path lies below the workspace – existing or not – with no symbolic link on the way;
   * for writing, not in a reserved folder either.
   */
  public boolean contains(String path, boolean writing) {
    try {
      Path found = resolve(path);
      checkWay(found);
      return !found.equals(root) && (!writing || !reserved(found));
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether a path relative to the workspace lies in a folder that agents do not write. */
  public boolean reserved(String path) throws FileSystemException {
    return reserved(resolve(path));
  }

  /** The text of a file. Refuses what is larger than {@link #MAX_FILE} or no UTF-8. */
  public String read(String path) throws IOException {
    Path file = resolve(path);
    checkWay(file);
    BasicFileAttributes attributes = attributes(file);
    if (!attributes.isRegularFile()) {
      throw refused(path, attributes.isDirectory() ? "is a folder" : "is no regular file");
    }
    if (attributes.size() > MAX_FILE) {
      throw refused(path, "holds " + attributes.size() + " bytes, more than " + MAX_FILE);
    }
    try (SeekableByteChannel channel =
        Files.newByteChannel(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
      checkParent(file);
      ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(channel.size() + 1, MAX_FILE + 1L));
      while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
        // Until the end or the limit.
      }
      if (bytes.position() > MAX_FILE) {
        throw refused(path, "holds more than " + MAX_FILE + " bytes");
      }
      return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
    } catch (CharacterCodingException e) {
      throw refused(path, "is not UTF-8 text");
    }
  }

  /** Writes a file and the folders on the way to it; replaces what it held. */
  public void write(String path, String text) throws IOException {
    Path file = resolve(path);
    if (file.equals(root)) {
      throw refused(path, "is the workspace itself");
    }
    if (reserved(file)) {
      throw refused(path, "is not for agents to write");
    }
    if (text.length() > MAX_FILE) {
      throw refused(path, "would hold more than " + MAX_FILE + " bytes");
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > MAX_FILE) {
      throw refused(path, "would hold more than " + MAX_FILE + " bytes");
    }
    checkWay(file);
    makeFolders(parentOf(file));
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS) && !attributes(file).isRegularFile()) {
      throw refused(path, "is no regular file");
    }
    try (SeekableByteChannel channel =
        Files.newByteChannel(
            file,
            Set.of(
                StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS))) {
      // Only now is it cut off: a folder that was exchanged for a link meanwhile is noticed first.
      checkParent(file);
      channel.truncate(0);
      ByteBuffer left = ByteBuffer.wrap(bytes);
      while (left.hasRemaining()) {
        channel.write(left);
      }
    }
  }

  /**
   * What a folder holds, by name, without the reserved folders.
   *
   * @param most how many at most; the list holds one more when there are more
   */
  public List<Entry> list(String path, int most) throws IOException {
    Path folder = resolve(path);
    checkWay(folder);
    if (!attributes(folder).isDirectory()) {
      throw refused(path, "is no folder");
    }
    List<Entry> entries = new ArrayList<>();
    try (DirectoryStream<Path> children = Files.newDirectoryStream(folder)) {
      for (Path child : children) {
        if (entries.size() > most) {
          break;
        }
        if (!reserved(child)) {
          entries.add(entry(child));
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    entries.sort((a, b) -> a.name().compareTo(b.name()));
    return entries;
  }

  private Entry entry(Path child) throws IOException {
    BasicFileAttributes attributes = attributes(child);
    return new Entry(
        String.valueOf(child.getFileName()),
        root.relativize(child).toString(),
        attributes.isDirectory(),
        attributes.isRegularFile(),
        attributes.size());
  }

  private Path resolve(String path) throws FileSystemException {
    if (path.length() > MAX_PATH) {
      throw refused(path.substring(0, 80) + "…", "is longer than " + MAX_PATH + " characters");
    }
    Path whole;
    try {
      Path named = Path.of(path);
      if (named.isAbsolute()) {
        Path normal = named.normalize();
        whole =
            normal.startsWith(given) && !normal.startsWith(root)
                ? root.resolve(given.relativize(normal))
                : normal;
      } else {
        whole = root.resolve(named).normalize();
      }
    } catch (InvalidPathException e) {
      throw refused("path", "cannot be a path: " + e.getReason());
    }
    if (!whole.startsWith(root)) {
      throw refused(path, "lies outside the workspace");
    }
    return whole;
  }

  private boolean reserved(Path file) {
    for (Path part : root.relativize(file)) {
      String name = part.toString();
      if (RESERVED.stream().anyMatch(name::equalsIgnoreCase)) {
        return true;
      }
    }
    return false;
  }

  /** Each component that exists is no link, and all but the last are folders. */
  private void checkWay(Path file) throws IOException {
    Path way = root;
    for (Path part : root.relativize(file)) {
      if (part.toString().isEmpty()) {
        return;
      }
      way = way.resolve(part);
      BasicFileAttributes attributes;
      try {
        attributes = attributes(way);
      } catch (NoSuchFileException e) {
        return;
      }
      if (attributes.isSymbolicLink()) {
        throw refused(root.relativize(way).toString(), "is a symbolic link");
      }
      if (!way.equals(file) && !attributes.isDirectory()) {
        throw refused(root.relativize(way).toString(), "is no folder");
      }
    }
  }

  private void makeFolders(Path folder) throws IOException {
    if (folder.equals(root) || Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    makeFolders(parentOf(folder));
    Files.createDirectory(folder);
  }

  private void checkParent(Path file) throws IOException {
    Path parent = parentOf(file);
    if (!parent.toRealPath().equals(parent)) {
      throw refused(root.relativize(file).toString(), "was exchanged for a link meanwhile");
    }
  }

  private Path parentOf(Path file) {
    Path parent = file.getParent();
    return parent == null ? root : parent;
  }

  private static BasicFileAttributes attributes(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }

  private static FileSystemException refused(String path, String reason) {
    return new FileSystemException(path, null, reason);
  }
}
