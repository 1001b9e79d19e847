/** Agents that run as external processes. */
@NullMarked
package dev.milestone.agent;

import org.jspecify.annotations.NullMarked;
