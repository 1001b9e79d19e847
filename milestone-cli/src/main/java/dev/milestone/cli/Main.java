package dev.milestone.cli;

import dev.milestone.EngineBuilder;
import dev.milestone.MilestoneEngine;
import dev.milestone.TimeSource;
import dev.milestone.core.time.SystemTimeSource;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/**
 * The {@code milestone} command: finds the verb, parses its options, runs it against the engine,
 * and turns what comes of it into an exit code (see {@link ExitCode}).
 *
 * <p>Only the command of the verb that was asked for is built, and {@code --version} builds none,
 * because building all of them costs more than most verbs do. Thread-safe: instances hold no state.
 */
public final class Main {

  /** The narrowest help that picocli lays out. */
  private static final int LEAST_HELP_WIDTH = 55;

  private static final Set<String> FLAGS =
      Set.of("--json", "--no-color", "-q", "--quiet", "-v", "--verbose");

  private final TimeSource time;
  private final Supplier<EngineBuilder> builders;

  /** A command on the engine that is found on the path. */
  public Main() {
    this(new SystemTimeSource(), MilestoneEngine::builder);
  }

  /** A command on another engine. */
  Main(TimeSource time, Supplier<EngineBuilder> builders) {
    this.time = time;
    this.builders = builders;
  }

  /** Runs the command and ends the process with its exit code. */
  public static void main(String[] args) {
    PrintStream out = stream(FileDescriptor.out);
    PrintStream err = stream(FileDescriptor.err);
    int code =
        new Main().run(args, System.in, out, err, System.getenv(), Path.of("").toAbsolutePath());
    System.exit(code);
  }

  private static PrintStream stream(FileDescriptor descriptor) {
    return new OutputStreams.Watched(new FileOutputStream(descriptor));
  }

  /**
   * Runs the command in this process. Everything printed is UTF-8. Ends no process and installs no
   * signal handling beyond a shutdown hook while {@code execute} runs.
   *
   * @param args the arguments, the verb among them
   * @param in standard input
   * @param out standard output: results
   * @param err standard error: words and progress
   * @param env the environment
   * @param cwd the working directory, absolute
   * @return the exit code
   */
  public int run(
      String[] args,
      InputStream in,
      PrintStream out,
      PrintStream err,
      Map<String, String> env,
      Path cwd) {
    Call call = Call.of(args);
    Report report = new Report(out, err, call.has("--json"), call.verbose());
    int code;
    try {
      code = dispatch(call, in, out, err, env, cwd, report);
    } catch (ParameterException wrong) {
      code = report.usage(wrong);
    } catch (Throwable failure) {
      code = report.failure(failure);
    }
    return report.closing(code);
  }

  private int dispatch(
      Call call,
      InputStream in,
      PrintStream out,
      PrintStream err,
      Map<String, String> env,
      Path cwd,
      Report report)
      throws Exception {
    if (call.before("--version")) {
      out.println("milestone " + Version.text());
      return ExitCode.OK;
    }
    Optional<String> name = call.verb();
    if (name.isEmpty()) {
      return withoutVerb(call, out, report);
    }
    Optional<Verbs.Verb> verb = Verbs.find(name.get());
    if (verb.isEmpty()) {
      return report.unknownVerb(name.get());
    }
    boolean plainStreams = out instanceof OutputStreams.Watched;
    boolean noColor = call.has("--no-color");
    Console console = Console.of(in, out, err, env, noColor, plainStreams);
    Command command = verb.get().command().get();
    CommandLine parser = parser(verb.get(), command, console);
    parser.parseArgs(call.rest());
    if (parser.isUsageHelpRequested()) {
      parser.usage(out, ansi(console));
      return ExitCode.OK;
    }
    if (parser.isVersionHelpRequested()) {
      out.println("milestone " + Version.text());
      return ExitCode.OK;
    }
    command.attach(new Invocation(console, env, cwd, time, builders));
    return command.run();
  }

  private static int withoutVerb(Call call, PrintStream out, Report report) {
    Optional<String> unknown = call.unknownOption();
    if (unknown.isPresent()) {
      return report.usage(
          "unknown_option", "unknown option '" + unknown.get() + "'; see milestone --help");
    }
    if (call.before("--help") || call.before("-h")) {
      help().forEach(out::println);
      return ExitCode.OK;
    }
    return report.usage(
        "no_verb", "say what to do, such as 'milestone update'; see milestone --help");
  }

