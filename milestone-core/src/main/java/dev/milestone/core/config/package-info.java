/**
 * Configuration: typed keys with defaults ({@link dev.milestone.core.config.ConfigKeys}), four
 * levels of files and the program's own settings ({@link
 * dev.milestone.core.config.ConfigurationLoader}), and where every value comes from ({@link
 * dev.milestone.core.config.Configuration}). No part of the engine reads settings another way.
 */
@NullMarked
package dev.milestone.core.config;

import org.jspecify.annotations.NullMarked;
