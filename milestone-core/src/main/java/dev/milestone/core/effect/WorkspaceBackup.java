package dev.milestone.core.effect;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies of the files that a task claims, taken before an attempt works on them in the project's
 * own folder, and put back when it fails. What the attempt left is parked beside the copy before
 * anything is put back: nothing is deleted. Works only where tasks claim files; at most {@link
 * #MAX_BYTES} an attempt, beyond that there is no backup and the log says so.
 */
final class WorkspaceBackup {

  /** Most bytes copied for one attempt (256 MiB). */
  static final long MAX_BYTES = 256L * 1024 * 1024;

  /** Backups of failed attempts that are kept, newest first. */
  static final int MAX_KEPT = 50;

  private static final Logger LOG = LoggerFactory.getLogger(WorkspaceBackup.class);

  /** A lock on a file keeps other processes out, not other threads of this one. */
  private static final Object IN_THIS_PROCESS = new Object();

  private final Path folder;
  private final TreeDigest tree;

  WorkspaceBackup(Path folder, TreeDigest tree) {
    this.folder = folder;
    this.tree = tree;
  }

  /** Copies the claimed files; false when there is nothing to copy or too much. */
  boolean take(String effectId, Path root, List<String> globs) {
    if (globs.isEmpty()) {
      return false;
    }
    Path before = folder.resolve(effectId).resolve("before");
    try {
      List<String> files = tree.files(root, globs);
      long bytes = 0;
      for (String file : files) {
        Path path = root.resolve(file);
        bytes += Files.isSymbolicLink(path) ? 0 : Files.size(path);
      }
      if (bytes > MAX_BYTES) {
        LOG.warn(
            "no backup before attempt {}: its files have {} bytes, more than {}",
            effectId,
            bytes,
            MAX_BYTES);
        return false;
      }
      Files.createDirectories(before);
      for (String file : files) {
        copy(root.resolve(file), before.resolve(file));
      }
      Files.createFile(folder.resolve(effectId).resolve("complete"));
      return true;
    } catch (IOException | RuntimeException e) {
      LOG.warn("no backup before attempt {}: {}", effectId, e.toString());
      return false;
    }
  }

  /** The attempt succeeded: its backup is not needed any more. */
  void drop(String effectId) {
    delete(folder.resolve(effectId));
  }

  /**
   * Puts the files back as they were before the attempt. Repeating it does no harm.
   *
   * @return details of the event; empty when there was nothing to put back
   */
  Map<String, Object> restore(String effectId, Path root, List<String> globs) {
    Path own = folder.resolve(effectId);
    if (!Files.exists(own.resolve("complete"))) {
      return Map.of();
    }
    // Two engines may find the same orphan. The second one must not put files back on which the
    // next attempt works by then:
    // it waits here, and finds that it has been done.
    synchronized (IN_THIS_PROCESS) {
      try (FileChannel channel =
              FileChannel.open(
                  own.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock held = channel.lock()) {
        if (!held.isValid() || !Files.exists(own.resolve("complete"))) {
          return Map.of();
        }
        return putBack(own, root, globs, effectId);
      } catch (IOException e) {
        LOG.warn("files of attempt {} were not put back: {}", effectId, e.toString());
        return Map.of();
      }
    }
  }

  private Map<String, Object> putBack(Path own, Path root, List<String> globs, String effectId) {
    Path before = own.resolve("before");
    Path parked = own.resolve("parked");
    List<String> changed = new ArrayList<>();
    try {
      Set<String> then = new HashSet<>(tree.files(before, List.of("**")));
      for (String file : tree.files(root, globs)) {
        Path now = root.resolve(file);
        if (!then.contains(file)) {
          copy(now, parked.resolve(file));
          Files.deleteIfExists(now);
          changed.add(file);
        } else if (differs(now, before.resolve(file))) {
          copy(now, parked.resolve(file));
        }
      }
      for (String file : then) {
        Path now = root.resolve(file);
        if (TreeDigest.insideWithoutLinks(root, file)
            && (!Files.exists(now, LinkOption.NOFOLLOW_LINKS)
                || differs(now, before.resolve(file)))) {
          copy(before.resolve(file), now);
          changed.add(file);
        }
      }
      Files.deleteIfExists(own.resolve("complete"));
      prune();
    } catch (IOException | RuntimeException e) {
      LOG.warn("files of attempt {} were not all put back: {}", effectId, e.toString());
    }
    if (changed.isEmpty()) {
      return Map.of();
    }
    Map<String, Object> details = new LinkedHashMap<>();
    details.put(
        "files", new ArrayList<Object>(changed.size() > 1000 ? changed.subList(0, 1000) : changed));
    details.put("parked", parked.toString());
    return details;
  }

  private static boolean differs(Path a, Path b) throws IOException {
    if (Files.isSymbolicLink(a) || Files.isSymbolicLink(b)) {
      return !(Files.isSymbolicLink(a)
          && Files.isSymbolicLink(b)
          && Files.readSymbolicLink(a).equals(Files.readSymbolicLink(b)));
    }
    return Files.mismatch(a, b) >= 0;
  }

  private static void copy(Path from, Path to) throws IOException {
    Path parent = to.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    Files.copy(
        from,
        to,
        StandardCopyOption.REPLACE_EXISTING,
        StandardCopyOption.COPY_ATTRIBUTES,
        LinkOption.NOFOLLOW_LINKS);
  }

  private void prune() throws IOException {
    List<Path> all = new ArrayList<>();
    try (Stream<Path> list = Files.list(folder)) {
      list.forEach(all::add);
    }
    if (all.size() > MAX_KEPT) {
      all.sort((a, b) -> Long.compare(modified(b), modified(a)));
      for (Path old : all.subList(MAX_KEPT, all.size())) {
        if (!Files.exists(old.resolve("complete"))) {
          delete(old);
        }
      }
    }
  }

  private static long modified(Path path) {
    try {
      return Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS).toMillis();
    } catch (IOException e) {
      return 0;
    }
  }

  private static void delete(Path folder) {
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    List<Path> paths = new ArrayList<>();
    try (Stream<Path> walk = Files.walk(folder)) {
      walk.forEach(paths::add);
      for (int i = paths.size() - 1; i >= 0; i--) {
        Files.deleteIfExists(paths.get(i));
      }
    } catch (IOException e) {
      LOG.debug("left {} behind: {}", folder, e.toString());
    }
  }
}
