package dev.milestone.git;

import dev.milestone.MilestoneException;
import dev.milestone.model.MilestoneId;
import dev.milestone.spi.vcs.VcsAttempt;
import dev.milestone.spi.vcs.VcsBranchRemoval;
import dev.milestone.spi.vcs.VcsNames;
import dev.milestone.spi.vcs.VcsParked;
import dev.milestone.spi.vcs.VcsRemark;
import dev.milestone.spi.vcs.VcsRemoval;
import dev.milestone.spi.vcs.VcsWorkspace;
import dev.milestone.spi.vcs.VcsWorkspace.Stage;
import dev.milestone.spi.vcs.VcsWorkspaceRemoval;
import dev.milestone.spi.vcs.VcsWorkspaceRequest;
import dev.milestone.spi.vcs.VcsWorkspaceReuse;
import dev.milestone.spi.vcs.VcsWorkspaces;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.ObjectId;

/** Workspaces as linked work trees, each on its own branch. Thread-safe. */
@SuppressWarnings("try") // locks are held, not used
final class GitWorkspaces implements VcsWorkspaces {

  private final GitShared shared;
  private final Refs refs;
  private final GitObjects objects;
  private final Parking parking;

  GitWorkspaces(GitShared shared) {
    this.shared = shared;
    this.refs = new Refs(shared);
    this.objects = new GitObjects(shared);
    this.parking = new Parking(shared);
  }

  @Override
  public VcsWorkspace create(VcsWorkspaceRequest request) {
    String name = VcsNames.workspace(request.attempt());
    VcsNames.checked(request.branch());
    ObjectId base = objects.requireCommit(request.base());
    try (OsLock lock = shared.lockWorkspace(name)) {
      WorkspaceFiles files =
          new WorkspaceFiles(shared, name, folder(request.folder()).resolve(name));
      WorkspaceNote wanted =
          new WorkspaceNote(
              request.effect(),
              request.attempt(),
              request.branch(),
              base.name(),
              Stage.PREPARING,
              "");
      admit(request.attempt());
      Optional<WorkspaceNote> note = WorkspaceNote.read(WorkspaceFiles.gitDir(shared, name));
      if (note.isPresent() && note.get().equals(wanted.at(Stage.READY)) && files.isOurs()) {
        files.unprotect();
        return value(name, note.get());
      }
      if (note.isPresent() ? !note.get().equals(wanted) : !files.isNameFree()) {
        throw taken(WorkspaceFiles.gitDir(shared, name));
      }
      if (!files.isPlaceFree()) {
        throw taken(files.location().workTree());
      }
      if (note.isEmpty()) {
        files.claim(wanted);
      }
      try {
        branch(wanted, base, note.isPresent());
      } catch (MilestoneException e) {
        files.unclaim();
        throw e;
      }
      files.fill(objects.tree(base));
      return finish(files, name, wanted);
    } catch (IOException e) {
      throw SmallFile.failed(request.folder(), e);
    }
  }

  @Override
  public VcsWorkspace reuse(VcsWorkspaceReuse request) {
    String name = request.name();
    VcsNames.checked(request.branch());
    ObjectId base = objects.requireCommit(request.base());
    try (OsLock lock = shared.lockWorkspace(name)) {
      VcsWorkspace now = find(name).orElseThrow(() -> missing(name));
      WorkspaceNote note =
          WorkspaceNote.read(WorkspaceFiles.gitDir(shared, name)).orElseThrow(() -> missing(name));
      WorkspaceFiles files = new WorkspaceFiles(shared, name, now.path());
      WorkspaceNote wanted =
          new WorkspaceNote(
              request.effect(),
              request.attempt(),
              request.branch(),
              base.name(),
              Stage.PREPARING,
              "");
      admit(request.attempt());
      if (note.equals(wanted.at(Stage.READY))) {
        files.unprotect();
        return now;
      }
      boolean begun = note.equals(wanted);
      if (!begun) {
        if (now.stage() != Stage.READY) {
          throw taken(now.path());
        }
        Parking.Result parked = parking.park(files.location(), note, request.signature());
        if (parked.obstacle().isPresent()) {
          throw MilestoneException.refused(
              "workspace_unparkable", parked.obstacle().get().sentence());
        }
      }
      shared.steps().before("workspace.reuse");
      files.protect("initializing");
      wanted.write(files.location().gitDir());
      try {
        branch(wanted, base, begun);
      } catch (MilestoneException e) {
        note.write(files.location().gitDir());
        files.unprotect();
        throw e;
      }
      files.change(objects.tree(base), request.branch());
      return finish(files, name, wanted);
    } catch (IOException e) {
      throw SmallFile.failed(shared.commonDir(), e);
    }
  }

