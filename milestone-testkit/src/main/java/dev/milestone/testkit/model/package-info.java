/**
 * A model server for tests of agents that are programs of their own: it answers what coding agents
 * ask from a script, on this machine, without a key and without cost. Start at {@link
 * dev.milestone.testkit.model.MockModelServer}.
 */
@NullMarked
package dev.milestone.testkit.model;

import org.jspecify.annotations.NullMarked;
