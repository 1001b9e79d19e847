package dev.milestone.spi.vcs;

import java.nio.file.Path;
import org.apiguardian.api.API;

/**
 * Asks for a work tree.
 *
 * @param effect id of the effect
 * @param folder the folder in which the engine keeps workspaces; made if it is not there
 * @param attempt for whom; its token is taken as the highest of the task
 * @param branch the branch that is made for it
 * @param base full id of the commit at which the branch begins
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record VcsWorkspaceRequest(
    String effect, Path folder, VcsAttempt attempt, String branch, String base) {}
