package dev.milestone.core.config;

import dev.milestone.core.plan.CriticalPath;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Every setting there is: the one table from which files are read, and the document and the schema
 * are written.
 */
public final class ConfigKeys {
  private static final Map<String, ConfigKey<?>> TABLE = new LinkedHashMap<>();

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration DAY = Duration.ofDays(1);
  private static final String RISK = "planning/risk";
  private static final String ALERTS = "monitoring/alerts";
  private static final String ESTIMATION = "planning/estimation";
  private static final String COORDINATION = "coordination";
  private static final String DASHBOARD = "monitoring/dashboard";

  /** Attempts that one engine runs at once. */
  public static final ConfigKey<Integer> MAX_CONCURRENT_AGENTS =
      key(
          "execution.agent_coordination.max_concurrent_agents",
          ConfigType.integer(1, 1_024),
          5,
          "How many attempts one engine runs at once; --agents sets it for one run.");

  /** Time between two rounds of the engine's own checks. */
  public static final ConfigKey<Duration> COORDINATION_FREQUENCY =
      later(
          "execution.agent_coordination.coordination_frequency",
          ConfigType.duration(Duration.ofMillis(100), DAY),
          Duration.ofSeconds(30),
          "How often agents' claims, leases and conflicts are looked over when nothing happens.",
          COORDINATION);

  /** Which of two values of a context wins. */
  public static final ConfigKey<String> CONFLICT_RESOLUTION =
      key(
          "execution.agent_coordination.conflict_resolution",
          ConfigType.choice("hierarchical_precedence", "last_writer_wins", "manual_resolution"),
          "hierarchical_precedence",
          "Which value wins when two levels of a context disagree: the higher level, the newest, or"
              + " what a person decides.");

  /** Time between two checkpoints of a session. */
  public static final ConfigKey<Duration> CHECKPOINT_FREQUENCY =
      key(
          "execution.performance.checkpoint_frequency",
          ConfigType.duration(SECOND, DAY),
          Duration.ofMinutes(5),
          "How often a session is checkpointed, besides on significant events and signals.");

  /** How often progress is shown. */
  public static final ConfigKey<Cadence> PROGRESS_UPDATE_INTERVAL =
      key(
          "execution.performance.progress_update_interval",
          ConfigType.cadence(),
          new Cadence("real_time", Duration.ZERO),
          "How often progress is shown and written to the status files.");

  /** Tasks handed out in one step. */
  public static final ConfigKey<Integer> BATCH_SIZE =
      later(
          "execution.performance.batch_size",
          ConfigType.integer(1, 10_000),
          10,
          "How many ready tasks are handed out in one step, so that they share a force.",
          COORDINATION);

  /** Whether a dirty checkout is refused. */
  public static final ConfigKey<Boolean> REQUIRE_GIT_CLEAN =
      key(
          "execution.safety.require_git_clean",
          ConfigType.bool(),
          true,
          "Refuse to execute while the checkout has uncommitted changes outside .milestones/.");

  /** Whether a backup is made first. */
  public static final ConfigKey<Boolean> BACKUP_BEFORE_CHANGES =
      key(
          "execution.safety.backup_before_changes",
          ConfigType.bool(),
          true,
          "Remember the state of the work before an attempt changes it.");

  /** Whether a failed attempt is rolled back. */
  public static final ConfigKey<Boolean> ROLLBACK_ENABLED =
      key(
          "execution.safety.rollback_enabled",
          ConfigType.bool(),
          true,
          "Put the work back to the backup after a failed attempt, where backups are made.");

  /** Lease of an agent outside the engine. */
  public static final ConfigKey<Duration> LEASE =
      key(
          "execution.leases.lease",
          ConfigType.duration(SECOND, DAY),
          Duration.ofSeconds(60),
          "How long an agent outside the engine keeps a claimed task without a heartbeat.");

  /** Lease of an engine's attempts. */
  public static final ConfigKey<Duration> ENGINE_LEASE =
      key(
          "execution.leases.engine_lease",
          ConfigType.duration(SECOND, DAY),
          Duration.ofSeconds(60),
          "How long an engine that hangs keeps its attempts; a dead one loses them at once.");

  /** Lost attempts of a task until it fails. */
  public static final ConfigKey<Integer> LOST_ATTEMPTS =
      key(
          "execution.retries.lost_attempts",
          ConfigType.integer(1, 100),
          3,
          "A task fails when more of its attempts than this are lost: it may be what kills the"
              + " engine. A retry by hand counts anew.");

