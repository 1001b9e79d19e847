package dev.milestone.core.kernel;

import java.util.Map;

/**
 * A piece of a snapshot that is read when somebody asks for it. Immutable; keeps the whole snapshot
 * in memory.
 *
 * @param bytes the snapshot; not changed by anybody
 * @param from where the piece begins
 * @param to where it ends
 */
record Packed(byte[] bytes, int from, int to, Definitions definitions) {

  static Packed of(Packer packer, Definitions definitions) {
    byte[] bytes = packer.toBytes();
    return new Packed(bytes, 0, bytes.length, definitions);
  }

  /** The piece, which is an object. */
  Map<String, Object> map() {
    return new Unpacker(bytes, from, to).map();
  }

  Unpacker open() {
    return new Unpacker(bytes, from, to);
  }
}
