package dev.milestone.core.archive;

import static dev.milestone.core.archive.ArchiveValidation.FAILED;
import static dev.milestone.core.archive.ArchiveValidation.PASSED;
import static dev.milestone.core.archive.ArchiveValidation.WAITING;

import dev.milestone.ArchiveCheck;
import dev.milestone.core.archive.ArchiveCandidate.Asked;
import dev.milestone.core.archive.ArchiveCandidate.TaskOutcome;
import dev.milestone.core.archive.ArchiveValidation.Checked;
import dev.milestone.core.kernel.Command;
import dev.milestone.model.Criterion;
import dev.milestone.model.DecisionStatus;
import dev.milestone.model.Deliverable;
import dev.milestone.model.Evidence;
import dev.milestone.model.ExternalDependency;
import dev.milestone.model.MilestoneStatus;
import dev.milestone.model.TaskStatus;
import dev.milestone.spi.agent.CommandRequest;
import dev.milestone.spi.agent.CommandResult;
import dev.milestone.spi.agent.ProcessLimits;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Checks whether a milestone may be archived: its tasks, success criteria, deliverables, external
 * and other dependencies, review and sign-off. What only a person can say becomes a decision; an
 * answer given before the milestone was last completed does not count, for it was about something
 * else. Runs commands through a function that is handed in; confined to one call at a time.
 */
public final class ArchiveValidator {

  /** Most characters of a command's output that are kept. */
  public static final int MAX_TAIL = 4_096;

  /** Most ids named in a text. */
  private static final int MAX_NAMED = 20;

  private final Path root;
  private final Function<CommandRequest, CommandResult> runner;
  private final Supplier<String> ids;
  private final Duration timeout;

  /**
   * A validator.
   *
   * @param root the project's folder, in which commands run and deliverables stand
   * @param runner runs a command and waits for its end
   * @param ids ids of new decisions
   * @param timeout longest time of one command
   */
  public ArchiveValidator(
      Path root,
      Function<CommandRequest, CommandResult> runner,
      Supplier<String> ids,
      Duration timeout) {
    this.root = root;
    this.runner = runner;
    this.ids = ids;
    this.timeout = timeout;
  }

  /** Checks everything; all problems at once. */
  public ArchiveValidation validate(ArchiveCandidate candidate) {
    return new Validation(candidate).run();
  }

  /** One validation. */
  private final class Validation {
    private final ArchiveCandidate milestone;
    private final List<Checked> checked = new ArrayList<>();
    private final List<Command.DecisionRequest> requests = new ArrayList<>();

    Validation(ArchiveCandidate milestone) {
      this.milestone = milestone;
    }

    ArchiveValidation run() {
      tasks();
      dependencies();
      for (Criterion criterion : milestone.definition().successCriteria()) {
        if (criterion.verify().isEmpty()) {
          ask(
              "criterion",
              criterion.text(),
              criterion.text(),
              "Is this fulfilled: " + criterion.text(),
              "");
        } else {
          command("criterion", criterion.text(), criterion.verify());
        }
      }
      for (Deliverable deliverable : milestone.definition().deliverables()) {
        deliverable(deliverable);
      }
      for (ExternalDependency external : milestone.definition().externalDependencies()) {
        if (external.verify().isEmpty()) {
          ask(
              "external_dependency",
              external.name(),
              external.name(),
              "Is this external dependency satisfied: " + external.name(),
              "");
        } else {
          command("external_dependency", external.name(), external.verify());
        }
      }
      if (milestone.definition().codeReview()) {
        ask(
            "review",
            "code review",
            milestone.id(),
            "Has the work of milestone " + milestone.id() + " been reviewed, and is it good?",
            "");
      }
      for (String role : milestone.definition().signOff()) {
        ask(
            "sign_off",
            "sign-off by " + role,
            role,
            "Does " + role + " sign off milestone " + milestone.id() + "?",
            role);
      }
      return new ArchiveValidation(checked, requests);
    }

    private void add(String kind, String text, String result, String detail, String hint) {
      checked.add(
          new Checked(
              new ArchiveCheck(kind, text, result, detail),
              hint,
              Optional.empty(),
              Optional.empty()));
    }

    private void tasks() {
      List<String> open = new ArrayList<>();
      List<String> unverified = new ArrayList<>();
      int succeeded = 0;
      int cancelled = 0;
      for (TaskOutcome task : milestone.tasks()) {
        if (task.status() == TaskStatus.SUCCEEDED) {
          succeeded++;
          if (!task.verified()) {
            unverified.add(task.id());
          }
        } else if (task.status() == TaskStatus.CANCELLED) {
          cancelled++;
        } else {
          open.add(task.id() + " is " + task.status().text());
        }
      }
      String text = "all tasks are done or cancelled";
      if (!open.isEmpty()) {
        add(
            "tasks",
            text,
            FAILED,
            named(open),
            "'milestone execute " + milestone.id() + "' goes on; retry or cancel what failed");
      } else if (!milestone.underWay().isEmpty()) {
        add(
            "tasks",
            text,
            FAILED,
            "attempts are still ending: " + named(milestone.underWay()),
            "try again in a moment");
      } else if (milestone.status() != MilestoneStatus.COMPLETED) {
        add(
            "tasks",
            text,
            FAILED,
            "the milestone is " + milestone.status().text() + ", not completed",
            milestone.status() == MilestoneStatus.ARCHIVED
                ? "it has been archived already"
                : "complete what it waits for first");
      } else {
        add(
            "tasks",
            text,
            PASSED,
            succeeded
                + " succeeded, "
                + cancelled
                + " cancelled"
                + (unverified.isEmpty() ? "" : "; unverified: " + named(unverified)),
            "");
      }
    }

