package dev.milestone.testkit.vcs;

import dev.milestone.spi.vcs.VcsAttempt;
import dev.milestone.spi.vcs.VcsMergeRequest;
import dev.milestone.spi.vcs.VcsMergeResult;
import dev.milestone.spi.vcs.VcsMerges;
import dev.milestone.spi.vcs.VcsNames;
import dev.milestone.spi.vcs.VcsOutcome;
import dev.milestone.spi.vcs.VcsPublishRequest;
import dev.milestone.spi.vcs.VcsState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Merges whole files in memory. Thread-safe. */
final class MemoryMerges implements VcsMerges {

  private final MemoryStore store;

  MemoryMerges(MemoryStore store) {
    this.store = store;
  }

  @Override
  public VcsMergeResult merge(VcsMergeRequest request) {
    synchronized (store) {
      String target = store.history.require(request.target());
      String step = target;
      List<String> parents = new ArrayList<>(List.of(target));
      List<String> merged = new ArrayList<>();
      List<VcsMergeResult.Conflict> conflicts = new ArrayList<>();
      for (VcsMergeRequest.Source source : request.sources()) {
        String theirs = store.history.require(source.commit());
        if (store.history.holds(step, theirs)) {
          merged.add(source.name());
          continue;
        }
        List<String> paths = new ArrayList<>();
        SortedMap<String, MemoryFile> files = two(step, theirs, paths);
        if (!paths.isEmpty()) {
          conflicts.add(new VcsMergeResult.Conflict(source.name(), paths));
          continue;
        }
        merged.add(source.name());
        parents.add(theirs);
        String tree = store.history.tree(files);
        step = store.history.commit(tree, List.of(step, theirs), "step\n", request.signature());
      }
      String tree = store.history.find(step).orElseThrow().tree();
      String commit =
          parents.size() == 1
              ? target
              : store.history.commit(tree, parents, request.message(), request.signature());
      return new VcsMergeResult(commit, tree, merged, conflicts);
    }
  }

  private SortedMap<String, MemoryFile> two(String ours, String theirs, List<String> conflicts) {
    SortedMap<String, MemoryFile> base =
        store.history.mergeBase(ours, theirs).map(store.history::files).orElseGet(TreeMap::new);
    SortedMap<String, MemoryFile> left = store.history.files(ours);
    SortedMap<String, MemoryFile> right = store.history.files(theirs);
    TreeSet<String> paths = new TreeSet<>(left.keySet());
    paths.addAll(right.keySet());
    paths.addAll(base.keySet());
    SortedMap<String, MemoryFile> result = new TreeMap<>();
    for (String path : paths) {
      MemoryFile before = base.get(path);
      MemoryFile mine = left.get(path);
      MemoryFile other = right.get(path);
      boolean otherChanged = !Objects.equals(before, other);
      if (otherChanged && !Objects.equals(before, mine) && !Objects.equals(mine, other)) {
        conflicts.add(path);
      }
      MemoryFile taken = otherChanged ? other : mine;
      if (taken != null) {
        result.put(path, taken);
      }
    }
    return result;
  }

  @Override
  public VcsOutcome publish(VcsPublishRequest request) {
    String branch = VcsNames.checked(request.branch());
    synchronized (store) {
      String expected = store.history.require(request.expected());
      String commit = store.history.require(request.commit());
      String now = store.branches.get(branch);
      if (now != null && store.history.holds(now, commit)) {
        return new VcsOutcome.Done(commit);
      }
      for (VcsAttempt attempt : request.attempts()) {
        Optional<VcsOutcome> stale = store.stale(attempt, false);
        if (stale.isPresent()) {
          return stale.get();
        }
      }
      if (now == null || !now.equals(expected)) {
        return new VcsOutcome.Moved(Optional.ofNullable(now));
      }
      if (!store.history.holds(commit, expected)) {
        return new VcsOutcome.Blocked("not_forward", "'" + branch + "' stays", List.of());
      }
      Optional<Path> place = store.placeOf(branch);
      Optional<VcsOutcome> obstacle =
          place.flatMap(path -> obstacle(path, expected, commit, request.ignored()));
      if (obstacle.isPresent()) {
        return obstacle.get();
      }
      place.ifPresent(
          path ->
              MemoryFiles.change(path, store.history.files(expected), store.history.files(commit)));
      store.branches.put(branch, commit);
      return new VcsOutcome.Done(commit);
    }
  }

  private Optional<VcsOutcome> obstacle(Path place, String from, String to, List<String> ignored) {
    VcsState state = store.state(place, ignored);
    if (!state.changed().isEmpty()) {
      return Optional.of(
          new VcsOutcome.Blocked("dirty", "there are changes at " + place, state.changed()));
    }
    List<String> inTheWay =
        store.history.files(to).keySet().stream()
            .filter(path -> !store.history.files(from).containsKey(path))
            .filter(path -> Files.exists(place.resolve(path)))
            .toList();
    return inTheWay.isEmpty()
        ? Optional.empty()
        : Optional.of(new VcsOutcome.Blocked("in_the_way", "files are in the way", inTheWay));
  }

  @Override
  public Optional<VcsOutcome.Done> fate(String branch, String commit) {
    synchronized (store) {
      return Optional.ofNullable(store.branches.get(VcsNames.checked(branch)))
          .filter(tip -> store.history.holds(tip, commit))
          .map(tip -> new VcsOutcome.Done(commit));
    }
  }
}
