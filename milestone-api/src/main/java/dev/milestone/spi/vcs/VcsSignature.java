package dev.milestone.spi.vcs;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.apiguardian.api.API;

/**
 * Who and when, of everything that is recorded. It comes from the journal and never from a clock or
 * a user's configuration, so that a commit made again has the same id.
 *
 * @param author who did the work
 * @param committer who recorded it
 * @param time whole seconds; told in UTC
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record VcsSignature(VcsPerson author, VcsPerson committer, Instant time) {

  /** Cuts the time to seconds. */
  public VcsSignature {
    time = time.truncatedTo(ChronoUnit.SECONDS);
  }
}
