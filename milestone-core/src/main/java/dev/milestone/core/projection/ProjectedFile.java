package dev.milestone.core.projection;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The form of a projected file: the first line names its schema (in {@code current.txt} it is the
 * content), the second the sequence up to which events have gone into it and the SHA-256 of the
 * file without this second line. So a hand edit is told from a stale file.
 */
public final class ProjectedFile {

  private static final String MARK = "# milestone: seq=";
  private static final String HASH = " sha256=";
  private static final int DIGEST_LENGTH = 64;

  private ProjectedFile() {}

  /** A YAML file of a kind, such as {@code active}. */
  public static byte[] yaml(String kind, long sequence, Map<String, ?> content) {
    return of(
        "# yaml-language-server: $schema=milestone-" + kind + "/1",
        sequence,
        YamlWriter.document(content));
  }

  /** A file with its first line and what follows the second. */
  public static byte[] of(String firstLine, long sequence, String rest) {
    byte[] first = (firstLine + "\n").getBytes(StandardCharsets.UTF_8);
    byte[] body = rest.getBytes(StandardCharsets.UTF_8);
    MessageDigest sha = sha256();
    sha.update(first);
    byte[] second =
        (MARK + sequence + HASH + HexFormat.of().formatHex(sha.digest(body)) + "\n")
            .getBytes(StandardCharsets.US_ASCII);
    byte[] file = new byte[first.length + second.length + body.length];
    System.arraycopy(first, 0, file, 0, first.length);
    System.arraycopy(second, 0, file, first.length, second.length);
    System.arraycopy(body, 0, file, first.length + second.length, body.length);
    return file;
  }

  /**
   * Whether a file is as it was projected, now or earlier. So is one without content: the loss of
   * power leaves such, for projections are not forced.
   */
  public static boolean isUntouched(byte[] file) {
    if (file.length == 0 || file[0] == 0) {
      return true;
    }
    int second = lineEnd(file, 0) + 1;
    int third = lineEnd(file, second) + 1;
    if (third <= second || third > file.length) {
      return false;
    }
    String line = new String(file, second, third - second - 1, StandardCharsets.UTF_8);
    int hash = line.indexOf(HASH);
    if (!line.startsWith(MARK)
        || hash < 0
        || line.length() != hash + HASH.length() + DIGEST_LENGTH) {
      return false;
    }
    MessageDigest sha = sha256();
    sha.update(file, 0, second);
    sha.update(file, third, file.length - third);
    return HexFormat.of().formatHex(sha.digest()).equals(line.substring(hash + HASH.length()));
  }

  /** The sequence that a file names; empty when it names none. */
  public static OptionalLong sequence(byte[] file) {
    int second = lineEnd(file, 0) + 1;
    int end = Math.min(file.length, lineEnd(file, second));
    if (second >= end) {
      return OptionalLong.empty();
    }
    String line = new String(file, second, end - second, StandardCharsets.UTF_8);
    int hash = line.indexOf(HASH);
    if (!line.startsWith(MARK) || hash < 0) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(Long.parseLong(line.substring(MARK.length(), hash)));
    } catch (NumberFormatException noNumber) {
      return OptionalLong.empty();
    }
  }

  /** The first line, from 1, in which two files differ, the second lines aside; 0 when in none. */
  static int firstDifference(byte[] a, byte[] b) {
    String[] left = new String(a, StandardCharsets.UTF_8).split("\n", -1);
    String[] right = new String(b, StandardCharsets.UTF_8).split("\n", -1);
    for (int i = 0; i < Math.max(left.length, right.length); i++) {
      if (i != 1 && (i >= left.length || i >= right.length || !left[i].equals(right[i]))) {
        return i + 1;
      }
    }
    return 0;
  }

  private static int lineEnd(byte[] file, int from) {
    int at = from;
    while (at < file.length && file[at] != '\n') {
      at++;
    }
    return at;
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
