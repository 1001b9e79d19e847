package dev.milestone.agent.model;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.milestone.agent.WorkspaceFiles;
import dev.milestone.spi.agent.Assignment;
import dev.milestone.spi.agent.AttemptControl;
import dev.milestone.spi.agent.CommandRequest;
import dev.milestone.spi.agent.CommandResult;
import dev.milestone.spi.agent.CommandRunner;
import dev.milestone.spi.agent.ProcessLimits;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * What a model can do: look at the workspace, change files in it, report. Each result is bounded
 * and says when it was cut. Used by one thread.
 */
final class WorkspaceTools {

  /** Longest result of a tool, in characters. */
  static final int MAX_RESULT = 64 * 1024;

  /** Most entries of a folder that are listed. */
  static final int MAX_LISTED = 1_000;

  /** Most lines that a search finds. */
  static final int MAX_FOUND = 200;

  /** Most files, and folders, that a search looks at. */
  static final int MAX_SEARCHED = 10_000;

  /** Largest file that a search looks at, in bytes. */
  static final int MAX_SEARCHED_SIZE = 1024 * 1024;

  /** Most bytes that an attempt writes. */
  static final long MAX_WRITTEN = 64L * 1024 * 1024;

  private static final int MAX_LINE = 400;
  private static final int MAX_DEPTH = 64;
  private static final Duration VERIFY_TIMEOUT = Duration.ofMinutes(10);

  private final WorkspaceFiles files;
  private final Assignment assignment;
  private final AttemptControl control;
  private final Optional<CommandRunner> runner;
  private final ProcessLimits limits;
  private final BooleanSupplier stopped;
  private long written;

  /** Tools for an assignment; without a runner there is no verification. */
  WorkspaceTools(
      Assignment assignment,
      AttemptControl control,
      Optional<CommandRunner> runner,
      ProcessLimits limits,
      BooleanSupplier stopped)
      throws IOException {
    this.files = new WorkspaceFiles(assignment.workspace());
    this.assignment = assignment;
    this.control = control;
    this.runner = runner.filter(r -> !assignment.task().verify().isEmpty());
    this.limits = limits;
    this.stopped = stopped;
  }

  /**
   * What a call gave.
   *
   * @param text for the model
   * @param changed whether a file is different now
   */
  record Result(String text, boolean changed) {}

  /** What the model is told of the tools. */
  List<ToolSpecification> specifications() {
    List<ToolSpecification> all = new ArrayList<>();
    all.add(tool("list", "Lists a folder of the workspace.", text("path"), "path"));
    all.add(
        tool(
            "read",
            "Reads a text file, or some of its lines.",
            text("path")
                .addIntegerProperty("line", "first line, from 1")
                .addIntegerProperty("limit"),
            "path"));
    all.add(
        tool(
            "search",
            "Finds the lines that hold a text, as it stands, in the files below a folder.",
            text("text").addStringProperty("path", "folder; the whole workspace without it"),
            "text"));
    all.add(
        tool(
            "write",
            "Writes a whole file; makes the folders on the way to it.",
            text("path").addStringProperty("content"),
            "path",
            "content"));
    all.add(
        tool(
            "edit",
            "Replaces a text that occurs exactly once in a file.",
            text("path").addStringProperty("old").addStringProperty("new"),
            "path",
            "old",
            "new"));
    all.add(
        tool(
            "report",
            "Reports progress to those who wait.",
            text("note").addNumberProperty("fraction", "how much is done, 0 to 1"),
            "note",
            "fraction"));
    all.add(tool("note", "Leaves a note for people on the task.", text("text"), "text"));
    if (runner.isPresent()) {
      all.add(
          tool(
              "verify", "Runs the check that decides about the task.", JsonObjectSchema.builder()));
    }
    all.add(
        tool(
            "done", "The task is done; says in a line what was done.", text("summary"), "summary"));
    all.add(tool("failed", "The task cannot be done; says why.", text("reason"), "reason"));
    return all;
  }

