package dev.milestone.testkit.vcs;

import dev.milestone.spi.vcs.VcsAttempt;
import dev.milestone.spi.vcs.VcsOutcome;
import dev.milestone.spi.vcs.VcsParked;
import dev.milestone.spi.vcs.VcsPerson;
import dev.milestone.spi.vcs.VcsSignature;
import dev.milestone.spi.vcs.VcsState;
import dev.milestone.spi.vcs.VcsWorkspace;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Everything about one repository. Whoever uses its parts holds its monitor. */
final class MemoryStore {

  private static final VcsPerson PERSON = new VcsPerson("Person", "person@example.org");

  final MemoryHistory history = new MemoryHistory();
  final SortedMap<String, String> branches = new TreeMap<>();
  final Map<String, SortedMap<String, String>> settings = new LinkedHashMap<>();

  /** Which effect made a branch. */
  final Map<String, String> makers = new LinkedHashMap<>();

  final Map<String, String> fences = new LinkedHashMap<>();
  final Map<String, Long> tokens = new LinkedHashMap<>();
  final SortedMap<String, VcsWorkspace> workspaces = new TreeMap<>();
  final List<VcsParked> parked = new ArrayList<>();

  private final Path root;
  private final Set<String> ignored = new TreeSet<>();
  private final Map<Path, String> workTrees = new LinkedHashMap<>();
  private int persons;

  MemoryStore(Path root) {
    this.root = root;
    workTrees.put(root, "main");
  }

  Path root() {
    return root;
  }

  synchronized void ignore(String path) {
    ignored.add(path);
  }

  synchronized Set<String> ignored() {
    return Set.copyOf(ignored);
  }

  /** The root of the work tree that a folder is in. */
  synchronized Optional<Path> workTreeOf(Path folder) {
    return workTrees.keySet().stream()
        .filter(folder::startsWith)
        .max((a, b) -> Integer.compare(a.getNameCount(), b.getNameCount()));
  }

  void addWorkTree(Path path, String branch) {
    workTrees.put(path, branch);
  }

  void removeWorkTree(Path path) {
    workTrees.remove(path);
  }

  String branchOf(Path workTree) {
    return Optional.ofNullable(workTrees.get(workTree)).orElseThrow();
  }

  Optional<Path> placeOf(String branch) {
    return workTrees.entrySet().stream()
        .filter(entry -> entry.getValue().equals(branch))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  Optional<String> headOf(Path workTree) {
    return Optional.ofNullable(branches.get(branchOf(workTree)));
  }

  SortedMap<String, MemoryFile> recorded(Path workTree) {
    return headOf(workTree).map(history::files).orElseGet(TreeMap::new);
  }

  /** What a work tree holds; what was recorded counts even where it is ignored now. */
  SortedMap<String, MemoryFile> held(Path workTree) {
    return MemoryFiles.read(workTree, ignored);
  }

  synchronized String commitAll(Path folder) {
    Path workTree = workTreeOf(folder).orElseThrow();
    String tree = history.tree(held(workTree));
    VcsSignature signature = new VcsSignature(PERSON, PERSON, Instant.EPOCH.plusSeconds(++persons));
    List<String> parents = headOf(workTree).map(List::of).orElseGet(List::of);
    String commit = history.commit(tree, parents, "a commit\n", signature);
    branches.put(branchOf(workTree), commit);
    return commit;
  }

  synchronized VcsState state(Path workTree, List<String> skipped) {
    SortedMap<String, MemoryFile> recorded = recorded(workTree);
    SortedMap<String, MemoryFile> held = held(workTree);
    List<String> changed = new ArrayList<>();
    List<String> untracked = new ArrayList<>();
    for (var entry : recorded.entrySet()) {
      if (!entry.getValue().equals(held.get(entry.getKey()))) {
        add(changed, entry.getKey(), skipped);
      }
    }
    for (String path : held.keySet()) {
      if (!recorded.containsKey(path)) {
        add(untracked, path, skipped);
      }
    }
    return new VcsState(Optional.of(branchOf(workTree)), headOf(workTree), changed, untracked);
  }

  private static void add(List<String> paths, String path, List<String> skipped) {
    if (paths.size() < VcsState.MAX_PATHS && !MemoryFiles.covers(skipped, path)) {
      paths.add(path);
    }
  }

  /** Takes a token as the highest; the answer when there is a higher one. */
  Optional<VcsOutcome> stale(VcsAttempt attempt, boolean raise) {
    String task = attempt.milestone() + "/" + attempt.id().task();
    long highest = tokens.getOrDefault(task, -1L);
    if (highest > attempt.token()) {
      return Optional.of(new VcsOutcome.Stale(highest));
    }
    if (raise) {
      tokens.put(task, attempt.token());
    }
    return Optional.empty();
  }
}
