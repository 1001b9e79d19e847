package dev.milestone.storage;

import dev.milestone.ErrorKind;
import dev.milestone.spi.storage.StorageException;
import java.util.Locale;
import java.util.Set;

/**
 * The grammar of document names: one to four ids joined by {@code /}, each {@code
 * [A-Za-z0-9][A-Za-z0-9._-]{0,63}} without {@code ..}, without a trailing {@code .} or {@code
 * .lock}, and no device name of Windows. So a name can neither leave its folder nor mean something
 * else on another system.
 */
public final class DocumentName {

  /** Most parts of a name. */
  public static final int MAX_PARTS = 4;

  /** Most characters of a part. */
  public static final int MAX_PART = 64;

  private static final Set<String> DEVICES =
      Set.of(
          "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7",
          "com8", "com9", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9");

  private DocumentName() {}

  /**
   * Splits a name into its parts.
   *
   * @throws StorageException with code {@code bad_name}
   */
  public static String[] parts(String name) {
    String[] parts = name.split("/", -1);
    if (parts.length > MAX_PARTS) {
      throw bad(name, "has more than " + MAX_PARTS + " parts");
    }
    for (String part : parts) {
      String wrong = wrong(part);
      if (wrong != null) {
        throw bad(name, wrong);
      }
    }
    return parts;
  }

  /** Whether the text is one id of the grammar. */
  public static boolean isId(String part) {
    return wrong(part) == null;
  }

  private static @org.jspecify.annotations.Nullable String wrong(String part) {
    if (part.isEmpty()) {
      return "has an empty part";
    }
    if (part.length() > MAX_PART) {
      return "has a part of more than " + MAX_PART + " characters";
    }
    for (int i = 0; i < part.length(); i++) {
      char c = part.charAt(i);
      boolean alnum = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
      if (!alnum && (i == 0 || c != '.' && c != '_' && c != '-')) {
        return "has a character that is not allowed at position " + (i + 1) + " of a part";
      }
    }
    if (part.contains("..") || part.endsWith(".")) {
      return "contains '..' or ends with '.'";
    }
    String lower = part.toLowerCase(Locale.ROOT);
    if (lower.endsWith(".lock")) {
      return "ends with '.lock'";
    }
    int dot = lower.indexOf('.');
    if (DEVICES.contains(dot < 0 ? lower : lower.substring(0, dot))) {
      return "is a device name";
    }
    return null;
  }

  private static StorageException bad(String name, String why) {
    String shown = name.length() > 80 ? name.substring(0, 80) + "…" : name;
    return new StorageException(
        ErrorKind.INVALID_INPUT,
        "bad_name",
        "the document name '"
            + printable(shown)
            + "' "
            + why
            + "; use one to four parts joined by '/', each of letters, digits, '.', '_' or '-'");
  }

  private static String printable(String text) {
    StringBuilder s = new StringBuilder(text.length());
    text.chars().forEach(c -> s.append(c < 32 || c == 127 ? '?' : (char) c));
    return s.toString();
  }
}
