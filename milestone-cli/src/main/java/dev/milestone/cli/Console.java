package dev.milestone.cli;

import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where a command reads and prints, and what the receiving ends can show. Colour and cursor
 * movement only on a terminal, never with {@code NO_COLOR}, {@code TERM=dumb} or {@code
 * --no-color}.
 *
 * @param in standard input
 * @param out standard output: results
 * @param err standard error: people's words and progress
 * @param outStyle how results are coloured
 * @param errStyle how words are coloured
 * @param errTerminal whether the cursor can be moved on standard error
 * @param outTerminal whether the cursor can be moved on standard output
 * @param width columns
 */
record Console(
    InputStream in,
    PrintStream out,
    PrintStream err,
    Style outStyle,
    Style errStyle,
    boolean outTerminal,
    boolean errTerminal,
    int width) {

  /** Columns where nobody says how many there are. */
  static final int DEFAULT_WIDTH = 80;

  /** Fewest columns that the layouts use. */
  static final int MIN_WIDTH = 40;

  /** Most columns that the layouts use. */
  static final int MAX_WIDTH = 160;

  /**
   * Looks at the environment. The launcher says in {@code MILESTONE_TTY} which of {@code out} and
   * {@code err} are terminals; without it, the process's own descriptors are looked at where the
   * system shows them.
   */
  static Console of(
      InputStream in,
      PrintStream out,
      PrintStream err,
      Map<String, String> env,
      boolean noColor,
      boolean plainStreams) {
    boolean dumb = "dumb".equals(env.get("TERM"));
    boolean outTerminal = !dumb && terminal(env, "out", 1, plainStreams);
    boolean errTerminal = !dumb && terminal(env, "err", 2, plainStreams);
    boolean colour = !noColor && env.getOrDefault("NO_COLOR", "").isEmpty();
    return new Console(
        in,
        out,
        err,
        new Style(colour && outTerminal),
        new Style(colour && errTerminal),
        outTerminal,
        errTerminal,
        width(env));
  }

  /** How wide a row of a table may be: on a terminal as wide as that, elsewhere nothing is cut. */
  int tableWidth() {
    return outTerminal ? width : Integer.MAX_VALUE / 2;
  }

  private static boolean terminal(
      Map<String, String> env, String name, int descriptor, boolean plainStreams) {
    String said = env.get("MILESTONE_TTY");
    if (said != null) {
      return java.util.List.of(said.split(",")).contains(name);
    }
    if (!plainStreams) {
      return false;
    }
    try {
      Path target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor));
      String device = target.toString();
      return device.startsWith("/dev/pts/")
          || device.startsWith("/dev/tty")
          || device.equals("/dev/console");
    } catch (java.io.IOException | RuntimeException unknown) {
      return false;
    }
  }

  private static int width(Map<String, String> env) {
    String columns = env.getOrDefault("COLUMNS", "");
    try {
      int width = columns.isEmpty() ? DEFAULT_WIDTH : Integer.parseInt(columns.strip());
      // A terminal that does not know its size says 0.
      return width <= 0 ? DEFAULT_WIDTH : Math.max(MIN_WIDTH, Math.min(MAX_WIDTH, width));
    } catch (NumberFormatException notANumber) {
      return DEFAULT_WIDTH;
    }
  }
}