  /** Timeout of attempts of tasks that name none. */
  public static final ConfigKey<Optional<Duration>> TASK_TIMEOUT =
      key(
          "execution.timeouts.task",
          ConfigType.durationOrNone(),
          Optional.empty(),
          "Longest time of an attempt, verification included, where the task names no timeout.");

  /** Timeout of verifications. */
  public static final ConfigKey<Duration> VERIFY_TIMEOUT =
      key(
          "execution.timeouts.verify",
          ConfigType.duration(SECOND, Duration.ofDays(7)),
          Duration.ofMinutes(30),
          "Longest time of a verification.");

  /** Time between asking and ending. */
  public static final ConfigKey<Duration> GRACE =
      key(
          "execution.timeouts.grace",
          ConfigType.duration(Duration.ZERO, Duration.ofHours(1)),
          Duration.ofSeconds(5),
          "Time between asking a process tree to end and ending it.");

  /** Output kept of each stream. */
  public static final ConfigKey<Integer> KEPT_BYTES =
      key(
          "execution.output.kept_bytes",
          ConfigType.integer(0, 1 << 30),
          8 << 20,
          "Bytes kept of each output stream of an attempt, half of its head and half of its tail.");

  /** Longest line looked at for progress. */
  public static final ConfigKey<Integer> LINE_BYTES =
      key(
          "execution.output.line_bytes",
          ConfigType.integer(256, 16 << 20),
          64 << 10,
          "Longest line of output that is looked at for progress.");

  /** Size of an attempt's log. */
  public static final ConfigKey<Integer> LOG_BYTES =
      key(
          "execution.output.log_bytes",
          ConfigType.integer(0, 1 << 30),
          8 << 20,
          "Most bytes of the log of what an attempt printed; 0: none is kept.");

  /** Number of attempts' logs. */
  public static final ConfigKey<Integer> KEPT_LOGS =
      key(
          "execution.output.kept_logs",
          ConfigType.integer(1, 1_000_000),
          500,
          "How many logs of attempts are kept, the newest.");

  /** From where on it is warned. */
  public static final ConfigKey<Double> BUDGET_WARN_AT =
      key(
          "budget.warn_at",
          ConfigType.real(0.01, 1),
          0.8,
          "Share of a budget from which on it is warned; 1 is all.");

  /** Who works where nobody is declared. */
  public static final ConfigKey<String> DEFAULT_AGENT =
      key(
          "agents.default",
          ConfigType.text(64),
          "none",
          "The agent that works where the project declares none: the name of a preset, such as"
              + " claude, or none; execute --agent names one for a run.");

  /** First wait for an agent. */
  public static final ConfigKey<Duration> AGENT_BACKOFF =
      key(
          "agents.backoff",
          ConfigType.duration(SECOND, DAY),
          Duration.ofSeconds(30),
          "How long an agent that could not work gets no attempt, where it does not say; doubled"
              + " each time in a row.");

  /** Longest wait for an agent. */
  public static final ConfigKey<Duration> AGENT_BACKOFF_LIMIT =
      key(
          "agents.backoff_limit",
          ConfigType.duration(SECOND, DAY),
          Duration.ofMinutes(15),
          "Most that this becomes.");

  /** How long a session waits for an agent. */
  public static final ConfigKey<Duration> UNAVAILABLE_LIMIT =
      key(
          "agents.unavailable_limit",
          ConfigType.duration(Duration.ZERO, Duration.ofDays(7)),
          Duration.ofHours(1),
          "How long an execution waits for an agent that cannot work, in a row, when there is"
              + " nothing else to do.");

  /** What a task without an estimate takes. */
  public static final ConfigKey<Duration> DEFAULT_TASK =
      key(
          "planning.estimation.default_task",
          ConfigType.duration(Duration.ZERO, Duration.ofDays(365)),
          CriticalPath.DEFAULT_TASK,
          "What a task without an estimate counts in the schedule and in the order of dispatch.");

  /** Buffer on estimates. */
  public static final ConfigKey<Integer> DEFAULT_BUFFER_PERCENTAGE =
      later(
          "planning.estimation.default_buffer_percentage",
          ConfigType.integer(0, 1_000),
          20,
          "Buffer added to estimates, in percent.",
          ESTIMATION);

  /** Factor for integration work. */
  public static final ConfigKey<Double> INTEGRATION =
      multiplier("integration", 1.3, "Factor on estimates of integration work.");

  /** Factor for new technology. */
  public static final ConfigKey<Double> NEW_TECHNOLOGY =
      multiplier("new_technology", 1.5, "Factor on estimates of work with new technology.");

