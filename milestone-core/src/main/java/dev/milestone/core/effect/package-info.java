/** What touches the world: attempts, verifications, the files they work on. */
@NullMarked
package dev.milestone.core.effect;

import org.jspecify.annotations.NullMarked;