  private VcsWorkspace finish(WorkspaceFiles files, String name, WorkspaceNote wanted)
      throws IOException {
    shared.steps().before("workspace.finish");
    WorkspaceNote ready = wanted.at(Stage.READY);
    ready.write(files.location().gitDir());
    shared.steps().before("workspace.unprotect");
    files.unprotect();
    return value(name, ready);
  }

  private void admit(VcsAttempt attempt) {
    Fences fences = new Fences(shared);
    try (OsLock lock = shared.lockRefs()) {
      if (!fences.raise(attempt)) {
        throw MilestoneException.refused(
            "stale_token",
            "a later attempt of "
                + attempt.id().task()
                + " has the token "
                + fences.highest(attempt)
                + ", this one has "
                + attempt.token());
      }
    }
  }

  /** Makes the branch; one that is there is only right if this effect was there before. */
  private void branch(WorkspaceNote wanted, ObjectId base, boolean begun) {
    shared.steps().before("workspace.branch");
    try (OsLock lock = shared.lockRefs()) {
      Optional<ObjectId> now = refs.branch(wanted.branch());
      boolean fine =
          now.isPresent()
              ? begun && now.get().equals(base)
              : refs.run(
                  List.of(RefChange.create(Refs.HEADS + wanted.branch(), base)), "workspace");
      if (!fine) {
        throw MilestoneException.refused(
            "branch_exists", "there is a branch '" + wanted.branch() + "' already; it was left");
      }
    }
  }

  private static Path folder(Path folder) throws IOException {
    if (folder.toString().indexOf('\n') >= 0) {
      throw MilestoneException.refused(
          "bad_folder", "the name of the folder of workspaces holds a line end");
    }
    return Files.createDirectories(folder).toRealPath();
  }

  private static MilestoneException taken(Path what) {
    return MilestoneException.refused(
        "workspace_taken", what + " belongs to something else; it was left");
  }

  private static MilestoneException missing(String name) {
    return MilestoneException.refused("no_workspace", "there is no workspace '" + name + "'");
  }

