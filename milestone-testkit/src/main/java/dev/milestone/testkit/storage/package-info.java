/**
 * The contract of storage providers as tests. Extend {@link
 * dev.milestone.testkit.storage.StorageProviderContract}; each test bears the number of its rule in
 * {@code docs/spi-storage.md}.
 */
@NullMarked
package dev.milestone.testkit.storage;

import org.jspecify.annotations.NullMarked;
