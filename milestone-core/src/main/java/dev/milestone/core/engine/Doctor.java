package dev.milestone.core.engine;

import dev.milestone.DoctorReport;
import dev.milestone.core.execute.Caller;
import dev.milestone.core.kernel.Command;
import dev.milestone.spi.storage.CheckRequest;
import dev.milestone.spi.storage.StorageProvider;
import dev.milestone.spi.storage.StoreProblem;
import dev.milestone.spi.storage.StoreReport;
import dev.milestone.spi.storage.StoreRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks what is on disk: the store, and the files for people. */
final class Doctor {
  private static final Logger LOG = LoggerFactory.getLogger(Doctor.class);

  /** Most log files offered as sources of a repair. */
  private static final int MAX_SOURCES = 10_000;

  private final EngineCore core;

  Doctor(EngineCore core) {
    this.core = core;
  }

  DoctorReport check(boolean repair) {
    core.requireOpen();
    StoreReport store =
        core.store.check(
            new CheckRequest(repair, core.paths.map(Doctor::sources).orElse(List.of())));
    List<StoreProblem> problems = new ArrayList<>(store.problems());
    List<String> repaired = new ArrayList<>(store.repaired());
    Projections projections = core.projections();
    if (projections != null) {
      projections.check(repair, problems, repaired);
    }
    if (repair && !repaired.isEmpty()) {
      Map<String, Object> details = new LinkedHashMap<>();
      details.put("repaired", new ArrayList<Object>(repaired));
      core.loop.call(
          new Command.SystemChange("repair", details),
          Caller.of(core.actor),
          (state, answer) -> true);
    }
    return new DoctorReport(
        core.store.description().location(), store.events(), problems, repaired);
  }

  static DoctorReport check(
      StorageProvider provider, StoreRequest request, ProjectPaths paths, boolean repair) {
    Optional<Path> location = request.location();
    String where = location.map(Path::toString).orElse(provider.name());
    StoreReport report = provider.check(request, new CheckRequest(repair, sources(paths)));
    return new DoctorReport(where, report.events(), report.problems(), report.repaired());
  }

  static DoctorReport merge(DoctorReport first, DoctorReport second) {
    Set<String> repaired = new LinkedHashSet<>(first.repaired());
    repaired.addAll(second.repaired());
    return new DoctorReport(
        second.store(), second.events(), second.problems(), List.copyOf(repaired));
  }

  private static List<Path> sources(ProjectPaths paths) {
    List<Path> files = new ArrayList<>();
    add(paths.milestones().resolve("logs"), files);
    Path completed = paths.milestones().resolve("completed");
    if (Files.isDirectory(completed, LinkOption.NOFOLLOW_LINKS)) {
      try (Stream<Path> folders = Files.list(completed)) {
        folders.limit(MAX_SOURCES).forEach(folder -> add(folder, files));
      } catch (IOException e) {
        return files;
      }
    }
    return files;
  }

  private static void add(Path folder, List<Path> files) {
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (Stream<Path> list = Files.list(folder)) {
      list.filter(f -> f.toString().endsWith(".jsonl"))
          .filter(f -> Files.isRegularFile(f, LinkOption.NOFOLLOW_LINKS))
          .limit(MAX_SOURCES)
          .forEach(files::add);
    } catch (IOException e) {
      LOG.warn("{} cannot be listed and is no source of a repair: {}", folder, e.toString());
    }
  }
}
