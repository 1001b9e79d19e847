package dev.milestone.spi.storage;

import org.apiguardian.api.API;

/** Receives stored events one by one, in order. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@FunctionalInterface
public interface EventSink {

  /**
   * Receives one event.
   *
   * @param sequence its sequence
   * @param buffer holds the completed JSON object; valid only during the call, must not be changed
   * @param offset where it begins
   * @param length how long it is, without a line break
   */
  void accept(long sequence, byte[] buffer, int offset, int length);
}
