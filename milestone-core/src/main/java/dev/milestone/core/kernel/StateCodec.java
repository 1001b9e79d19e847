package dev.milestone.core.kernel;

import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Snapshots: a state as bytes and back, complete, so that the state read decides as the one written
 * would have. A snapshot is a cache of the fold: whatever is wrong with one, it is ignored and the
 * journal is folded instead.
 *
 * <p>Layout: four bytes that name the format, version of the layout, version of the fold, the
 * state, CRC32C of all of that. Definitions and finished attempts are looked at when somebody asks
 * for them; the bytes are kept for that and must not be changed.
 */
public final class StateCodec {

  /** First four bytes of a snapshot. */
  static final int MAGIC = 0x4d53_5453;

  /**
   * Version of the layout. Raise it when {@link StateWriter} or the meaning of its fields changes.
   */
  static final int LAYOUT = 2;

  private StateCodec() {}

  /** Writes a state. */
  public static byte[] write(State state) {
    Packer packer = new Packer(1 << 16);
    packer.fixed(MAGIC).number(LAYOUT).number(Evolver.FOLD_VERSION);
    new StateWriter(packer).state(state);
    packer.fixed(crc(packer.array(), 0, packer.size()));
    return packer.toBytes();
  }

  /** Reads a state; empty when the bytes are damaged, foreign or of another version. */
  public static Optional<State> read(byte[] bytes, Definitions definitions) {
    return read(bytes, 0, definitions);
  }

  /** Reads a state that stands in {@code bytes} from {@code from} to the end. */
  public static Optional<State> read(byte[] bytes, int from, Definitions definitions) {
    int end = bytes.length - 4;
    if (end - from < 8
        || new Unpacker(bytes, end, bytes.length).fixed() != crc(bytes, from, end - from)) {
      return Optional.empty();
    }
    try {
      Unpacker in = new Unpacker(bytes, from, end);
      if (in.fixed() != MAGIC || in.number() != LAYOUT || in.number() != Evolver.FOLD_VERSION) {
        return Optional.empty();
      }
      State state = new StateReader(in, definitions).state();
      return in.atEnd() ? Optional.of(state) : Optional.empty();
    } catch (RuntimeException notASnapshot) {
      // The checksum is right, so somebody else wrote this; the journal has it all.
      return Optional.empty();
    }
  }

  private static int crc(byte[] bytes, int from, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, from, length);
    return (int) crc.getValue();
  }
}
