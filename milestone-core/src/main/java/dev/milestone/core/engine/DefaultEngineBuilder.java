package dev.milestone.core.engine;

import dev.milestone.DoctorReport;
import dev.milestone.EngineBuilder;
import dev.milestone.IdSource;
import dev.milestone.MilestoneEngine;
import dev.milestone.TimeSource;
import dev.milestone.core.config.ConfigKeys;
import dev.milestone.core.config.Configuration;
import dev.milestone.core.config.ConfigurationLoader;
import dev.milestone.core.kernel.Rules;
import dev.milestone.core.security.Redaction;
import dev.milestone.core.time.SystemIds;
import dev.milestone.core.time.SystemTimeSource;
import dev.milestone.event.EventListener;
import dev.milestone.model.Actor;
import dev.milestone.model.AgentDefinition;
import dev.milestone.spi.agent.Agent;
import dev.milestone.spi.agent.AgentProvider;
import dev.milestone.spi.agent.CommandRunner;
import dev.milestone.spi.agent.ProcessLimits;
import dev.milestone.spi.plan.PlanFormat;
import dev.milestone.spi.storage.EventStore;
import dev.milestone.spi.storage.StorageProvider;
import dev.milestone.spi.storage.StoreRequest;
import dev.milestone.spi.vcs.VcsProvider;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Puts an engine together by hand: no container is needed. */
final class DefaultEngineBuilder implements EngineBuilder {
  private Path project = Path.of("");
  private boolean inMemory;
  private boolean create = true;
  private boolean readOnly;
  private final Map<AgentDefinition, Agent> agents = new LinkedHashMap<>();
  private final List<StorageProvider> storage = new ArrayList<>();
  private final List<AgentProvider> agentProviders = new ArrayList<>();
  private final List<CommandRunner> runners = new ArrayList<>();
  private final List<VcsProvider> vcs = new ArrayList<>();
  private final List<PlanFormat> formats = new ArrayList<>();
  private final Map<String, String> program = new LinkedHashMap<>();
  private final List<EventListener> listeners = new ArrayList<>();
  private Actor actor = Actor.operatingSystemUser();
  private @Nullable Executor executor;
  private TimeSource time = new SystemTimeSource();
  private IdSource ids = new SystemIds();

  @Override
  public EngineBuilder project(Path folder) {
    project = Objects.requireNonNull(folder, "folder");
    return this;
  }

  @Override
  public EngineBuilder inMemory() {
    inMemory = true;
    return this;
  }

  @Override
  public EngineBuilder create(boolean newCreate) {
    create = newCreate;
    return this;
  }

  @Override
  public EngineBuilder readOnly(boolean newReadOnly) {
    readOnly = newReadOnly;
    return this;
  }

  @Override
  public EngineBuilder agent(AgentDefinition definition, Agent agent) {
    agents.put(
        Objects.requireNonNull(definition, "definition"), Objects.requireNonNull(agent, "agent"));
    return this;
  }

  @Override
  public EngineBuilder storage(StorageProvider provider) {
    storage.add(Objects.requireNonNull(provider, "provider"));
    return this;
  }

  @Override
  public EngineBuilder agentProvider(AgentProvider provider) {
    agentProviders.add(Objects.requireNonNull(provider, "provider"));
    return this;
  }

  @Override
  public EngineBuilder commandRunner(CommandRunner runner) {
    runners.add(Objects.requireNonNull(runner, "runner"));
    return this;
  }

  @Override
  public EngineBuilder vcs(VcsProvider provider) {
    vcs.add(Objects.requireNonNull(provider, "provider"));
    return this;
  }

  @Override
  public EngineBuilder planFormat(PlanFormat format) {
    formats.add(Objects.requireNonNull(format, "format"));
    return this;
  }

  @Override
  public EngineBuilder setting(String key, String value) {
    program.put(Objects.requireNonNull(key, "key"), Objects.requireNonNull(value, "value"));
    return this;
  }

  @Override
  public EngineBuilder actor(Actor newActor) {
    actor = Objects.requireNonNull(newActor, "actor");
    return this;
  }

  @Override
  public EngineBuilder executor(Executor newExecutor) {
    executor = Objects.requireNonNull(newExecutor, "executor");
    return this;
  }

  @Override
  public EngineBuilder time(TimeSource newTime) {
    time = Objects.requireNonNull(newTime, "time");
    return this;
  }

  @Override
  public EngineBuilder ids(IdSource newIds) {
    ids = Objects.requireNonNull(newIds, "ids");
    return this;
  }

  @Override
  public EngineBuilder listener(EventListener listener) {
    listeners.add(Objects.requireNonNull(listener, "listener"));
    return this;
  }

