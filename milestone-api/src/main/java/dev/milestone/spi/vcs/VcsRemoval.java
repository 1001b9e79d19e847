package dev.milestone.spi.vcs;

import java.util.Optional;
import org.apiguardian.api.API;

/**
 * How a removal went.
 *
 * @param removed whether the work tree is gone
 * @param parked the commit that keeps what was not recorded
 * @param remark what stayed and why
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record VcsRemoval(boolean removed, Optional<String> parked, Optional<VcsRemark> remark) {}
