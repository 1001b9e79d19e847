/**
 * An agent made of a chat model that the program supplies: the provider {@code model}. Start at
 * {@link dev.milestone.agent.model.ModelAgentProvider}.
 *
 * <p>Inside, {@code ToolLoop} asks the model and does what it asks for, {@code WorkspaceTools} are
 * the tools, {@code Spending} counts what it costs, {@code ModelErrors} reads failures of the
 * service.
 */
@NullMarked
package dev.milestone.agent.model;

import org.jspecify.annotations.NullMarked;
