package dev.milestone.spi.vcs;

import dev.milestone.ErrorKind;
import dev.milestone.MilestoneException;
import dev.milestone.Problem;
import dev.milestone.model.IdGrammar;
import dev.milestone.model.MilestoneId;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apiguardian.api.API;

/** The names of branches, refs and workspaces, made and recognised. Pure functions. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class VcsNames {

  /** Longest name of a branch, in characters. */
  public static final int MAX_LENGTH = 240;

  /** Longest slug, in characters. */
  public static final int MAX_SLUG = 40;

  private static final String MILESTONE = "milestone/";
  private static final String FEATURE = "feature/";
  private static final String INTEGRATION = "integration/";
  private static final String TASK = "milestone-task/";
  private static final String LONG_ID = "milestone-";

  private VcsNames() {}

  /** What a branch of the engine is for. */
  public enum Kind {
    /** {@code milestone/<id>-<slug>}: the work of a milestone. */
    MILESTONE,
    /** {@code feature/<id>-<name>}: a part of a milestone. */
    FEATURE,
    /** {@code integration/<id>-<point>}: a point at which parts come together. */
    INTEGRATION,
    /** {@code milestone-task/<milestone>/<task>/<attempt>}: an attempt. */
    ATTEMPT
  }

  /**
   * A name that was recognised.
   *
   * @param kind what it is for
   * @param milestone whose
   * @param rest what follows the milestone's id: slug, name, point, or {@code task/attempt}; may be
   *     empty
   */
  public record Recognised(Kind kind, MilestoneId milestone, String rest) {}

  /** The branch of a milestone, such as {@code milestone/m1-user-login}. */
  public static String milestone(MilestoneId id, String title) {
    return joined(MILESTONE, id, title);
  }

  /** The branch of a part, such as {@code feature/m1-login-form}. */
  public static String feature(MilestoneId id, String name) {
    return joined(FEATURE, id, name);
  }

  /** The branch of a point of integration, such as {@code integration/m1-sync-1}. */
  public static String integration(MilestoneId id, String point) {
    return joined(INTEGRATION, id, point);
  }

  /** The branch of an attempt, such as {@code milestone-task/m1/t1/2}. */
  public static String attempt(VcsAttempt attempt) {
    return TASK + attempt;
  }

  /** The name of an attempt's workspace, such as {@code m1@t1@2}: no id holds an {@code @}. */
  public static String workspace(VcsAttempt attempt) {
    return attempt.milestone() + "@" + attempt.id().task() + "@" + attempt.id().number();
  }

  /** Whether a name begins as the branches of the engine do. */
  public static boolean isOurs(String branch) {
    return branch.startsWith(MILESTONE)
        || branch.startsWith(FEATURE)
        || branch.startsWith(INTEGRATION)
        || branch.startsWith(TASK);
  }

  /**
   * Recognises a branch, also in the spellings {@code milestone/milestone-001}, {@code
   * milestone/001-user-authentication}, {@code milestone/milestone-001-login}. The longest id that
   * fits wins.
   *
   * @param known the milestones that there are; an id is found among them with and without {@code
   *     milestone-} before it
   */
  public static Optional<Recognised> recognise(String branch, Collection<MilestoneId> known) {
    if (branch.startsWith(TASK)) {
      String[] parts = branch.substring(TASK.length()).split("/", -1);
      return parts.length == 3 && IdGrammar.fault(parts[0]).isEmpty()
          ? Optional.of(
              new Recognised(Kind.ATTEMPT, MilestoneId.of(parts[0]), parts[1] + "/" + parts[2]))
          : Optional.empty();
    }
    return after(branch, MILESTONE, Kind.MILESTONE, known)
        .or(() -> after(branch, FEATURE, Kind.FEATURE, known))
        .or(() -> after(branch, INTEGRATION, Kind.INTEGRATION, known));
  }

  private static Optional<Recognised> after(
      String branch, String prefix, Kind kind, Collection<MilestoneId> known) {
    if (!branch.startsWith(prefix)) {
      return Optional.empty();
    }
    String name = branch.substring(prefix.length());
    Recognised best = null;
    for (MilestoneId id : known) {
      Optional<String> rest = rest(name, id.value());
      if (rest.isPresent()
          && (best == null || id.value().length() > best.milestone().value().length())) {
        best = new Recognised(kind, id, rest.get());
      }
    }
    return Optional.ofNullable(best);
  }

  /** What follows the id, however it is spelled. */
  private static Optional<String> rest(String name, String id) {
    String brief = id.startsWith(LONG_ID) ? id.substring(LONG_ID.length()) : id;
    for (String spelling : List.of(id, LONG_ID + id, brief)) {
      if (name.equals(spelling)) {
        return Optional.of("");
      }
      if (!spelling.isEmpty() && name.startsWith(spelling + "-")) {
        return Optional.of(name.substring(spelling.length() + 1));
      }
    }
    return Optional.empty();
  }

  private static String joined(String prefix, MilestoneId id, String text) {
    String slug = slug(text);
    String name = prefix + id + (slug.isEmpty() ? "" : "-" + slug);
    return checked(name);
  }

  /**
   * A short form of a title for names: lower case, letters, digits and single {@code -}, cut at a
   * word where that is possible.
   */
  public static String slug(String title) {
    StringBuilder out = new StringBuilder();
    String lower = title.toLowerCase(Locale.ROOT);
    for (int i = 0; i < lower.length() && out.length() <= MAX_SLUG; i++) {
      char c = lower.charAt(i);
      if (c >= 'a' && c <= 'z' || c >= '0' && c <= '9') {
        out.append(c);
      } else if (out.length() > 0 && out.charAt(out.length() - 1) != '-') {
        out.append('-');
      }
    }
    if (out.length() > MAX_SLUG) {
      int word = out.lastIndexOf("-");
      out.setLength(word > 0 ? word : MAX_SLUG);
    }
    while (out.length() > 0 && out.charAt(out.length() - 1) == '-') {
      out.setLength(out.length() - 1);
    }
    return out.toString();
  }

  /**
   * Returns the name of a branch when it can do no harm: parts divided by single {@code /}, each of
   * letters, digits and {@code . _ - + @ #} or characters beyond ASCII, none beginning with {@code
   * .} or {@code -}, none ending with {@code .} or {@code .lock}, no {@code ..}, not {@code HEAD}.
   *
   * @throws MilestoneException {@code INVALID_INPUT}, code {@code bad_branch}
   */
  public static String checked(String branch) {
    fault(branch)
        .ifPresent(
            fault -> {
              throw new MilestoneException(
                  ErrorKind.INVALID_INPUT,
                  "bad_branch",
                  "not a usable name of a branch: " + fault,
                  false,
                  List.of(
                      Problem.of("branch", branch, "a name such as 'milestone/m1-login'", fault)),
                  null);
            });
    return branch;
  }

  /** Says what is wrong with the name of a branch, or nothing. */
  public static Optional<String> fault(String branch) {
    if (branch.isEmpty() || branch.length() > MAX_LENGTH) {
      return Optional.of("it has 1 to " + MAX_LENGTH + " characters");
    }
    for (int i = 0; i < branch.length(); i++) {
      if (!isAllowed(branch.charAt(i))) {
        return Optional.of("it holds a character that is not allowed, at " + (i + 1));
      }
    }
    if (branch.contains("..") || branch.equals("HEAD") || branch.equals("@")) {
      return Optional.of("it reads as something else than a branch");
    }
    for (String part : branch.split("/", -1)) {
      String lower = part.toLowerCase(Locale.ROOT);
      if (part.isEmpty()
          || part.startsWith(".")
          || part.startsWith("-")
          || lower.endsWith(".")
          || lower.endsWith(".lock")) {
        return Optional.of("a part of it is empty, begins with '.' or '-' or ends as a lock does");
      }
    }
    return Optional.empty();
  }

  private static boolean isAllowed(char c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || "/._-+@#".indexOf(c) >= 0
        || c > 0x9f && !Character.isSurrogate(c) && !Character.isSpaceChar(c) && c < 0xfff0;
  }
}
