package dev.milestone.git;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.revwalk.filter.RevFilter;
import org.eclipse.jgit.treewalk.TreeWalk;

/**
 * Finds what JGit merges without a word and native git calls a conflict: a file that is gone on
 * both sides, but was renamed on one, or to two names. JGit's merge knows no renames and would keep
 * both copies, or the one that the other side wanted gone.
 */
final class SplitRenames {

  private final SafeRepository repository;

  SplitRenames(SafeRepository repository) {
    this.repository = repository;
  }

  /** The paths at stake; none where there is not one common ancestor. */
  Set<String> between(ObjectId ours, ObjectId theirs) throws IOException {
    Set<String> found = new TreeSet<>();
    try (RevWalk walk = new RevWalk(repository)) {
      Optional<RevCommit> base = base(walk, ours, theirs);
      if (base.isEmpty()) {
        return found;
      }
      ObjectId from = base.get().getTree();
      ObjectId left = walk.parseCommit(ours).getTree();
      ObjectId right = walk.parseCommit(theirs).getTree();
      Set<String> gone = gone(from, left, right);
      if (gone.isEmpty()) {
        return found;
      }
      Map<String, String> leftNames = renames(from, left);
      Map<String, String> rightNames = renames(from, right);
      for (String path : gone) {
        String one = leftNames.get(path);
        String two = rightNames.get(path);
        if (!Objects.equals(one, two)) {
          found.add(path);
          if (one != null) {
            found.add(one);
          }
          if (two != null) {
            found.add(two);
          }
        }
      }
    }
    return found;
  }

  private static Optional<RevCommit> base(RevWalk walk, ObjectId ours, ObjectId theirs)
      throws IOException {
    walk.setRevFilter(RevFilter.MERGE_BASE);
    walk.markStart(List.of(walk.parseCommit(ours), walk.parseCommit(theirs)));
    RevCommit first = walk.next();
    Optional<RevCommit> only =
        first == null || walk.next() != null ? Optional.empty() : Optional.of(first);
    walk.reset();
    walk.setRevFilter(RevFilter.ALL);
    if (only.isPresent()) {
      walk.parseHeaders(only.get());
    }
    return only;
  }

  private Set<String> gone(ObjectId from, ObjectId left, ObjectId right) throws IOException {
    Set<String> found = new TreeSet<>();
    try (TreeWalk walk = new TreeWalk(repository)) {
      walk.addTree(from);
      walk.addTree(left);
      walk.addTree(right);
      while (walk.next()) {
        if (walk.isSubtree()) {
          if (!walk.idEqual(0, 1) && !walk.idEqual(0, 2)) {
            walk.enterSubtree();
          }
        } else if (walk.getRawMode(0) != 0 && walk.getRawMode(1) == 0 && walk.getRawMode(2) == 0) {
          found.add(walk.getPathString());
        }
      }
    }
    return found;
  }

  private Map<String, String> renames(ObjectId from, ObjectId to) throws IOException {
    try (ChangeList list = new ChangeList(repository)) {
      return list.renames(from, to);
    }
  }
}
