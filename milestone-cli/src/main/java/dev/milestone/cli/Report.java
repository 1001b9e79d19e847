package dev.milestone.cli;

import dev.milestone.MilestoneException;
import dev.milestone.Problem;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Says on standard error what went wrong, in words or as one JSON object, and which exit code that
 * is.
 */
final class Report {

  private final PrintStream out;
  private final PrintStream err;
  private final boolean json;
  private final boolean verbose;

  Report(PrintStream out, PrintStream err, boolean json, boolean verbose) {
    this.out = out;
    this.err = err;
    this.json = json;
    this.verbose = verbose;
  }

  /** The arguments cannot be parsed. */
  int usage(ParameterException wrong) {
    StringBuilder message = new StringBuilder(String.valueOf(wrong.getMessage()));
    if (wrong instanceof UnmatchedArgumentException unmatched) {
      List<String> near = unmatched.getSuggestions();
      if (!near.isEmpty() && unmatched.isUnknownOption()) {
        message
            .append("; did you mean ")
            .append(String.join(", ", near.subList(0, Math.min(3, near.size()))))
            .append('?');
      }
    }
    message.append("; see ").append(wrong.getCommandLine().getCommandName()).append(" --help");
    return usage("usage", message.toString());
  }

  /** The usage is wrong. */
  int usage(String code, String message) {
    return error(ExitCode.USAGE, code, message, List.of());
  }

  /** There is no such verb. */
  int unknownVerb(String typed) {
    List<String> near = Verbs.near(typed, Verbs.all().stream().map(Verbs.Verb::name).toList());
    String hint =
        near.isEmpty()
            ? "see milestone --help"
            : "did you mean " + String.join(", ", near) + "? See milestone --help";
    return usage("unknown_verb", "unknown verb '" + Text.line(typed, 64) + "'; " + hint);
  }

  /** Something was thrown. */
  int failure(Throwable failure) {
    if (verbose) {
      failure.printStackTrace(err);
    }
    if (failure instanceof MilestoneException known) {
      return error(
          ExitCode.of(known.kind()),
          known.code(),
          String.valueOf(known.getMessage()),
          known.problems());
    }
    if (failure instanceof UncheckedIOException unchecked && unchecked.getCause() != null) {
      return ioError(unchecked.getCause());
    }
    if (failure instanceof IOException io) {
      return ioError(io);
    }
    String hint = verbose ? "" : "; the same command with -v shows the trace";
    return error(
        ExitCode.DEFECT,
        "defect",
        "a defect in milestone: " + Text.line(failure.toString(), 400) + hint,
        List.of());
  }

  private int ioError(IOException failure) {
    String what = String.valueOf(failure.getMessage());
    if (failure instanceof NoSuchFileException) {
      what = "no such file: " + what;
    } else if (failure instanceof AccessDeniedException) {
      what = "permission denied: " + what;
    } else if (failure instanceof FileSystemException) {
      what = "cannot use " + what;
    }
    return error(ExitCode.IO, "io_error", what, List.of());
  }

  /** Flushes; a reader that went away is no error, a full disk is. */
  int closing(int code) {
    OutputStreams.Failure failed = OutputStreams.failure(out);
    int result = code;
    if (failed == OutputStreams.Failure.ERROR && code == ExitCode.OK) {
      result =
          error(
              ExitCode.IO,
              "output",
              "standard output cannot be written; is the disk full?",
              List.of());
    }
    err.flush();
    return result;
  }

  private int error(int exit, String code, String message, List<Problem> problems) {
    // Results printed before the error come first where both streams meet.
    out.flush();
    if (json) {
      err.println(Json.write(Map.of("error", json(code, message, problems))));
      return exit;
    }
    err.println("milestone: " + message);
    for (Problem problem : problems) {
      err.println("  " + problem.sentence());
    }
    return exit;
  }

  private static Map<String, Object> json(String code, String message, List<Problem> problems) {
    Map<String, Object> error = Json.object();
    error.put("code", code);
    error.put("message", message);
    if (!problems.isEmpty()) {
      List<Object> all = new ArrayList<>();
      problems.forEach(problem -> all.add(json(problem)));
      error.put("problems", all);
    }
    return error;
  }

  private static Map<String, Object> json(Problem problem) {
    Map<String, Object> json = Json.object();
    putText(json, "file", problem.file());
    if (problem.line() > 0) {
      json.put("line", problem.line());
    }
    if (problem.column() > 0) {
      json.put("column", problem.column());
    }
    putText(json, "field", problem.field());
    putText(json, "found", problem.found());
    putText(json, "expected", problem.expected());
    putText(json, "hint", problem.hint());
    return json;
  }

  private static void putText(Map<String, Object> json, String key, String text) {
    if (!text.isEmpty()) {
      json.put(key, text);
    }
  }
}