  @Override
  public List<VcsWorkspace> list() {
    Path folder = shared.commonDir().resolve("worktrees");
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .map(entry -> entry.getFileName().toString())
          .flatMap(name -> find(name).stream())
          .sorted(Comparator.comparing(VcsWorkspace::name))
          .limit(MAX_WORKSPACES)
          .toList();
    } catch (IOException e) {
      throw SmallFile.failed(folder, e);
    }
  }

  @Override
  public Optional<VcsWorkspace> find(String name) {
    if (name.indexOf('/') >= 0 || name.isEmpty() || name.startsWith(".")) {
      return Optional.empty();
    }
    return WorkspaceNote.read(WorkspaceFiles.gitDir(shared, name)).map(note -> value(name, note));
  }

  private VcsWorkspace value(String name, WorkspaceNote note) {
    Path gitDir = WorkspaceFiles.gitDir(shared, name);
    Optional<GitLocation> place = CheckedOut.linked(gitDir, shared.commonDir());
    Path root = place.map(GitLocation::workTree).orElse(gitDir);
    boolean whole =
        note.stage() != Stage.READY
            || place.isPresent() && new WorkspaceFiles(shared, name, root).isOurs();
    return new VcsWorkspace(
        name,
        root,
        note.branch(),
        note.attempt(),
        note.effect(),
        whole ? note.stage() : Stage.BROKEN);
  }

  @Override
  public VcsRemoval remove(VcsWorkspaceRemoval request) {
    String name = request.name();
    try (OsLock lock = shared.lockWorkspace(name)) {
      Optional<VcsWorkspace> found = find(name);
      if (found.isEmpty()) {
        return new VcsRemoval(true, Optional.empty(), Optional.empty());
      }
      WorkspaceNote note =
          WorkspaceNote.read(WorkspaceFiles.gitDir(shared, name)).orElseThrow(() -> missing(name));
      VcsWorkspace now = found.get();
      if (now.stage() == Stage.READY) {
        GitLocation place = new WorkspaceFiles(shared, name, now.path()).location();
        Parking.Result parked = parking.park(place, note, request.signature());
        if (parked.obstacle().isPresent()) {
          return new VcsRemoval(false, Optional.empty(), parked.obstacle());
        }
        note = note.removing(parked.commit());
      }
      Optional<String> parked = Optional.of(note.parked()).filter(id -> !id.isEmpty());
      take(name, now.path(), note.at(Stage.REMOVING));
      Optional<VcsRemark> kept =
          request.branchInto().flatMap(into -> dropBranch(request.effect(), now.branch(), into));
      return new VcsRemoval(true, parked, kept);
    } catch (IOException e) {
      throw SmallFile.failed(shared.commonDir(), e);
    }
  }

  /** Takes files and name away; from here on the removal is finished by whoever asks next. */
  private void take(String name, Path root, WorkspaceNote note) throws IOException {
    WorkspaceFiles files = new WorkspaceFiles(shared, name, root);
    shared.steps().before("remove.note");
    files.protect("removing");
    note.write(files.location().gitDir());
    shared.steps().before("remove.files");
    if (files.isPlaceFree()) {
      files.deleteFiles();
    }
    shared.steps().before("remove.name");
    files.unclaim();
  }

  private Optional<VcsRemark> dropBranch(String effect, String branch, String into) {
    Optional<ObjectId> tip = refs.branch(branch);
    if (tip.isEmpty()) {
      return Optional.empty();
    }
    var outcome =
        new GitBranches(shared)
            .delete(new VcsBranchRemoval(effect, branch, tip.get().name(), into));
    return outcome.done().isPresent()
        ? Optional.empty()
        : Optional.of(
            new VcsRemark("branch_kept", "the branch '" + branch + "' is not in '" + into + "'"));
  }

  @Override
  public List<VcsParked> parked(MilestoneId milestone) {
    return parking.list(milestone);
  }

  @Override
  public List<VcsRemark> repair(Set<String> live) {
    List<VcsRemark> told = new ArrayList<>();
    shared.lockRefs(told).close();
    WorkspaceRepair repair = new WorkspaceRepair(shared);
    told.addAll(repair.emptyNames());
    for (VcsWorkspace workspace : list()) {
      if (live.contains(workspace.effect())) {
        continue;
      }
      try (OsLock lock = shared.lockWorkspace(workspace.name())) {
        Optional<VcsWorkspace> now = find(workspace.name());
        if (now.isEmpty() || !now.get().equals(workspace)) {
          continue;
        }
        if (workspace.stage() == Stage.PREPARING || workspace.stage() == Stage.REMOVING) {
          finishRemoval(workspace);
          told.add(
              new VcsRemark(
                  "half_made",
                  "the workspace "
                      + workspace.name()
                      + " was half made or half removed; it is gone"));
        } else {
          repair.indexLock(workspace.name()).ifPresent(told::add);
        }
      } catch (IOException e) {
        throw SmallFile.failed(workspace.path(), e);
      }
    }
    return List.copyOf(told);
  }

  /** Nobody has worked in one that was never ready, and one that is removed was parked. */
  private void finishRemoval(VcsWorkspace workspace) throws IOException {
    WorkspaceNote note =
        WorkspaceNote.read(WorkspaceFiles.gitDir(shared, workspace.name()))
            .orElseThrow(() -> missing(workspace.name()));
    take(workspace.name(), workspace.path(), note.at(Stage.REMOVING));
    if (workspace.stage() == Stage.PREPARING) {
      try (OsLock lock = shared.lockRefs()) {
        ObjectId base = GitShared.id(note.base());
        if (refs.branch(note.branch()).filter(base::equals).isPresent()) {
          refs.run(List.of(RefChange.delete(Refs.HEADS + note.branch(), base)), "repair");
        }
      }
    }
  }
}