  private static JsonObjectSchema.Builder text(String name) {
    return JsonObjectSchema.builder().addStringProperty(name);
  }

  private static ToolSpecification tool(
      String name, String description, JsonObjectSchema.Builder parameters, String... required) {
    return ToolSpecification.builder()
        .name(name)
        .description(description)
        .parameters(parameters.required(required).additionalProperties(false).build())
        .build();
  }

  /** Does what a call asks for. */
  Result run(String name, ToolArguments arguments) throws ToolFault {
    try {
      return switch (name) {
        case "list" -> new Result(list(arguments.text("path", ".")), false);
        case "read" -> new Result(read(arguments), false);
        case "search" -> new Result(search(arguments), false);
        case "write" -> write(arguments.text("path"), arguments.text("content"));
        case "edit" -> edit(arguments);
        case "report" -> {
          control.progress(arguments.fraction("fraction"), cut(arguments.text("note"), 1_000));
          yield new Result("reported", false);
        }
        case "note" -> {
          control.note(cut(arguments.text("text"), 4_000));
          yield new Result("noted", false);
        }
        case "verify" -> new Result(verify(), false);
        default -> throw new ToolFault("there is no tool of this name");
      };
    } catch (NoSuchFileException e) {
      throw new ToolFault("there is no such file or folder");
    } catch (FileSystemException e) {
      throw new ToolFault(e.getReason() == null ? "cannot be used" : "refused: " + e.getReason());
    } catch (IOException e) {
      throw new ToolFault("could not be done: " + cut(String.valueOf(e.getMessage()), 200));
    }
  }

  private String list(String path) throws IOException {
    List<WorkspaceFiles.Entry> entries = files.list(path, MAX_LISTED);
    StringBuilder text = new StringBuilder();
    for (WorkspaceFiles.Entry entry : entries.subList(0, Math.min(entries.size(), MAX_LISTED))) {
      text.append(entry.name()).append(entry.folder() ? "/" : "");
      text.append(entry.file() ? " (" + entry.size() + " bytes)" : "");
      text.append(entry.file() || entry.folder() ? "\n" : " (not usable)\n");
    }
    if (entries.size() > MAX_LISTED) {
      text.append("… and more; only ").append(MAX_LISTED).append(" are listed\n");
    }
    return text.isEmpty() ? "the folder is empty" : cut(text.toString(), MAX_RESULT);
  }

  private String read(ToolArguments arguments) throws IOException, ToolFault {
    String path = arguments.text("path");
    refuseReserved(path);
    String whole = files.read(path);
    int first = arguments.count("line", 1);
    int limit = arguments.count("limit", Integer.MAX_VALUE);
    int from = 0;
    for (int line = 1; line < first && from < whole.length(); line++) {
      from = afterLine(whole, from);
    }
    int to = from;
    for (int line = 0; line < limit && to < whole.length() && to - from <= MAX_RESULT; line++) {
      to = afterLine(whole, to);
    }
    String part = whole.substring(from, to);
    return part.length() <= MAX_RESULT && to == whole.length()
        ? part
        : cut(part, MAX_RESULT) + "\n… cut; ask for other lines with line and limit";
  }

  private static int afterLine(String text, int from) {
    int end = text.indexOf('\n', from);
    return end < 0 ? text.length() : end + 1;
  }

  private void refuseReserved(String path) throws IOException, ToolFault {
    if (files.reserved(path)) {
      throw new ToolFault("refused: this folder is not part of the work");
    }
  }

