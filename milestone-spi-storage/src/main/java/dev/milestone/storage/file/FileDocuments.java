package dev.milestone.storage.file;

import dev.milestone.ErrorKind;
import dev.milestone.spi.storage.DocumentStore;
import dev.milestone.spi.storage.StorageException;
import dev.milestone.storage.DocumentName;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Documents as files under {@code documents/}. The name {@code a/b/c} stands at {@code a+/b+/c}:
 * folders bear a sign that no name can have, so {@code a} and {@code a/b} can both exist. Written
 * to a file beside, forced, and moved over the old one in one step. Works on the calling thread;
 * thread-safe.
 */
final class FileDocuments implements DocumentStore {

  private static final String FOLDER = "+";
  private static final int MAX_REMEMBERED = 10_000;
  private static final AtomicLong COUNTER = new AtomicLong();

  private final FileOps ops;
  private final Path root;
  private final boolean readOnly;

  /** Folders whose own names are known to be durable; they are never deleted. */
  private final Set<Path> nameForced = ConcurrentHashMap.newKeySet();

  FileDocuments(FileOps ops, Path root, boolean readOnly) {
    this.ops = ops;
    this.root = root;
    this.readOnly = readOnly;
  }

  @Override
  public Optional<byte[]> read(String name) {
    Path path = path(name);
    try {
      return Uninterrupted.call(
          () -> {
            if (!foldersAreThere(parent(path)) || !fileIsThere(path)) {
              return Optional.empty();
            }
            try (FileOps.OpenFile file = ops.open(path, FileOps.Access.READ)) {
              long size = file.size();
              if (size > Integer.MAX_VALUE - 16) {
                throw tooLarge(name, size);
              }
              ByteBuffer content = ByteBuffer.allocate((int) size);
              file.read(content, 0);
              return Optional.of(content.array());
            } catch (NoSuchFileException | FileNotFoundException e) {
              return Optional.empty();
            }
          });
    } catch (IOException e) {
      throw Errors.io("reading", path, e);
    }
  }

  @Override
  public void write(String name, byte[] content, boolean durable) {
    Path path = path(name);
    refuseReadOnly();
    if (content.length > MAX_DOCUMENT_BYTES) {
      throw tooLarge(name, content.length);
    }
    Path folder = parent(path);
    Path temporary =
        folder.resolve(
            Folder.TEMPORARY
                + ProcessHandle.current().pid()
                + "-"
                + COUNTER.incrementAndGet()
                + "-"
                + Long.toHexString(System.identityHashCode(this)));
    try {
      Uninterrupted.call(
          () -> {
            makeFolders(folder);
            fileIsThere(path); // refuses a link
            ops.delete(temporary);
            try {
              try (FileOps.OpenFile file = ops.open(temporary, FileOps.Access.CREATE_NEW)) {
                file.write(ByteBuffer.wrap(content), 0);
                // Forced even when the caller can do without: a name that is moved to content that
                // is not there yet
                // would leave neither the old nor the new after a crash.
                file.force(true);
              }
              ops.replace(temporary, path);
            } catch (IOException e) {
              ops.delete(temporary);
              throw e;
            }
            return true;
          });
      if (durable) {
        Uninterrupted.call(
            () -> {
              forceFolders(folder);
              return true;
            });
      }
    } catch (IOException e) {
      throw Errors.io("writing", path, e);
    }
  }

  @Override
  public void delete(String name) {
    Path path = path(name);
    refuseReadOnly();
    try {
      Uninterrupted.call(
          () -> {
            if (foldersAreThere(parent(path)) && fileIsThere(path)) {
              ops.delete(path);
              ops.forceDirectory(parent(path));
            }
            return true;
          });
    } catch (IOException e) {
      throw Errors.io("deleting", path, e);
    }
  }

  @Override
  public List<String> list(String prefix) {
    try {
      return Uninterrupted.call(
          () -> {
            List<String> names = new ArrayList<>();
            if (ops.kind(root) != FileOps.Kind.MISSING) {
              collect(root, "", prefix, 1, names);
            }
            names.sort(null);
            return List.copyOf(names);
          });
    } catch (IOException e) {
      throw Errors.io("listing", root, e);
    }
  }

  private void collect(Path folder, String above, String prefix, int depth, List<String> names)
      throws IOException {
    List<String> entries;
    try {
      entries = ops.list(folder);
    } catch (NoSuchFileException e) {
      return;
    }
    for (String entry : entries) {
      if (entry.endsWith(FOLDER)) {
        String name = above + entry.substring(0, entry.length() - 1) + "/";
        boolean meets = name.startsWith(prefix) || prefix.startsWith(name);
        if (meets && depth < DocumentName.MAX_PARTS) {
          if (ops.kind(folder.resolve(entry)) != FileOps.Kind.DIRECTORY) {
            throw Errors.symlink(folder.resolve(entry));
          }
          collect(folder.resolve(entry), name, prefix, depth + 1, names);
        }
      } else if ((above + entry).startsWith(prefix) && DocumentName.isId(entry)) {
        names.add(above + entry);
      }
    }
  }

  private Path path(String name) {
    String[] parts = DocumentName.parts(name);
    Path path = root;
    for (int i = 0; i < parts.length - 1; i++) {
      path = path.resolve(parts[i] + FOLDER);
    }
    return path.resolve(parts[parts.length - 1]);
  }

  private boolean foldersAreThere(Path folder) throws IOException {
    if (!folder.equals(root) && !foldersAreThere(parent(folder))) {
      return false;
    }
    return switch (ops.kind(folder)) {
      case DIRECTORY -> true;
      case MISSING -> false;
      default -> throw Errors.symlink(folder);
    };
  }

  private boolean fileIsThere(Path path) throws IOException {
    return switch (ops.kind(path)) {
      case FILE -> true;
      case MISSING -> false;
      default -> throw Errors.symlink(path);
    };
  }

  private void makeFolders(Path folder) throws IOException {
    if (foldersAreThere(folder)) {
      return;
    }
    if (!folder.equals(root)) {
      makeFolders(parent(folder));
    }
    try {
      ops.createDirectory(folder);
    } catch (FileAlreadyExistsException e) {
      // another writer was first
    }
  }

  /**
   * The folder itself, and the first time all folders up to that of the store: another writer may
   * have made one and died before its name was forced.
   */
  private void forceFolders(Path folder) throws IOException {
    ops.forceDirectory(folder);
    if (nameForced.contains(folder)) {
      return;
    }
    Path at = folder;
    while (!at.equals(root)) {
      at = parent(at);
      ops.forceDirectory(at);
    }
    ops.forceDirectory(parent(root));
    if (nameForced.size() < MAX_REMEMBERED) {
      nameForced.add(folder);
    }
  }

  private void refuseReadOnly() {
    if (readOnly) {
      throw Errors.readOnly();
    }
  }

  private static Path parent(Path path) {
    Path parent = path.getParent();
    if (parent == null) {
      throw Errors.defect(path + " has no folder");
    }
    return parent;
  }

  private static StorageException tooLarge(String name, long size) {
    return new StorageException(
        ErrorKind.INVALID_INPUT,
        "too_large",
        "the document " + name + " of " + size + " bytes is longer than " + MAX_DOCUMENT_BYTES);
  }
}