  /** Factor for external dependencies. */
  public static final ConfigKey<Double> EXTERNAL_DEPENDENCIES =
      multiplier(
          "external_dependencies", 1.2, "Factor on estimates of work that waits for others.");

  /** Whether risks are looked for. */
  public static final ConfigKey<Boolean> AUTOMATED_DETECTION =
      later(
          "planning.risk_assessment.automated_detection",
          ConfigType.bool(),
          true,
          "Look for risks while planning.",
          RISK);

  /** Whether risks need a mitigation. */
  public static final ConfigKey<String> MITIGATION_PLANNING =
      later(
          "planning.risk_assessment.mitigation_planning",
          ConfigType.choice("required", "optional", "off"),
          "required",
          "Whether a high risk needs a mitigation before execution.",
          RISK);

  /** From where a risk is high. */
  public static final ConfigKey<Double> HIGH_RISK =
      later(
          "planning.risk_assessment.escalation_thresholds.high_risk",
          ConfigType.real(0, 1),
          0.7,
          "Score from which a risk is high.",
          RISK);

  /** From where a risk is critical. */
  public static final ConfigKey<Double> CRITICAL_RISK =
      later(
          "planning.risk_assessment.escalation_thresholds.critical_risk",
          ConfigType.real(0, 1),
          0.9,
          "Score from which a risk is critical and a person decides.",
          RISK);

  /** How often the dashboard changes. */
  public static final ConfigKey<Cadence> DASHBOARD_FREQUENCY =
      later(
          "monitoring.dashboard.update_frequency",
          ConfigType.cadence(),
          new Cadence("real_time", Duration.ZERO),
          "How often the dashboard is brought up to date.",
          DASHBOARD);

  /** Whether the dashboard predicts. */
  public static final ConfigKey<Boolean> INCLUDE_PREDICTIONS =
      later(
          "monitoring.dashboard.include_predictions",
          ConfigType.bool(),
          true,
          "Show forecasts on the dashboard.",
          DASHBOARD);

  /** For whom the dashboard is written. */
  public static final ConfigKey<String> STAKEHOLDER_VIEW =
      later(
          "monitoring.dashboard.stakeholder_view",
          ConfigType.choice("executive_summary", "technical_detail", "full"),
          "executive_summary",
          "For whom the dashboard is written.",
          DASHBOARD);

  /** When a blocker is told. */
  public static final ConfigKey<Cadence> BLOCKER_DETECTION =
      later(
          "monitoring.alerts.blocker_detection",
          ConfigType.cadence(),
          new Cadence("immediate", Duration.ZERO),
          "When a blocker is told.",
          ALERTS);

  /** When a slowdown is told. */
  public static final ConfigKey<Cadence> PERFORMANCE_DEGRADATION =
      later(
          "monitoring.alerts.performance_degradation",
          ConfigType.cadence(),
          new Cadence("5_minute_delay", Duration.ofMinutes(5)),
          "When it is told that work has become slower.",
          ALERTS);

  /** When a milestone at risk is told. */
  public static final ConfigKey<Cadence> MILESTONE_AT_RISK =
      later(
          "monitoring.alerts.milestone_at_risk",
          ConfigType.cadence(),
          new Cadence("daily_summary", DAY),
          "When it is told that a milestone may miss its day.",
          ALERTS);

  /** Storage provider. */
  public static final ConfigKey<String> STORAGE_PROVIDER =
      key(
          "storage.provider",
          ConfigType.text(64),
          "file",
          "Name of the storage provider; it gets what stands beside this key.");

  /** Size of a segment. */
  public static final ConfigKey<Long> SEGMENT_BYTES =
      key(
          "storage.segment_bytes",
          ConfigType.bytes(1, 1L << 40),
          64L << 20,
          "A journal segment at least this long is sealed and copied.");

  /** Folder of the copies. */
  public static final ConfigKey<String> SECOND_PLACE =
      key(
          "storage.second_place",
          ConfigType.text(4_096),
          "sealed",
          "Folder for copies of sealed segments; a relative path is taken from the store.");

  /** Size of a batch. */
  public static final ConfigKey<Integer> GATHER_BYTES =
      key(
          "storage.gather_bytes",
          ConfigType.integer(1, 64 << 20),
          1 << 20,
          "No further turn joins a batch of this size.");

  /** Size of the queue. */
  public static final ConfigKey<Integer> QUEUE_KIB =
      key(
          "storage.queue_kib",
          ConfigType.integer(16, 1 << 24),
          65_536,
          "Most KiB that wait in the store's queue before callers are held up.");

