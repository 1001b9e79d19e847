package dev.milestone.core.engine;

import dev.milestone.Export;
import dev.milestone.ExportRequest;
import dev.milestone.MilestoneException;
import dev.milestone.Problem;
import dev.milestone.core.kernel.ImportMark;
import dev.milestone.core.kernel.MilestoneNode;
import dev.milestone.core.kernel.State;
import dev.milestone.core.kernel.TaskNode;
import dev.milestone.core.plan.FormatChoice;
import dev.milestone.core.plan.PlanSource;
import dev.milestone.model.TaskStatus;
import dev.milestone.spi.plan.ExportedTask;
import dev.milestone.spi.plan.ImportedPlan;
import dev.milestone.spi.plan.ImportedStatus;
import dev.milestone.spi.plan.ImportedTask;
import dev.milestone.spi.plan.PlanExport;
import dev.milestone.spi.plan.PlanFile;
import dev.milestone.spi.plan.PlanFormat;
import dev.milestone.spi.plan.PlanImport;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes back what has become of plans of other tools. Nothing is written to disk: the new content
 * is the answer.
 *
 * <p>A finished task is written as finished, one under way as begun, one that was cancelled here as
 * cancelled. What is still to be done stays as its source has it, unless the source holds or has
 * closed it and somebody had it done after all here. What the source has closed since it was taken
 * in stays too, with a warning: the next import brings it here.
 */
final class ExportVerb {

  /** Most warnings. */
  private static final int MAX_WARNINGS = 1_000;

  private final EngineCore core;

  ExportVerb(EngineCore core) {
    this.core = core;
  }

