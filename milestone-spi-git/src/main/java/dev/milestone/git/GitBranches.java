package dev.milestone.git;

import dev.milestone.MilestoneException;
import dev.milestone.spi.vcs.VcsBranch;
import dev.milestone.spi.vcs.VcsBranchRemoval;
import dev.milestone.spi.vcs.VcsBranchRequest;
import dev.milestone.spi.vcs.VcsBranches;
import dev.milestone.spi.vcs.VcsNames;
import dev.milestone.spi.vcs.VcsOutcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;

/** Branches as refs, their settings as configuration. Thread-safe. */
@SuppressWarnings("try") // locks are held, not used
final class GitBranches implements VcsBranches {

  /** The setting by which a branch tells the effect that made it. */
  static final String EFFECT = "milestone-effect";

  private final GitShared shared;
  private final Refs refs;
  private final GitObjects objects;
  private final BranchSettings settings;

  GitBranches(GitShared shared) {
    this.shared = shared;
    this.refs = new Refs(shared);
    this.objects = new GitObjects(shared);
    this.settings = new BranchSettings(shared);
  }

  @Override
  public Optional<VcsBranch> find(String name) {
    VcsNames.checked(name);
    return refs.branch(name).map(id -> new VcsBranch(name, id.name(), place(name)));
  }

  private Optional<Path> place(String name) {
    return CheckedOut.of(shared, name).stream().map(GitLocation::workTree).findFirst();
  }

  @Override
  public List<VcsBranch> list(String prefix) {
    List<VcsBranch> found = new ArrayList<>();
    for (Ref ref : refs.under(Refs.HEADS)) {
      String name = ref.getName().substring(Refs.HEADS.length());
      ObjectId id = ref.getObjectId();
      if (id != null && name.startsWith(prefix) && found.size() < MAX_BRANCHES) {
        found.add(new VcsBranch(name, id.name(), Optional.empty()));
      }
    }
    Map<String, Path> places = new LinkedHashMap<>();
    for (GitLocation place : CheckedOut.all(shared.commonDir())) {
      CheckedOut.on(place.gitDir()).ifPresent(name -> places.put(name, place.workTree()));
    }
    return found.stream()
        .map(b -> new VcsBranch(b.name(), b.commit(), Optional.ofNullable(places.get(b.name()))))
        .toList();
  }

  @Override
  public VcsOutcome create(VcsBranchRequest request) {
    String name = VcsNames.checked(request.name());
    request.settings().forEach(BranchSettings::check);
    ObjectId base = objects.requireCommit(request.base());
    try (OsLock lock = shared.lockRefs()) {
      Optional<ObjectId> now = refs.branch(name);
      boolean begun = request.effect().equals(settings.read(name).get(EFFECT));
      if (now.isPresent() && !begun) {
        // Somebody's branch. One at the base is as good as made, but not ours to configure.
        return now.get().equals(base) && request.settings().isEmpty()
            ? new VcsOutcome.Done(base.name())
            : new VcsOutcome.Moved(now.map(ObjectId::name));
      }
      if (now.isPresent()) {
        return new VcsOutcome.Done(now.get().name());
      }
      // The settings come first: a branch that bears the effect was made by it.
      settings.write(name, allSettings(request));
      shared.steps().before("branch");
      if (refs.run(List.of(RefChange.create(Refs.HEADS + name, base)), "create")) {
        return new VcsOutcome.Done(base.name());
      }
      settings.remove(name);
      return new VcsOutcome.Moved(refs.branch(name).map(ObjectId::name));
    }
  }

  private static Map<String, String> allSettings(VcsBranchRequest request) {
    Map<String, String> all = new LinkedHashMap<>(request.settings());
    request
        .upstream()
        .ifPresent(
            upstream -> {
              VcsNames.checked(upstream);
              int slash = upstream.indexOf('/');
              boolean remote = slash > 0 && !VcsNames.isOurs(upstream);
              all.put("remote", remote ? upstream.substring(0, slash) : ".");
              all.put("merge", Refs.HEADS + (remote ? upstream.substring(slash + 1) : upstream));
            });
    all.put(EFFECT, request.effect());
    return all;
  }

  @Override
  public Map<String, String> settings(String name) {
    Map<String, String> all = new LinkedHashMap<>(settings.read(VcsNames.checked(name)));
    all.remove(EFFECT);
    return Map.copyOf(all);
  }

  @Override
  public void configure(String name, Map<String, String> changed) {
    VcsNames.checked(name);
    changed.forEach(BranchSettings::check);
    try (OsLock lock = shared.lockRefs()) {
      if (refs.branch(name).isEmpty()) {
        throw MilestoneException.refused("vcs_no_branch", "there is no branch '" + name + "'");
      }
      settings.write(name, changed);
    }
  }

  @Override
  public VcsOutcome delete(VcsBranchRemoval request) {
    String name = VcsNames.checked(request.name());
    ObjectId expected = GitShared.id(request.expected());
    if (!VcsNames.isOurs(name)) {
      return new VcsOutcome.Blocked(
          "protected", "'" + name + "' is not a branch of the engine; it stays", List.of());
    }
    try (OsLock lock = shared.lockRefs()) {
      Optional<ObjectId> now = refs.branch(name);
      if (now.isEmpty()) {
        settings.remove(name);
        return new VcsOutcome.Done(expected.name());
      }
      if (!now.get().equals(expected)) {
        return new VcsOutcome.Moved(now.map(ObjectId::name));
      }
      Optional<ObjectId> into = refs.branch(VcsNames.checked(request.into()));
      if (into.isEmpty() || name.equals(request.into()) || !objects.holds(into.get(), expected)) {
        return new VcsOutcome.Blocked(
            "not_merged",
            "'" + name + "' holds commits that '" + request.into() + "' does not; merge it first",
            List.of());
      }
      Optional<Path> place = place(name);
      if (place.isPresent()) {
        return new VcsOutcome.Blocked(
            "checked_out",
            "'" + name + "' is checked out at " + place.get() + "; change the branch there first",
            List.of());
      }
      if (!refs.run(List.of(RefChange.delete(Refs.HEADS + name, expected)), "delete")) {
        return new VcsOutcome.Moved(refs.branch(name).map(ObjectId::name));
      }
      settings.remove(name);
      return new VcsOutcome.Done(expected.name());
    }
  }
}
