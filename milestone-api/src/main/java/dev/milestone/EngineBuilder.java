package dev.milestone;

import dev.milestone.event.EventListener;
import dev.milestone.model.Actor;
import dev.milestone.model.AgentDefinition;
import dev.milestone.spi.agent.Agent;
import dev.milestone.spi.agent.AgentProvider;
import dev.milestone.spi.agent.CommandRunner;
import dev.milestone.spi.plan.PlanFormat;
import dev.milestone.spi.storage.StorageProvider;
import dev.milestone.spi.vcs.VcsProvider;
import java.nio.file.Path;
import java.util.concurrent.Executor;
import org.apiguardian.api.API;

/**
 * Puts an engine together. Providers that are not handed in are found with {@link
 * java.util.ServiceLoader}; one handed in wins; two candidates for one name are an error that lists
 * them. Not thread-safe.
 */
@API(status = API.Status.STABLE, since = "0.1")
public interface EngineBuilder {

  /** The project's root, or a folder in it. Default: the working directory. */
  EngineBuilder project(Path folder);

  /** Keeps everything in memory; needs no file system. */
  EngineBuilder inMemory();

  /** Whether a project that does not exist is created. Default: true. */
  EngineBuilder create(boolean create);

  /** Whether nothing may be written, not even projections. Default: false. */
  EngineBuilder readOnly(boolean readOnly);

  /**
   * An agent of this program. It works under the definition's id, also when a plan declares the
   * same id.
   */
  EngineBuilder agent(AgentDefinition definition, Agent agent);

  /** Where events are kept. */
  EngineBuilder storage(StorageProvider provider);

  /** Starts declared agents; may be called several times. */
  EngineBuilder agentProvider(AgentProvider provider);

  /** Runs verifications. */
  EngineBuilder commandRunner(CommandRunner runner);

  /** The version control. */
  EngineBuilder vcs(VcsProvider provider);

  /** Reads the plans of another tool; may be called several times. */
  EngineBuilder planFormat(PlanFormat format);

  /** Sets a configuration key, above all files. */
  EngineBuilder setting(String key, String value);

  /** Who acts unless a request says otherwise. Default: the operating-system user. */
  EngineBuilder actor(Actor actor);

  /**
   * Where agents of this program run. Default: threads of the engine, one per attempt under way.
   */
  EngineBuilder executor(Executor executor);

  /** Where time comes from. Default: the system's clocks. */
  EngineBuilder time(TimeSource time);

  /** Where ids come from. */
  EngineBuilder ids(IdSource ids);

  /** Told of events from the start. */
  EngineBuilder listener(EventListener listener);

  /**
   * Opens the engine.
   *
   * @throws MilestoneException when the project, its configuration or its store cannot be used
   */
  MilestoneEngine build();

  /**
   * Checks everything on disk without opening an engine, so also what {@link #build} refuses as
   * damaged; repairs only when asked, and says what it did.
   *
   * @throws MilestoneException when there is no project
   */
  DoctorReport doctor(boolean repair);
}
