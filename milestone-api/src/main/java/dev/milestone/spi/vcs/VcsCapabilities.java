package dev.milestone.spi.vcs;

import java.util.List;
import java.util.Set;
import org.apiguardian.api.API;

/**
 * What a probe found: what can be asked of a repository, and what to know about it. Immutable.
 *
 * @param features what works here
 * @param remarks what differs from a plain repository, at most {@link #MAX_REMARKS}
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record VcsCapabilities(Set<VcsFeature> features, List<VcsRemark> remarks) {

  /** Most remarks listed. */
  public static final int MAX_REMARKS = 100;

  /** Copies both. */
  public VcsCapabilities {
    features = Set.copyOf(features);
    remarks = List.copyOf(remarks);
  }

  /** Looking only. */
  public static VcsCapabilities lookingOnly() {
    return new VcsCapabilities(Set.of(), List.of());
  }

  /** Whether a feature works here. */
  public boolean has(VcsFeature feature) {
    return features.contains(feature);
  }
}
