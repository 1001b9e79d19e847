package dev.milestone.agent.model;

import dev.langchain4j.model.chat.ChatModel;
import dev.milestone.agent.AgentProcess;
import dev.milestone.agent.ProcessCommandRunner;
import dev.milestone.model.AgentDefinition;
import dev.milestone.spi.agent.Agent;
import dev.milestone.spi.agent.AgentProvider;
import dev.milestone.spi.agent.AgentRequest;
import dev.milestone.spi.agent.CommandRunner;
import dev.milestone.spi.agent.ReconcileRequest;
import dev.milestone.spi.agent.Reconciliation;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.apiguardian.api.API;

/**
 * Agents made of a chat model that the program supplies: the provider {@code model}, handed to the
 * engine's builder. The model works with tools that reach the workspace and nothing else: list,
 * read, search, write, edit; it reports, and says itself when it is done or has failed. {@code
 * docs/agents.md} has the limits.
 *
 * <p>Settings of a declaration: {@code turns} – most calls of the model an attempt, 100 by default;
 * {@code tokens} – most tokens an attempt, besides the budgets of the plan; {@code verify} – {@code
 * true} lets the model run the task's own verification, {@code false} by default; {@code
 * input-price}, {@code output-price}, {@code currency} – what a million tokens cost. Others are
 * left to the function that chooses the model.
 *
 * <p>Thread-safe when the models are; each attempt asks its model from a thread of its own, one
 * call after another.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class ModelAgentProvider implements AgentProvider {

  private final Function<AgentDefinition, ChatModel> models;
  private final CommandRunner runner;

  /** One model for all agents. */
  public ModelAgentProvider(ChatModel model) {
    this(definition -> model);
    Objects.requireNonNull(model, "model");
  }

  /**
   * A model for each declaration.
   *
   * @param models called once for each agent that is made, on any thread
   */
  public ModelAgentProvider(Function<AgentDefinition, ChatModel> models) {
    this(models, new ProcessCommandRunner());
  }

  /**
   * The same with a runner for verifications.
   *
   * @param runner runs the task's verification where the setting {@code verify} allows it
   */
  public ModelAgentProvider(Function<AgentDefinition, ChatModel> models, CommandRunner runner) {
    this.models = Objects.requireNonNull(models, "models");
    this.runner = Objects.requireNonNull(runner, "runner");
  }

  @Override
  public String name() {
    return "model";
  }

  @Override
  public Agent create(AgentRequest request) {
    return new ModelAgent(
        models.apply(request.definition()),
        runner,
        request,
        ModelSettings.of(request.definition()));
  }

  /** A model dies with its engine; a verification that it had started is looked for and ended. */
  @Override
  public Reconciliation reconcile(ReconcileRequest request) {
    return AgentProcess.reconcile(request);
  }

  /** Nothing is started, so there is nothing to say. */
  @Override
  public Optional<String> probe(AgentRequest request) {
    return Optional.empty();
  }
}