    private void dependencies() {
      milestone
          .dependsOn()
          .forEach(
              (id, status) -> {
                boolean done =
                    status.equals(MilestoneStatus.COMPLETED.text())
                        || status.equals(MilestoneStatus.ARCHIVED.text());
                add(
                    "dependency",
                    "milestone " + id + " comes before it",
                    done ? PASSED : FAILED,
                    "it is " + status,
                    done ? "" : "complete milestone " + id + " first");
              });
      if (!milestone.dependents().isEmpty()) {
        List<String> blocked = new ArrayList<>();
        milestone
            .dependents()
            .forEach(
                (id, isBlocked) -> {
                  if (isBlocked) {
                    blocked.add(id);
                  }
                });
        add(
            "dependency",
            "milestones that waited for it can go on",
            PASSED,
            named(new ArrayList<>(milestone.dependents().keySet()))
                + (blocked.isEmpty() ? "" : "; blocked by something else: " + named(blocked)),
            "");
      }
    }

    private void deliverable(Deliverable deliverable) {
      String text = "deliverable " + deliverable.path();
      String missing = missing(deliverable.path());
      if (missing != null) {
        add("deliverable", text, FAILED, missing, "make it, or take it out of the plan");
      } else if (deliverable.acceptance().isEmpty()) {
        add("deliverable", text, PASSED, "it exists", "");
      } else {
        ask(
            "deliverable",
            text + ": " + deliverable.acceptance(),
            deliverable.path(),
            "Is " + deliverable.path() + " accepted: " + deliverable.acceptance(),
            "");
      }
    }

    /** Says why a path does not count as delivered; null when it does. */
    private @Nullable String missing(String path) {
      try {
        Path relative = Path.of(path);
        if (relative.isAbsolute()) {
          return "it is not a path below the project";
        }
        Path real = root.resolve(relative).toRealPath();
        return real.startsWith(root.toRealPath()) ? null : "it leads out of the project";
      } catch (InvalidPathException e) {
        return "it is not a path";
      } catch (IOException e) {
        return "it does not exist";
      }
    }

    private void command(String kind, String text, List<String> command) {
      Map<String, String> environment = new LinkedHashMap<>();
      environment.put("MILESTONE_MILESTONE_ID", milestone.id());
      environment.put("MILESTONE_PROJECT", root.toString());
      CommandResult result =
          runner.apply(
              new CommandRequest(
                  command, root, environment, Optional.of(timeout), ProcessLimits.DEFAULT));
      boolean passed = result.exitCode() == 0;
      String tail = tail(result.output());
      Evidence evidence =
          Evidence.builder()
              .command(command)
              .exitCode(result.exitCode())
              .duration(result.duration())
              .outputDigest(result.outputDigest())
              .outputTail(tail)
              .build();
      String detail =
          switch (result.exitCode()) {
            case CommandResult.NOT_STARTED -> "could not be started: " + result.error();
            case CommandResult.TIMED_OUT -> "took longer than " + timeout;
            case CommandResult.INTERRUPTED -> "was interrupted";
            default ->
                "exit code "
                    + result.exitCode()
                    + " after "
                    + result.duration().toMillis()
                    + " ms, output SHA-256 "
                    + result.outputDigest();
          };
      checked.add(
          new Checked(
              new ArchiveCheck(kind, text, passed ? PASSED : FAILED, detail),
              passed ? "" : lastLine(tail),
              Optional.of(evidence),
              Optional.empty()));
    }

    private void ask(String kind, String text, String subject, String question, String role) {
      Asked asked = last(kind, subject);
      if (asked == null) {
        // While there is work left nobody could say.
        if (milestone.status() == MilestoneStatus.COMPLETED && milestone.underWay().isEmpty()) {
          requests.add(
              new Command.DecisionRequest(
                  ids.get(), kind, question, role, subject, milestone.id(), null, List.of()));
        }
        add(kind, text, WAITING, "nobody has said so yet; see 'milestone decisions'", "");
        return;
      }
      String result =
          switch (asked.status()) {
            case OPEN -> WAITING;
            case APPROVED, RESOLVED -> PASSED;
            case REJECTED -> FAILED;
          };
      String detail =
          asked.status() == DecisionStatus.OPEN
              ? "decision " + asked.id() + " is open"
              : asked.status().text()
                  + " by "
                  + asked.decidedBy()
                  + (asked.answer().isEmpty() ? "" : ": " + asked.answer());
      checked.add(
          new Checked(
              new ArchiveCheck(kind, text, result, detail),
              result.equals(FAILED)
                  ? "add a task that mends it ('milestone add'); when the milestone is completed"
                      + " again the question is asked again"
                  : "",
              Optional.empty(),
              Optional.of(asked)));
    }

    private @Nullable Asked last(String kind, String subject) {
      Asked found = null;
      for (Asked asked : milestone.decisions()) {
        boolean outdated =
            asked.status() != DecisionStatus.OPEN
                && asked.decidedMillis() < milestone.completedMillis();
        if (asked.kind().equals(kind) && asked.subject().equals(subject) && !outdated) {
          found = asked;
        }
      }
      return found;
    }
  }

  private static String tail(String output) {
    return output.length() <= MAX_TAIL ? output : output.substring(output.length() - MAX_TAIL);
  }

  private static String lastLine(String tail) {
    String text = tail.strip();
    return text.substring(text.lastIndexOf('\n') + 1);
  }

  static String named(List<String> ids) {
    return ids.size() <= MAX_NAMED
        ? String.join(", ", ids)
        : String.join(", ", ids.subList(0, MAX_NAMED))
            + " and "
            + (ids.size() - MAX_NAMED)
            + " more";
  }
}
