package dev.milestone.connectors;

import java.util.Optional;

/**
 * The folder of a feature, such as {@code specs/001-photo-albums}: its number keeps the ids of two
 * features apart. Stateless.
 */
final class FeatureFolder {

  private static final int MAX_PREFIX = 24;

  private FeatureFolder() {}

  /** The number that begins the folder's name, with a hyphen, or nothing. */
  static String specKitPrefix(String file, String text) {
    Optional<String> folder = folder(file);
    String number = folder.map(FeatureFolder::number).orElse("");
    if (number.isEmpty()) {
      // The template's line "**Input**: Design documents from `/specs/001-name/`".
      int input = text.substring(0, Math.min(text.length(), 4_000)).indexOf("**Input**:");
      int end = input < 0 ? -1 : text.indexOf('\n', input);
      String line = input < 0 ? "" : text.substring(input, end < 0 ? text.length() : end);
      int specs = line.indexOf("specs/");
      number = specs < 0 ? "" : number(line.substring(specs + 6));
    }
    return number.isEmpty() ? "" : number + "-";
  }

  /** The name of the folder below {@code .kiro/specs}, with a hyphen, or nothing. */
  static String kiroPrefix(String file) {
    String name = file.replace('\\', '/');
    int at = name.indexOf(".kiro/specs/");
    if (at < 0) {
      return "";
    }
    String rest = name.substring(at + 12);
    int slash = rest.indexOf('/');
    String slug = slash < 0 ? "" : Titles.slug(rest.substring(0, slash), MAX_PREFIX);
    return slug.isEmpty() ? "" : slug + "-";
  }

  private static Optional<String> folder(String file) {
    String name = file.replace('\\', '/');
    int slash = name.lastIndexOf('/');
    if (slash < 0) {
      return Optional.empty();
    }
    String path = name.substring(0, slash);
    return Optional.of(path.substring(path.lastIndexOf('/') + 1));
  }

  /** Digits, at most one letter, then a hyphen: {@code 001-name}, {@code 4e-name}. */
  private static String number(String folder) {
    int at = 0;
    while (at < folder.length() && at < 8 && IdToken.isDigit(folder.charAt(at))) {
      at++;
    }
    if (at == 0) {
      return "";
    }
    int end = at;
    if (end < folder.length() && folder.charAt(end) >= 'a' && folder.charAt(end) <= 'z') {
      end++;
    }
    return end < folder.length() && folder.charAt(end) == '-' ? folder.substring(0, end) : "";
  }
}
