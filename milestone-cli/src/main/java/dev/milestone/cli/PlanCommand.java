package dev.milestone.cli;

import dev.milestone.EngineBuilder;
import dev.milestone.MilestoneEngine;
import dev.milestone.MilestoneException;
import dev.milestone.Plan;
import dev.milestone.PlanRequest;
import dev.milestone.Problem;
import dev.milestone.spi.plan.PlanFormat;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code milestone plan}. */
@CommandLine.Command
final class PlanCommand extends Command {

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      description = "plan files (YAML), or a plan of another tool; taken in together")
  List<Path> files = List.of();

  @Option(names = "--dry-run", description = "check everything, show what differs, change nothing")
  boolean dryRun;

  @Option(
      names = "--strict",
      description = "in a plan of another tool cycles and references to nothing are errors")
  boolean strict;

  @Option(
      names = "--format",
      paramLabel = "NAME",
      description = "format of files that are no plan files (see providers); else by content")
  @Nullable String format;

  @Override
  int run() {
    PlanRequest request =
        PlanRequest.builder()
            .files(readable())
            .dryRun(dryRun)
            .format(Optional.ofNullable(format))
            .strict(strict)
            .build();
    List<PlanFormat> formats = List.of();
    if (isNew()) {
      formats = RememberingFormat.all();
      // All of it is checked before anything is created: of a bad file, or a dry run, nothing is
      // left on disk.
      EngineBuilder memory = invocation().builders().get().inMemory();
      formats.forEach(memory::planFormat);
      try (MilestoneEngine nowhere = memory.build()) {
        Plan plan = nowhere.plan(request.toBuilder().dryRun(true).build());
        if (dryRun) {
          show(plan);
          return ExitCode.OK;
        }
      }
    }
    EngineBuilder builder = invocation().builder(options, Access.CREATE);
    formats.forEach(builder::planFormat);
    try (MilestoneEngine engine = builder.build()) {
      show(engine.plan(request));
    }
    return ExitCode.OK;
  }

  /** The files as messages name them: as they were typed where that leads to them. */
  private List<Path> readable() {
    List<Problem> problems = new ArrayList<>();
    List<Path> readable = new ArrayList<>();
    for (Path file : files) {
      Path path = resolve(file);
      if (!Files.exists(path)) {
        problems.add(
            new Problem(
                file.toString(),
                0,
                0,
                "",
                "no such file",
                "a plan file",
                "paths begin where you are, not at -C"));
      }
      readable.add(file.isAbsolute() || file.toAbsolutePath().equals(path) ? file : path);
    }
    if (!problems.isEmpty()) {
      throw MilestoneException.invalid(
          "unreadable_plan",
          "cannot take the plan in: " + Text.count(problems.size(), "problem"),
          problems);
    }
    return readable;
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
      document("plan", PlanJson.of(plan));
      return;
    }
    PlanText text = new PlanText(plan, console().outStyle(), console().width());
    print(options.quiet ? text.brief() : text.lines());
    if (!plan.imported().isEmpty()) {
      ImportText.lines(plan, console().errStyle(), console().width())
          .forEach(console().err()::println);
    }
  }
}
