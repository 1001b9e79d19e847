package dev.milestone.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.milestone.MilestoneException;
import dev.milestone.Problem;
import dev.milestone.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Levels, types, provenance and problems of the configuration. */
class ConfigurationTest {
  @TempDir Path folder;

  private Path root() {
    return folder.resolve("project");
  }

  private Path home() {
    return folder.resolve("home");
  }

  private void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private Configuration load(Map<String, String> program) {
    return ConfigurationLoader.load(ConfigurationLoader.sources(root(), home(), Map.of()), program);
  }

  private List<Problem> problems(String text) throws IOException {
    write(root().resolve("milestone-config.yaml"), text);
    return catchThrowableOfType(MilestoneException.class, () -> load(Map.of())).problems();
  }

  private static String agents(int n) {
    return "execution: {agent_coordination: {max_concurrent_agents: " + n + "}}\n";
  }

  @Test
  void defaultsAreThoseOfTheArchitecture() {
    Configuration defaults = load(Map.of());
    assertThat(defaults.get(ConfigKeys.MAX_CONCURRENT_AGENTS)).isEqualTo(5);
    assertThat(defaults.get(ConfigKeys.COORDINATION_FREQUENCY)).isEqualTo(Duration.ofSeconds(30));
    assertThat(defaults.get(ConfigKeys.CHECKPOINT_FREQUENCY)).isEqualTo(Duration.ofMinutes(5));
    assertThat(defaults.get(ConfigKeys.PROGRESS_UPDATE_INTERVAL).immediate()).isTrue();
    assertThat(defaults.get(ConfigKeys.BATCH_SIZE)).isEqualTo(10);
    assertThat(defaults.get(ConfigKeys.REQUIRE_GIT_CLEAN)).isTrue();
    assertThat(defaults.get(ConfigKeys.NEW_TECHNOLOGY)).isEqualTo(1.5);
    assertThat(defaults.get(ConfigKeys.CRITICAL_RISK)).isEqualTo(0.9);
    assertThat(defaults.get(ConfigKeys.TASK_TIMEOUT)).isEmpty();
    assertThat(defaults.settings()).allMatch(s -> s.source().equals("default"));
    assertThat(defaults.settings()).hasSameSizeAs(ConfigKeys.all());
  }

