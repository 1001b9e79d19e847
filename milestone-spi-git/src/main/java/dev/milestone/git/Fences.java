package dev.milestone.git;

import dev.milestone.model.AttemptId;
import dev.milestone.model.MilestoneId;
import dev.milestone.model.TaskId;
import dev.milestone.spi.vcs.VcsAttempt;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;

/**
 * The refs under {@code refs/milestones}: for each attempt with its commits a fence that says so,
 * for each task the highest fencing token seen. Changes are made under the provider's lock for
 * refs.
 */
final class Fences {

  static final String ROOT = "refs/milestones/";

  private final Refs refs;
  private final GitObjects objects;

  Fences(GitShared shared) {
    this.refs = new Refs(shared);
    this.objects = new GitObjects(shared);
  }

  static String fence(VcsAttempt attempt) {
    return ROOT + attempt;
  }

  private static String token(MilestoneId milestone, TaskId task) {
    return ROOT + milestone + "/" + task + "/token";
  }

  /** The last commit of an attempt that has its commits. */
  Optional<ObjectId> done(VcsAttempt attempt) {
    return refs.get(fence(attempt));
  }

  /** Leaves a fence where there is none. */
  void leave(VcsAttempt attempt, ObjectId commit) {
    refs.run(List.of(RefChange.create(fence(attempt), commit)), "fence");
  }

  /** The highest token of an attempt's task, or -1. */
  long highest(VcsAttempt attempt) {
    return refs.get(token(attempt.milestone(), attempt.id().task())).map(this::number).orElse(-1L);
  }

  private long number(ObjectId blob) {
    String text = objects.text(blob).strip();
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw dev.milestone.MilestoneException.refused(
          "vcs_broken", "the token ref holds no number but '" + text + "'; run 'milestone doctor'");
    }
  }

  /** Takes a token as the highest; false when there is a higher one. */
  boolean raise(VcsAttempt attempt) {
    String ref = token(attempt.milestone(), attempt.id().task());
    while (true) {
      long highest = highest(attempt);
      if (highest >= attempt.token()) {
        return highest == attempt.token();
      }
      ObjectId from = refs.get(ref).orElse(ObjectId.zeroId());
      ObjectId to = objects.blob(attempt.token() + "\n");
      if (refs.run(List.of(new RefChange(ref, from, to)), "token")) {
        return true;
      }
    }
  }

  /** The part of a transaction that compares the token; none when none was ever raised. */
  Optional<RefChange> unchanged(VcsAttempt attempt) {
    String ref = token(attempt.milestone(), attempt.id().task());
    return refs.get(ref).map(id -> new RefChange(ref, id, id));
  }

  /** Reads {@code <task>/<attempt>} as it stands behind a milestone's folder. */
  static Optional<AttemptId> attempt(String text) {
    int slash = text.indexOf('/');
    if (slash < 0 || dev.milestone.model.IdGrammar.fault(text.substring(0, slash)).isPresent()) {
      return Optional.empty();
    }
    String number = text.substring(slash + 1);
    int end = 0;
    while (end < number.length() && end < 9 && Character.isDigit(number.charAt(end))) {
      end++;
    }
    if (end == 0 || number.charAt(0) == '0') {
      return Optional.empty();
    }
    return Optional.of(
        new AttemptId(
            TaskId.of(text.substring(0, slash)), Integer.parseInt(number.substring(0, end))));
  }
}
