/**
 * What both providers share: the grammar of document names, the check of an event's bytes,
 * settings. Not exported.
 */
@NullMarked
package dev.milestone.storage;

import org.jspecify.annotations.NullMarked;
