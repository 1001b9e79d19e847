/**
 * Agent presets as data: how a known coding agent is started and how its output is read. Start at
 * {@link dev.milestone.agent.preset.PresetCatalogue}, which finds them, and at {@link
 * dev.milestone.agent.preset.PresetParser}, which turns bytes into facts. Nothing here starts a
 * process, reads a clock or looks at the environment. {@code docs/agents.md} describes the format.
 */
@NullMarked
package dev.milestone.agent.preset;

import org.jspecify.annotations.NullMarked;
