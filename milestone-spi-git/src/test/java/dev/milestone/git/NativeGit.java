package dev.milestone.git;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The git of this machine, cut off from the configuration of user and system. */
final class NativeGit {

  private final Path home;

  NativeGit(Path home) {
    this.home = home;
  }

  static void assumeInstalled() {
    boolean installed;
    try {
      installed =
          new ProcessBuilder("git", "--version")
                  .redirectErrorStream(true)
                  .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                  .start()
                  .waitFor()
              == 0;
    } catch (IOException e) {
      installed = false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      installed = false;
    }
    assumeTrue(installed, "git is not installed: these tests make their repositories with it");
  }

  /** Runs git and returns what it prints; fails when git does. */
  String run(Path folder, String... arguments) throws IOException, InterruptedException {
    Result result = attempt(folder, arguments);
    if (result.exit != 0) {
      throw new IOException("git " + List.of(arguments) + " failed: " + result.output);
    }
    return result.output.strip();
  }

  /** Runs git with a file as its input. */
  String feed(Path folder, Path input, String... arguments)
      throws IOException, InterruptedException {
    Result result = attempt(folder, Files.readAllBytes(input), arguments);
    if (result.exit != 0) {
      throw new IOException("git " + List.of(arguments) + " failed: " + result.output);
    }
    return result.output.strip();
  }

  /** Whether git could do it. */
  boolean can(Path folder, String... arguments) throws IOException, InterruptedException {
    return attempt(folder, arguments).exit == 0;
  }

  private Result attempt(Path folder, String... arguments)
      throws IOException, InterruptedException {
    return attempt(folder, new byte[0], arguments);
  }

  private Result attempt(Path folder, byte[] input, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("GIT_"));
    Files.createDirectories(home);
    environment.put("HOME", home.toString());
    environment.put("XDG_CONFIG_HOME", home.resolve(".config").toString());
    environment.put("GIT_CONFIG_NOSYSTEM", "1");
    environment.put("GIT_AUTHOR_NAME", "Author");
    environment.put("GIT_AUTHOR_EMAIL", "author@example.org");
    environment.put("GIT_COMMITTER_NAME", "Author");
    environment.put("GIT_COMMITTER_EMAIL", "author@example.org");
    Process process = builder.start();
    try (var out = process.getOutputStream()) {
      out.write(input);
    }
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Result(process.waitFor(), output);
  }

  private record Result(int exit, String output) {}
}
