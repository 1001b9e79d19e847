/** How the engine itself is found: {@link dev.milestone.spi.EngineFactory}. */
@NullMarked
package dev.milestone.spi;

import org.jspecify.annotations.NullMarked;
