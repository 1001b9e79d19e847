/** Workspaces, commits and merges on JGit. */
@NullMarked
package dev.milestone.git;

import org.jspecify.annotations.NullMarked;
