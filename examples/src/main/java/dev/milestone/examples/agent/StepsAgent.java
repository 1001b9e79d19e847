package dev.milestone.examples.agent;

import dev.milestone.model.Artefact;
import dev.milestone.spi.agent.Agent;
import dev.milestone.spi.agent.AgentResult;
import dev.milestone.spi.agent.Assignment;
import dev.milestone.spi.agent.AttemptControl;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Follows steps. One object serves all attempts of an agent: it holds nothing of any of them. */
final class StepsAgent implements Agent {
  private final String steps;

  StepsAgent(String steps) {
    this.steps = steps;
  }

  @Override
  public AgentResult work(Assignment assignment, AttemptControl control)
      throws IOException, InterruptedException {
    if (steps.isBlank()) {
      return AgentResult.failed("no steps are declared; give the setting 'steps'");
    }
    CountDownLatch cancelled = new CountDownLatch(1);
    // Where it waits it is woken; between the steps it looks for itself.
    control.onCancel(cancelled::countDown);
    List<Artefact> artefacts = new ArrayList<>();
    for (String step : steps.lines().map(String::strip).filter(s -> !s.isEmpty()).toList()) {
      if (control.cancelled()) {
        return AgentResult.failed("it was cancelled before '" + step + "'");
      }
      String text = filled(after(step, 1), assignment);
      switch (step.split(" ", 2)[0]) {
        case "note" -> control.note(text);
        case "progress" ->
            control.progress(
                Double.parseDouble(text.split(" ", 2)[0]), filled(after(step, 2), assignment));
        case "write" -> artefacts.add(write(assignment, text));
        case "wait" -> {
          if (cancelled.await(Long.parseLong(text), TimeUnit.MILLISECONDS)) {
            return AgentResult.failed("it was cancelled while it waited");
          }
        }
        case "fail" -> {
          return AgentResult.failed(text);
        }
        default -> {
          return AgentResult.failed("there is no step called '" + step.split(" ", 2)[0] + "'");
        }
      }
    }
    return AgentResult.succeeded("followed its steps").withArtefacts(artefacts);
  }

  private static Artefact write(Assignment assignment, String text) throws IOException {
    String[] parts = text.split(" ", 2);
    Path root = assignment.workspace().normalize();
    Path file = root.resolve(parts[0]).normalize();
    if (!file.startsWith(root)) {
      throw new IOException("'" + parts[0] + "' leads out of the workspace");
    }
    Files.createDirectories(file.getParent());
    Files.writeString(file, parts.length > 1 ? parts[1] + "\n" : "", StandardCharsets.UTF_8);
    return new Artefact(parts[0], "file", "");
  }

  private static String after(String step, int words) {
    String[] parts = step.split(" ", words + 1);
    return parts.length > words ? parts[words] : "";
  }

  private static String filled(String text, Assignment assignment) {
    return text.replace("{task.id}", assignment.task().id().value())
        .replace("{effect}", assignment.effectId());
  }
}
