package dev.milestone.testkit.vcs;

import dev.milestone.spi.vcs.VcsBranches;
import dev.milestone.spi.vcs.VcsCapabilities;
import dev.milestone.spi.vcs.VcsCommits;
import dev.milestone.spi.vcs.VcsFeature;
import dev.milestone.spi.vcs.VcsMerges;
import dev.milestone.spi.vcs.VcsRepository;
import dev.milestone.spi.vcs.VcsState;
import dev.milestone.spi.vcs.VcsWorkspaces;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** A view of a repository in memory. Thread-safe. */
final class MemoryRepository implements VcsRepository {

  private final MemoryStore store;
  private final Path workTree;

  MemoryRepository(MemoryStore store, Path workTree) {
    this.store = store;
    this.workTree = workTree;
  }

  @Override
  public Path commonDirectory() {
    return store.root();
  }

  @Override
  public Path workTree() {
    return workTree;
  }

  @Override
  public VcsState state(List<String> ignored) {
    return store.state(workTree, ignored);
  }

  @Override
  public VcsCapabilities capabilities() {
    return new VcsCapabilities(
        Set.of(VcsFeature.BRANCHES, VcsFeature.WORKSPACES, VcsFeature.COMMITS, VcsFeature.MERGES),
        List.of());
  }

  @Override
  public VcsBranches branches() {
    return new MemoryBranches(store);
  }

  @Override
  public VcsWorkspaces workspaces() {
    return new MemoryWorkspaces(store);
  }

  @Override
  public VcsCommits commits() {
    return new MemoryCommits(store);
  }

  @Override
  public VcsMerges merges() {
    return new MemoryMerges(store);
  }

  @Override
  public void close() {
    // Nothing is held.
  }
}
