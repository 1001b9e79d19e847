package dev.milestone.testkit.vcs;

import dev.milestone.MilestoneException;
import dev.milestone.model.MilestoneId;
import dev.milestone.spi.vcs.VcsAttempt;
import dev.milestone.spi.vcs.VcsBranchRemoval;
import dev.milestone.spi.vcs.VcsNames;
import dev.milestone.spi.vcs.VcsParked;
import dev.milestone.spi.vcs.VcsRemark;
import dev.milestone.spi.vcs.VcsRemoval;
import dev.milestone.spi.vcs.VcsSignature;
import dev.milestone.spi.vcs.VcsWorkspace;
import dev.milestone.spi.vcs.VcsWorkspaceRemoval;
import dev.milestone.spi.vcs.VcsWorkspaceRequest;
import dev.milestone.spi.vcs.VcsWorkspaceReuse;
import dev.milestone.spi.vcs.VcsWorkspaces;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Workspaces as folders of a repository in memory. Thread-safe. */
final class MemoryWorkspaces implements VcsWorkspaces {

  private final MemoryStore store;

  MemoryWorkspaces(MemoryStore store) {
    this.store = store;
  }

  @Override
  public VcsWorkspace create(VcsWorkspaceRequest request) {
    String name = VcsNames.workspace(request.attempt());
    VcsNames.checked(request.branch());
    synchronized (store) {
      String base = store.history.require(request.base());
      admit(request.attempt());
      Path path = folder(request.folder()).resolve(name);
      VcsWorkspace wanted =
          value(name, path, request.branch(), request.attempt(), request.effect());
      VcsWorkspace now = store.workspaces.get(name);
      if (wanted.equals(now)) {
        return wanted;
      }
      if (now != null || isUsed(path)) {
        throw MilestoneException.refused(
            "workspace_taken", path + " belongs to something else; it was left");
      }
      branch(request.branch(), base);
      MemoryFiles.change(path, new TreeMap<>(), store.history.files(base));
      store.workspaces.put(name, wanted);
      store.addWorkTree(path, request.branch());
      return wanted;
    }
  }

  private static VcsWorkspace value(
      String name, Path path, String branch, VcsAttempt attempt, String effect) {
    return new VcsWorkspace(name, path, branch, attempt, effect, VcsWorkspace.Stage.READY);
  }

  private void admit(VcsAttempt attempt) {
    if (store.stale(attempt, true).isPresent()) {
      throw MilestoneException.refused("stale_token", "a later attempt has taken over");
    }
  }

  private void branch(String name, String base) {
    if (store.branches.putIfAbsent(name, base) != null) {
      throw MilestoneException.refused("branch_exists", "there is a branch '" + name + "' already");
    }
  }

  private static Path folder(Path folder) {
    try {
      return Files.createDirectories(folder).toRealPath();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isUsed(Path path) {
    if (!Files.exists(path)) {
      return false;
    }
    try (var entries = Files.list(path)) {
      return entries.findAny().isPresent();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public VcsWorkspace reuse(VcsWorkspaceReuse request) {
    synchronized (store) {
      VcsWorkspace now =
          find(request.name())
              .orElseThrow(
                  () ->
                      MilestoneException.refused(
                          "no_workspace", "there is no workspace '" + request.name() + "'"));
      VcsWorkspace wanted =
          value(now.name(), now.path(), request.branch(), request.attempt(), request.effect());
      if (wanted.equals(now)) {
        return now;
      }
      admit(request.attempt());
      String base = store.history.require(request.base());
      SortedMap<String, MemoryFile> held = store.held(now.path());
      park(now, request.signature());
      branch(request.branch(), base);
      MemoryFiles.change(now.path(), held, store.history.files(base));
      store.addWorkTree(now.path(), request.branch());
      store.workspaces.put(now.name(), wanted);
      return wanted;
    }
  }

  @Override
  public List<VcsWorkspace> list() {
    synchronized (store) {
      return List.copyOf(store.workspaces.values());
    }
  }

  @Override
  public Optional<VcsWorkspace> find(String name) {
    synchronized (store) {
      return Optional.ofNullable(store.workspaces.get(name));
    }
  }

  @Override
  public VcsRemoval remove(VcsWorkspaceRemoval request) {
    synchronized (store) {
      VcsWorkspace now = store.workspaces.get(request.name());
      if (now == null) {
        return new VcsRemoval(true, Optional.empty(), Optional.empty());
      }
      Optional<String> parked = park(now, request.signature());
      store.workspaces.remove(now.name());
      store.removeWorkTree(now.path());
      MemoryFiles.deleteAll(now.path());
      return new VcsRemoval(
          true, parked, request.branchInto().flatMap(into -> drop(now.branch(), into)));
    }
  }

  private Optional<VcsRemark> drop(String branch, String into) {
    String tip = store.branches.get(branch);
    if (tip == null) {
      return Optional.empty();
    }
    return new MemoryBranches(store)
            .delete(new VcsBranchRemoval("", branch, tip, into))
            .done()
            .isPresent()
        ? Optional.empty()
        : Optional.of(new VcsRemark("branch_kept", "'" + branch + "' is not in '" + into + "'"));
  }

  private Optional<String> park(VcsWorkspace workspace, VcsSignature signature) {
    SortedMap<String, MemoryFile> held = store.held(workspace.path());
    if (held.equals(store.recorded(workspace.path()))) {
      return Optional.empty();
    }
    VcsAttempt attempt = workspace.attempt();
    String commit =
        store.history.commit(
            store.history.tree(held),
            store.headOf(workspace.path()).map(List::of).orElseGet(List::of),
            "chore: park " + attempt + "\n",
            signature);
    store.parked.add(
        new VcsParked(attempt.milestone(), attempt.id(), commit, "parked/" + store.parked.size()));
    return Optional.of(commit);
  }

  @Override
  public List<VcsParked> parked(MilestoneId milestone) {
    synchronized (store) {
      return store.parked.stream().filter(p -> p.milestone().equals(milestone)).toList();
    }
  }

  @Override
  public List<VcsRemark> repair(Set<String> live) {
    // Every call is whole: nothing is ever half made.
    return List.of();
  }
}
