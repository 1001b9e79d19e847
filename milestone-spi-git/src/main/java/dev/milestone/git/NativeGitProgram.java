package dev.milestone.git;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.lib.ObjectId;

/**
 * Native git as a second opinion on a merge. It runs in an empty repository of the provider's own,
 * with the objects of the real one: no configuration, hook, filter or merge driver of the
 * repository, of the user or of the system is there to be run. Starts one process, with a list of
 * arguments and no shell.
 */
final class NativeGitProgram {

  private static final long MAX_SECONDS = 60;
  private static final int MAX_OUTPUT = 8 * 1024 * 1024;

  private NativeGitProgram() {}

  /** What it says: a tree, or the paths that conflict; neither when it could not tell. */
  record Answer(Optional<ObjectId> tree, List<String> conflicts) {}

  private static final Answer NONE = new Answer(Optional.empty(), List.of());

  /** The program on the PATH; absolute entries only. */
  static Optional<Path> find() {
    String path = System.getenv("PATH");
    for (String folder : path == null ? new String[0] : path.split(java.io.File.pathSeparator)) {
      try {
        Path program = Path.of(folder).resolve("git");
        if (program.isAbsolute() && Files.isRegularFile(program) && Files.isExecutable(program)) {
          return Optional.of(program);
        }
      } catch (InvalidPathException e) {
        // Not a place to look at.
      }
    }
    return Optional.empty();
  }

  /** Merges two commits; needs git 2.38, and says nothing with an older one. */
  static Answer merge(GitShared shared, ObjectId ours, ObjectId theirs) {
    Optional<Path> program = find();
    if (program.isEmpty()) {
      return NONE;
    }
    try {
      Path scratch = scratch(shared);
      List<String> command = new ArrayList<>();
      command.add(program.get().toString());
      command.addAll(
          List.of(
              "-c",
              "core.hooksPath=/dev/null",
              "-c",
              "core.fsmonitor=false",
              "-c",
              "core.attributesFile=/dev/null",
              "-c",
              "core.fsync=all",
              "-c",
              "gc.auto=0",
              "-c",
              "maintenance.auto=false",
              "merge-tree",
              "--write-tree",
              "-z",
              "--name-only",
              "--no-messages",
              ours.name(),
              theirs.name()));
      ProcessBuilder builder = new ProcessBuilder(command).directory(scratch.toFile());
      builder.redirectError(ProcessBuilder.Redirect.DISCARD);
      clean(builder.environment(), scratch, shared.commonDir().resolve("objects"));
      return answer(builder.start());
    } catch (IOException e) {
      return NONE;
    }
  }

  /** An empty repository. */
  private static Path scratch(GitShared shared) throws IOException {
    Path folder = shared.notes().resolve("scratch.git");
    Files.createDirectories(folder.resolve("refs"));
    Files.createDirectories(folder.resolve("objects"));
    Path head = folder.resolve("HEAD");
    if (!Files.exists(head)) {
      Files.writeString(head, "ref: refs/heads/none\n");
    }
    return folder;
  }

  private static void clean(Map<String, String> environment, Path scratch, Path objects) {
    environment.keySet().removeIf(name -> name.startsWith("GIT_"));
    environment.put("GIT_DIR", scratch.toString());
    environment.put("GIT_OBJECT_DIRECTORY", objects.toString());
    environment.put("GIT_CONFIG_NOSYSTEM", "1");
    environment.put("GIT_CONFIG_GLOBAL", "/dev/null");
    environment.put("GIT_ATTR_NOSYSTEM", "1");
    environment.put("GIT_NO_LAZY_FETCH", "1");
    environment.put("GIT_TERMINAL_PROMPT", "0");
    environment.put("HOME", scratch.toString());
    environment.put("XDG_CONFIG_HOME", scratch.toString());
    environment.put("LC_ALL", "C");
  }

  private static Answer answer(Process process) throws IOException {
    try {
      process.getOutputStream().close();
      byte[] output;
      try (InputStream in = process.getInputStream()) {
        output = in.readNBytes(MAX_OUTPUT);
      }
      if (!process.waitFor(MAX_SECONDS, TimeUnit.SECONDS)) {
        return NONE;
      }
      String[] words = new String(output, StandardCharsets.UTF_8).split("\0", -1);
      if (process.exitValue() == 0 && ObjectId.isId(words[0].strip())) {
        return new Answer(Optional.of(ObjectId.fromString(words[0].strip())), List.of());
      }
      if (process.exitValue() == 1) {
        TreeSet<String> paths = new TreeSet<>();
        for (int i = 1; i < words.length && !words[i].isEmpty(); i++) {
          paths.add(words[i]);
        }
        return new Answer(Optional.empty(), List.copyOf(paths));
      }
      return NONE;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return NONE;
    } finally {
      process.destroyForcibly();
    }
  }
}
