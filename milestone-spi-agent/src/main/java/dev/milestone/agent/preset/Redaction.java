package dev.milestone.agent.preset;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * Takes secrets out of text that is kept: the values of environment variables whose names say that
 * they are secret, and what looks like a key by a well-known beginning. Each becomes {@value
 * #MARK}. Time is linear in the text for a given number of secrets; nothing is a pattern.
 * Immutable.
 */
@API(status = API.Status.INTERNAL, since = "0.1")
public final class Redaction {

  /** What stands where a secret was. */
  public static final String MARK = "[redacted]";

  /** Shorter values of variables stay: they would be found everywhere. */
  public static final int SHORTEST = 8;

  /** Most values of variables that are looked for, the longest first. */
  public static final int MAX_SECRETS = 64;

  private static final int MAX_SECRET = 16 * 1024;
  private static final int SHORTEST_KEY = 16;
  private static final int SHORTEST_EDGE = 4;

  /** Words, and endings of words, of a variable's name that say it is secret. */
  private static final List<String> NAMES =
      List.of("KEY", "TOKEN", "SECRET", "PASSWORD", "PASSWD", "PASSPHRASE", "CREDENTIAL");

  private static final Set<String> WHOLE_WORDS = Set.of("PASS", "PWD", "PAT", "AUTH", "CREDS");

  private static final List<String> BEGINNINGS =
      List.of(
          "sk-",
          "ghp_",
          "gho_",
          "ghu_",
          "ghs_",
          "ghr_",
          "github_pat_",
          "glpat-",
          "xoxb-",
          "xoxp-",
          "xoxa-",
          "AIza",
          "AKIA",
          "npm_",
          "hf_",
          "eyJ");

  private static final String BEARER = "bearer ";
  private static final String PRIVATE_KEY = "-----BEGIN ";
  private static final String PRIVATE_KEY_END = "-----END ";

  private final List<String> secrets;

  private Redaction(List<String> secrets) {
    this.secrets = secrets;
  }

  /** A redaction that knows the secrets of an environment. */
  public static Redaction of(Map<String, String> environment) {
    List<String> secrets = new ArrayList<>();
    environment.forEach(
        (name, value) -> {
          if (isSecret(name) && value.length() >= SHORTEST && value.length() <= MAX_SECRET) {
            add(secrets, value);
            add(secrets, value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n"));
          }
        });
    secrets.sort(Comparator.comparing(String::length).reversed().thenComparing(s -> s));
    return new Redaction(
        List.copyOf(secrets.size() > MAX_SECRETS ? secrets.subList(0, MAX_SECRETS) : secrets));
  }

  private static void add(List<String> to, String secret) {
    if (!secret.isBlank() && !to.contains(secret)) {
      to.add(secret);
    }
  }

  /** Whether a variable's name says that its value is secret. */
  public static boolean isSecret(String name) {
    for (String word : name.toUpperCase(Locale.ROOT).split("[_.\\-]", -1)) {
      String one =
          word.endsWith("S") && !word.endsWith("SS") ? word.substring(0, word.length() - 1) : word;
      if (WHOLE_WORDS.contains(word) || NAMES.stream().anyMatch(one::endsWith)) {
        return !name.equals("PWD") && !name.equals("OLDPWD");
      }
    }
    return false;
  }

  /** The text without secrets. */
  public String clean(String text) {
    return cleanKeys(cleanSecrets(text));
  }

  /**
   * The text without secrets, when something was cut off at its end or its beginning: also without
   * pieces of secrets there.
   */
  public String cleanCut(String text, boolean cutBefore, boolean cutBehind) {
    String cleaned = text;
    if (cutBehind) {
      int piece = 0;
      for (String secret : secrets) {
        piece = Math.max(piece, overlap(cleaned, secret));
      }
      if (piece >= SHORTEST_EDGE) {
        cleaned = cleaned.substring(0, cleaned.length() - piece) + MARK;
      }
    }
    if (cutBefore) {
      int piece = 0;
      String reversed = new StringBuilder(cleaned).reverse().toString();
      for (String secret : secrets) {
        piece = Math.max(piece, overlap(reversed, new StringBuilder(secret).reverse().toString()));
      }
      if (piece >= SHORTEST_EDGE) {
        cleaned = MARK + cleaned.substring(piece);
      }
    }
    return clean(cleaned);
  }

  private String cleanSecrets(String text) {
    String cleaned = text;
    for (String secret : secrets) {
      cleaned = replace(cleaned, secret);
    }
    return cleaned;
  }

  /** Knuth, Morris and Pratt: linear whatever the text is. */
  private static String replace(String text, String secret) {
    int[] border = borders(secret);
    StringBuilder cleaned = new StringBuilder(text.length());
    int kept = 0;
    int matched = 0;
    for (int i = 0; i < text.length(); i++) {
      matched = step(border, secret, matched, text.charAt(i));
      if (matched == secret.length()) {
        cleaned.append(text, kept, i + 1 - matched).append(MARK);
        kept = i + 1;
        matched = 0;
      }
    }
    return kept == 0 ? text : cleaned.append(text, kept, text.length()).toString();
  }

  /** How many characters at the end of the text are the beginning of the secret, not all of it. */
  private static int overlap(String text, String secret) {
    int[] border = borders(secret);
    int matched = 0;
    for (int i = Math.max(0, text.length() - secret.length() + 1); i < text.length(); i++) {
      matched = step(border, secret, matched, text.charAt(i));
    }
    return matched == secret.length() ? 0 : matched;
  }

  private static int step(int[] border, String secret, int matched, char c) {
    int at = matched;
    while (at > 0 && (at == secret.length() || secret.charAt(at) != c)) {
      at = border[at - 1];
    }
    return secret.charAt(at) == c ? at + 1 : at;
  }

  private static int[] borders(String secret) {
    int[] border = new int[secret.length()];
    Arrays.fill(border, 0);
    for (int i = 1; i < secret.length(); i++) {
      border[i] = step(border, secret, border[i - 1], secret.charAt(i));
    }
    return border;
  }

  private static String cleanKeys(String text) {
    StringBuilder cleaned = new StringBuilder(text.length());
    int at = 0;
    while (at < text.length()) {
      Span span = span(text, at);
      if (span == null) {
        cleaned.append(text.charAt(at));
        at++;
      } else {
        cleaned.append(span.secret ? MARK : text.substring(at, span.end));
        at = span.end;
      }
    }
    return cleaned.toString();
  }

  /** A piece of text that was looked at whole, so that it is not looked at again. */
  private record Span(int end, boolean secret) {}

  /** What begins here, when it begins like a key. */
  private static @Nullable Span span(String text, int at) {
    if (at > 0 && isKeyCharacter(text.charAt(at - 1))) {
      return null;
    }
    if (text.startsWith(PRIVATE_KEY, at)) {
      int end = privateKeyEnd(text, at);
      return end > at ? new Span(end, true) : null;
    }
    if (text.regionMatches(true, at, BEARER, 0, BEARER.length())) {
      int from = at + BEARER.length();
      int end = run(text, from, true);
      boolean secret = end - from >= SHORTEST_KEY && hasDigit(text, from, end);
      return new Span(secret ? end : from, secret);
    }
    for (String beginning : BEGINNINGS) {
      if (text.startsWith(beginning, at)) {
        int end = run(text, at, beginning.equals("eyJ"));
        int length = end - at - beginning.length();
        return new Span(end, length >= SHORTEST_KEY && hasDigit(text, at, end));
      }
    }
    return null;
  }

  private static int privateKeyEnd(String text, int at) {
    String title = text.substring(at, Math.min(text.length(), at + 64));
    if (!title.contains("PRIVATE KEY-----")) {
      return at;
    }
    int end = text.indexOf(PRIVATE_KEY_END, at);
    if (end < 0) {
      return text.length();
    }
    int close = text.indexOf("-----", end + PRIVATE_KEY_END.length());
    return close < 0 ? text.length() : close + 5;
  }

  private static int run(String text, int from, boolean wide) {
    int at = from;
    while (at < text.length()
        && (isKeyCharacter(text.charAt(at))
            || text.charAt(at) == '-'
            || (wide && ".~+/=".indexOf(text.charAt(at)) >= 0))) {
      at++;
    }
    return at;
  }

  /** Words of a language have none. */
  private static boolean hasDigit(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (text.charAt(i) >= '0' && text.charAt(i) <= '9') {
        return true;
      }
    }
    return false;
  }

  private static boolean isKeyCharacter(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_';
  }
}
