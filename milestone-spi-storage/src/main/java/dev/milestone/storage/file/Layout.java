package dev.milestone.storage.file;

import dev.milestone.storage.DocumentName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

/** Checks which names stand in a store: links, and what does not belong there. */
final class Layout {

  /** Takes what is found. */
  @FunctionalInterface
  interface Sink {
    void problem(String code, String where, String what, String repair);
  }

  private static final Set<String> ROOT_FILES = Set.of("format", "lock", "forced", "holder");

  private final FileOps ops;
  private final Folder folder;
  private final Sink sink;

  Layout(FileOps ops, Folder folder, Sink sink) {
    this.ops = ops;
    this.folder = folder;
    this.sink = sink;
  }

  void check() throws IOException {
    for (String name : ops.list(folder.root())) {
      Path path = folder.root().resolve(name);
      boolean directory =
          path.equals(folder.segments())
              || path.equals(folder.documents())
              || folder.secondPlace().startsWith(path);
      if (directory) {
        expect(path, FileOps.Kind.DIRECTORY);
      } else if (ROOT_FILES.contains(name)) {
        expect(path, FileOps.Kind.FILE);
      } else {
        stray(path);
      }
    }
    for (String name : ops.list(folder.segments())) {
      Path path = folder.segments().resolve(name);
      boolean known =
          Folder.firstOf(name, Folder.SEGMENT) > 0
              || Folder.firstOf(name, Folder.MANIFEST) > 0
              || Folder.firstOf(name, Folder.SUSPECT) > 0
              || name.contains(".jsonl.damaged-");
      if (known) {
        expect(path, FileOps.Kind.FILE);
      } else {
        stray(path);
      }
    }
    if (expect(folder.secondPlace(), FileOps.Kind.DIRECTORY)) {
      for (String name : ops.list(folder.secondPlace())) {
        expect(folder.secondPlace().resolve(name), FileOps.Kind.FILE);
      }
    }
    if (expect(folder.documents(), FileOps.Kind.DIRECTORY)) {
      documents(folder.documents(), 1);
    }
  }

  private void documents(Path directory, int depth) throws IOException {
    for (String name : ops.list(directory)) {
      Path path = directory.resolve(name);
      if (name.endsWith("+") && DocumentName.isId(name.substring(0, name.length() - 1))) {
        if (expect(path, FileOps.Kind.DIRECTORY) && depth < DocumentName.MAX_PARTS) {
          documents(path, depth + 1);
        }
      } else if (DocumentName.isId(name)) {
        expect(path, FileOps.Kind.FILE);
      } else {
        stray(path);
      }
    }
  }

  private boolean expect(Path path, FileOps.Kind kind) throws IOException {
    FileOps.Kind found = ops.kind(path);
    if (found == FileOps.Kind.SYMLINK) {
      sink.problem(
          "symlink",
          path.toString(),
          "is a symbolic link, which a store does not follow",
          "put back the file or directory itself");
    } else if (found != kind && found != FileOps.Kind.MISSING) {
      sink.problem(
          "stray_file",
          path.toString(),
          "is no " + kind.name().toLowerCase(java.util.Locale.ROOT),
          "move it away");
    }
    return found == kind;
  }

  private void stray(Path path) throws IOException {
    String name = String.valueOf(path.getFileName());
    if (ops.kind(path) == FileOps.Kind.SYMLINK) {
      expect(path, FileOps.Kind.FILE);
    } else if (!name.startsWith(Folder.TEMPORARY)) {
      // A temporary file is being written, or was left by a process that was killed: nothing refers
      // to it, so nothing is wrong. A repair removes those whose process is gone.
      sink.problem("stray_file", path.toString(), "does not belong to the store", "move it away");
    }
  }

  /** Whether a temporary file names a process that is gone. */
  static boolean isAbandoned(String name) {
    if (!name.startsWith(Folder.TEMPORARY)) {
      return false;
    }
    String rest = name.substring(Folder.TEMPORARY.length());
    int dash = rest.indexOf('-');
    if (dash <= 0 || dash > 12) {
      return false;
    }
    try {
      return ProcessHandle.of(Long.parseLong(rest.substring(0, dash))).isEmpty();
    } catch (NumberFormatException e) {
      return false;
    }
  }
}
