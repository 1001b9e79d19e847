/**
 * The storage provider {@code file}. Start at {@link
 * dev.milestone.storage.file.FileStorageProvider}; a writer's way is {@code FileStore} (queue,
 * turns, group commit) over {@code Journal} (segments, forces, recovery) over {@code FileOps}
 * (every operation on files).
 */
@NullMarked
package dev.milestone.storage.file;

import org.jspecify.annotations.NullMarked;
