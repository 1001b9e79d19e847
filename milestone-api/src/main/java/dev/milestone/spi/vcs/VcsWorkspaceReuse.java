package dev.milestone.spi.vcs;

import org.apiguardian.api.API;

/**
 * Asks that a work tree serves another attempt. Ignored files (what a build left) stay.
 *
 * @param effect id of the effect
 * @param name of the workspace
 * @param attempt for whom from now on
 * @param branch the branch that is made for it
 * @param base full id of the commit at which the branch begins
 * @param signature of the commit that keeps unrecorded work
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record VcsWorkspaceReuse(
    String effect,
    String name,
    VcsAttempt attempt,
    String branch,
    String base,
    VcsSignature signature) {}
