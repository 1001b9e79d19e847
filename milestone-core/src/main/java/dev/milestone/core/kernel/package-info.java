/**
 * The pure heart of the engine: commands are decided against the state, events evolve it, and
 * reactions name the effects. Nothing here touches a clock, a thread, a file, chance or a log;
 * time, ids and chance come in with the command.
 */
@NullMarked
package dev.milestone.core.kernel;

import org.jspecify.annotations.NullMarked;
