package dev.milestone;

import dev.milestone.model.MilestoneId;
import dev.milestone.spi.EngineFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import org.apiguardian.api.API;

/**
 * Turns requirements into milestones and tasks, runs them with several agents, says how it stands,
 * and closes a milestone.
 *
 * <pre>{@code
 * try (MilestoneEngine engine = MilestoneEngine.builder().project(root).build()) {
 *   Plan plan = engine.plan(PlanRequest.fromFile(requirements));
 *   Execution run = engine.execute(plan.milestoneIds());
 *   StatusReport now = engine.update();
 *   ArchiveReport done = engine.archive(plan.milestoneIds().get(0));
 * }
 * }</pre>
 *
 * <p>Thread-safe. Several engines, in this program and in others, may be open on one project at
 * once. What a call acknowledges is forced. After an error of kind {@code IO} from the journal the
 * engine is unusable and has to be closed.
 */
@API(status = API.Status.STABLE, since = "0.1")
public interface MilestoneEngine extends AutoCloseable {

  /** A builder with all defaults. */
  static EngineBuilder builder() {
    ServiceLoader<EngineFactory> found = ServiceLoader.load(EngineFactory.class);
    List<ServiceLoader.Provider<EngineFactory>> all = found.stream().toList();
    if (all.isEmpty()) {
      all =
          ServiceLoader.load(EngineFactory.class, MilestoneEngine.class.getClassLoader()).stream()
              .toList();
    }
    if (all.size() != 1) {
      throw new MilestoneException(
          ErrorKind.DEFECT,
          all.isEmpty() ? "no_engine" : "ambiguous_engine",
          all.isEmpty()
              ? "no engine on the class or module path; add milestone-core"
              : "several engines on the path, keep one: "
                  + all.stream().map(p -> p.type().getName()).toList());
    }
    return all.get(0).get().newBuilder();
  }

  /**
   * An engine that keeps everything in memory, for tests. It leaves no thread behind when it is
   * closed.
   */
  static MilestoneEngine inMemory() {
    return builder().inMemory().build();
  }

  /**
   * Takes a plan in: checks all of it, changes what differs, keeps what has been done.
   *
   * @throws MilestoneException kind {@code INVALID_INPUT} with all problems, each located; nothing
   *     changed
   */
  Plan plan(PlanRequest request);

  /**
   * Runs what is ready, to the end, with the agents of the project and of this program. An
   * interrupted session is recovered first. Returns at once.
   */
  Execution execute(ExecuteRequest request);

  /** Runs milestones; an empty list runs all. */
  default Execution execute(List<MilestoneId> milestones) {
    return execute(ExecuteRequest.builder().milestones(milestones).build());
  }

  /** How everything stands, as of the last forced event. */
  StatusReport update();

  /**
   * Checks a completed milestone, writes what was learned, and moves it to the archive. Where a
   * person has to decide, the decisions are requested and the report says so.
   */
  ArchiveReport archive(MilestoneId milestone);

  /**
   * Writes what has become of a plan of another tool back into that tool's files: status and notes,
   * nothing else. Changes nothing on disk.
   *
   * @throws MilestoneException kind {@code INVALID_INPUT} when no plan of this format was taken in,
   *     or its file cannot be read any more
   */
  Export export(ExportRequest request);

  /** The journal. */
  Events events();

  /** Tasks. */
  Tasks tasks();

  /** Milestones. */
  Milestones milestones();

  /** Sessions and checkpoints. */
  Sessions sessions();

  /** What agents share. */
  Contexts contexts();

  /** What waits for a person. */
  Decisions decisions();

  /** Agents. */
  Agents agents();

  /**
   * The root of the project, where {@code .milestones/} stands; absent when everything is in
   * memory.
   */
  default Optional<Path> projectRoot() {
    return Optional.empty();
  }

  /** Every configured value and where it comes from. */
  List<Setting> configuration();

  /** Providers that were found. */
  List<ProviderView> providers();

  /** Checks everything on disk; repairs only when asked, and says what it did. */
  DoctorReport doctor(boolean repair);

  /**
   * Ends runs under way with a checkpoint, waits for what is being written, releases everything.
   * Idempotent.
   */
  @Override
  void close();
}
