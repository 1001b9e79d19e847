package dev.milestone.git;

import dev.milestone.spi.vcs.VcsProvider;
import dev.milestone.spi.vcs.VcsRepository;
import dev.milestone.spi.vcs.VcsRequest;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * Git repositories: the provider {@code git}, on JGit; native git is not needed.
 *
 * <p>Finds the repository of a folder in the folder or its parents, linked work trees included. A
 * bare repository and a folder in none give nothing. Refused are repositories that JGit would
 * misread: SHA-256 object ids, reftable, an extension or format version that is not known, a split
 * or sparse index, a work tree set elsewhere by configuration.
 *
 * <p>Looking runs nothing and writes nothing. Configuration of the user and of the system is not
 * read, except the user's {@code git/ignore} at its default place; so an {@code excludesFile} or
 * {@code autocrlf} set there has no effect. Thread-safe.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class GitProvider implements VcsProvider {

  private final Steps steps;

  /** A provider. */
  public GitProvider() {
    this(Steps.NONE);
  }

  GitProvider(Steps steps) {
    this.steps = steps;
  }

  @Override
  public String name() {
    return "git";
  }

  @Override
  public Optional<VcsRepository> open(VcsRequest request) {
    return GitLocation.find(request.folder())
        .map(location -> new GitRepository(location, GitFormat.read(location), steps));
  }
}
