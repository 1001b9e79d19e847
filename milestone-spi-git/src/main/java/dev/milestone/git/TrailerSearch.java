package dev.milestone.git;

import dev.milestone.spi.vcs.VcsAttempt;
import dev.milestone.spi.vcs.VcsCommit;
import dev.milestone.spi.vcs.VcsCommits;
import dev.milestone.spi.vcs.message.Trailers;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;

/** Finds the commits of an attempt by what they say, wherever somebody took them. */
final class TrailerSearch {

  private TrailerSearch() {}

  /** The newest commit of an attempt, or of one of its checkpoints, on the way from a base. */
  static Optional<ObjectId> find(
      GitObjects objects, VcsAttempt attempt, int checkpoint, ObjectId base, ObjectId tip) {
    for (VcsCommit commit : objects.log(tip, Optional.of(base), VcsCommits.MAX_LOG)) {
      if (isOf(commit.message(), attempt, checkpoint)) {
        return Optional.of(ObjectId.fromString(commit.id()));
      }
    }
    return Optional.empty();
  }

  /** Whether a message bears the names of an attempt. */
  static boolean isOf(String message, VcsAttempt attempt, int checkpoint) {
    List<Trailers.Trailer> trailers = Trailers.parse(message);
    return is(trailers, "Milestone", attempt.milestone().value())
        && is(trailers, "Task", attempt.id().task().value())
        && is(trailers, "Attempt", Integer.toString(attempt.id().number()))
        && Trailers.value(trailers, "Checkpoint").orElse("0").equals(Integer.toString(checkpoint));
  }

  private static boolean is(List<Trailers.Trailer> trailers, String key, String value) {
    return trailers.stream()
        .anyMatch(t -> t.key().equalsIgnoreCase(key) && t.value().equals(value));
  }
}
