package dev.milestone.core.effect;

import java.util.HexFormat;

/** SHA-256 in hexadecimal. */
public final class Digests {
  private Digests() {}

  /** Digest of these bytes. */
  public static String sha256(byte[] bytes) {
    return HexFormat.of().formatHex(TreeDigest.sha256().digest(bytes));
  }
}