  /** Longest wait for other processes. */
  public static final ConfigKey<Long> BUSY_TIMEOUT_MS =
      key(
          "storage.busy_timeout_ms",
          ConfigType.bytes(0, 1L << 40),
          60_000L,
          "How long an append waits for other processes, in milliseconds.");

  /** Time between notes of the head. */
  public static final ConfigKey<Long> HEAD_NOTE_MS =
      key(
          "storage.head_note_ms",
          ConfigType.bytes(0, 1L << 40),
          5_000L,
          "Least time between two notes of the chain's head in the second place, in milliseconds.");

  /** Events between snapshots. */
  public static final ConfigKey<Integer> SNAPSHOT_EVERY_EVENTS =
      key(
          "storage.snapshot_every_events",
          ConfigType.integer(100, 100_000_000),
          50_000,
          "After how many events a snapshot of the state is written.");

  /** Most tasks. */
  public static final ConfigKey<Integer> MAX_TASKS =
      key(
          "limits.max_tasks",
          ConfigType.integer(1, 5_000_000),
          1_000_000,
          "Most tasks of a project; a plan with more is refused.");

  /** Most milestones. */
  public static final ConfigKey<Integer> MAX_MILESTONES =
      key(
          "limits.max_milestones",
          ConfigType.integer(1, 1_000_000),
          100_000,
          "Most milestones of a project; a plan with more is refused.");

  /**
   * Sections in which keys may be added: name of the section with its last dot, and the type of its
   * keys.
   */
  static final Map<String, ConfigType<?>> OPEN =
      Map.of(
          "planning.estimation.complexity_multipliers.", ConfigType.real(0.1, 100),
          "storage.settings.", ConfigType.text(4_096));

  private static final List<ConfigKey<?>> ALL = List.copyOf(TABLE.values());

  private ConfigKeys() {}

  private static <T> ConfigKey<T> key(
      String name, ConfigType<T> type, T defaultValue, String meaning) {
    return later(name, type, defaultValue, meaning, "");
  }

  private static <T> ConfigKey<T> later(
      String name, ConfigType<T> type, T defaultValue, String meaning, String usedBy) {
    ConfigKey<T> key = new ConfigKey<>(name, type, defaultValue, meaning, usedBy);
    TABLE.put(name, key);
    return key;
  }

  private static ConfigKey<Double> multiplier(String name, double value, String meaning) {
    String full = "planning.estimation.complexity_multipliers." + name;
    return later(full, ConfigType.real(0.1, 100), value, meaning, ESTIMATION);
  }

  /** All keys, section by section. */
  public static List<ConfigKey<?>> all() {
    return ALL;
  }

  /** A key by its name; also one that someone adds in an open section. */
  static Optional<ConfigKey<?>> find(String name) {
    ConfigKey<?> known = TABLE.get(name);
    if (known != null) {
      return Optional.of(known);
    }
    for (Map.Entry<String, ConfigType<?>> open : OPEN.entrySet()) {
      String rest = name.startsWith(open.getKey()) ? name.substring(open.getKey().length()) : "";
      if (!rest.isEmpty() && rest.indexOf('.') < 0) {
        return Optional.of(added(name, open.getValue()));
      }
    }
    return Optional.empty();
  }

  /**
   * A key of an open section; its default is never asked for, since it exists only where it is set.
   */
  @SuppressWarnings("unchecked")
  private static ConfigKey<?> added(String name, ConfigType<?> type) {
    return new ConfigKey<>(name, (ConfigType<Object>) type, "", "A key of your own.", "");
  }

  /** Names of what may stand in a section; the empty name is the file itself. */
  static List<String> children(String section) {
    String prefix = section.isEmpty() ? "" : section + ".";
    List<String> names = new ArrayList<>();
    List<String> all = new ArrayList<>(TABLE.keySet());
    OPEN.keySet().stream().sorted().forEach(all::add);
    for (String name : all) {
      if (name.startsWith(prefix) && name.length() > prefix.length()) {
        int dot = name.indexOf('.', prefix.length());
        String child = name.substring(prefix.length(), dot < 0 ? name.length() : dot);
        if (!names.contains(child)) {
          names.add(child);
        }
      }
    }
    return Collections.unmodifiableList(names);
  }

  /** Whether a name is a section. */
  static boolean isSection(String name) {
    return OPEN.containsKey(name + ".") || !children(name).isEmpty();
  }
}
