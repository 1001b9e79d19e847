package dev.milestone.core.yaml;

/**
 * What a YAML file may cost. Everything is checked before it can hurt: bytes before decoding, depth
 * and count while the tokens come in.
 *
 * @param bytes largest file
 * @param depth deepest nesting of lists and maps
 * @param nodes most values, keys not counted
 * @param scalar longest text, and longest line, in bytes
 */
public record YamlLimits(int bytes, int depth, int nodes, int scalar) {

  /** For plan files: 64 MiB, depth 64, 5,000,000 values, 1 MiB a text. */
  public static final YamlLimits PLAN = new YamlLimits(64 << 20, 64, 5_000_000, 1 << 20);

  /** For configuration files: 1 MiB, depth 16, 20,000 values, 64 KiB a text. */
  public static final YamlLimits CONFIGURATION = new YamlLimits(1 << 20, 16, 20_000, 64 << 10);
}
