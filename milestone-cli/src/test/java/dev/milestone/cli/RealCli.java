package dev.milestone.cli;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * The command as a process of its own, started as the launcher starts it: jars, flags, class-data
 * archive. Folders of the test's class path are packed into jars first, because the archive holds
 * classes of jars only.
 */
final class RealCli {

  private static final List<String> FLAGS =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-Xshare:auto",
          "-Xlog:disable",
          "-Xlog:all=error:stderr");

  private final Path home;
  private final String classPath;

  private RealCli(Path home, String classPath) {
    this.home = home;
    this.classPath = classPath;
  }

  /** Prepares the command in a folder. */
  static RealCli prepare(Path home) throws Exception {
    List<String> jars = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      Path path = Path.of(entry);
      if (Files.isDirectory(path)) {
        jars.add(pack(path, home.resolve("classes-" + jars.size() + ".jar")).toString());
      } else if (Files.isRegularFile(path)) {
        jars.add(usable(path, home).toString());
      }
    }
    RealCli cli = new RealCli(home, String.join(File.pathSeparator, jars));
    Process warm =
        new ProcessBuilder(
                cli.java("-XX:ArchiveClassesAtExit=" + cli.archive(), Packaging.class, "warm"))
            .redirectErrorStream(true)
            .redirectOutput(home.resolve("warm.log").toFile())
            .start();
    if (!warm.waitFor(120, TimeUnit.SECONDS)) {
      warm.destroyForcibly();
      throw new IllegalStateException("warming up takes too long, see " + home);
    }
    return cli;
  }

  private static Path usable(Path jar, Path home) throws IOException {
    if (!String.valueOf(jar.getFileName()).startsWith("org.eclipse.jgit")) {
      return jar;
    }
    Path copy = home.resolve(jar.getFileName());
    Files.copy(jar, copy);
    Packaging.unsign(copy);
    return copy;
  }

  private static Path pack(Path folder, Path jar) throws IOException {
    try (OutputStream out = Files.newOutputStream(jar);
        ZipOutputStream zip = new ZipOutputStream(out);
        Stream<Path> files = Files.walk(folder)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        zip.putNextEntry(
            new ZipEntry(folder.relativize(file).toString().replace(File.separatorChar, '/')));
        Files.copy(file, zip);
        zip.closeEntry();
      }
    }
    return jar;
  }

  private String archive() {
    return home.resolve("milestone.jsa").toString();
  }

  private List<String> java(String flag, Class<?> main, String... args) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(FLAGS);
    command.add(flag);
    command.add("-cp");
    command.add(classPath);
    command.add(main.getName());
    command.addAll(List.of(args));
    return command;
  }

  /** A process of the command, not started yet. */
  ProcessBuilder process(Path cwd, String... args) {
    return process(Main.class, cwd, args);
  }

  /** A process of another main class on the same class path. */
  ProcessBuilder process(Class<?> main, Path cwd, String... args) {
    ProcessBuilder process =
        new ProcessBuilder(java("-XX:SharedArchiveFile=" + archive(), main, args))
            .directory(cwd.toFile());
    process.environment().put("MILESTONE_TTY", "");
    process.environment().remove("MILESTONE_PROJECT");
    return process;
  }

  /** Runs the command to its end. */
  Cli.Result run(Path cwd, String... args) {
    try {
      Path out = Files.createTempFile(home, "out", ".txt");
      Path err = Files.createTempFile(home, "err", ".txt");
      Process process =
          process(cwd, args).redirectOutput(out.toFile()).redirectError(err.toFile()).start();
      if (!process.waitFor(120, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException("takes too long: " + String.join(" ", args));
      }
      return new Cli.Result(process.exitValue(), Files.readString(out), Files.readString(err));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }
}
