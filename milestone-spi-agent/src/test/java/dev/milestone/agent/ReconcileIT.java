package dev.milestone.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.milestone.spi.agent.ReconcileRequest;
import dev.milestone.spi.agent.Reconciliation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Orphans of an engine that was killed with SIGKILL. */
@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReconcileIT {

  /**
   * A process of the attempt that is deaf to SIGTERM, with a child, and a grandchild in a session
   * of its own.
   */
  private static final String FAMILY =
      "trap '' TERM; sleep 300 & setsid sh -c 'trap \"\" TERM; echo $$ > grandchild; "
          + "while :; do sleep 0.2; done' & while [ ! -s grandchild ]; do sleep 0.02; done; "
          + "echo $$ > root; while :; do sleep 0.2; done";

  @TempDir Path workspace;

  private final ProcessAgentProvider provider = new ProcessAgentProvider();
  private String effect = "";

  @BeforeEach
  void nameTheEffect() {
    assumeTrue(Files.exists(Path.of("/proc/self/stat")), "needs /proc");
    effect = Fixture.effect();
  }

  @AfterEach
  void endWhatATestLeft() {
    ProcessTree tree = new ProcessTree(Fixture.TABLE, effect, java.util.Optional.empty(), 0);
    tree.signal(tree.running(), true);
  }

  @Test
  void an_orphan_is_found_by_its_effect_even_when_no_identity_was_recorded() throws Exception {
    killAnEngineWith(FAMILY);
    List<Long> family = List.of(pid("root"), pid("grandchild"));
    assertThat(family).allMatch(Fixture::isRunning);
    Reconciliation answer = reconcile(Map.of());
    assertThat(answer.found()).isTrue();
    assertThat(answer.ended()).isGreaterThanOrEqualTo(4);
    assertThat(answer.remaining()).isZero();
    assertThat(answer.detail()).contains("ended " + answer.ended());
    assertThat(family).noneMatch(Fixture::isRunning);
    assertThat(reconcile(Map.of())).isEqualTo(Reconciliation.NOTHING_LEFT);
  }

  @Test
  void an_orphan_that_cleared_its_environment_is_found_by_its_identity() throws Exception {
    killAnEngineWith(
        "exec env -i /bin/sh -c 'trap \"\" TERM; /bin/sleep 300 & echo $$ > root; "
            + "while :; do /bin/sleep 0.2; done'");
    long root = pid("root");
    assertThat(Fixture.running(effect)).isZero();
    Map<String, Object> identity = identity();
    assertThat(identity.get("pid")).isEqualTo(root);
    Reconciliation answer = reconcile(identity);
    assertThat(answer.found()).isTrue();
    assertThat(answer.ended()).isGreaterThanOrEqualTo(2);
    assertThat(answer.remaining()).isZero();
    assertThat(Fixture.isRunning(root)).isFalse();
  }

  @Test
  void a_polite_orphan_may_tidy_up() throws Exception {
    killAnEngineWith(
        "exec >/dev/null 2>&1; trap 'echo tidied > tidy; exit 0' TERM; echo $$ > root; "
            + "while :; do sleep 0.05; done");
    Reconciliation answer = reconcile(identity());
    assertThat(answer.found()).as("%s", answer).isTrue();
    assertThat(answer.remaining()).as("%s", answer).isZero();
    assertThat(workspace.resolve("tidy")).as("%s", answer).exists();
  }

  @Test
  void a_process_that_got_the_number_later_is_left_alone() throws Exception {
    Process other = new ProcessBuilder("sleep", "300").start();
    try {
      Map<String, Object> right =
          Fixture.TABLE.identity(Fixture.TABLE.find(other.pid()).orElseThrow());
      Map<String, Object> laterStart = new HashMap<>(right);
      laterStart.put("start_ticks", ((Number) right.get("start_ticks")).longValue() - 1);
      Map<String, Object> otherBoot = new HashMap<>(right);
      otherBoot.put("boot_id", "00000000-0000-0000-0000-000000000000");
      for (Map<String, Object> wrong :
          List.of(
              laterStart,
              otherBoot,
              Map.<String, Object>of("pid", other.pid()),
              Map.<String, Object>of("pid", "1", "boot_id", 7, "start_ticks", "x"))) {
        assertThat(reconcile(wrong)).as("%s", wrong).isEqualTo(Reconciliation.NOTHING_LEFT);
        assertThat(other.isAlive()).as("%s", wrong).isTrue();
      }
      // Numbers come back from the journal as whatever type JSON gave them.
      Map<String, Object> asIntegers = new HashMap<>(right);
      asIntegers.put("pid", (int) other.pid());
      assertThat(reconcile(asIntegers).ended()).isEqualTo(1);
      await().until(() -> !other.isAlive());
    } finally {
      other.destroyForcibly();
    }
  }

  @Test
  void without_proc_the_start_decides() throws Exception {
    ProcessAgentProvider portable = new ProcessAgentProvider(new PortableProcessTable());
    Process other = new ProcessBuilder("sleep", "300").start();
    try {
      long start = other.info().startInstant().orElseThrow().toEpochMilli();
      assertThat(
              portable.reconcile(
                  request(Map.of("pid", other.pid(), "start_millis", start - 10_000))))
          .isEqualTo(Reconciliation.NOTHING_LEFT);
      assertThat(other.isAlive()).isTrue();
      assertThat(
              portable
                  .reconcile(request(Map.of("pid", other.pid(), "start_millis", start)))
                  .ended())
          .isEqualTo(1);
      await().until(() -> !other.isAlive());
    } finally {
      other.destroyForcibly();
    }
  }

  @Test
  void many_orphans_are_ended_in_one_go() throws Exception {
    killAnEngineWith(
        "for i in 1 2 3 4 5 6 7 8 9 10; do setsid sleep 300 & done; sleep 0.2; "
            + "echo $$ > root; wait");
    Reconciliation answer = reconcile(identity());
    assertThat(answer.ended()).isGreaterThanOrEqualTo(11);
    assertThat(answer.remaining()).isZero();
    assertThat(Fixture.running(effect)).isZero();
  }

  private Reconciliation reconcile(Map<String, Object> identity) {
    return provider.reconcile(request(identity));
  }

  private ReconcileRequest request(Map<String, Object> identity) {
    return new ReconcileRequest(effect, Fixture.shell(workspace, "exit 0"), identity);
  }

  /**
   * Starts another JVM whose agent runs a script, waits until the script is at work, and kills the
   * JVM.
   */
  private void killAnEngineWith(String script) throws Exception {
    Process engine =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                EngineToKill.class.getName(),
                workspace.toString(),
                effect,
                script)
            .redirectErrorStream(true)
            .redirectOutput(workspace.resolve("engine.log").toFile())
            .start();
    try {
      await().atMost(Duration.ofSeconds(60)).until(() -> exists("identity") && exists("root"));
    } finally {
      engine.destroyForcibly().waitFor();
    }
  }

  private boolean exists(String file) throws IOException {
    Path path = workspace.resolve(file);
    return Files.exists(path) && Files.size(path) > 0;
  }

  private long pid(String file) throws IOException {
    return Long.parseLong(Files.readString(workspace.resolve(file)).strip());
  }

  private Map<String, Object> identity() throws IOException {
    String[] parts = Files.readString(workspace.resolve("identity")).split(" ");
    long[] numbers = LongStream.of(Long.parseLong(parts[1]), Long.parseLong(parts[2])).toArray();
    return Map.of("boot_id", parts[0], "pid", numbers[0], "start_ticks", numbers[1]);
  }
}
