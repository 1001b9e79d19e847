package dev.milestone.git;

import dev.milestone.ErrorKind;
import dev.milestone.MilestoneException;
import dev.milestone.spi.vcs.VcsAttempt;
import dev.milestone.spi.vcs.VcsChange;
import dev.milestone.spi.vcs.VcsCommit;
import dev.milestone.spi.vcs.VcsCommitPart;
import dev.milestone.spi.vcs.VcsCommitRequest;
import dev.milestone.spi.vcs.VcsCommits;
import dev.milestone.spi.vcs.VcsNames;
import dev.milestone.spi.vcs.VcsOutcome;
import dev.milestone.spi.vcs.VcsSnapshot;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;

/** Records the work of attempts. Thread-safe. */
@SuppressWarnings("try") // locks are held, not used
final class GitCommits implements VcsCommits {

  private final GitShared shared;
  private final Refs refs;
  private final GitObjects objects;
  private final Fences fences;

  GitCommits(GitShared shared) {
    this.shared = shared;
    this.refs = new Refs(shared);
    this.objects = new GitObjects(shared);
    this.fences = new Fences(shared);
  }

  @Override
  public VcsSnapshot snapshot(Path workTree, List<String> ignored) {
    Snapshots.Taken taken = new Snapshots(shared).take(WorkTrees.locate(shared, workTree), ignored);
    ObjectId from = taken.head().map(objects::tree).orElseGet(this::emptyTree);
    return new VcsSnapshot(
        taken.tree().name(),
        taken.branch(),
        taken.head().map(ObjectId::name),
        between(from, taken.tree()),
        taken.refused());
  }

  private ObjectId emptyTree() {
    return objects.insert(inserter -> inserter.insert(new org.eclipse.jgit.lib.TreeFormatter()));
  }

  @Override
  public List<VcsChange> changes(String from, String to) {
    return between(objects.tree(GitShared.id(from)), objects.tree(GitShared.id(to)));
  }

  private List<VcsChange> between(ObjectId from, ObjectId to) {
    try (ChangeList list = new ChangeList(shared.repository())) {
      return list.between(from, to);
    } catch (IOException e) {
      throw objects.failed(e);
    }
  }

  @Override
  public VcsOutcome admit(VcsAttempt attempt) {
    try (OsLock lock = shared.lockRefs()) {
      return fences.raise(attempt)
          ? new VcsOutcome.Done(ObjectId.zeroId().name())
          : new VcsOutcome.Stale(fences.highest(attempt));
    }
  }

  @Override
  public VcsOutcome commit(VcsCommitRequest request) {
    String branch = VcsNames.checked(request.branch());
    checkMessages(request);
    ObjectId parent = objects.requireCommit(request.parent());
    Optional<VcsOutcome> before = before(request);
    if (before.isPresent()) {
      refresh(branch);
      return before.get();
    }
    shared.steps().before("commit.objects");
    ObjectId tip = build(request, parent);
    VcsOutcome outcome;
    try (OsLock lock = shared.lockRefs()) {
      outcome = publish(request, parent, tip);
    }
    if (outcome instanceof VcsOutcome.Done) {
      shared.steps().before("commit.index");
      refresh(branch);
    }
    return outcome;
  }

  /** An answer that needs no new commit. */
  private Optional<VcsOutcome> before(VcsCommitRequest request) {
    if (request.checkpoint() == 0) {
      Optional<ObjectId> fence = fences.done(request.attempt());
      if (fence.isPresent()) {
        return fence.map(id -> new VcsOutcome.Done(id.name()));
      }
    }
    long highest = fences.highest(request.attempt());
    return highest > request.attempt().token()
        ? Optional.of(new VcsOutcome.Stale(highest))
        : Optional.empty();
  }

