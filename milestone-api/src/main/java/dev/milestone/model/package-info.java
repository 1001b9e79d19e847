/**
 * The values of the engine: definitions that a person writes (project, milestone, task), and what
 * happened to them (attempt, session, checkpoint, decision, evidence). All are immutable and
 * thread-safe; ids follow one grammar, see {@link dev.milestone.model.IdGrammar}.
 */
@NullMarked
package dev.milestone.model;

import org.jspecify.annotations.NullMarked;
