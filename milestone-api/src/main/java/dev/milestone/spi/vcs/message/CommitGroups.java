package dev.milestone.spi.vcs.message;

import dev.milestone.spi.vcs.VcsChange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apiguardian.api.API;

/**
 * Cuts changes into groups that each make sense alone. Pure; the same changes give the same groups.
 *
 * <p>Rules of {@link CommitStrategy#PROGRESSIVE}, in this order:
 *
 * <ol>
 *   <li>Build, ci, documentation and other files without code make a group each, whole.
 *   <li>Code and tests go by their module: the path before {@code src}, {@code test}, {@code tests}
 *       or {@code lib}, else the first folder. A test goes with the code of its module, so that no
 *       commit holds code without its tests.
 *   <li>Where a file becomes a folder, or a folder a file, it is one commit: none between could
 *       hold both.
 *   <li>More than {@link #MAX_GROUPS} groups: one commit.
 *   <li>Order: build, ci, code by module, documentation, the rest.
 * </ol>
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class CommitGroups {

  /** Most groups; more is not progress but confetti. */
  public static final int MAX_GROUPS = 20;

  private static final List<String> ROOTS = List.of("src", "test", "tests", "lib");
  private static final List<CommitType> ORDER =
      List.of(CommitType.BUILD, CommitType.CI, CommitType.FEAT, CommitType.DOCS, CommitType.CHORE);

  private CommitGroups() {}

  /**
   * Cuts changes.
   *
   * @param changes at least one
   * @param title what they were for; may be empty
   */
  public static List<CommitGroup> of(
      CommitStrategy strategy, List<VcsChange> changes, String title) {
    if (changes.isEmpty()) {
      throw new IllegalArgumentException("there is nothing to group");
    }
    if (strategy != CommitStrategy.PROGRESSIVE || filesBecomeFolders(changes)) {
      return List.of(group("", changes, title));
    }
    Map<String, List<VcsChange>> parts = new TreeMap<>();
    for (VcsChange change : changes) {
      parts.computeIfAbsent(key(change), key -> new ArrayList<>()).add(change);
    }
    if (parts.size() > MAX_GROUPS) {
      return List.of(group("", changes, title));
    }
    List<CommitGroup> groups = new ArrayList<>();
    parts.forEach((key, part) -> groups.add(group(key.substring(2), part, title)));
    return List.copyOf(groups);
  }

  private static CommitGroup group(String label, List<VcsChange> changes, String title) {
    List<VcsChange> sorted = new ArrayList<>(changes);
    sorted.sort(Comparator.comparing(VcsChange::path));
    return new CommitGroup(CommitTypes.infer(sorted, title), label, sorted);
  }

  /** The place in the order, and the label. */
  private static String key(VcsChange change) {
    CommitType type = PathClass.of(change.path());
    CommitType kind = type == CommitType.TEST ? CommitType.FEAT : type;
    return ORDER.indexOf(kind) + " " + (kind == CommitType.FEAT ? module(change.path()) : "");
  }

  private static String module(String path) {
    List<String> parts = List.of(path.split("/", -1));
    for (int i = 0; i < parts.size() - 1; i++) {
      if (ROOTS.contains(parts.get(i))) {
        return i == 0 ? "" : String.join("/", parts.subList(0, i));
      }
    }
    return parts.size() == 1 ? "" : parts.get(0);
  }

  private static boolean filesBecomeFolders(List<VcsChange> changes) {
    List<String> paths = new ArrayList<>();
    for (VcsChange change : changes) {
      paths.add(change.path() + "/");
      change.from().ifPresent(from -> paths.add(from + "/"));
    }
    paths.sort(Comparator.naturalOrder());
    for (int i = 1; i < paths.size(); i++) {
      if (paths.get(i).startsWith(paths.get(i - 1)) && !paths.get(i).equals(paths.get(i - 1))) {
        return true;
      }
    }
    return false;
  }
}
