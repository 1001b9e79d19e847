package dev.milestone.spi.vcs;

import org.apiguardian.api.API;

/**
 * Asks for the end of a branch.
 *
 * @param effect id of the effect
 * @param name of the branch
 * @param expected full id of the commit at which it is deleted; at another it stays
 * @param into a branch that has to hold that commit
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record VcsBranchRemoval(String effect, String name, String expected, String into) {}