  private static CommandLine parser(Verbs.Verb verb, Command command, Console console) {
    CommandLine parser = new CommandLine(command);
    parser.setCommandName("milestone " + verb.name());
    parser.setCaseInsensitiveEnumValuesAllowed(true);
    int width = Math.max(LEAST_HELP_WIDTH, console.width());
    parser.getCommandSpec().usageMessage().description(verb.sentence()).width(width);
    return parser;
  }

  private static CommandLine.Help.Ansi ansi(Console console) {
    return console.outStyle().on() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF;
  }

  /** The help without a verb. */
  static List<String> help() {
    List<String> lines = new ArrayList<>();
    lines.add("Usage: milestone [-C DIR] [--json] [--as NAME] [--no-color] [-q] [-v] VERB …");
    lines.add("");
    lines.add(
        "Turns plans into milestones and tasks, runs them with several agents, and cannot lose");
    lines.add("what was done.");
    lines.add("");
    for (Verbs.Verb verb : Verbs.all()) {
      lines.add(String.format(Locale.ROOT, "  %-10s %s", verb.name(), verb.sentence()));
    }
    lines.add("");
    lines.add(
        "  -C DIR      the project, or a folder in it; default: MILESTONE_PROJECT, then where you"
            + " are");
    lines.add("  --json      JSON on standard output, and nothing else there");
    lines.add("  --as NAME   who acts; default: the operating-system user");
    lines.add("  --no-color  no colour (also: NO_COLOR)");
    lines.add("  -q, -v      less, more");
    lines.add("  --version   the version");
    lines.add("");
    lines.add("'milestone VERB --help' says more about a verb.");
    lines.add(
        "Exit codes: 0 done, 1 goal not met, 2 wrong input, 3 a person has to decide, 4 busy,");
    lines.add(
        "5 store damaged, 6 not allowed, 7 refused, 70 defect, 74 I/O error, 130/143 interrupted.");
    return lines;
  }

  /**
   * The arguments, with the verb found.
   *
   * @param verb the verb, if there is one
   * @param leading options before the verb
   * @param trailing what stands after the verb
   */
  private record Call(Optional<String> verb, List<String> leading, List<String> trailing) {

    static Call of(String[] args) {
      int i = 0;
      while (i < args.length && args[i].startsWith("-") && !args[i].equals("--")) {
        boolean takesValue = args[i].equals("-C") || args[i].equals("--as");
        i += takesValue ? 2 : 1;
      }
      i = Math.min(i, args.length);
      List<String> all = Arrays.asList(args);
      List<String> leading = all.subList(0, i);
      if (i < args.length && args[i].equals("help")) {
        Optional<String> about = i + 1 < args.length ? Optional.of(args[i + 1]) : Optional.empty();
        return new Call(about, List.of("--help"), List.of());
      }
      return i < args.length
          ? new Call(Optional.of(args[i]), leading, all.subList(i + 1, args.length))
          : new Call(Optional.empty(), leading, List.of());
    }

    /** All arguments but the verb, so that options before it are parsed as those after it. */
    String[] rest() {
      List<String> rest = new ArrayList<>(leading);
      rest.addAll(trailing);
      return rest.toArray(String[]::new);
    }

    boolean before(String option) {
      return leading.contains(option);
    }

    /**
     * Whether an option without a value is given, found without parsing: also for arguments that
     * cannot be parsed.
     */
    boolean has(String option) {
      int end = trailing.indexOf("--");
      return leading.contains(option)
          || (end < 0 ? trailing : trailing.subList(0, end)).contains(option);
    }

    boolean verbose() {
      return has("-v") || has("--verbose");
    }

    Optional<String> unknownOption() {
      for (int i = 0; i < leading.size(); i++) {
        String option = leading.get(i);
        if (option.equals("-C") || option.equals("--as")) {
          i++;
        } else if (!FLAGS.contains(option)
            && !Set.of("--help", "-h", "--version").contains(option)
            && !option.startsWith("-C")
            && !option.startsWith("--as=")) {
          return Optional.of(option);
        }
      }
      return Optional.empty();
    }
  }
}
