package dev.milestone.spi.storage;

import org.apiguardian.api.API;

/** What a store knows about a participant. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public enum Liveness {
  /** It holds its presence. */
  ALIVE,
  /** It has ended its presence or its process is gone: certain. */
  DEAD,
  /** The store cannot tell; only its lease can. */
  UNKNOWN
}
