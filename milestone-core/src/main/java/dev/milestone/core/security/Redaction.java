package dev.milestone.core.security;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Takes secrets out of what agents say, before it becomes an event or a log: keys that begin as
 * those of well-known services do, what stands behind {@code Bearer}, private keys in PEM, and
 * values of environment variables whose names say that they are secret. A net, not a proof: a
 * secret of another shape passes. Time is linear in the text for a given number of values.
 * Immutable.
 */
public final class Redaction {

  /** Stands where a secret stood. */
  public static final String MARK = "[redacted]";

  /** Shortest value of a variable that is looked for: shorter ones would hit ordinary words. */
  static final int MIN_VALUE = 8;

  /** Longest value of a variable that is looked for. */
  static final int MAX_VALUE = 4_096;

  /** Most values of variables that are looked for. */
  static final int MAX_VALUES = 64;

  /** Deepest level of a value that is looked into; what is deeper is left out. */
  static final int MAX_DEPTH = 32;

  /** Shortest run behind a known prefix that is taken for a key. */
  private static final int MIN_KEY = 12;

  /** Shortest run without a digit that is taken for a token: shorter ones are words. */
  private static final int MIN_WORDLIKE = 16;

  /** Characters with which something begins that is looked for. */
  private static final boolean[] FIRST = new boolean[128];

  private static final int MAX_PEM_TITLE = 80;

  private static final String[] SECRET_NAMES = {
    "KEY", "TOKEN", "SECRET", "PASSWORD", "PASSWD", "PASSPHRASE", "CREDENTIAL", "AUTH"
  };

  private static final String[] PREFIXES = {
    "sk-",
    "sk_live_",
    "rk_live_",
    "sk_test_",
    "ghp_",
    "gho_",
    "ghu_",
    "ghs_",
    "ghr_",
    "github_pat_",
    "glpat-",
    "xoxa-",
    "xoxb-",
    "xoxp-",
    "xoxr-",
    "xoxs-",
    "xapp-",
    "AKIA",
    "ASIA",
    "AIza",
    "ya29.",
    "npm_",
    "pypi-",
    "hf_",
    "gsk_",
    "xai-",
    "eyJ"
  };

  private static final String[] SCHEMES = {"bearer", "basic"};
  private static final String PEM_BEGIN = "-----BEGIN ";
  private static final String PEM_END = "-----END ";
  private static final String PEM_KEY = "PRIVATE KEY-----";

  static {
    FIRST['-'] = true;
    for (String prefix : PREFIXES) {
      FIRST[prefix.charAt(0)] = true;
    }
    for (String scheme : SCHEMES) {
      FIRST[scheme.charAt(0)] = true;
      FIRST[Character.toUpperCase(scheme.charAt(0))] = true;
    }
  }

  /** Without values of variables. */
  public static final Redaction PATTERNS_ONLY = new Redaction(List.of());

  private final List<String> values;

  private Redaction(List<String> values) {
    this.values = values;
  }

  /** Looks for the secret values of an environment as well. */
  public static Redaction of(Map<String, String> environment) {
    List<String> values = new ArrayList<>();
    environment.forEach(
        (name, value) -> {
          String upper = name.toUpperCase(Locale.ROOT);
          if (value.length() < MIN_VALUE || value.length() > MAX_VALUE || place(upper, value)) {
            return;
          }
          for (String secret : SECRET_NAMES) {
            if (upper.contains(secret)) {
              values.add(value);
              return;
            }
          }
        });
    // The longest first: a value that is part of another must not leave the rest of that.
    values.sort(Comparator.comparingInt(String::length).reversed().thenComparing(v -> v));
    return new Redaction(List.copyOf(values.subList(0, Math.min(MAX_VALUES, values.size()))));
  }

  /** Whether a value says where a secret is, such as a socket, and is none itself. */
  private static boolean place(String name, String value) {
    return value.startsWith("/") && (name.endsWith("_SOCK") || name.endsWith("_FILE"));
  }

  /** A text without secrets. */
  public String text(String text) {
    String clean = text;
    for (String value : values) {
      if (clean.contains(value)) {
        clean = clean.replace(value, MARK);
      }
    }
    return patterns(clean);
  }

  /** A value as it stands in events – texts, numbers, lists, maps – without secrets. */
  public @Nullable Object value(@Nullable Object value) {
    return value(value, 0);
  }

