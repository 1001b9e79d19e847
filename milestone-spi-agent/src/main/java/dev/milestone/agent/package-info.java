/**
 * Agents that run as external processes. Start at {@link dev.milestone.agent.ProcessAgentProvider};
 * {@link dev.milestone.agent.ProcessCommandRunner} runs verifications in the same way.
 *
 * <p>Inside, one class runs a process ({@code ProcessRun}), one knows which processes belong
 * together ({@code ProcessTree}), and one asks the operating system ({@code ProcessTable}).
 */
@NullMarked
package dev.milestone.agent;

import org.jspecify.annotations.NullMarked;
