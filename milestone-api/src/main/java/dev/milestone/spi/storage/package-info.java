/**
 * What a vendor implements to keep Milestone's events and documents. The rules are numbered STO-1 …
 * in {@code docs/spi.md} and proved by the contract tests of the test kit, which bear the same
 * numbers. Start at {@link dev.milestone.spi.storage.StorageProvider}.
 */
@NullMarked
package dev.milestone.spi.storage;

import org.jspecify.annotations.NullMarked;
