/**
 * What {@code .milestones/} shows of the journal: category logs and a tree of YAML files. {@link
 * dev.milestone.core.projection.Projector} keeps them up to date from one background thread. Every
 * file can be deleted and is made again from the journal, byte for byte; none feeds a decision.
 */
@NullMarked
package dev.milestone.core.projection;

import org.jspecify.annotations.NullMarked;
