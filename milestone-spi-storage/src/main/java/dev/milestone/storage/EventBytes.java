package dev.milestone.storage;

import dev.milestone.ErrorKind;
import dev.milestone.spi.storage.AppendRequest;
import dev.milestone.spi.storage.StorageException;

/**
 * Checks that bytes can be completed to a line: a JSON object in one line, not too long. Does not
 * parse it.
 */
public final class EventBytes {

  private EventBytes() {}

  /**
   * Checks one event.
   *
   * @throws StorageException with code {@code too_large} or {@code bad_event}
   */
  public static void check(byte[] event) {
    int length = event.length;
    if (length > AppendRequest.MAX_EVENT_BYTES) {
      throw new StorageException(
          ErrorKind.INVALID_INPUT,
          "too_large",
          "an event of "
              + length
              + " bytes is longer than "
              + AppendRequest.MAX_EVENT_BYTES
              + "; keep large content in files and name them in the event");
    }
    if (length < 2 || event[0] != '{' || event[length - 1] != '}') {
      throw bad("does not begin with '{' and end with '}'");
    }
    for (byte b : event) {
      // Every control character is illegal inside a JSON text in one line but the tabulator.
      if (b >= 0 && b < 32 && b != '\t') {
        throw bad("holds a line break or another control character");
      }
    }
  }

  /** Whether the object has members, so that a comma is needed before the next. */
  public static boolean hasMembers(byte[] event) {
    int i = event.length - 2;
    while (i > 0 && (event[i] == ' ' || event[i] == '\t')) {
      i--;
    }
    return i > 0;
  }

  private static StorageException bad(String why) {
    return new StorageException(
        ErrorKind.INVALID_INPUT,
        "bad_event",
        "an event " + why + "; it has to be one JSON object in one line");
  }
}
