package dev.milestone.core.engine;

import dev.milestone.ErrorKind;
import dev.milestone.MilestoneException;
import dev.milestone.Problem;
import dev.milestone.core.plan.PlanSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the files that somebody named: their size first, never more than the limit. A file that is
 * named may be a link, which is the caller's word; what is found in a folder may not.
 */
final class PlanFiles {

  /** Largest plan file (64 MiB). */
  static final long MAX_FILE = 64L * 1024 * 1024;

  /** Most files that are taken in together. */
  static final int MAX_FILES = 1_000;

  /** Where tools keep their plans; a star stands for any one folder. */
  private static final List<String> USUAL =
      List.of(
          ".taskmaster/tasks/tasks.json",
          "tasks/tasks.json",
          "tasks.json",
          ".beads/issues.jsonl",
          ".beads/beads.jsonl",
          "issues.jsonl",
          "specs/*/tasks.md",
          ".specify/specs/*/tasks.md",
          ".kiro/specs/*/tasks.md",
          "tasks.md",
          "TODO.md",
          "ROADMAP.md",
          "plan.yaml",
          "milestones.yaml");

  /** Most folders that are looked into for one star, and most files that are named. */
  private static final int MAX_FOUND = 20;

  private static final int MAX_LOOKED_AT = 1_000;

  private PlanFiles() {}

  /**
   * Reads.
   *
   * @throws MilestoneException kind {@code INVALID_INPUT} with each file that cannot be
   */
  static List<PlanSource> read(List<Path> files) {
    if (files.size() > MAX_FILES) {
      throw invalid(
          List.of(
              Problem.of(
                  "files",
                  files.size() + " files",
                  "at most " + MAX_FILES + " at once",
                  "take them in one after the other")));
    }
    List<Problem> problems = new ArrayList<>();
    for (Path file : files) {
      fault(file, problems);
    }
    if (!problems.isEmpty()) {
      throw invalid(problems);
    }
    List<PlanSource> sources = new ArrayList<>();
    for (Path file : files) {
      sources.add(new PlanSource(file.toString(), content(file)));
    }
    return sources;
  }

  private static void fault(Path file, List<Problem> problems) {
    if (Files.isDirectory(file)) {
      List<String> found = in(file);
      problems.add(
          problem(
              file,
              "a folder",
              "a plan file",
              found.isEmpty()
                  ? "name a file in it"
                  : "it seems to hold " + String.join(", ", found) + ": name what you want"));
    } else if (!Files.exists(file)) {
      problems.add(problem(file, "no such file", "a plan file", "check the name"));
    } else if (!Files.isRegularFile(file)) {
      problems.add(problem(file, "no regular file", "a plan file", "save it as a file first"));
    } else {
      long size = size(file);
      if (size > MAX_FILE) {
        problems.add(tooLarge(file, size + " bytes"));
      }
    }
  }

  private static Problem tooLarge(Path file, String found) {
    return problem(file, found, "at most " + MAX_FILE + " bytes", "split the plan into files");
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static byte[] content(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      // It may have grown since its size was asked for.
      byte[] bytes = in.readNBytes((int) MAX_FILE + 1);
      if (bytes.length > MAX_FILE) {
        throw invalid(List.of(tooLarge(file, "more than " + MAX_FILE + " bytes")));
      }
      return bytes;
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static MilestoneException unreadable(Path file, IOException e) {
    return new MilestoneException(
        ErrorKind.IO, "io", "cannot read " + file + ": " + e.getMessage(), false, List.of(), e);
  }

  private static MilestoneException invalid(List<Problem> problems) {
    return MilestoneException.invalid(
        "bad_plan", "the plan was not taken in, nothing changed", problems);
  }

  private static Problem problem(Path file, String found, String expected, String hint) {
    return new Problem(file.toString(), 0, 0, "", found, expected, hint);
  }

  /** Plan files that usually stand in a folder and do so in this one. */
  static List<String> in(Path folder) {
    List<String> found = new ArrayList<>();
    for (String usual : USUAL) {
      int star = usual.indexOf('*');
      if (star < 0) {
        add(folder, Path.of(usual), found);
        continue;
      }
      Path parent = Path.of(usual.substring(0, star - 1));
      String rest = usual.substring(star + 2);
      for (String name : folders(folder.resolve(parent))) {
        add(folder, parent.resolve(name).resolve(rest), found);
      }
    }
    return found;
  }

  private static void add(Path folder, Path file, List<String> found) {
    Path at = folder;
    for (Path part : file) {
      at = at.resolve(part);
      if (Files.isSymbolicLink(at)) {
        return;
      }
    }
    if (found.size() < MAX_FOUND && Files.isRegularFile(at, LinkOption.NOFOLLOW_LINKS)) {
      found.add(file.toString().replace('\\', '/'));
    }
  }

  private static List<String> folders(Path parent) {
    List<String> names = new ArrayList<>();
    if (!Files.isDirectory(parent, LinkOption.NOFOLLOW_LINKS)) {
      return names;
    }
    int looked = 0;
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(parent)) {
      for (Path entry : entries) {
        if (++looked > MAX_LOOKED_AT) {
          break;
        }
        if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
          names.add(String.valueOf(entry.getFileName()));
        }
      }
    } catch (IOException | java.nio.file.DirectoryIteratorException cannotLook) {
      // It only helps to name a file; without it the error stands as it is.
      return names;
    }
    names.sort(null);
    return names;
  }
}
