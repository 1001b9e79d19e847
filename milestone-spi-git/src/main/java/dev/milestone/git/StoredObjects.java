package dev.milestone.git;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.internal.storage.file.ObjectDirectory;
import org.eclipse.jgit.lib.AbbreviatedObjectId;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.util.FS;

/**
 * Reads the objects of a repository and of those it borrows from. JGit's own way to a lender opens
 * it as a repository, with its configuration and for good; here only its objects are looked at.
 * Confined to one thread.
 */
final class StoredObjects extends ObjectReader {

  private static final int MAX_DEPTH = 5;
  private static final int MAX_FOLDERS = 64;

  private final List<ObjectDirectory> folders = new ArrayList<>();
  private final List<ObjectReader> readers = new ArrayList<>();

  StoredObjects(Config config, Path objects) throws IOException {
    Set<Path> paths = new LinkedHashSet<>();
    collect(objects, paths, 0);
    for (Path path : paths) {
      ObjectDirectory folder =
          new ObjectDirectory(config, path.toFile(), new File[0], FS.DETECTED, null);
      folders.add(folder);
      readers.add(folder.newReader());
    }
  }

  private static void collect(Path objects, Set<Path> paths, int depth) {
    if (depth > MAX_DEPTH
        || paths.size() >= MAX_FOLDERS
        || !Files.isDirectory(objects)
        || !paths.add(objects)) {
      return;
    }
    Path file = objects.resolve("info/alternates");
    if (!Files.isRegularFile(file)) {
      return;
    }
    for (String line : SmallFile.read(file).split("\n")) {
      String text = line.strip();
      if (!text.isEmpty() && !text.startsWith("#")) {
        try {
          collect(objects.resolve(text).toRealPath(), paths, depth + 1);
        } catch (IOException | InvalidPathException e) {
          // A lender that is gone is missed when an object of it is needed, and named then.
        }
      }
    }
  }

  @Override
  public ObjectReader newReader() {
    // The walk gives back what it is handed; nobody closes this view but its maker.
    return this;
  }

  @Override
  public Collection<ObjectId> resolve(AbbreviatedObjectId id) throws IOException {
    Set<ObjectId> found = new LinkedHashSet<>();
    for (ObjectReader reader : readers) {
      found.addAll(reader.resolve(id));
    }
    return found;
  }

  @Override
  public ObjectLoader open(AnyObjectId id, int type) throws IOException {
    for (ObjectReader reader : readers) {
      if (reader.has(id)) {
        return reader.open(id, type);
      }
    }
    throw new MissingObjectException(id.copy(), type);
  }

  @Override
  public boolean has(AnyObjectId id, int type) throws IOException {
    for (ObjectReader reader : readers) {
      if (reader.has(id)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public Set<ObjectId> getShallowCommits() {
    return Set.of();
  }

  @Override
  public void close() {
    readers.forEach(ObjectReader::close);
    folders.forEach(ObjectDirectory::close);
  }
}
