package dev.milestone.spi.vcs.message;

import dev.milestone.spi.vcs.VcsChange;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apiguardian.api.API;

/**
 * Changes that make one commit.
 *
 * @param type of the commit
 * @param label what the group is about, such as a folder; may be empty
 * @param changes at least one
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record CommitGroup(CommitType type, String label, List<VcsChange> changes) {

  /** Copies the changes. */
  public CommitGroup {
    changes = List.copyOf(changes);
  }

  /** All paths that it touches, where renamed files were included, sorted. */
  public List<String> paths() {
    Set<String> paths = new TreeSet<>();
    for (VcsChange change : changes) {
      paths.add(change.path());
      change.from().ifPresent(paths::add);
    }
    return List.copyOf(paths);
  }

  /**
   * A subject for those who have none: the type's verb and what is changed, such as {@code add
   * parser.c and 2 more files in src}.
   */
  public String subject() {
    String first = changes.get(0).path();
    String name = first.substring(first.lastIndexOf('/') + 1);
    String more =
        changes.size() == 1
            ? ""
            : changes.size() == 2
                ? " and 1 more file"
                : " and " + (changes.size() - 1) + " more files";
    return type.verb() + " " + name + more + (label.isEmpty() ? "" : " in " + label);
  }
}