  @Test
  void theArchitecturesOwnNotationsAreRead() throws IOException {
    write(
        root().resolve(".milestones/config/milestone-config.yaml"),
        """
        execution:
          agent_coordination:
            max_concurrent_agents: 5
            coordination_frequency: "30_seconds"
            conflict_resolution: "hierarchical_precedence"
          performance:
            checkpoint_frequency: "5_minutes"
            progress_update_interval: "real_time"
            batch_size: 10
          safety:
            require_git_clean: true
            backup_before_changes: true
            rollback_enabled: true
        planning:
          estimation:
            default_buffer_percentage: 20
            complexity_multipliers:
              integration: 1.3
              new_technology: 1.5
              external_dependencies: 1.2
          risk_assessment:
            automated_detection: true
            mitigation_planning: "required"
            escalation_thresholds:
              high_risk: 0.7
              critical_risk: 0.9
        monitoring:
          dashboard:
            update_frequency: "real_time"
            include_predictions: true
            stakeholder_view: "executive_summary"
          alerts:
            blocker_detection: "immediate"
            performance_degradation: "5_minute_delay"
            milestone_at_risk: "daily_summary"
        """);
    Configuration read = load(Map.of());
    assertThat(read.settings().stream().filter(s -> s.source().equals("instance"))).hasSize(23);
    for (ConfigKey<?> key : ConfigKeys.all()) {
      assertThat(read.get(key)).as(key.name()).isEqualTo(key.defaultValue());
    }
    assertThat(read.get(ConfigKeys.PERFORMANCE_DEGRADATION).every())
        .isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void aLaterLevelWinsAndIsNamed() throws IOException {
    List<ConfigSource> sources = ConfigurationLoader.sources(root(), home(), Map.of());
    for (int i = 0; i < sources.size(); i++) {
      write(sources.get(i).file(), "# " + i + "\n" + agents(10 + i));
      Configuration read = load(Map.of());
      assertThat(read.get(ConfigKeys.MAX_CONCURRENT_AGENTS)).isEqualTo(10 + i);
      Setting setting = read.setting(ConfigKeys.MAX_CONCURRENT_AGENTS.name()).orElseThrow();
      assertThat(setting.source()).isEqualTo(sources.get(i).level());
      assertThat(setting.file()).isEqualTo(sources.get(i).file().toString());
      assertThat(setting.line()).isEqualTo(2);
      assertThat(setting.value()).isEqualTo(Integer.toString(10 + i));
    }
    Configuration read = load(Map.of(ConfigKeys.MAX_CONCURRENT_AGENTS.name(), "99"));
    assertThat(read.get(ConfigKeys.MAX_CONCURRENT_AGENTS)).isEqualTo(99);
    assertThat(read.setting(ConfigKeys.MAX_CONCURRENT_AGENTS.name()).orElseThrow().source())
        .isEqualTo("program");
    assertThat(sources.stream().map(ConfigSource::level))
        .containsExactly("user", "user", "project", "project", "team", "instance");
  }

  @Test
  void theUsersFolderFollowsXdg() {
    assertThat(
            ConfigurationLoader.sources(root(), home(), Map.of("XDG_CONFIG_HOME", "/etc/my"))
                .get(1)
                .file())
        .isEqualTo(Path.of("/etc/my/milestone/milestone-defaults.yaml"));
    assertThat(
            ConfigurationLoader.sources(root(), home(), Map.of("XDG_CONFIG_HOME", "relative"))
                .get(1)
                .file())
        .isEqualTo(home().resolve(".config/milestone/milestone-defaults.yaml"));
  }

  @Test
  void unknownKeysGetASuggestion() throws IOException {
    List<Problem> problems =
        problems(
            "execution:\n  safety:\n    require_git_cleen: true\nexecutoin: {}\nbatch_size: 3\n");
    assertThat(problems).hasSize(3);
    assertThat(problems.get(0).line()).isEqualTo(3);
    assertThat(problems.get(0).column()).isEqualTo(5);
    assertThat(problems.get(0).field()).isEqualTo("execution.safety.require_git_cleen");
    assertThat(problems.get(0).hint()).isEqualTo("did you mean 'require_git_clean'?");
    assertThat(problems.get(1).hint()).isEqualTo("did you mean 'execution'?");
    assertThat(problems.get(2).hint()).contains("execution.performance.batch_size");
  }

  @Test
  void wrongTypesAndRangesAreLocated() throws IOException {
    List<Problem> problems =
        problems(
            """
            execution:
              agent_coordination: {max_concurrent_agents: 0, conflict_resolution: newest}
              performance: {checkpoint_frequency: often, batch_size: [1]}
              safety: true
              timeouts: {task: 0s}
            planning:
              estimation: {complexity_multipliers: {own: many}}
            monitoring: {alerts: {blocker_detection: later}}
            storage: {segment_bytes: }
            """);
    assertThat(problems.stream().map(p -> p.line() + " " + p.field()))
        .containsExactly(
            "2 execution.agent_coordination.max_concurrent_agents",
            "2 execution.agent_coordination.conflict_resolution",
            "3 execution.performance.checkpoint_frequency",
            "3 execution.performance.batch_size",
            "4 execution.safety",
            "5 execution.timeouts.task",
            "7 planning.estimation.complexity_multipliers.own",
            "8 monitoring.alerts.blocker_detection",
            "9 storage.segment_bytes");
    assertThat(problems.get(0).expected()).isEqualTo("a whole number from 1 to 1024");
    assertThat(problems.get(0).found()).isEqualTo("0");
  }

  @Test
  void whatOnlyShowsTogetherIsRefused() throws IOException {
    List<Problem> problems =
        problems("planning: {risk_assessment: {escalation_thresholds: {high_risk: 0.95}}}");
    assertThat(problems).hasSize(1);
    assertThat(problems.get(0).expected()).isEqualTo("high_risk <= critical_risk");
  }

  @Test
  void emptyFilesSectionsAndExtensionsAreFine() throws IOException {
    write(root().resolve("milestone-config.yaml"), "# nothing\n");
    write(
        root().resolve("team-milestone-rules.yaml"),
        "execution:\nx-own: [1]\nplanning: {x-a: 1}\n");
    assertThat(load(Map.of()).settings()).allMatch(s -> s.source().equals("default"));
  }

  @Test
  void brokenYamlIsLocated() throws IOException {
    List<Problem> problems = problems("execution: [\n");
    assertThat(problems).hasSize(1);
    assertThat(problems.get(0).file()).endsWith("milestone-config.yaml");
    assertThat(problems.get(0).line()).isPositive();
    assertThat(problems("x-a: &a 1\n").get(0).found()).contains("anchor");
    assertThat(problems("#".repeat(2 << 20)).get(0).expected()).contains("at most 1048576 bytes");
  }

  @Test
  void programSettingsAreCheckedAlike() {
    MilestoneException error =
        catchThrowableOfType(
            MilestoneException.class,
            () -> Configuration.of(Map.of("execution.performance.batch_sise", "1")));
    assertThat(error.code()).isEqualTo(ConfigurationLoader.CODE);
    assertThat(error.problems().get(0).hint()).isEqualTo("did you mean 'batch_size'?");
    assertThatThrownBy(() -> Configuration.of(Map.of(ConfigKeys.LEASE.name(), "soon")))
        .isInstanceOf(MilestoneException.class)
        .hasMessageContaining("execution.leases.lease");
  }

  @Test
  void providersGetWhatStandsInTheirSection() throws IOException {
    write(
        root().resolve("milestone-config.yaml"),
        "storage: {provider: mine, segment_bytes: 1_000, settings: {url: here}}\n");
    assertThat(load(Map.of()).section("storage"))
        .isEqualTo(Map.of("provider", "mine", "segment_bytes", "1000", "url", "here"));
    assertThat(load(Map.of()).setting("storage.settings.url").orElseThrow().value())
        .isEqualTo("here");
    assertThat(load(Map.of()).settings()).hasSize(ConfigKeys.all().size() + 1);
  }

  @Test
  void everyDefaultIsAllowedAndReadBack() {
    for (ConfigKey<?> key : ConfigKeys.all()) {
      readBack(key);
    }
  }

  private static <T> void readBack(ConfigKey<T> key) {
    assertThat(key.type().read(key.defaultText())).as(key.name()).contains(key.defaultValue());
    assertThat(key.meaning()).as(key.name()).endsWith(".");
  }

  @Test
  void secretsAreReferencesAndNeverShown() throws IOException {
    ConfigType<SecretReference> type = ConfigType.secret();
    assertThat(type.read("hunter2")).isEmpty();
    assertThat(type.read("${env:}")).isEmpty();
    assertThat(type.read("${vault:x}")).isEmpty();
    SecretReference env = type.read("${env:TOKEN}").orElseThrow();
    assertThat(env.resolve(Map.of("TOKEN", "hunter2"))).isEqualTo("hunter2");
    assertThat(type.show(env)).isEqualTo("${env:TOKEN}");
    assertThat(env.toString()).doesNotContain("hunter2");
    assertThatThrownBy(() -> env.resolve(Map.of())).hasMessageContaining("${env:TOKEN}");
    Path file = folder.resolve("secret");
    Files.writeString(file, "hunter2\n");
    Optional<SecretReference> inFile = type.read("${file:" + file + "}");
    assertThat(inFile.orElseThrow().resolve(Map.of())).isEqualTo("hunter2");
  }
}
