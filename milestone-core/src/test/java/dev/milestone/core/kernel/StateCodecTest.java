package dev.milestone.core.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milestone.core.journal.StoredEvent;
import dev.milestone.event.EventTypes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StateCodecTest {

  /** Fold version and digest of what {@code reference-journal.jsonl} adds up to. */
  private static final String REFERENCE = "2 144248be6da3df3b9d752d06b9d3659c";

  private static KernelScript history(int seed, int commands) {
    KernelScript script = new KernelScript(seed);
    Random random = new Random(seed);
    for (int i = 0; i < commands; i++) {
      script.step(
          new KernelScript.Op(
              random.nextInt(KernelScript.KINDS - 1), random.nextInt(41), random.nextInt(4_000)));
    }
    return script;
  }

  private static List<String> reference() {
    try (InputStream in =
        Objects.requireNonNull(
            StateCodecTest.class.getResourceAsStream("reference-journal.jsonl"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static State fold(List<String> lines) {
    State state = new State(new PlanDefinitions());
    StoredEvent view = new StoredEvent();
    long sequence = 0;
    for (String line : lines) {
      byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
      Evolver.apply(state, view.at(++sequence, bytes, 0, bytes.length));
    }
    return state;
  }

  @Test
  void a_state_is_read_as_it_was_written_and_written_as_it_was_read() {
    for (int seed = 0; seed < 20; seed++) {
      Bench bench = history(seed, 60).bench;
      byte[] bytes = StateCodec.write(bench.live);
      State restored = StateCodec.read(bytes, bench.definitions).orElseThrow();
      byte[] again = StateCodec.write(restored);
      assertThat(StateDump.of(restored)).isEqualTo(StateDump.of(bench.live));
      State twice = StateCodec.read(again, bench.definitions).orElseThrow();
      assertThat(StateDump.of(twice)).isEqualTo(StateDump.of(bench.live));
    }
  }

  @Test
  void bytes_with_an_error_anywhere_are_ignored() {
    Bench bench = history(3, 80).bench;
    byte[] bytes = StateCodec.write(bench.live);
    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      byte[] damaged = bytes.clone();
      int errors = 1 + random.nextInt(3);
      for (int k = 0; k < errors; k++) {
        damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      }
      if (!Arrays.equals(damaged, bytes)) {
        assertThat(StateCodec.read(damaged, bench.definitions)).isEmpty();
      }
    }
    for (int length = 0; length < bytes.length; length += 1 + length / 50) {
      assertThat(StateCodec.read(Arrays.copyOf(bytes, length), bench.definitions)).isEmpty();
    }
  }

  @Test
  void foreign_bytes_with_a_right_checksum_are_ignored_too() {
    Bench bench = history(3, 80).bench;
    byte[] bytes = StateCodec.write(bench.live);
    Random random = new Random(2);
    for (int i = 0; i < 20_000; i++) {
      byte[] foreign = Arrays.copyOf(bytes, bytes.length - 4);
      for (int k = 0; k < 3; k++) {
        foreign[random.nextInt(foreign.length)] = (byte) random.nextInt();
      }
      java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
      crc.update(foreign);
      Packer packer = new Packer(foreign.length + 4);
      packer.raw(foreign, 0, foreign.length).fixed((int) crc.getValue());
      // Whatever it holds: a state or nothing, never an exception.
      assertThat(StateCodec.read(packer.toBytes(), bench.definitions)).isNotNull();
    }
  }

  @Test
  void another_version_of_the_fold_or_the_layout_is_ignored() {
    Bench bench = history(3, 10).bench;
    for (int[] versions :
        new int[][] {
          {StateCodec.MAGIC + 1, StateCodec.LAYOUT, Evolver.FOLD_VERSION},
          {StateCodec.MAGIC, StateCodec.LAYOUT + 1, Evolver.FOLD_VERSION},
          {StateCodec.MAGIC, StateCodec.LAYOUT, Evolver.FOLD_VERSION + 1}
        }) {
      Packer packer = new Packer(64);
      packer.fixed(versions[0]).number(versions[1]).number(versions[2]);
      new StateWriter(packer).state(bench.live);
      java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
      crc.update(packer.array(), 0, packer.size());
      packer.fixed((int) crc.getValue());
      assertThat(StateCodec.read(packer.toBytes(), bench.definitions)).isEmpty();
    }
  }

  @Test
  void values_come_back_as_the_journal_would_have_given_them() {
    Map<String, Object> value = new LinkedHashMap<>();
    value.put("text", "Grüße \ud83d\ude80 \ud83d und \u0000");
    value.put("title", "known key");
    value.put("numbers", List.of(0L, -1L, Long.MAX_VALUE, Long.MIN_VALUE, 0.1, -1e300));
    value.put("flags", List.of(true, false));
    value.put("nested", Map.of("a", List.of(Map.of("b", "c"))));
    Packer packer = new Packer(1);
    packer.value(value);
    assertThat(new Unpacker(packer.array(), 0, packer.size()).value()).isEqualTo(value);
  }

  @Test
  void who_changes_what_events_mean_raises_the_fold_version() throws Exception {
    State state = fold(reference());
    String hash =
        HexFormat.of()
            .formatHex(
                MessageDigest.getInstance("SHA-256")
                    .digest(StateDump.of(state).getBytes(StandardCharsets.UTF_8)));
    assertThat(Evolver.FOLD_VERSION + " " + hash.substring(0, 32))
        .as(
            "The same journal adds up to another state than before. If that is meant, raise"
                + " Evolver.FOLD_VERSION, so that snapshots written by older versions are not used,"
                + " and put the new value here.")
        .isEqualTo(REFERENCE);
  }

  @Test
  void every_type_of_event_that_changes_the_state_is_in_the_reference_history() {
    String all = String.join("\n", reference());
    for (String type :
        List.of(
            EventTypes.TASK_SUCCEEDED,
            EventTypes.TASK_FAILED,
            EventTypes.TASK_RETRIED,
            EventTypes.TASK_CANCELLED,
            EventTypes.VERIFICATION_STARTED,
            EventTypes.SESSION_RESUMED,
            EventTypes.CHECKPOINT_CREATED,
            EventTypes.CONTEXT_CHANGED,
            EventTypes.DECISION_REQUESTED)) {
      assertThat(all).contains("\"" + type + "\"");
    }
  }
}
