package dev.milestone.git;

import dev.milestone.MilestoneException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;

/**
 * What is checked out. Immutable.
 *
 * @param branch short name of the branch; absent when HEAD is detached
 * @param commit absent on an unborn branch
 */
record GitHead(Optional<String> branch, Optional<ObjectId> commit) {

  private static final String HEADS = "refs/heads/";
  private static final String SYMBOLIC = "ref:";
  private static final int MAX_LINKS = 5;

  static GitHead read(GitLocation location) {
    String value = head(location.gitDir().resolve("HEAD"));
    if (!value.startsWith(SYMBOLIC)) {
      return new GitHead(Optional.empty(), Optional.of(id(location, value)));
    }
    String ref = value.substring(SYMBOLIC.length()).strip();
    String branch = ref.startsWith(HEADS) ? ref.substring(HEADS.length()) : ref;
    return new GitHead(Optional.of(branch), resolve(location, ref, 0));
  }

  /** Old repositories have HEAD as a symbolic link to the branch's file. */
  private static String head(Path file) {
    if (Files.isSymbolicLink(file)) {
      try {
        return SYMBOLIC + " " + Files.readSymbolicLink(file).toString().replace('\\', '/');
      } catch (IOException e) {
        throw SmallFile.failed(file, e);
      }
    }
    return SmallFile.read(file).strip();
  }

  private static Optional<ObjectId> resolve(GitLocation location, String ref, int links) {
    if (links > MAX_LINKS || !isSafe(ref)) {
      throw MilestoneException.refused(
          "vcs_broken",
          "HEAD of the repository at " + location.workTree() + " names no branch: " + ref);
    }
    Optional<String> value = loose(location, ref);
    if (value.isPresent() && value.get().startsWith(SYMBOLIC)) {
      return resolve(location, value.get().substring(SYMBOLIC.length()).strip(), links + 1);
    }
    return value.isPresent() ? Optional.of(id(location, value.get())) : packed(location, ref);
  }

  /** A name of a ref becomes a path, so it must not lead out of the repository. */
  private static boolean isSafe(String ref) {
    return ref.startsWith("refs/")
        && !ref.contains("..")
        && !ref.contains("//")
        && ref.indexOf('\0') < 0
        && ref.indexOf('\\') < 0;
  }

  private static Optional<String> loose(GitLocation location, String ref) {
    try {
      Path file = location.commonDir().resolve(ref);
      return Files.isRegularFile(file)
          ? Optional.of(SmallFile.read(file).strip()).filter(text -> !text.isEmpty())
          : Optional.empty();
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  private static Optional<ObjectId> packed(GitLocation location, String ref) {
    Path file = location.commonDir().resolve("packed-refs");
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
      // Names are bytes; both sides are compared as such.
      String wanted = new String(ref.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.length() == 41 + wanted.length()
            && line.charAt(40) == ' '
            && line.endsWith(wanted)) {
          return Optional.of(id(location, line.substring(0, 40)));
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      throw SmallFile.failed(file, e);
    }
  }

  private static ObjectId id(GitLocation location, String text) {
    if (!ObjectId.isId(text)) {
      throw MilestoneException.refused(
          "vcs_broken",
          "a branch of the repository at "
              + location.workTree()
              + " holds no commit id; run 'git fsck' there");
    }
    return ObjectId.fromString(text);
  }
}
