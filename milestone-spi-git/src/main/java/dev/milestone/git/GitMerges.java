package dev.milestone.git;

import dev.milestone.spi.vcs.VcsAttempt;
import dev.milestone.spi.vcs.VcsMergeRequest;
import dev.milestone.spi.vcs.VcsMergeResult;
import dev.milestone.spi.vcs.VcsMerges;
import dev.milestone.spi.vcs.VcsNames;
import dev.milestone.spi.vcs.VcsOutcome;
import dev.milestone.spi.vcs.VcsPublishRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;

/** Merges, and moves branches to what was merged. Thread-safe. */
@SuppressWarnings("try") // locks are held, not used
final class GitMerges implements VcsMerges {

  private final GitShared shared;
  private final Refs refs;
  private final GitObjects objects;
  private final Fences fences;

  GitMerges(GitShared shared) {
    this.shared = shared;
    this.refs = new Refs(shared);
    this.objects = new GitObjects(shared);
    this.fences = new Fences(shared);
  }

  @Override
  public VcsMergeResult merge(VcsMergeRequest request) {
    return new InCoreMerge(shared).run(request);
  }

  @Override
  public VcsOutcome publish(VcsPublishRequest request) {
    String branch = VcsNames.checked(request.branch());
    ObjectId expected = objects.requireCommit(request.expected());
    ObjectId commit = objects.requireCommit(request.commit());
    try (OsLock lock = shared.lockRefs()) {
      Optional<ObjectId> now = refs.branch(branch);
      if (now.isPresent() && objects.holds(now.get(), commit)) {
        return new VcsOutcome.Done(commit.name());
      }
      for (VcsAttempt attempt : request.attempts()) {
        long highest = fences.highest(attempt);
        if (highest > attempt.token()) {
          return new VcsOutcome.Stale(highest);
        }
      }
      if (now.isEmpty() || !now.get().equals(expected)) {
        return new VcsOutcome.Moved(now.map(ObjectId::name));
      }
      if (!objects.holds(commit, expected)) {
        return new VcsOutcome.Blocked(
            "not_forward",
            commit.name() + " does not hold " + expected.name() + "; '" + branch + "' stays",
            List.of());
      }
      List<GitLocation> places = CheckedOut.of(shared, branch);
      if (places.size() > 1) {
        return new VcsOutcome.Blocked(
            "checked_out", "'" + branch + "' is checked out at several places", List.of());
      }
      if (!places.isEmpty()) {
        return new Landing(shared).land(places.get(0), branch, expected, commit, request.ignored());
      }
      List<RefChange> changes = new ArrayList<>();
      changes.add(new RefChange(Refs.HEADS + branch, expected, commit));
      request.attempts().forEach(a -> fences.unchanged(a).ifPresent(changes::add));
      return refs.run(List.copyOf(new java.util.LinkedHashSet<>(changes)), "publish")
          ? new VcsOutcome.Done(commit.name())
          : new VcsOutcome.Moved(refs.branch(branch).map(ObjectId::name));
    }
  }

  @Override
  public Optional<VcsOutcome.Done> fate(String branch, String commit) {
    Optional<ObjectId> now = refs.branch(VcsNames.checked(branch));
    ObjectId id = GitShared.id(commit);
    return now.filter(tip -> objects.holds(tip, id)).map(tip -> new VcsOutcome.Done(commit));
  }
}
