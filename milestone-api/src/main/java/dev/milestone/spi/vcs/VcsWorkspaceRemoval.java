package dev.milestone.spi.vcs;

import java.util.Optional;
import org.apiguardian.api.API;

/**
 * Asks for the end of a work tree. What is not recorded is parked first; ignored files are not
 * kept.
 *
 * @param effect id of the effect
 * @param name of the workspace
 * @param signature of the commit that keeps unrecorded work
 * @param branchInto delete the branch, too, when this branch holds it; absent: the branch stays
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record VcsWorkspaceRemoval(
    String effect, String name, VcsSignature signature, Optional<String> branchInto) {}
