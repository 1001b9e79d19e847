package dev.milestone.core.prompt;

import dev.milestone.core.kernel.Resumption;
import dev.milestone.model.MilestoneDefinition;
import dev.milestone.model.TaskDefinition;
import dev.milestone.spi.agent.Assignment;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a template can say of an assignment, and the template that is used without another. */
public final class Prompts {

  /** Most characters of a prompt. */
  public static final int MAX_PROMPT = 200_000;

  /** Names that a template may use. */
  public static final Set<String> NAMES =
      Set.of(
          "task.id",
          "task.title",
          "task.description",
          "task.kind",
          "task.criteria",
          "task.files",
          "task.run",
          "task.verify",
          "milestone.id",
          "milestone.title",
          "milestone.description",
          "attempt",
          "workspace",
          "context",
          "failures",
          "resumed");

  /** The template of a project that has none of its own. */
  public static final PromptTemplate DEFAULT =
      PromptTemplate.parse("prompt.md", defaultText(), NAMES);

  private Prompts() {}

  private static String defaultText() {
    try (InputStream in = Prompts.class.getResourceAsStream("prompt.md")) {
      if (in == null) {
        throw new IllegalStateException("prompt.md is missing from the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The prompt of an assignment. Pure. */
  public static String of(
      PromptTemplate template, Assignment assignment, Optional<Resumption> resumption) {
    TaskDefinition task = assignment.task();
    MilestoneDefinition milestone = assignment.milestone();
    Map<String, String> values = new LinkedHashMap<>();
    values.put("task.id", task.id().value());
    values.put("task.title", task.title());
    values.put("task.description", task.description().strip());
    values.put("task.kind", task.kind());
    values.put("task.criteria", list(task.criteria()));
    values.put("task.files", list(task.files()));
    values.put("task.run", task.run());
    values.put("task.verify", String.join(" ", task.verify()));
    values.put("milestone.id", milestone.id().value());
    values.put("milestone.title", milestone.title());
    values.put("milestone.description", milestone.description().strip());
    values.put("attempt", String.valueOf(assignment.attempt().number()));
    values.put("workspace", assignment.workspace().toString());
    values.put("failures", list(assignment.previousFailures()));
    values.put(
        "context",
        list(
            assignment.context().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(e -> e.getKey() + ": " + e.getValue())
                .toList()));
    values.put("resumed", resumption.map(Prompts::resumed).orElse(""));
    return template.fill(values, MAX_PROMPT);
  }

  /** What happened to the session and to its files, for an agent that goes on with it. */
  private static String resumed(Resumption resumption) {
    String how =
        switch (resumption.outcome()) {
          case LOST -> "was cut off: the program that ran you was gone";
          case TIMED_OUT -> "was ended because its time was over";
          case UNAVAILABLE -> "ended because you could not go on";
          default -> "was stopped";
        };
    return "You began with this in attempt "
        + resumption.attempt()
        + ", which "
        + how
        + ". Go on in the same session. "
        + (resumption.restored()
            ? "What that attempt had changed in the files of this task was put back: the files are"
                + " as they were before it began."
            : "The files are as that attempt left them: look at them before you go on.");
  }

  private static String list(Collection<String> lines) {
    StringBuilder s = new StringBuilder();
    for (String line : lines) {
      s.append(s.length() == 0 ? "- " : "\n- ").append(line);
    }
    return s.toString();
  }

  /** Names that a template may use, in order. */
  public static List<String> names() {
    return NAMES.stream().sorted().toList();
  }
}
