package dev.milestone.spi.vcs;

import java.nio.file.Path;
import org.apiguardian.api.API;

/**
 * Which repository to open.
 *
 * @param folder a folder in its work tree
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record VcsRequest(Path folder) {}
