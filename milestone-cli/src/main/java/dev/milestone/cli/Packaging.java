package dev.milestone.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * What the launcher does once after a build so that every later start is short: takes signatures
 * out of jars ({@code unsign JAR…}) and goes through the usual verbs ({@code warm}) while the JVM
 * records which classes they need.
 */
public final class Packaging {

  private static final String PLAN =
      """
      project: warm
      agents:
        - {id: shell, command: ["sh", "-c", "{run}"], capabilities: [shell], slots: 2}
      milestones:
        - id: milestone-001
          title: Warm
          success_criteria: ["it runs"]
          tasks:
            - {id: task-001-001, title: First, run: "true", estimate: 1h, requires: [shell]}
            - {id: task-001-002, title: Second, run: "true", depends_on: [task-001-001]}
            - {id: task-001-003, title: Outside, depends_on: [task-001-001], requires: [hands]}
      """;

  /** A plan of another tool, with what most of such have. */
  private static final String ISSUES =
      """
      {"id":"bd-1","title":"All of it","status":"open","priority":1,"issue_type":"epic","created_at":"2026-01-01T10:00:00Z"}
      {"id":"bd-2","title":"First","description":"Some text.","status":"closed","priority":2,"issue_type":"task","created_at":"2026-01-01T10:00:00Z","closed_at":"2026-01-02T10:00:00Z","labels":["core"],"dependencies":[{"depends_on_id":"bd-1","type":"parent-child"}]}
      {"id":"bd-3","title":"Second","status":"open","priority":2,"issue_type":"task","acceptance_criteria":"- it runs","estimated_minutes":30,"created_at":"2026-01-01T10:00:00Z","owner":"ada","dependencies":[{"depends_on_id":"bd-1","type":"parent-child"},{"depends_on_id":"bd-2","type":"blocks"}]}
      """;

  private Packaging() {}

  /** {@code unsign JAR…} or {@code warm}. */
  public static void main(String[] args) throws IOException {
    if (args.length > 1 && args[0].equals("unsign")) {
      for (String jar : List.of(args).subList(1, args.length)) {
        unsign(Path.of(jar));
      }
    } else if (args.length == 1 && args[0].equals("warm")) {
      warm();
    } else {
      throw new IllegalArgumentException("unsign JAR… or warm");
    }
  }

  /**
   * Writes a jar again without its signature files. Its digests stay in the manifest, where nobody
   * reads them then.
   */
  static void unsign(Path jar) throws IOException {
    Path next = jar.resolveSibling(jar.getFileName() + ".tmp");
    try (ZipInputStream in = new ZipInputStream(Files.newInputStream(jar));
        ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(next))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        if (!signature(entry.getName())) {
          ZipEntry copy = new ZipEntry(entry.getName());
          copy.setTime(entry.getTime());
          out.putNextEntry(copy);
          in.transferTo(out);
          out.closeEntry();
        }
      }
    }
    Files.move(next, jar, StandardCopyOption.REPLACE_EXISTING);
  }

  private static boolean signature(String name) {
    String upper = name.toUpperCase(Locale.ROOT);
    return upper.startsWith("META-INF/")
        && (upper.endsWith(".SF")
            || upper.endsWith(".RSA")
            || upper.endsWith(".DSA")
            || upper.endsWith(".EC"));
  }

  private static void warm() throws IOException {
    Path folder = Files.createTempDirectory("milestone-warm");
    try {
      Files.writeString(folder.resolve("plan.yaml"), PLAN);
      for (String line :
          List.of(
              "--version",
              "init",
              "plan plan.yaml",
              "plan plan.yaml --dry-run --json",
              "ready",
              "ready --json",
              "execute --no-git --json",
              "claim --agent warm --can hands --json",
              "note --task task-001-001 warm",
              "update",
              "update --json",
              "update --html status.html",
              "blockers",
              "show task-001-001",
              "events",
              "events --json",
              "sessions",
              "decisions",
              "config",
              "doctor --json",
              "schema plan",
              "redy")) {
        run(folder, line);
      }
      Path taken = Files.createDirectory(folder.resolve("import"));
      Files.writeString(taken.resolve("issues.jsonl"), ISSUES);
      for (String line : List.of("plan issues.jsonl --dry-run", "plan issues.jsonl", "ready")) {
        run(taken, line);
      }
    } finally {
      delete(folder);
    }
  }

  private static void run(Path folder, String line) {
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    InputStream nothing = new ByteArrayInputStream(new byte[0]);
    // What a verb ends with does not matter here, only which classes it took.
    new Main().run(line.split(" "), nothing, nowhere, nowhere, Map.of(), folder);
  }

  private static void delete(Path folder) throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path dir, java.io.IOException failed)
              throws IOException {
            Files.delete(dir);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
