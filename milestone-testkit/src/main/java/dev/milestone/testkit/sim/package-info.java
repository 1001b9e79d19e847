/**
 * A deterministic simulator: the production kernel and the production loop, for several engines on
 * one simulated store, under one seed that decides time, order, chance and faults. Start at {@link
 * dev.milestone.testkit.sim.Simulation}.
 */
@NullMarked
package dev.milestone.testkit.sim;

import org.jspecify.annotations.NullMarked;
