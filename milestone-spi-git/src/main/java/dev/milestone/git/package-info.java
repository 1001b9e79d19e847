/**
 * Git repositories on JGit. Start at {@link dev.milestone.git.GitProvider}.
 *
 * <p>A repository is looked at as if it came from a stranger: its configuration is copied key by
 * key from a list of harmless ones, so that no hook, filter, monitor or include of it can take
 * effect, and nothing is written, not even a refreshed index.
 */
@NullMarked
package dev.milestone.git;

import org.jspecify.annotations.NullMarked;
