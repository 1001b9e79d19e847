package dev.milestone.core.session;

import dev.milestone.TimeSource;
import dev.milestone.core.journal.Json;
import dev.milestone.spi.storage.EventStore;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renewals of leases: small documents with a monotonic reading. Readings of one boot are compared
 * directly. For one of another epoch – another machine, or before a reboot – the observer counts
 * from when it first saw that reading. Wall clocks are never compared. Thread-safe.
 */
public final class Leases {
  private static final Logger LOG = LoggerFactory.getLogger(Leases.class);

  private record Seen(String reading, long sinceNanos) {}

  private final EventStore store;
  private final TimeSource time;
  private final Map<String, Seen> seen = new ConcurrentHashMap<>();

  /** Leases of a store. */
  public Leases(EventStore store, TimeSource time) {
    this.store = store;
    this.time = time;
  }

  /** Renews the lease of a participant or of an attempt's effect. */
  public void renew(String holder, Duration length) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("epoch", time.epoch());
    document.put("monotonic_ms", time.monotonicNanos() / 1_000_000);
    document.put("lease_ms", length.toMillis());
    store.documents().write(name(holder), Json.write(document), false);
  }

  /** Forgets a lease. */
  public void drop(String holder) {
    try {
      store.documents().delete(name(holder));
    } catch (RuntimeException e) {
      LOG.debug("lease {} was left behind: {}", holder, e.toString());
    }
    seen.remove(holder);
  }

  /** Whether a lease has run out, as far as this observer can tell. */
  public boolean expired(String holder, long leaseMillis) {
    String reading = "none";
    long length = leaseMillis;
    Optional<byte[]> document = store.documents().read(name(holder));
    if (document.isPresent()) {
      try {
        Map<String, Object> map = Json.readObject(document.get());
        if (map.get("lease_ms") instanceof Number n) {
          length = n.longValue();
        }
        if (map.get("monotonic_ms") instanceof Number at) {
          if (time.epoch().equals(map.get("epoch"))) {
            return time.monotonicNanos() / 1_000_000 - at.longValue() > length;
          }
          reading = map.get("epoch") + ":" + at;
        }
      } catch (RuntimeException e) {
        reading = "unreadable";
      }
    }
    // Nobody of this epoch has renewed it: short-lived observers share the first observation,
    // written down as a renewal.
    String now = reading;
    Seen first =
        seen.compute(
            holder,
            (key, before) ->
                before != null && before.reading.equals(now)
                    ? before
                    : new Seen(now, time.monotonicNanos()));
    if ((time.monotonicNanos() - first.sinceNanos) / 1_000_000 > length) {
      return true;
    }
    renew(holder, Duration.ofMillis(length));
    return false;
  }

  private static String name(String holder) {
    return "leases/" + holder;
  }
}
