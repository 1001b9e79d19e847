package dev.milestone.git;

import dev.milestone.model.MilestoneId;
import dev.milestone.spi.vcs.VcsParked;
import dev.milestone.spi.vcs.VcsRemark;
import dev.milestone.spi.vcs.VcsSignature;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;

/** Keeps work that is nowhere else as a commit under {@code refs/milestones/<id>/parked}. */
@SuppressWarnings("try") // locks are held, not used
final class Parking {

  /** Most parkings of one attempt. */
  private static final int MAX_PARKED = 1_000;

  private final GitShared shared;
  private final Refs refs;
  private final GitObjects objects;

  Parking(GitShared shared) {
    this.shared = shared;
    this.refs = new Refs(shared);
    this.objects = new GitObjects(shared);
  }

  /**
   * How it went.
   *
   * @param commit that keeps the work; absent when there was none to keep
   * @param obstacle why it could not be kept
   */
  record Result(Optional<String> commit, Optional<VcsRemark> obstacle) {}

  Result park(GitLocation place, WorkspaceNote note, VcsSignature signature) {
    Snapshots.Taken taken = new Snapshots(shared).take(place, List.of());
    for (var refused : taken.refused()) {
      // What goes through a filter, or was not merged, is kept as it stands.
      if (!refused.why().equals("filter") && !refused.why().equals("conflict")) {
        return new Result(
            Optional.empty(),
            Optional.of(
                new VcsRemark(
                    refused.why(),
                    "the work at "
                        + place.workTree()
                        + " cannot be kept as a commit because of "
                        + refused.path()
                        + "; it was left, move that file away")));
      }
    }
    List<ObjectId> parents = new ArrayList<>();
    taken.head().ifPresent(parents::add);
    parents.addAll(mergeHeads(place.gitDir()));
    boolean recorded =
        taken.head().map(objects::tree).filter(taken.tree()::equals).isPresent()
            && taken.branch().isPresent()
            && !WorkTrees.busy(place.gitDir());
    if (recorded) {
      return new Result(Optional.empty(), Optional.empty());
    }
    ObjectId commit =
        objects.commit(
            taken.tree(),
            parents,
            "chore("
                + note.attempt().milestone()
                + "): park unrecorded work\n\nParked: "
                + note.attempt()
                + "\n",
            signature);
    shared.steps().before("park.ref");
    try (OsLock lock = shared.lockRefs()) {
      keep(note, commit);
    }
    return new Result(Optional.of(commit.name()), Optional.empty());
  }

  private void keep(WorkspaceNote note, ObjectId commit) {
    String ref =
        folder(note.attempt().milestone())
            + note.attempt().id().task()
            + "/"
            + note.attempt().id().number();
    for (int i = 1; i <= MAX_PARKED; i++) {
      String name = i == 1 ? ref : ref + "-" + i;
      Optional<ObjectId> there = refs.get(name);
      if (there.isPresent() && there.get().equals(commit)) {
        return;
      }
      if (there.isEmpty() && refs.run(List.of(RefChange.create(name, commit)), "park")) {
        return;
      }
    }
    throw dev.milestone.MilestoneException.refused(
        "too_many_parked", "there are " + MAX_PARKED + " parked commits of " + note.attempt());
  }

  private List<ObjectId> mergeHeads(Path gitDir) {
    Path file = gitDir.resolve("MERGE_HEAD");
    List<ObjectId> heads = new ArrayList<>();
    if (Files.isRegularFile(file)) {
      for (String line : SmallFile.read(file).split("\n")) {
        if (ObjectId.isId(line.strip())
            && objects.read(ObjectId.fromString(line.strip())).isPresent()) {
          heads.add(ObjectId.fromString(line.strip()));
        }
      }
    }
    return heads;
  }

  List<VcsParked> list(MilestoneId milestone) {
    List<VcsParked> found = new ArrayList<>();
    String folder = folder(milestone);
    for (Ref ref : refs.under(folder)) {
      ObjectId id = ref.getObjectId();
      if (id != null) {
        Fences.attempt(ref.getName().substring(folder.length()))
            .ifPresent(
                attempt -> found.add(new VcsParked(milestone, attempt, id.name(), ref.getName())));
      }
    }
    found.sort(Comparator.comparing(VcsParked::ref));
    return List.copyOf(found);
  }

  private static String folder(MilestoneId milestone) {
    return Fences.ROOT + milestone + "/parked/";
  }
}
