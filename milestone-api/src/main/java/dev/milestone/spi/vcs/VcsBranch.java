package dev.milestone.spi.vcs;

import java.nio.file.Path;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * A branch.
 *
 * @param name without {@code refs/heads/}
 * @param commit its tip
 * @param checkedOutAt the root of a work tree that is on it
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record VcsBranch(String name, String commit, Optional<Path> checkedOutAt) {}
