/** A vendor's storage provider: a folder with one file for each append. */
@NullMarked
package dev.milestone.examples.storage;

import org.jspecify.annotations.NullMarked;
