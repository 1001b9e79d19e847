package dev.milestone.agent.model;

import dev.langchain4j.model.chat.ChatModel;
import dev.milestone.spi.agent.Agent;
import dev.milestone.spi.agent.AgentRequest;
import dev.milestone.spi.agent.AgentResult;
import dev.milestone.spi.agent.Assignment;
import dev.milestone.spi.agent.AttemptControl;
import dev.milestone.spi.agent.CommandRunner;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Works on each attempt with a loop of its own, on a thread of its own: a model that does not react
 * to an interrupt holds nothing up. Such a thread is left behind; it runs no tool any more.
 * Immutable.
 */
final class ModelAgent implements Agent {

  private static final Duration JOIN = Duration.ofSeconds(1);

  private final ChatModel model;
  private final CommandRunner runner;
  private final AgentRequest request;
  private final ModelSettings settings;

  ModelAgent(ChatModel model, CommandRunner runner, AgentRequest request, ModelSettings settings) {
    this.model = model;
    this.runner = runner;
    this.request = request;
    this.settings = settings;
  }

  @Override
  public AgentResult work(Assignment assignment, AttemptControl control)
      throws InterruptedException {
    Spending spending = new Spending(settings, assignment.remaining());
    Transcript transcript = new Transcript(request.limits().outputBytes());
    CompletableFuture<Void> stop = new CompletableFuture<>();
    ToolLoop loop;
    try {
      WorkspaceTools tools =
          new WorkspaceTools(
              assignment,
              control,
              settings.verify() ? Optional.of(runner) : Optional.empty(),
              request.limits(),
              stop::isDone);
      loop = new ToolLoop(model, settings, tools, spending, transcript, control);
    } catch (IOException e) {
      return AgentResult.failed(
          "the workspace " + assignment.workspace() + " cannot be used: " + e.getMessage());
    }
    String prompt = assignment.prompt().isBlank() ? assignment.task().title() : assignment.prompt();
    CompletableFuture<AgentResult> result = new CompletableFuture<>();
    Thread thread =
        new Thread(() -> run(loop, prompt, result), "milestone-model-" + assignment.attempt());
    thread.setDaemon(true);
    control.onCancel(() -> stop.complete(null));
    thread.start();
    try {
      return await(loop, thread, result, stop, spending);
    } finally {
      control.output(transcript.text(), transcript.total());
    }
  }

  private static void run(ToolLoop loop, String prompt, CompletableFuture<AgentResult> result) {
    try {
      result.complete(loop.run(prompt));
    } catch (RuntimeException | Error e) {
      result.completeExceptionally(e);
    }
  }

  private AgentResult await(
      ToolLoop loop,
      Thread thread,
      CompletableFuture<AgentResult> result,
      CompletableFuture<Void> stop,
      Spending spending)
      throws InterruptedException {
    try {
      CompletableFuture.anyOf(result, stop).get();
      if (!result.isDone()) {
        loop.stop();
        thread.interrupt();
        result.get(request.limits().grace().plus(JOIN).toMillis(), TimeUnit.MILLISECONDS);
      }
      thread.join(JOIN.toMillis());
      AgentResult end = result.get();
      return stop.isDone() && end.success()
          ? AgentResult.failed("cancelled and ended").withCost(spending.cost())
          : end;
    } catch (TimeoutException e) {
      return AgentResult.failed("cancelled; the model does not let itself be interrupted")
          .withCost(spending.cost());
    } catch (ExecutionException e) {
      return AgentResult.failed("the model's agent failed: " + e.getCause())
          .withCost(spending.cost());
    } catch (InterruptedException e) {
      loop.stop();
      stop.complete(null);
      thread.interrupt();
      thread.join(request.limits().grace().plus(JOIN).toMillis());
      throw e;
    }
  }
}