  @Override
  public MilestoneEngine build() {
    Optional<ProjectPaths> paths =
        inMemory
            ? Optional.empty()
            : Optional.of(ProjectPaths.locate(project, create && !readOnly));
    Configuration configuration = configuration(paths);
    EngineSettings settings = settings(configuration);
    Providers providers = new Providers(storage, agentProviders, runners, vcs, formats);
    StorageProvider provider = providers.storage(inMemory ? "memory" : settings.storage());
    boolean exists =
        paths.map(p -> Files.isDirectory(p.store(), LinkOption.NOFOLLOW_LINKS)).orElse(false);
    EventStore store =
        provider.open(
            new StoreRequest(
                paths.map(ProjectPaths::store),
                !readOnly && (create || !exists),
                readOnly,
                time,
                configuration.section("storage")));
    EngineCore core =
        new EngineCore(
            new EngineParts(
                settings,
                time,
                ids,
                actor,
                paths,
                readOnly,
                store,
                providers,
                agents,
                Optional.ofNullable(executor),
                Redaction.of(System.getenv())));
    try {
      if (!readOnly && paths.isPresent()) {
        core.attach(new ProjectionThread(core, paths.get()));
      }
      DefaultEngine engine = new DefaultEngine(core, configuration.settings());
      for (EventListener listener : listeners) {
        core.followers.listen(listener);
      }
      return engine;
    } catch (RuntimeException e) {
      core.close();
      throw e;
    }
  }

  @Override
  public DoctorReport doctor(boolean repair) {
    if (inMemory) {
      return new DoctorReport("memory", 0, List.of(), List.of());
    }
    ProjectPaths paths = ProjectPaths.locate(project, false);
    Configuration configuration = configuration(Optional.of(paths));
    StorageProvider provider =
        new Providers(storage, agentProviders, runners, vcs, formats)
            .storage(settings(configuration).storage());
    StoreRequest request =
        new StoreRequest(
            Optional.of(paths.store()), false, !repair, time, configuration.section("storage"));
    DoctorReport found = Doctor.check(provider, request, paths, repair);
    if (repair && found.ok()) {
      try (MilestoneEngine engine = build()) {
        return Doctor.merge(found, engine.doctor(true));
      }
    }
    return found;
  }

  private Configuration configuration(Optional<ProjectPaths> paths) {
    if (paths.isEmpty()) {
      return ConfigurationLoader.load(List.of(), program);
    }
    String home = System.getProperty("user.home", "");
    return ConfigurationLoader.load(
        ConfigurationLoader.sources(
            paths.get().root(), Path.of(home.isEmpty() ? "/" : home), System.getenv()),
        program);
  }

  private static EngineSettings settings(Configuration c) {
    return new EngineSettings(
        c.get(ConfigKeys.STORAGE_PROVIDER),
        c.get(ConfigKeys.MAX_CONCURRENT_AGENTS),
        c.get(ConfigKeys.CHECKPOINT_FREQUENCY),
        c.get(ConfigKeys.PROGRESS_UPDATE_INTERVAL).every(),
        c.get(ConfigKeys.REQUIRE_GIT_CLEAN),
        c.get(ConfigKeys.BACKUP_BEFORE_CHANGES),
        c.get(ConfigKeys.ROLLBACK_ENABLED),
        c.get(ConfigKeys.LEASE),
        c.get(ConfigKeys.ENGINE_LEASE),
        c.get(ConfigKeys.LOST_ATTEMPTS),
        c.get(ConfigKeys.TASK_TIMEOUT),
        c.get(ConfigKeys.VERIFY_TIMEOUT),
        new ProcessLimits(
            c.get(ConfigKeys.KEPT_BYTES), c.get(ConfigKeys.LINE_BYTES), c.get(ConfigKeys.GRACE)),
        java.time.Duration.ofMillis(c.get(ConfigKeys.BUSY_TIMEOUT_MS)),
        c.get(ConfigKeys.SNAPSHOT_EVERY_EVENTS),
        c.get(ConfigKeys.CONFLICT_RESOLUTION),
        c.get(ConfigKeys.DEFAULT_TASK),
        c.get(ConfigKeys.MAX_TASKS),
        c.get(ConfigKeys.MAX_MILESTONES),
        Optional.of(c.get(ConfigKeys.DEFAULT_AGENT)).filter(name -> !name.equals("none")),
        new Rules(
            c.get(ConfigKeys.BUDGET_WARN_AT),
            c.get(ConfigKeys.AGENT_BACKOFF).toMillis(),
            c.get(ConfigKeys.AGENT_BACKOFF_LIMIT).toMillis(),
            c.get(ConfigKeys.UNAVAILABLE_LIMIT).toMillis()),
        c.get(ConfigKeys.LOG_BYTES),
        c.get(ConfigKeys.KEPT_LOGS));
  }
}