  /** A map as it stands in events, without secrets. Keys stay. */
  public Map<String, Object> map(Map<String, Object> map) {
    Map<String, Object> clean = new LinkedHashMap<>();
    map.forEach(
        (key, value) -> {
          Object kept = value(value, 1);
          if (kept != null) {
            clean.put(key, kept);
          }
        });
    return clean;
  }

  private @Nullable Object value(@Nullable Object value, int depth) {
    if (depth > MAX_DEPTH) {
      return MARK;
    }
    if (value instanceof String text) {
      return text(text);
    }
    if (value instanceof List<?> list) {
      List<Object> clean = new ArrayList<>(list.size());
      for (Object element : list) {
        Object kept = value(element, depth + 1);
        if (kept != null) {
          clean.add(kept);
        }
      }
      return clean;
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> clean = new LinkedHashMap<>();
      map.forEach(
          (key, element) -> {
            Object kept = value(element, depth + 1);
            if (kept != null) {
              clean.put(text(String.valueOf(key)), kept);
            }
          });
      return clean;
    }
    return value;
  }

  private static String patterns(String text) {
    StringBuilder out = null;
    int copied = 0;
    int at = 0;
    while (at < text.length()) {
      int end = secretEnd(text, at);
      if (end > at) {
        if (out == null) {
          out = new StringBuilder(text.length());
        }
        out.append(text, copied, secretBegin(text, at)).append(MARK);
        copied = end;
        at = end;
      } else {
        at++;
      }
    }
    return out == null ? text : out.append(text, copied, text.length()).toString();
  }

  /** Where the secret ends that begins here, or whose introduction does; {@code at} when none. */
  private static int secretEnd(String text, int at) {
    char c = text.charAt(at);
    if (c >= FIRST.length || !FIRST[c]) {
      return at;
    }
    if (c == '-' && text.startsWith(PEM_BEGIN, at)) {
      return pemEnd(text, at);
    }
    boolean beginsWord = at == 0 || !keyCharacter(text.charAt(at - 1));
    if (!beginsWord && text.charAt(at - 1) != '=' && text.charAt(at - 1) != '/') {
      return at;
    }
    int behind = behindScheme(text, at);
    if (behind > at) {
      int end = runEnd(text, behind);
      return end - behind >= (digit(text, behind, end) ? MIN_VALUE : MIN_WORDLIKE) ? end : at;
    }
    for (String prefix : PREFIXES) {
      if (text.startsWith(prefix, at)) {
        int end = runEnd(text, at + prefix.length());
        boolean key = end - at - prefix.length() >= MIN_KEY;
        return key ? end : at;
      }
    }
    return at;
  }

  private static boolean digit(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (text.charAt(i) >= '0' && text.charAt(i) <= '9') {
        return true;
      }
    }
    return false;
  }

  /** Behind {@code Bearer } the word itself stays. */
  private static int secretBegin(String text, int at) {
    int behind = behindScheme(text, at);
    return Math.max(at, behind);
  }

  private static int behindScheme(String text, int at) {
    for (String scheme : SCHEMES) {
      if (text.regionMatches(true, at, scheme, 0, scheme.length())) {
        int behind = at + scheme.length();
        int blanks = 0;
        while (behind < text.length() && text.charAt(behind) == ' ' && blanks < 4) {
          behind++;
          blanks++;
        }
        return blanks > 0 ? behind : at;
      }
    }
    return at;
  }

  private static int pemEnd(String text, int at) {
    // The title stands in one short line; looking further at each begin would cost the square.
    int limit = Math.min(text.length(), at + MAX_PEM_TITLE);
    int first = at;
    while (first < limit && text.charAt(first) != '\n') {
      first++;
    }
    if (!text.substring(at, first).contains(PEM_KEY)) {
      return at;
    }
    int end = text.indexOf(PEM_END, first);
    if (end < 0) {
      return text.length();
    }
    int last = text.indexOf('\n', end);
    return last < 0 ? text.length() : last;
  }

  private static int runEnd(String text, int from) {
    int end = from;
    while (end < text.length() && keyCharacter(text.charAt(end))) {
      end++;
    }
    return end;
  }

  private static boolean keyCharacter(char c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || c == '-'
        || c == '_'
        || c == '.'
        || c == '+'
        || c == '/'
        || c == '='
        || c == '~';
  }
}
