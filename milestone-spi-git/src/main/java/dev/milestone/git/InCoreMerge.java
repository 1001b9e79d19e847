package dev.milestone.git;

import dev.milestone.spi.vcs.VcsMergeRequest;
import dev.milestone.spi.vcs.VcsMergeResult;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.jgit.errors.NoMergeBaseException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.merge.MergeStrategy;
import org.eclipse.jgit.merge.RecursiveMerger;

/**
 * Merges commits one after another without a checkout. Each step is a commit that nothing refers
 * to, so that the next finds its common ancestor; the result is one commit with all parents.
 */
final class InCoreMerge {

  private final GitShared shared;
  private final GitObjects objects;

  InCoreMerge(GitShared shared) {
    this.shared = shared;
    this.objects = new GitObjects(shared);
  }

  VcsMergeResult run(VcsMergeRequest request) {
    ObjectId target = objects.requireCommit(request.target());
    ObjectId step = target;
    ObjectId tree = objects.tree(target);
    List<ObjectId> parents = new ArrayList<>(List.of(target));
    List<String> merged = new ArrayList<>();
    List<VcsMergeResult.Conflict> conflicts = new ArrayList<>();
    for (VcsMergeRequest.Source source : request.sources()) {
      ObjectId theirs = objects.requireCommit(source.commit());
      if (objects.holds(step, theirs)) {
        merged.add(source.name());
        continue;
      }
      List<String> paths = new ArrayList<>();
      Optional<ObjectId> made = two(step, theirs, paths);
      if (made.isEmpty()) {
        conflicts.add(new VcsMergeResult.Conflict(source.name(), paths));
        continue;
      }
      tree = made.get();
      parents.add(theirs);
      merged.add(source.name());
      step = objects.commit(tree, List.of(step, theirs), "step\n", request.signature());
    }
    ObjectId commit =
        parents.size() == 1
            ? target
            : objects.commit(tree, parents, request.message(), request.signature());
    return new VcsMergeResult(commit.name(), tree.name(), merged, conflicts);
  }

  /** The merged tree; without one the paths that conflict. */
  private Optional<ObjectId> two(ObjectId ours, ObjectId theirs, List<String> conflicts) {
    try {
      RecursiveMerger merger =
          (RecursiveMerger) MergeStrategy.RECURSIVE.newMerger(shared.repository(), true);
      if (merger.merge(ours, theirs)) {
        Set<String> split = new SplitRenames(shared.repository()).between(ours, theirs);
        return split.isEmpty()
            ? Optional.of(merger.getResultTreeId().copy())
            : secondTry(ours, theirs, conflicts, List.copyOf(split));
      }
      TreeSet<String> paths = new TreeSet<>(merger.getUnmergedPaths());
      if (merger.getFailingPaths() != null) {
        paths.addAll(merger.getFailingPaths().keySet());
      }
      return secondTry(ours, theirs, conflicts, List.copyOf(paths));
    } catch (NoMergeBaseException e) {
      // More common ancestors than JGit merges, or ones that it cannot.
      return secondTry(ours, theirs, conflicts, List.of());
    } catch (IOException e) {
      throw objects.failed(e);
    }
  }

  private Optional<ObjectId> secondTry(
      ObjectId ours, ObjectId theirs, List<String> conflicts, List<String> own) {
    NativeGitProgram.Answer answer = NativeGitProgram.merge(shared, ours, theirs);
    if (answer.tree().isEmpty()) {
      conflicts.addAll(answer.conflicts().isEmpty() ? own : answer.conflicts());
    }
    return answer.tree();
  }
}
