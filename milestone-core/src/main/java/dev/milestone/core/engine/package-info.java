/**
 * The engine put together from its parts; entry: {@link
 * dev.milestone.core.engine.DefaultEngineFactory}.
 */
@NullMarked
package dev.milestone.core.engine;

import org.jspecify.annotations.NullMarked;
