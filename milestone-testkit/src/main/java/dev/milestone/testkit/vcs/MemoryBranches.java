package dev.milestone.testkit.vcs;

import dev.milestone.ErrorKind;
import dev.milestone.MilestoneException;
import dev.milestone.spi.vcs.VcsBranch;
import dev.milestone.spi.vcs.VcsBranchRemoval;
import dev.milestone.spi.vcs.VcsBranchRequest;
import dev.milestone.spi.vcs.VcsBranches;
import dev.milestone.spi.vcs.VcsNames;
import dev.milestone.spi.vcs.VcsOutcome;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Branches in memory. Thread-safe. */
final class MemoryBranches implements VcsBranches {

  private final MemoryStore store;

  MemoryBranches(MemoryStore store) {
    this.store = store;
  }

  @Override
  public Optional<VcsBranch> find(String name) {
    VcsNames.checked(name);
    synchronized (store) {
      return Optional.ofNullable(store.branches.get(name))
          .map(tip -> new VcsBranch(name, tip, store.placeOf(name)));
    }
  }

  @Override
  public List<VcsBranch> list(String prefix) {
    synchronized (store) {
      return store.branches.entrySet().stream()
          .filter(entry -> entry.getKey().startsWith(prefix))
          .limit(MAX_BRANCHES)
          .map(e -> new VcsBranch(e.getKey(), e.getValue(), store.placeOf(e.getKey())))
          .toList();
    }
  }

  @Override
  public VcsOutcome create(VcsBranchRequest request) {
    String name = VcsNames.checked(request.name());
    request.settings().keySet().forEach(MemoryBranches::checkKey);
    synchronized (store) {
      String base = store.history.require(request.base());
      String now = store.branches.get(name);
      if (now == null) {
        store.branches.put(name, base);
        store.makers.put(name, request.effect());
        store.settings.put(name, new TreeMap<>(request.settings()));
        return new VcsOutcome.Done(base);
      }
      boolean ours = request.effect().equals(store.makers.get(name));
      return ours || now.equals(base) && request.settings().isEmpty()
          ? new VcsOutcome.Done(now)
          : new VcsOutcome.Moved(Optional.of(now));
    }
  }

  private static void checkKey(String key) {
    if (key.isEmpty() || !key.chars().allMatch(MemoryBranches::isKey)) {
      throw new MilestoneException(
          ErrorKind.INVALID_INPUT, "bad_setting", "not the key of a setting: " + key);
    }
  }

  private static boolean isKey(int c) {
    return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-';
  }

  @Override
  public Map<String, String> settings(String name) {
    VcsNames.checked(name);
    synchronized (store) {
      return Map.copyOf(store.settings.getOrDefault(name, new TreeMap<>()));
    }
  }

  @Override
  public void configure(String name, Map<String, String> changed) {
    VcsNames.checked(name);
    changed.keySet().forEach(MemoryBranches::checkKey);
    synchronized (store) {
      if (!store.branches.containsKey(name)) {
        throw MilestoneException.refused("vcs_no_branch", "there is no branch '" + name + "'");
      }
      SortedMap<String, String> all =
          store.settings.computeIfAbsent(name, branch -> new TreeMap<>());
      all.putAll(changed);
      all.values().removeIf(String::isEmpty);
    }
  }

  @Override
  public VcsOutcome delete(VcsBranchRemoval request) {
    String name = VcsNames.checked(request.name());
    if (!VcsNames.isOurs(name)) {
      return blocked("protected", "'" + name + "' is not a branch of the engine");
    }
    synchronized (store) {
      String now = store.branches.get(name);
      if (now == null) {
        return new VcsOutcome.Done(request.expected());
      }
      if (!now.equals(request.expected())) {
        return new VcsOutcome.Moved(Optional.of(now));
      }
      String into = store.branches.get(request.into());
      if (into == null || name.equals(request.into()) || !store.history.holds(into, now)) {
        return blocked("not_merged", "'" + name + "' is not in '" + request.into() + "'");
      }
      Optional<Path> place = store.placeOf(name);
      if (place.isPresent()) {
        return blocked("checked_out", "'" + name + "' is checked out at " + place.get());
      }
      store.branches.remove(name);
      store.settings.remove(name);
      store.makers.remove(name);
      return new VcsOutcome.Done(now);
    }
  }

  private static VcsOutcome blocked(String code, String sentence) {
    return new VcsOutcome.Blocked(code, sentence, List.of());
  }
}
