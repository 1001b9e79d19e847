package dev.milestone.model;

import dev.milestone.ErrorKind;
import dev.milestone.MilestoneException;
import dev.milestone.Problem;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * The one grammar of ids: {@code [A-Za-z0-9][A-Za-z0-9._-]{0,63}}, without {@code ..}, a trailing
 * dot or {@code .lock}, the names of Windows devices, and the reserved words {@code parked}, {@code
 * current}, {@code dependencies}. Every id is safe as a file name and as a part of a Git ref.
 * Checked by hand, in linear time.
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class IdGrammar {

  /** Longest id, in characters. */
  public static final int MAX_LENGTH = 64;

  private static final Set<String> DEVICES = devices();
  private static final Set<String> RESERVED = Set.of("parked", "current", "dependencies");

  private IdGrammar() {}

  /** Says what is wrong with an id, or nothing when it is well-formed. */
  public static Optional<String> fault(@Nullable String id) {
    if (id == null || id.isEmpty()) {
      return Optional.of("an id must not be empty");
    }
    if (id.length() > MAX_LENGTH) {
      return Optional.of("an id has at most " + MAX_LENGTH + " characters");
    }
    for (int i = 0; i < id.length(); i++) {
      char c = id.charAt(i);
      boolean alphanumeric =
          (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (!alphanumeric && (i == 0 || (c != '.' && c != '_' && c != '-'))) {
        return Optional.of(
            i == 0
                ? "an id begins with a letter or digit"
                : "an id holds letters, digits, '.', '_' and '-' only");
      }
    }
    if (id.contains("..")) {
      return Optional.of("an id must not contain '..'");
    }
    String lower = id.toLowerCase(Locale.ROOT);
    if (lower.endsWith(".lock") || lower.endsWith(".")) {
      return Optional.of("an id must not end with '.lock' or '.'");
    }
    int dot = lower.indexOf('.');
    if (DEVICES.contains(dot < 0 ? lower : lower.substring(0, dot))) {
      return Optional.of("'" + id + "' is the name of a device on Windows");
    }
    if (RESERVED.contains(lower)) {
      return Optional.of("'" + id + "' is a reserved word");
    }
    return Optional.empty();
  }

  /** Returns the id when it is well-formed. */
  static String require(String what, String id) {
    Optional<String> fault = fault(id);
    if (fault.isPresent()) {
      throw new MilestoneException(
          ErrorKind.INVALID_INPUT,
          "bad_id",
          "not a valid " + what + " id: " + fault.get(),
          false,
          List.of(
              Problem.of(what, String.valueOf(id), "an id such as 'task-001-003'", fault.get())),
          null);
    }
    return id;
  }

  private static Set<String> devices() {
    java.util.HashSet<String> names =
        new java.util.HashSet<>(Set.of("con", "prn", "aux", "nul", "conin$", "conout$"));
    for (int i = 0; i <= 9; i++) {
      names.add("com" + i);
      names.add("lpt" + i);
    }
    return Set.copyOf(names);
  }
}