  /**
   * How a task stands here.
   *
   * @param mark where it comes from
   * @param held whether its source holds it
   */
  private record Standing(
      ImportMark mark,
      String id,
      TaskStatus status,
      boolean held,
      boolean verified,
      Optional<Instant> changed,
      List<String> notes) {

    static Standing of(TaskNode task, ImportMark mark) {
      long millis =
          task.status() == TaskStatus.SUCCEEDED
              ? task.succeededMillis()
              : task.status() == TaskStatus.CANCELLED ? 0 : task.firstStartedMillis();
      return new Standing(
          mark,
          task.id(),
          task.status(),
          task.hold() != null,
          task.verified(),
          millis == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis)),
          List.copyOf(task.notes()));
    }
  }

  /**
   * One plan that was taken in.
   *
   * @param files its files as they are recorded
   * @param tasks its tasks
   */
  private record Taken(Set<String> files, List<Standing> tasks) {}

  Export export(ExportRequest request) {
    core.requireOpen();
    PlanFormat format = FormatChoice.named(request.format(), core.providers.planFormats());
    List<Taken> all = core.loop.look(state -> taken(state, format.name()));
    if (all.isEmpty()) {
      throw MilestoneException.invalid(
          "not_imported",
          "no plan of the format '"
              + format.name()
              + "' was taken in; 'milestone plan FILE' does that",
          List.of());
    }
    Map<Taken, List<Path>> chosen = choose(all, request);
    List<Export.Document> documents = new ArrayList<>();
    List<String> warnings = new ArrayList<>();
    chosen.forEach((plan, files) -> documents.addAll(write(format, plan, files, warnings)));
    return new Export(format.name(), documents, warnings);
  }

  private static List<Taken> taken(State state, String format) {
    Map<Set<String>, Taken> byFiles = new LinkedHashMap<>();
    for (MilestoneNode milestone : state.milestones()) {
      Set<String> files = files(milestone, format);
      if (files.isEmpty()) {
        continue;
      }
      Taken plan = byFiles.computeIfAbsent(files, f -> new Taken(f, new ArrayList<>()));
      for (TaskNode task : milestone.tasks()) {
        ImportMark.of(task.definition())
            .filter(mark -> mark.format().equals(format))
            .ifPresent(mark -> plan.tasks().add(Standing.of(task, mark)));
      }
    }
    return new ArrayList<>(byFiles.values());
  }

  private static Set<String> files(MilestoneNode milestone, String format) {
    Set<String> files = new LinkedHashSet<>();
    if (milestone.definition().extensions().get(ImportMark.KEY) instanceof Map<?, ?> mark
        && format.equals(mark.get("format"))) {
      if (mark.get("files") instanceof List<?> list) {
        list.forEach(file -> files.add(String.valueOf(file)));
      } else if (mark.get("file") instanceof String file) {
        files.add(file);
      }
    }
    return files;
  }

  /** Which plan is written into which files. */
  private Map<Taken, List<Path>> choose(List<Taken> all, ExportRequest request) {
    Map<Taken, List<Path>> chosen = new LinkedHashMap<>();
    if (request.files().isEmpty()) {
      for (Taken plan : all) {
        List<Path> files = new ArrayList<>();
        plan.files().forEach(file -> files.add(core.root.resolve(file)));
        chosen.put(plan, files);
      }
      return chosen;
    }
    List<Problem> problems = new ArrayList<>();
    for (Path file : request.files()) {
      String recorded = PlanVerb.recorded(file, core.paths.map(ProjectPaths::root));
      Taken plan = null;
      for (Taken one : all) {
        plan = one.files().contains(recorded) ? one : plan;
      }
      if (plan == null && all.size() == 1) {
        // A copy, or the file has moved: its tasks are found by their ids.
        plan = all.get(0);
      }
      if (plan == null) {
        List<String> known = new ArrayList<>();
        all.forEach(one -> known.addAll(one.files()));
        problems.add(
            new Problem(
                file.toString(),
                0,
                0,
                "",
                "a file that was not taken in",
                "one of: " + String.join(", ", known),
                "'milestone plan' takes it in"));
      } else {
        chosen.computeIfAbsent(plan, p -> new ArrayList<>()).add(file);
      }
    }
    if (!problems.isEmpty()) {
      throw MilestoneException.invalid("not_imported", "these files were not taken in", problems);
    }
    return chosen;
  }

  private List<Export.Document> write(
      PlanFormat format, Taken plan, List<Path> paths, List<String> warnings) {
    List<PlanFile> files = new ArrayList<>();
    for (PlanSource source : PlanFiles.read(paths)) {
      files.add(new PlanFile(source.name(), source.bytes()));
    }
    ImportedPlan now = format.read(new PlanImport(files, core.settings.defaultTask()));
    Map<String, ImportedTask> origins = new HashMap<>();
    now.origins().values().forEach(origin -> origins.put(origin.foreignId(), origin));
    Map<String, ExportedTask> tasks = new LinkedHashMap<>();
    int gone = 0;
    for (Standing task : plan.tasks()) {
      ImportedTask origin = origins.get(task.mark().id());
      if (origin == null) {
        gone += task.status() == TaskStatus.CANCELLED ? 0 : 1;
        continue;
      }
      ImportedStatus status = status(task, origin, warnings);
      if (status != origin.status() || !task.notes().isEmpty()) {
        tasks.put(
            origin.foreignId(),
            new ExportedTask(status, task.changed(), task.notes(), task.verified()));
      }
    }
    if (gone > 0 && plan.files().size() <= paths.size()) {
      warn(
          warnings,
          gone
              + (gone == 1 ? " task that was" : " tasks that were")
              + " taken in stand no longer in "
              + paths.get(0)
              + " and are not written");
    }
    List<PlanFile> written = format.write(new PlanExport(files, tasks));
    List<Export.Document> documents = new ArrayList<>();
    for (int i = 0; i < written.size() && i < paths.size(); i++) {
      byte[] content = written.get(i).content();
      documents.add(
          new Export.Document(
              paths.get(i), content, !Arrays.equals(content, files.get(i).content())));
    }
    return documents;
  }

  private static ImportedStatus status(Standing task, ImportedTask origin, List<String> warnings) {
    ImportedStatus source = origin.status();
    boolean closedThere = source == ImportedStatus.DONE || source == ImportedStatus.CANCELLED;
    boolean changedThere = !origin.foreignStatus().equals(task.mark().status());
    ImportedStatus here = here(task);
    if (here == source) {
      return source;
    }
    if (closedThere && changedThere) {
      warn(
          warnings,
          "task "
              + task.id()
              + " is "
              + task.status().text()
              + " here, but its source says '"
              + origin.foreignStatus()
              + "' since it was taken in; it stays so there, 'milestone plan' takes it in");
      return source;
    }
    if (here != null) {
      return here;
    }
    boolean open = source == ImportedStatus.TODO || source == ImportedStatus.STARTED;
    return open || task.held() || changedThere ? source : ImportedStatus.TODO;
  }

  /** How it stands here in terms of the source; null when it is still to be done. */
  private static @Nullable ImportedStatus here(Standing task) {
    return switch (task.status()) {
      case SUCCEEDED -> ImportedStatus.DONE;
      case CANCELLED -> ImportedStatus.CANCELLED;
      case RUNNING, VERIFYING -> ImportedStatus.STARTED;
      default -> null;
    };
  }

  private static void warn(List<String> warnings, String warning) {
    if (warnings.size() < MAX_WARNINGS) {
      warnings.add(warning);
    }
  }
}
