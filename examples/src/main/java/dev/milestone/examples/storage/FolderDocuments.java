package dev.milestone.examples.storage;

import dev.milestone.ErrorKind;
import dev.milestone.model.IdGrammar;
import dev.milestone.spi.storage.DocumentStore;
import dev.milestone.spi.storage.StorageException;
import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Documents as files in folders; the {@code %} at the end of a file's name, which no id can hold,
 * keeps the document {@code a} apart from the folder of {@code a/b}. Thread-safe.
 */
final class FolderDocuments implements DocumentStore {
  private static final int MAX_PARTS = 4;
  private static final String END = "%";

  private final Path folder;
  private final Runnable refuseWriting;
  private final Runnable refuseClosed;

  FolderDocuments(Path folder, Runnable refuseWriting, Runnable refuseClosed) {
    this.folder = folder;
    this.refuseWriting = refuseWriting;
    this.refuseClosed = refuseClosed;
  }

  @Override
  public Optional<byte[]> read(String name) {
    refuseClosed.run();
    Path file = file(name);
    try {
      return Files.exists(file) ? Optional.of(DurableFiles.read(file)) : Optional.empty();
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw io(name, e);
    }
  }

  @Override
  public void write(String name, byte[] content, boolean durable) {
    refuseWriting.run();
    if (content.length > MAX_DOCUMENT_BYTES) {
      throw new StorageException(
          ErrorKind.INVALID_INPUT, "too_large", "the document " + name + " is too long");
    }
    try {
      DurableFiles.replace(file(name), content);
    } catch (IOException e) {
      throw io(name, e);
    }
  }

  @Override
  public void delete(String name) {
    refuseWriting.run();
    try {
      Files.deleteIfExists(file(name));
    } catch (IOException e) {
      throw io(name, e);
    }
  }

  @Override
  public List<String> list(String prefix) {
    refuseClosed.run();
    List<String> names = new ArrayList<>();
    collect(folder.toFile(), "", names);
    return names.stream().filter(name -> name.startsWith(prefix)).sorted().toList();
  }

  /** Unlike a stream of the tree this does not mind files that vanish meanwhile. */
  private static void collect(File folder, String above, List<String> names) {
    File[] files = folder.listFiles();
    for (File file : files == null ? new File[0] : files) {
      String name = file.getName();
      if (file.isDirectory()) {
        collect(file, above + name + "/", names);
      } else if (name.endsWith(END)) {
        names.add(above + name.substring(0, name.length() - END.length()));
      }
    }
  }

  private Path file(String name) {
    String[] parts = name.split("/", -1);
    Optional<String> fault = parts.length > MAX_PARTS ? Optional.of("too deep") : Optional.empty();
    for (String part : parts) {
      fault = fault.or(() -> IdGrammar.fault(part));
    }
    if (fault.isPresent()) {
      throw new StorageException(
          ErrorKind.INVALID_INPUT, "bad_name", "'" + name + "' names no document: " + fault.get());
    }
    return folder.resolve(name + END);
  }

  private static StorageException io(String name, IOException e) {
    return new StorageException(ErrorKind.IO, "io", "the document " + name + ": " + e, e);
  }
}