  private VcsOutcome publish(VcsCommitRequest request, ObjectId parent, ObjectId tip) {
    Optional<VcsOutcome> before = before(request);
    if (before.isPresent()) {
      return before.get();
    }
    boolean last = request.checkpoint() == 0;
    Optional<ObjectId> now = refs.branch(request.branch());
    if (now.isPresent() && !now.get().equals(parent)) {
      Optional<ObjectId> found =
          TrailerSearch.find(objects, request.attempt(), request.checkpoint(), parent, now.get());
      if (found.isPresent() && last) {
        fences.leave(request.attempt(), found.get());
      }
      return found.isPresent()
          ? new VcsOutcome.Done(found.get().name())
          : new VcsOutcome.Moved(now.map(ObjectId::name));
    }
    if (now.isEmpty()) {
      return new VcsOutcome.Moved(Optional.empty());
    }
    Optional<Path> foreign = foreignCheckout(request.branch());
    if (foreign.isPresent()) {
      return new VcsOutcome.Blocked(
          "checked_out",
          "'"
              + request.branch()
              + "' is checked out at "
              + foreign.get()
              + ", which is no workspace",
          List.of());
    }
    List<RefChange> changes = new ArrayList<>();
    if (last) {
      changes.add(RefChange.create(Fences.fence(request.attempt()), tip));
    }
    changes.add(new RefChange(Refs.HEADS + request.branch(), parent, tip));
    fences.unchanged(request.attempt()).ifPresent(changes::add);
    if (refs.run(changes, "commit " + request.attempt())) {
      return new VcsOutcome.Done(tip.name());
    }
    return before(request)
        .orElseGet(() -> new VcsOutcome.Moved(refs.branch(request.branch()).map(ObjectId::name)));
  }

  /** A work tree of a person must not find its branch moved under its files. */
  private Optional<Path> foreignCheckout(String branch) {
    return CheckedOut.of(shared, branch).stream()
        .filter(place -> !WorkspaceNote.marks(place.gitDir()))
        .map(GitLocation::workTree)
        .findFirst();
  }

  private ObjectId build(VcsCommitRequest request, ObjectId parent) {
    ObjectId goal = objects.tree(GitShared.id(request.tree()));
    ObjectId tree = objects.tree(parent);
    ObjectId tip = parent;
    for (int i = 0; i < request.parts().size(); i++) {
      VcsCommitPart part = request.parts().get(i);
      boolean rest = i == request.parts().size() - 1;
      tree = rest ? goal : objects.withPaths(tree, goal, part.paths());
      tip = objects.commit(tree, List.of(tip), part.message(), request.signature());
    }
    return tip;
  }

  private static void checkMessages(VcsCommitRequest request) {
    for (VcsCommitPart part : request.parts()) {
      if (!TrailerSearch.isOf(part.message(), request.attempt(), request.checkpoint())) {
        throw new MilestoneException(
            ErrorKind.INVALID_INPUT,
            "bad_message",
            "a commit of " + request.attempt() + " needs the trailers Milestone, Task and Attempt");
      }
    }
  }

  /** The work trees on a branch see what was recorded; their files are as they were. */
  private void refresh(String branch) {
    for (GitLocation place : CheckedOut.of(shared, branch)) {
      if (WorkspaceNote.marks(place.gitDir())) {
        new Snapshots(shared).refresh(place);
      }
    }
  }

  @Override
  public Optional<VcsOutcome.Done> fate(VcsAttempt attempt, String branch, String base) {
    VcsNames.checked(branch);
    Optional<ObjectId> fence = fences.done(attempt);
    if (fence.isPresent()) {
      return fence.map(id -> new VcsOutcome.Done(id.name()));
    }
    ObjectId from = objects.requireCommit(base);
    try (OsLock lock = shared.lockRefs()) {
      Optional<ObjectId> found =
          refs.branch(branch).flatMap(tip -> TrailerSearch.find(objects, attempt, 0, from, tip));
      found.ifPresent(commit -> fences.leave(attempt, commit));
      return found.map(id -> new VcsOutcome.Done(id.name()));
    }
  }

  @Override
  public Optional<VcsCommit> read(String id) {
    return objects.read(GitShared.id(id));
  }

  @Override
  public List<VcsCommit> log(String commit, Optional<String> without, int limit) {
    return objects.log(GitShared.id(commit), without.map(GitShared::id), Math.min(limit, MAX_LOG));
  }
}
