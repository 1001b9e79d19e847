package dev.milestone.testkit.vcs;

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
import dev.milestone.spi.vcs.message.Trailers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Commits in memory. Thread-safe. */
final class MemoryCommits implements VcsCommits {

  private final MemoryStore store;

  MemoryCommits(MemoryStore store) {
    this.store = store;
  }

  @Override
  public VcsSnapshot snapshot(Path folder, List<String> ignored) {
    synchronized (store) {
      Path workTree = place(folder);
      SortedMap<String, MemoryFile> recorded = store.recorded(workTree);
      SortedMap<String, MemoryFile> held = store.held(workTree);
      held.keySet().removeIf(path -> MemoryFiles.covers(ignored, path));
      recorded.forEach(
          (path, file) -> {
            if (MemoryFiles.covers(ignored, path)) {
              held.put(path, file);
            }
          });
      return new VcsSnapshot(
          store.history.tree(held),
          Optional.of(store.branchOf(workTree)),
          store.headOf(workTree),
          MemoryChanges.between(recorded, held),
          List.of());
    }
  }

  private Path place(Path folder) {
    try {
      return store
          .workTreeOf(folder.toRealPath())
          .orElseThrow(
              () -> MilestoneException.refused("vcs_no_work_tree", folder + " is in no work tree"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public List<VcsChange> changes(String from, String to) {
    synchronized (store) {
      return MemoryChanges.between(store.history.files(from), store.history.files(to));
    }
  }

  @Override
  public VcsOutcome admit(VcsAttempt attempt) {
    synchronized (store) {
      return store.stale(attempt, true).orElseGet(() -> new VcsOutcome.Done("0".repeat(40)));
    }
  }

  @Override
  public VcsOutcome commit(VcsCommitRequest request) {
    String branch = VcsNames.checked(request.branch());
    for (VcsCommitPart part : request.parts()) {
      if (!isOf(part.message(), request.attempt(), request.checkpoint())) {
        throw new MilestoneException(
            ErrorKind.INVALID_INPUT,
            "bad_message",
            "a commit of " + request.attempt() + " needs the trailers Milestone, Task and Attempt");
      }
    }
    synchronized (store) {
      String parent = store.history.require(request.parent());
      boolean last = request.checkpoint() == 0;
      String fence = store.fences.get(request.attempt().toString());
      if (last && fence != null) {
        return new VcsOutcome.Done(fence);
      }
      Optional<VcsOutcome> stale = store.stale(request.attempt(), false);
      if (stale.isPresent()) {
        return stale.get();
      }
      String now = store.branches.get(branch);
      if (now == null || !now.equals(parent)) {
        Optional<String> found =
            now == null
                ? Optional.empty()
                : search(request.attempt(), request.checkpoint(), now, parent);
        if (last) {
          found.ifPresent(id -> store.fences.put(request.attempt().toString(), id));
        }
        return found.isPresent()
            ? new VcsOutcome.Done(found.get())
            : new VcsOutcome.Moved(Optional.ofNullable(now));
      }
      String tip = build(request, parent);
      store.branches.put(branch, tip);
      if (last) {
        store.fences.put(request.attempt().toString(), tip);
      }
      return new VcsOutcome.Done(tip);
    }
  }

  private String build(VcsCommitRequest request, String parent) {
    SortedMap<String, MemoryFile> goal = store.history.files(request.tree());
    SortedMap<String, MemoryFile> files = new TreeMap<>(store.history.files(parent));
    String tip = parent;
    for (int i = 0; i < request.parts().size(); i++) {
      VcsCommitPart part = request.parts().get(i);
      if (i == request.parts().size() - 1) {
        files = goal;
      } else {
        for (String path : part.paths()) {
          MemoryFile file = goal.get(path);
          if (file == null) {
            files.remove(path);
          } else {
            files.put(path, file);
          }
        }
      }
      tip =
          store.history.commit(
              store.history.tree(files), List.of(tip), part.message(), request.signature());
    }
    return tip;
  }

  private Optional<String> search(VcsAttempt attempt, int checkpoint, String tip, String without) {
    return store.history.log(tip, Optional.of(without), MAX_LOG).stream()
        .filter(commit -> isOf(commit.message(), attempt, checkpoint))
        .map(VcsCommit::id)
        .findFirst();
  }

  private static boolean isOf(String message, VcsAttempt attempt, int checkpoint) {
    List<Trailers.Trailer> trailers = Trailers.parse(message);
    return Trailers.value(trailers, "Milestone").equals(Optional.of(attempt.milestone().value()))
        && Trailers.value(trailers, "Task").equals(Optional.of(attempt.id().task().value()))
        && Trailers.value(trailers, "Attempt")
            .equals(Optional.of(Integer.toString(attempt.id().number())))
        && Trailers.value(trailers, "Checkpoint").orElse("0").equals(Integer.toString(checkpoint));
  }

  @Override
  public Optional<VcsOutcome.Done> fate(VcsAttempt attempt, String branch, String base) {
    synchronized (store) {
      String fence = store.fences.get(attempt.toString());
      String now = store.branches.get(VcsNames.checked(branch));
      Optional<String> found =
          fence != null
              ? Optional.of(fence)
              : now == null ? Optional.empty() : search(attempt, 0, now, base);
      found.ifPresent(id -> store.fences.put(attempt.toString(), id));
      return found.map(VcsOutcome.Done::new);
    }
  }

  @Override
  public Optional<VcsCommit> read(String id) {
    synchronized (store) {
      return store.history.find(id);
    }
  }

  @Override
  public List<VcsCommit> log(String commit, Optional<String> without, int limit) {
    synchronized (store) {
      return store.history.log(commit, without, Math.min(limit, MAX_LOG));
    }
  }
}
