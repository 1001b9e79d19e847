package dev.milestone.spi.vcs;

import java.util.Optional;
import org.apiguardian.api.API;

/** Finds repositories. Found with {@link java.util.ServiceLoader} or handed in. Thread-safe. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface VcsProvider {

  /** The name by which configuration selects this provider, such as {@code git}. */
  String name();

  /**
   * Opens the repository that holds a folder, without writing anything and without running anything
   * that the repository brings (hooks, filters, configured programs).
   *
   * @return the repository, or nothing when the folder is in none
   * @throws dev.milestone.MilestoneException with kind {@code REFUSED} when the repository uses
   *     something that the provider could damage; the message says what
   */
  Optional<VcsRepository> open(VcsRequest request);
}
