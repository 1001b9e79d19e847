package dev.milestone.spi.storage;

import java.util.List;
import org.apiguardian.api.API;

/** The exclusive right to write, for as long as a {@link TurnBody} runs. Confined to that call. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface Turn {

  /**
   * The last sequence, counting what earlier turns of the same force and this turn have appended.
   */
  long lastSequence();

  /**
   * Hands over all events from {@code fromSequence} to the last one that stood before this turn
   * began.
   *
   * @return the sequence to continue from
   */
  long read(long fromSequence, EventSink sink);

  /**
   * Appends events; they are durable when the stage of the turn completes.
   *
   * @return the last sequence given
   */
  long append(List<byte[]> events);
}
