package dev.milestone.cli;

import dev.milestone.MilestoneEngine;
import dev.milestone.MilestoneException;
import dev.milestone.Plan;
import dev.milestone.PlanRequest;
import dev.milestone.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code milestone plan}. */
@CommandLine.Command
final class PlanCommand extends Command {

  private static final String FORMAT = "milestone";

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      description = "plan files (YAML), taken in together")
  List<Path> files = List.of();

  @Option(names = "--dry-run", description = "check everything, change nothing")
  boolean dryRun;

  @Option(names = "--format", paramLabel = "NAME", description = "format of the files: milestone")
  @Nullable String format;

  @Override
  int run() {
    List<Problem> problems = new ArrayList<>();
    if (format != null && !format.equals(FORMAT)) {
      problems.add(
          Problem.of("--format", format, "one of: " + FORMAT, "this version reads plan YAML only"));
    }
    List<Path> readable = new ArrayList<>();
    for (Path file : files) {
      Path path = resolve(file);
      if (!Files.isRegularFile(path)) {
        problems.add(
            new Problem(
                file.toString(),
                0,
                0,
                "",
                "no such file",
                "a plan file",
                "paths begin where you are, not at -C"));
      } else if (format == null) {
        PlanFormat.foreign(path)
            .ifPresent(
                foreign ->
                    problems.add(
                        new Problem(
                            file.toString(),
                            1,
                            1,
                            "",
                            foreign,
                            "a plan in YAML (milestone schema plan)",
                            "this format is not read yet")));
      }
      // Messages name the file as it was typed where that leads to it.
      readable.add(file.isAbsolute() || file.toAbsolutePath().equals(path) ? file : path);
    }
    if (!problems.isEmpty()) {
      throw MilestoneException.invalid(
          "unreadable_plan",
          "cannot take the plan in: " + Text.count(problems.size(), "problem"),
          problems);
    }
    PlanRequest request = PlanRequest.builder().files(readable).dryRun(dryRun).build();
    if (isNew()) {
      // All of it is checked before anything is created: of a bad file, or a dry run, nothing is
      // left on disk.
      try (MilestoneEngine nowhere = MilestoneEngine.inMemory()) {
        Plan plan = nowhere.plan(request.toBuilder().dryRun(true).build());
        if (dryRun) {
          show(plan);
          return ExitCode.OK;
        }
      }
    }
    try (MilestoneEngine engine = create()) {
      show(engine.plan(request));
    }
    return ExitCode.OK;
  }

  private boolean isNew() {
    try (MilestoneEngine known = look()) {
      return known.events().lastSequence() < 0;
    } catch (MilestoneException e) {
      return e.code().equals("no_project");
    }
  }

  private void show(Plan plan) {
    if (json()) {
      document("plan", Documents.plan(plan));
    } else {
      PlanText text = new PlanText(plan, console().outStyle(), console().width());
      print(options.quiet ? text.brief() : text.lines());
    }
  }
}
