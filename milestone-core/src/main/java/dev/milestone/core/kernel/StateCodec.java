package dev.milestone.core.kernel;

import java.util.Optional;

public final class StateCodec {
  private StateCodec() {}

  public static byte[] write(State s) {
    return new byte[0];
  }

  public static Optional<State> read(byte[] b, Definitions d) {
    return Optional.empty();
  }
}
