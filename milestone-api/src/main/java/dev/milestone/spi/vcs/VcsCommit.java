package dev.milestone.spi.vcs;

import java.util.List;
import org.apiguardian.api.API;

/**
 * A commit.
 *
 * @param id full id
 * @param tree id of its tree
 * @param parents full ids
 * @param message whole
 * @param signature who and when
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record VcsCommit(
    String id, String tree, List<String> parents, String message, VcsSignature signature) {

  /** Copies the parents. */
  public VcsCommit {
    parents = List.copyOf(parents);
  }
}
