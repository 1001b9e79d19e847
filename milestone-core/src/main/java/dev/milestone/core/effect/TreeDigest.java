package dev.milestone.core.effect;

import dev.milestone.ErrorKind;
import dev.milestone.MilestoneException;
import dev.milestone.core.kernel.Definitions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The files that a task claims, and a digest of their names and contents: what a verification
 * speaks about when there is no version control. Symbolic links are digested as links, never
 * followed; {@code .git} and {@code .milestones} do not count.
 */
final class TreeDigest {

  /** Most files that are digested or backed up for one task. */
  static final int MAX_FILES = 20_000;

  private final Definitions definitions;

  TreeDigest(Definitions definitions) {
    this.definitions = definitions;
  }

  /** SHA-256 over the claimed files, hexadecimal; empty when nothing is claimed. */
  String of(Path root, List<String> globs) {
    if (globs.isEmpty()) {
      return "";
    }
    MessageDigest digest = sha256();
    byte[] buffer = new byte[64 * 1024];
    for (String file : files(root, globs)) {
      digest.update(file.getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
      Path path = root.resolve(file);
      try {
        if (Files.isSymbolicLink(path)) {
          digest.update(("link:" + Files.readSymbolicLink(path)).getBytes(StandardCharsets.UTF_8));
        } else {
          digest.update((byte) (Files.isExecutable(path) ? 'x' : '-'));
          try (InputStream in = Files.newInputStream(path, LinkOption.NOFOLLOW_LINKS)) {
            int n = in.read(buffer);
            while (n >= 0) {
              digest.update(buffer, 0, n);
              n = in.read(buffer);
            }
          }
        }
      } catch (IOException gone) {
        digest.update((byte) '?');
      }
      digest.update((byte) 0);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Claimed files below the root, sorted, with {@code /}. */
  List<String> files(Path root, List<String> globs) {
    List<String> found = new ArrayList<>();
    if (globs.isEmpty() || !Files.isDirectory(root)) {
      return found;
    }
    List<String> plain = new ArrayList<>();
    boolean walk = false;
    for (String glob : globs) {
      if (glob.indexOf('*') < 0 && glob.indexOf('?') < 0) {
        plain.add(glob);
      } else {
        walk = true;
      }
    }
    if (!walk) {
      for (String file : plain) {
        if (Files.exists(root.resolve(file), LinkOption.NOFOLLOW_LINKS)
            && !Files.isDirectory(root.resolve(file), LinkOption.NOFOLLOW_LINKS)
            && insideWithoutLinks(root, file)) {
          found.add(file);
        }
      }
    } else {
      try {
        Files.walkFileTree(
            root,
            new SimpleFileVisitor<Path>() {
              @Override
              public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
                String name = dir.equals(root) ? "" : String.valueOf(dir.getFileName());
                if (name.equals(".git") || name.equals(".milestones")) {
                  return FileVisitResult.SKIP_SUBTREE;
                }
                String relative = relative(root, dir);
                return relative.isEmpty() || definitions.meet(globs, List.of(relative + "/**"))
                    ? FileVisitResult.CONTINUE
                    : FileVisitResult.SKIP_SUBTREE;
              }

              @Override
              public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                String relative = relative(root, file);
                if (isLiteral(relative) && definitions.meet(globs, List.of(relative))) {
                  found.add(relative);
                  if (found.size() > MAX_FILES) {
                    throw tooMany(globs);
                  }
                }
                return FileVisitResult.CONTINUE;
              }

              @Override
              public FileVisitResult visitFileFailed(Path file, IOException e) {
                return FileVisitResult.CONTINUE;
              }
            });
      } catch (IOException e) {
        throw new MilestoneException(
            ErrorKind.IO, "io", "cannot read " + root + ": " + e.getMessage(), false, List.of(), e);
      }
    }
    Collections.sort(found);
    return found;
  }

  private static boolean isLiteral(String path) {
    return path.indexOf('*') < 0 && path.indexOf('?') < 0;
  }

  /** Whether no folder on the way to a file is a symbolic link. */
  static boolean insideWithoutLinks(Path root, String file) {
    Path at = root;
    Path relative = Path.of(file);
    for (int i = 0; i < relative.getNameCount() - 1; i++) {
      String name = relative.getName(i).toString();
      at = at.resolve(name);
      if (name.equals("..") || Files.isSymbolicLink(at)) {
        return false;
      }
    }
    return true;
  }

  private static MilestoneException tooMany(List<String> globs) {
    return MilestoneException.refused(
        "too_many_files",
        "more than " + MAX_FILES + " files match " + globs + "; claim fewer files");
  }

  private static String relative(Path root, Path path) {
    return root.relativize(path).toString().replace('\\', '/');
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new MilestoneException(
          ErrorKind.DEFECT, "no_sha256", "this Java lacks SHA-256", false, List.of(), e);
    }
  }

  static boolean same(@Nullable String a, @Nullable String b) {
    return java.util.Objects.equals(a == null ? "" : a, b == null ? "" : b);
  }
}
