package dev.milestone.agent.preset;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** No bytes make the parser throw, and what was cut off is never taken for a success. */
class PresetParserProperties {

  private static final List<Golden> CASES = Golden.all();
  private static final List<Preset> PRESETS =
      CASES.stream()
          .map(Golden::agent)
          .distinct()
          .map(a -> Golden.of(a, "success").preset())
          .toList();

  @Provide
  Arbitrary<Golden> cases() {
    return Arbitraries.of(CASES);
  }

  @Provide
  Arbitrary<Preset> presets() {
    return Arbitraries.of(PRESETS);
  }

  @Property(tries = 500)
  void random_bytes_never_throw(
      @ForAll("presets") Preset preset, @ForAll byte[] out, @ForAll byte[] err) {
    PresetFacts facts = parse(preset, out, err, 3);
    assertThat(facts.terminal()).isFalse();
    assertThat(facts.spent().tokens()).isZero();
  }

  @Property(tries = 500)
  void random_changes_never_throw(@ForAll("cases") Golden golden, @ForAll long seed) {
    Random random = new Random(seed);
    byte[] out = golden.stdout();
    byte[] err = golden.stderr();
    for (byte[] bytes : List.of(out, err)) {
      for (int i = 0; bytes.length > 0 && i < 1 + random.nextInt(40); i++) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
    }
    PresetFacts facts = parse(golden.preset(), out, err, 1 + random.nextInt(200));
    assertThat(facts.text().length()).isLessThanOrEqualTo(PresetParser.MAX_TEXT);
    assertThat(facts.spent().money().signum()).isNotNegative();
  }

  @Property(tries = 500)
  void a_cut_file_never_throws_and_never_ends_well(
      @ForAll("cases") Golden golden, @ForAll long seed) {
    byte[] out = golden.stdout();
    int end = lastVisible(out);
    if (end <= 0) {
      return;
    }
    int cut = new Random(seed).nextInt(end);
    PresetFacts facts = parse(golden.preset(), Arrays.copyOf(out, cut), golden.stderr(), 100);
    assertThat(facts.terminal() && !facts.error()).isFalse();
  }

  @Property(tries = 200)
  void the_facts_do_not_depend_on_how_the_bytes_arrive(
      @ForAll("cases") Golden golden, @ForAll long seed) {
    int piece = 1 + new Random(seed).nextInt(5000);
    PresetFacts pieces = parse(golden.preset(), golden.stdout(), golden.stderr(), piece);
    PresetFacts whole =
        parse(golden.preset(), golden.stdout(), golden.stderr(), Integer.MAX_VALUE / 2);
    assertThat(pieces).isEqualTo(whole);
  }

  @Property(tries = 100)
  void lines_in_another_order_never_throw(@ForAll("cases") Golden golden, @ForAll long seed) {
    List<String> lines =
        new String(golden.stdout(), java.nio.charset.StandardCharsets.UTF_8)
            .lines()
            .collect(Collectors.toList());
    java.util.Collections.shuffle(lines, new Random(seed));
    byte[] out = String.join("\n", lines).getBytes(java.nio.charset.StandardCharsets.UTF_8);
    parse(golden.preset(), out, golden.stderr(), 1000);
  }

  /** Where the last JSON object of the output ends. */
  private static int lastVisible(byte[] out) {
    int end = out.length;
    while (end > 0 && out[end - 1] <= ' ') {
      end--;
    }
    return end;
  }

  private static PresetFacts parse(Preset preset, byte[] out, byte[] err, int piece) {
    PresetParser parser = new PresetParser(preset, Optional.empty(), PresetListener.NONE);
    for (int at = 0; at < out.length; at += piece) {
      parser.out(out, at, Math.min(piece, out.length - at));
    }
    for (int at = 0; at < err.length; at += piece) {
      parser.err(err, at, Math.min(piece, err.length - at));
    }
    parser.finish();
    return parser.facts();
  }
}
