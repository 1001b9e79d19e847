package dev.milestone.cli;

import dev.milestone.MilestoneEngine;
import dev.milestone.MilestoneException;
import dev.milestone.Problem;
import dev.milestone.model.Dependency;
import dev.milestone.model.Estimate;
import dev.milestone.model.MilestoneId;
import dev.milestone.model.RetryPolicy;
import dev.milestone.model.Task;
import dev.milestone.model.TaskDefinition;
import dev.milestone.model.TaskId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code milestone add}. */
@CommandLine.Command
final class AddCommand extends Command {

  private static final int MOST_NUMBERS = 10_000;

  @Option(
      names = "--milestone",
      required = true,
      paramLabel = "ID",
      description = "the milestone it belongs to")
  String milestone = "";

  @Option(names = "--id", paramLabel = "ID", description = "its id; default: numbered")
  @Nullable String id;

  @Option(names = "--description", paramLabel = "TEXT", description = "what the agent is told")
  String description = "";

  @Option(
      names = "--run",
      paramLabel = "COMMAND",
      description = "the command line handed to the agent")
  String run = "";

  @Option(
      names = "--verify",
      paramLabel = "COMMAND",
      description = "the verification, split at blanks, nothing expanded")
  String verify = "";

  @Option(
      names = "--depends-on",
      split = ",",
      paramLabel = "ID",
      description = "tasks it waits for")
  List<String> dependsOn = List.of();

  @Option(
      names = "--requires",
      split = ",",
      paramLabel = "CAPABILITY",
      description = "what an agent has to be able to do")
  List<String> requires = List.of();

  @Option(
      names = "--resource",
      split = ",",
      paramLabel = "NAME=N",
      description = "units it takes of a resource")
  Map<String, Integer> resources = new LinkedHashMap<>();

  @Option(names = "--files", split = ",", paramLabel = "GLOB", description = "what it may touch")
  List<String> files = List.of();

  @Option(names = "--priority", paramLabel = "0-4", description = "0 is the highest; default: 2")
  @Nullable Integer priority;

  @Option(
      names = "--estimate",
      paramLabel = "DURATION",
      converter = Durations.class,
      description = "how long it may take")
  @Nullable Duration estimate;

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      converter = Durations.class,
      description = "longest time of one attempt")
  @Nullable Duration timeout;

  @Option(names = "--attempts", paramLabel = "N", description = "how often it is tried; default: 1")
  int attempts = 1;

  @Option(
      names = "--backoff",
      paramLabel = "DURATION",
      converter = Durations.class,
      description = "wait before the second attempt")
  Duration backoff = Duration.ZERO;

  @Parameters(arity = "1..*", paramLabel = "TITLE", description = "what it is about, in a line")
  List<String> title = List.of();

  @Override
  int run() {
    check();
    try (MilestoneEngine engine = change()) {
      Task added = engine.tasks().add(definition(engine));
      if (json()) {
        document("add", Documents.task(added));
      } else {
        say(added.id() + " added, " + added.status().text());
      }
    }
    return ExitCode.OK;
  }

  private void check() {
    List<Problem> problems = new ArrayList<>();
    Integer wanted = priority;
    if (wanted != null && (wanted < 0 || wanted > 4)) {
      problems.add(Problem.of("--priority", wanted.toString(), "0 to 4", ""));
    }
    if (attempts < 1 || attempts > RetryPolicy.MAX_ATTEMPTS) {
      problems.add(
          Problem.of(
              "--attempts", String.valueOf(attempts), "1 to " + RetryPolicy.MAX_ATTEMPTS, ""));
    }
    if (String.join(" ", title).isBlank()) {
      problems.add(Problem.of("TITLE", "nothing", "what the task is about", ""));
    }
    if (!problems.isEmpty()) {
      throw MilestoneException.invalid("bad_task", "the task cannot be added", problems);
    }
  }

  private TaskDefinition definition(MilestoneEngine engine) {
    MilestoneId home = MilestoneId.of(milestone);
    TaskDefinition.Builder task =
        TaskDefinition.builder(
                id == null ? numbered(engine, home) : TaskId.of(id), home, String.join(" ", title))
            .description(description)
            .dependencies(dependsOn.stream().map(TaskId::of).map(Dependency::on).toList())
            .requires(requires)
            .resources(resources)
            .files(files)
            .run(run)
            .verify(verify.isBlank() ? List.of() : List.of(verify.strip().split("\\s+")))
            .estimate(Optional.ofNullable(estimate).map(Estimate::of))
            .timeout(Optional.ofNullable(timeout))
            .retry(new RetryPolicy(attempts, backoff));
    Integer wanted = priority;
    if (wanted != null) {
      task.priority(wanted);
    }
    return task.build();
  }

  /**
   * The next free number of the milestone, as the plan numbers tasks: milestone-001 has
   * task-001-001.
   */
  private static TaskId numbered(MilestoneEngine engine, MilestoneId home) {
    String value = home.value();
    String stem =
        value.startsWith("milestone-") ? "task-" + value.substring("milestone-".length()) : value;
    Set<String> taken = new HashSet<>();
    engine.tasks().list().forEach(task -> taken.add(task.id().value().toLowerCase(Locale.ROOT)));
    for (int n = 1; n <= MOST_NUMBERS; n++) {
      String candidate = String.format(Locale.ROOT, "%s-%03d", stem, n);
      if (!taken.contains(candidate.toLowerCase(Locale.ROOT))) {
        return TaskId.of(candidate);
      }
    }
    throw MilestoneException.invalid(
        "no_number", "all numbers of " + value + " are taken; give --id", List.of());
  }
}
