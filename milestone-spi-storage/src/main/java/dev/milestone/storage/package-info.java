/** What the storage providers share. */
@NullMarked
package dev.milestone.storage;

import org.jspecify.annotations.NullMarked;
