package dev.milestone.fuzz;

import dev.milestone.agent.preset.Preset;
import dev.milestone.agent.preset.PresetCatalogue;
import dev.milestone.agent.preset.PresetFacts;
import dev.milestone.agent.preset.PresetListener;
import dev.milestone.agent.preset.PresetParser;
import java.util.List;
import java.util.Optional;

/**
 * Fuzzes what reads the output of coding agents. The first byte selects the preset, the second says
 * how much of the rest is standard output. Output that comes in small pieces means the same as
 * output that comes at once.
 */
public final class PresetOutputFuzz {

  private static final List<Preset> PRESETS = presets();

  private PresetOutputFuzz() {}

  private static List<Preset> presets() {
    PresetCatalogue catalogue = new PresetCatalogue(PresetCatalogue.class.getClassLoader());
    return catalogue.jarNames().stream()
        .map(name -> catalogue.findInJars(name).orElseThrow())
        .toList();
  }

  /** One input. */
  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length < 2) {
      return;
    }
    Preset preset = PRESETS.get((input[0] & 0xFF) % PRESETS.size());
    int out = 2 + (int) ((input.length - 2L) * (input[1] & 0xFF) / 255);
    PresetFacts whole = parse(preset, input, out, input.length);
    PresetFacts pieces = parse(preset, input, out, 7);
    if (!whole.equals(pieces)) {
      throw new AssertionError("in pieces it means something else: " + whole + " / " + pieces);
    }
  }

  private static PresetFacts parse(Preset preset, byte[] input, int out, int piece) {
    PresetParser parser = new PresetParser(preset, Optional.empty(), PresetListener.NONE);
    for (int i = 2; i < out; i += piece) {
      parser.out(input, i, Math.min(piece, out - i));
    }
    for (int i = out; i < input.length; i += piece) {
      parser.err(input, i, Math.min(piece, input.length - i));
    }
    parser.finish();
    return parser.facts();
  }
}
