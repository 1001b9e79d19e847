package dev.milestone.cli;

import dev.milestone.Export;
import dev.milestone.ExportRequest;
import dev.milestone.MilestoneEngine;
import dev.milestone.MilestoneException;
import dev.milestone.Problem;
import dev.milestone.model.Milestone;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code milestone export}. */
@CommandLine.Command
final class ExportCommand extends Command {

  private static final String MARK = "x-import";

  @Parameters(
      index = "0",
      paramLabel = "FORMAT",
      description = "the format that the plan was taken in from (see providers)")
  String format = "";

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "FILE",
      description = "its files as they are now; default: those that were taken in")
  List<Path> files = List.of();

  @Option(names = "--output", paramLabel = "FILE", description = "write there, not to the screen")
  @Nullable Path output;

  @Option(names = "--in-place", description = "replace the files that the plan was taken in from")
  boolean inPlace;

  @Override
  int run() throws IOException {
    if (inPlace && output != null) {
      throw MilestoneException.invalid(
          "bad_output", "--in-place and --output exclude each other", List.of());
    }
    List<Path> named = new ArrayList<>();
    files.forEach(file -> named.add(resolve(file)));
    try (MilestoneEngine engine = look()) {
      Map<Path, InPlace> before = inPlace ? remember(engine, named) : Map.of();
      Export export = engine.export(new ExportRequest(format, named));
      if (inPlace) {
        for (Export.Document document : export.documents()) {
          InPlace file = before.get(absolute(document.file()));
          if (file == null) {
            throw notTaken(document.file(), Set.of());
          }
          if (document.changed()) {
            file.replace(document.content());
          }
        }
      } else {
        single(export);
      }
      show(export);
    }
    return ExitCode.OK;
  }

  private void single(Export export) throws IOException {
    if (export.documents().size() != 1) {
      List<Path> all = export.documents().stream().map(Export.Document::file).toList();
      throw MilestoneException.invalid(
          "several_files",
          "this plan has "
              + all.size()
              + " files ("
              + Text.some(all, all.size(), 5)
              + "); name one of them, or use --in-place",
          List.of());
    }
    byte[] content = export.documents().get(0).content();
    Path to = output;
    if (to != null) {
      InPlace.create(resolve(to), content);
    } else if (!json()) {
      console().out().write(content);
      console().out().flush();
    }
  }

  /** Remembers the files before they are read, so that a change in between is noticed. */
  private Map<Path, InPlace> remember(MilestoneEngine engine, List<Path> named) throws IOException {
    Path root = engine.projectRoot().orElse(invocation().cwd());
    Set<Path> taken = new LinkedHashSet<>();
    for (Milestone milestone : engine.milestones().list()) {
      if (milestone.definition().extensions().get(MARK) instanceof Map<?, ?> mark
          && format.equals(mark.get("format"))) {
        if (mark.get("files") instanceof List<?> list) {
          list.forEach(file -> taken.add(absolute(root.resolve(String.valueOf(file)))));
        } else if (mark.get("file") instanceof String file) {
          taken.add(absolute(root.resolve(file)));
        }
      }
    }
    Map<Path, InPlace> remembered = new LinkedHashMap<>();
    for (Path file : named.isEmpty() ? taken : named) {
      if (!taken.isEmpty() && !taken.contains(absolute(file))) {
        throw notTaken(file, taken);
      }
      if (java.nio.file.Files.isRegularFile(file)) {
        remembered.put(absolute(file), InPlace.of(file, root));
      }
    }
    return remembered;
  }

  private static MilestoneException notTaken(Path file, Set<Path> taken) {
    return MilestoneException.invalid(
        "not_imported",
        file + " is not the plan that was taken in; it is not replaced",
        List.of(
            new Problem(
                file.toString(),
                0,
                0,
                "",
                "a file that was not taken in",
                taken.isEmpty() ? "the file that was" : "one of: " + taken,
                "'milestone plan' takes it in; or use --output")));
  }

  private static Path absolute(Path file) {
    return file.toAbsolutePath().normalize();
  }

  private void show(Export export) {
    if (json()) {
      Map<String, Object> json = Json.object();
      json.put("format", export.format());
      json.put("documents", Documents.all(export.documents(), this::document));
      json.put("warnings", export.warnings());
      document("export", json);
      return;
    }
    if (options.quiet) {
      return;
    }
    for (Export.Document document : export.documents()) {
      String what = document.changed() ? "changed" : "unchanged";
      console().err().println(document.file() + ": " + what);
    }
    Style style = console().errStyle();
    for (String warning : export.warnings()) {
      Text.wrap("  " + style.yellow("!") + " ", "    ", warning, console().width())
          .forEach(console().err()::println);
    }
  }

  private Map<String, Object> document(Export.Document document) {
    Map<String, Object> json = Json.object();
    json.put("file", document.file().toString());
    json.put("changed", document.changed());
    if (!inPlace && output == null) {
      json.put("content", new String(document.content(), StandardCharsets.UTF_8));
    }
    return json;
  }
}
