package dev.milestone.core.execute;

import dev.milestone.core.journal.StoredEvent;
import dev.milestone.core.kernel.Definitions;
import dev.milestone.core.kernel.Evolver;
import dev.milestone.core.kernel.State;
import dev.milestone.core.kernel.StateCodec;
import dev.milestone.spi.storage.EventStore;
import dev.milestone.spi.storage.StorageException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the state of what is stored: a snapshot, if there is one that fits, and the events after
 * it. A snapshot is a cache: it names the version of the fold, the last sequence it covers and the
 * CRC of that line, and is ignored on any mismatch.
 */
public final class StateFold {

  /** The document that holds the snapshot. */
  static final String DOCUMENT = "snapshots/state";

  private static final Logger LOG = LoggerFactory.getLogger(StateFold.class);
  private static final int MAGIC = 0x4d534e31;
  private static final int HEADER = 4 + 8 + 4 + 4;

  private final Supplier<Definitions> definitions;
  private volatile long snapshotSequence;

  /** Makes a fold. */
  public StateFold(Supplier<Definitions> definitions) {
    this.definitions = definitions;
  }

  /** The sequence that the last snapshot read or written covers. */
  public long snapshotSequence() {
    return snapshotSequence;
  }

  /** The state of everything that is forced. */
  public State fold(EventStore store) {
    return fold(store, store.lastSequence());
  }

  /** The state of the events up to a sequence that is forced, and not of one further. */
  public State fold(EventStore store, long sequence) {
    State state = snapshot(store, sequence);
    if (state == null) {
      state = new State(definitions.get());
    }
    State target = state;
    StoredEvent view = new StoredEvent();
    if (state.sequence() < sequence) {
      store.read(
          state.sequence() + 1,
          sequence - state.sequence(),
          (at, buffer, offset, length) ->
              Evolver.apply(target, view.at(at, buffer, offset, length)));
    }
    return state;
  }

  private @Nullable State snapshot(EventStore store, long last) {
    Optional<byte[]> stored;
    try {
      stored = store.documents().read(DOCUMENT);
    } catch (StorageException e) {
      LOG.warn("the snapshot cannot be read and is ignored: {}", e.getMessage());
      return null;
    }
    if (stored.isEmpty() || stored.get().length < HEADER) {
      return null;
    }
    byte[] document = stored.get();
    ByteBuffer buffer = ByteBuffer.wrap(document);
    if (buffer.getInt() != MAGIC) {
      return null;
    }
    long sequence = buffer.getLong();
    int lineCrc = buffer.getInt();
    int payloadCrc = buffer.getInt();
    if (sequence > last && sequence <= store.lastSequence()) {
      return null;
    }
    if (crc(document, HEADER, document.length - HEADER) != payloadCrc
        || sequence < 1
        || sequence > store.lastSequence()
        || lineCrc(store, sequence) != lineCrc) {
      LOG.warn("the snapshot does not fit the journal and is ignored");
      return null;
    }
    Optional<State> state = StateCodec.read(document, HEADER, definitions.get());
    if (state.isPresent() && state.get().sequence() == sequence) {
      snapshotSequence = sequence;
      return state.get();
    }
    return null;
  }

  /** The content of a snapshot; call in a turn. */
  public static byte[] encode(State state) {
    return StateCodec.write(state);
  }

  /** Stores a snapshot made at a sequence that is forced. */
  public void store(EventStore store, long sequence, byte[] payload) {
    if (sequence < 1 || sequence <= snapshotSequence) {
      return;
    }
    ByteBuffer document = ByteBuffer.allocate(HEADER + payload.length);
    document
        .putInt(MAGIC)
        .putLong(sequence)
        .putInt(lineCrc(store, sequence))
        .putInt(crc(payload, 0, payload.length))
        .put(payload);
    store.documents().write(DOCUMENT, document.array(), true);
    snapshotSequence = sequence;
  }

  private static int lineCrc(EventStore store, long sequence) {
    int[] crc = new int[1];
    store.read(sequence, 1, (s, buffer, offset, length) -> crc[0] = crc(buffer, offset, length));
    return crc[0];
  }

  private static int crc(byte[] bytes, int offset, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, offset, length);
    return (int) crc.getValue();
  }
}