  private String search(ToolArguments arguments) throws IOException, ToolFault {
    String wanted = arguments.text("text");
    if (wanted.isEmpty() || wanted.length() > 1_000) {
      throw new ToolFault("the text to search for has 1 to 1,000 characters");
    }
    String start = arguments.text("path", ".");
    refuseReserved(start);
    StringBuilder found = new StringBuilder();
    int lines = 0;
    int looked = 0;
    ArrayDeque<String> folders = new ArrayDeque<>(List.of(start));
    while (!folders.isEmpty() && !stopped.getAsBoolean()) {
      String folder = folders.poll();
      for (WorkspaceFiles.Entry entry : files.list(folder, MAX_SEARCHED)) {
        if (++looked > MAX_SEARCHED || lines >= MAX_FOUND || found.length() > MAX_RESULT) {
          return found + "… and perhaps more; search a smaller folder or a longer text";
        }
        if (entry.folder() && depth(entry.path()) < MAX_DEPTH) {
          folders.add(entry.path());
        } else if (entry.file() && entry.size() <= MAX_SEARCHED_SIZE) {
          lines += search(entry.path(), wanted, MAX_FOUND - lines, found);
        }
      }
    }
    return found.isEmpty() ? "nothing found" : found.toString();
  }

  private static long depth(String path) {
    return path.chars().filter(c -> c == '/').count();
  }

  private int search(String path, String wanted, int most, StringBuilder found) {
    String text;
    try {
      text = files.read(path);
    } catch (IOException e) {
      // Binary, gone, or not readable: nothing to find there.
      return 0;
    }
    int hits = 0;
    int number = 1;
    int counted = 0;
    int at = text.indexOf(wanted);
    while (at >= 0 && hits < most) {
      for (int i = counted; i < at; i++) {
        number += text.charAt(i) == '\n' ? 1 : 0;
      }
      int from = text.lastIndexOf('\n', at) + 1;
      int to = afterLine(text, at);
      found.append(path).append(':').append(number).append(": ");
      found.append(cut(text.substring(from, to).strip(), MAX_LINE)).append('\n');
      hits++;
      counted = at;
      at = to > at ? text.indexOf(wanted, to) : -1;
    }
    return hits;
  }

  private Result write(String path, String content) throws IOException, ToolFault {
    written += content.length();
    if (written > MAX_WRITTEN) {
      throw new ToolFault("refused: an attempt writes at most " + MAX_WRITTEN + " bytes");
    }
    boolean same = false;
    try {
      same = files.read(path).equals(content);
    } catch (IOException e) {
      // Not there, or not comparable; writing says what is wrong with it.
    }
    if (same) {
      return new Result("unchanged: the file holds exactly this already", false);
    }
    files.write(path, content);
    return new Result("written", true);
  }

  private Result edit(ToolArguments arguments) throws IOException, ToolFault {
    String path = arguments.text("path");
    String old = arguments.text("old");
    refuseReserved(path);
    if (old.isEmpty()) {
      throw new ToolFault("the text to replace is empty; use write for a new file");
    }
    String text = files.read(path);
    int at = text.indexOf(old);
    if (at < 0) {
      throw new ToolFault("the text to replace does not occur in the file");
    }
    if (text.indexOf(old, at + 1) >= 0) {
      throw new ToolFault("the text to replace occurs more than once; take more of it");
    }
    return write(
        path, text.substring(0, at) + arguments.text("new") + text.substring(at + old.length()));
  }

  private String verify() throws ToolFault {
    if (runner.isEmpty()) {
      throw new ToolFault("there is no tool of this name");
    }
    CommandResult result =
        runner
            .get()
            .run(
                new CommandRequest(
                    assignment.task().verify(),
                    files.root(),
                    Map.of(
                        "MILESTONE_EFFECT_ID", assignment.effectId(),
                        "MILESTONE_TASK_ID", assignment.task().id().value(),
                        "MILESTONE_ATTEMPT", String.valueOf(assignment.attempt().number()),
                        "MILESTONE_WORKSPACE", files.root().toString()),
                    Optional.of(VERIFY_TIMEOUT),
                    limits));
    return "exit code "
        + result.exitCode()
        + (result.error().isEmpty() ? "" : ": " + result.error())
        + "\n"
        + tail(result.output(), MAX_RESULT / 4);
  }

  private static String tail(String text, int most) {
    return text.length() <= most ? text : "…" + text.substring(text.length() - most);
  }

  private static String cut(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most - 1) + "…";
  }
}
