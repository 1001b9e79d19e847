package dev.milestone.spi.vcs.message;

import dev.milestone.spi.vcs.VcsChange;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apiguardian.api.API;

/**
 * Infers the type of a commit from what it changes. Pure.
 *
 * <p>First each file has a class by its path: <em>ci</em> (pipelines), <em>build</em> (build files,
 * lists and locks of dependencies), <em>test</em>, <em>docs</em>, else code. Only one class: that
 * is the type. Code wins over tests and documentation that come with it, and those over build and
 * ci. Among code: white space only is <em>style</em>; renames without other content are
 * <em>refactor</em>; words of the task's title decide between <em>fix</em>, <em>perf</em> and
 * <em>refactor</em>; a new file, or more lines added than taken by {@link #GROWTH}, is
 * <em>feat</em>; code that only goes is <em>refactor</em>; the rest is <em>fix</em> when a test
 * changes beside it, else <em>feat</em>.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class CommitTypes {

  /** So many times as many lines added as taken make code new. */
  public static final int GROWTH = 2;

  private CommitTypes() {}

  /**
   * The type of a change.
   *
   * @param changes what it changes
   * @param title what it was for, such as the task's title; may be empty
   */
  public static CommitType infer(List<VcsChange> changes, String title) {
    Map<CommitType, Integer> classes = new EnumMap<>(CommitType.class);
    for (VcsChange change : changes) {
      classes.merge(PathClass.of(change.path()), 1, Integer::sum);
    }
    if (!changes.isEmpty() && changes.stream().allMatch(change -> change.lines().spaceOnly())) {
      return classes.containsKey(CommitType.FEAT) ? CommitType.STYLE : only(classes);
    }
    if (classes.containsKey(CommitType.FEAT)) {
      List<VcsChange> code =
          changes.stream().filter(c -> PathClass.of(c.path()) == CommitType.FEAT).toList();
      return ofCode(code, classes.containsKey(CommitType.TEST), title);
    }
    return only(classes);
  }

  private static CommitType only(Map<CommitType, Integer> classes) {
    for (CommitType type :
        List.of(CommitType.TEST, CommitType.DOCS, CommitType.BUILD, CommitType.CI)) {
      if (classes.containsKey(type)) {
        return type;
      }
    }
    return CommitType.CHORE;
  }

  private static CommitType ofCode(List<VcsChange> code, boolean tested, String title) {
    if (code.stream().allMatch(change -> change.lines().spaceOnly())) {
      return CommitType.STYLE;
    }
    int added = 0;
    int removed = 0;
    boolean isNew = false;
    boolean movedOnly = true;
    boolean goneOnly = true;
    for (VcsChange change : code) {
      added += change.lines().added();
      removed += change.lines().removed();
      isNew |= change.kind() == VcsChange.Kind.ADDED;
      movedOnly &=
          change.kind() == VcsChange.Kind.RENAMED
              && change.lines().added() + change.lines().removed() == 0;
      goneOnly &= change.kind() == VcsChange.Kind.DELETED;
    }
    if (movedOnly || goneOnly) {
      return CommitType.REFACTOR;
    }
    CommitType said = ofWords(title);
    if (said != CommitType.CHORE) {
      return said;
    }
    if (isNew || added > GROWTH * removed) {
      return CommitType.FEAT;
    }
    return added == 0 ? CommitType.REFACTOR : tested ? CommitType.FIX : CommitType.FEAT;
  }

  private static CommitType ofWords(String title) {
    for (String word : title.toLowerCase(Locale.ROOT).split("[^a-z]+", 50)) {
      switch (word) {
        case "fix", "fixes", "fixed", "bug", "repair", "correct", "hotfix", "regression" -> {
          return CommitType.FIX;
        }
        case "refactor", "restructure", "rename", "simplify", "cleanup", "extract" -> {
          return CommitType.REFACTOR;
        }
        case "faster", "speed", "performance", "optimise", "optimize", "perf", "latency" -> {
          return CommitType.PERF;
        }
        case "add", "implement", "introduce", "support", "create", "feature" -> {
          return CommitType.FEAT;
        }
        default -> {
          // Says nothing about the type.
        }
      }
    }
    return CommitType.CHORE;
  }
}
