package dev.milestone.git;

import dev.milestone.spi.vcs.VcsOutcome;
import dev.milestone.spi.vcs.VcsRemark;
import dev.milestone.spi.vcs.VcsState;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheCheckout;
import org.eclipse.jgit.errors.CheckoutConflictException;
import org.eclipse.jgit.internal.storage.file.RefDirectory;
import org.eclipse.jgit.internal.storage.file.ReflogWriter;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;

/**
 * Brings a checkout and the branch that it is on to another commit, together. Runs under the
 * provider's lock for refs, and holds Git's locks on the index and the branch meanwhile.
 *
 * <p>Order: intent, locks, files, index, branch. After a crash the files are a mixture of two known
 * commits, and {@link #finish} goes on from there; what a person changed meanwhile stops it, is
 * named and stays.
 */
final class Landing {

  private final GitShared shared;
  private final GitObjects objects;
  private final Refs refs;

  Landing(GitShared shared) {
    this.shared = shared;
    this.objects = new GitObjects(shared);
    this.refs = new Refs(shared);
  }

  VcsOutcome land(
      GitLocation place, String branch, ObjectId from, ObjectId to, List<String> ignored) {
    try {
      Optional<VcsOutcome> obstacle = obstacle(place, branch, ignored);
      if (obstacle.isPresent()) {
        return obstacle.get();
      }
      Path proof = shared.notes().resolve("landing-lock");
      Files.createDirectories(shared.notes());
      Files.deleteIfExists(proof);
      Files.createFile(proof);
      Intent.Landing landing =
          new Intent.Landing(place.workTree(), branch, from.name(), to.name(), proof);
      new Intent(List.of(), Optional.of(landing)).write(shared.notes());
      VcsOutcome outcome;
      try {
        outcome = locked(place, landing, from, to, ignored);
      } catch (CheckoutConflictException e) {
        outcome = inTheWay(List.of(e.getConflictingFiles()));
      }
      release(place, landing);
      Intent.clear(shared.notes());
      return outcome;
    } catch (IOException e) {
      throw SmallFile.failed(place.workTree(), e);
    }
  }

  private Optional<VcsOutcome> obstacle(GitLocation place, String branch, List<String> ignored) {
    if (WorkTrees.busy(place.gitDir())) {
      return Optional.of(
          new VcsOutcome.Blocked(
              "under_way",
              "a merge, rebase or the like is under way at " + place.workTree() + "; end it first",
              List.of()));
    }
    if (!Files.isDirectory(place.workTree())) {
      return Optional.of(
          new VcsOutcome.Blocked(
              "checked_out",
              "'" + branch + "' is checked out at " + place.workTree() + ", which is not there",
              List.of()));
    }
    try (GitRepository repository = new GitRepository(place, shared.config(), Steps.NONE)) {
      VcsState state = repository.state(ignored);
      return state.changed().isEmpty()
          ? Optional.empty()
          : Optional.of(
              new VcsOutcome.Blocked(
                  "dirty",
                  "there are changes at " + place.workTree() + "; commit or stash them first",
                  state.changed()));
    }
  }

  private static VcsOutcome inTheWay(List<String> paths) {
    return new VcsOutcome.Blocked(
        "in_the_way", "files that are not tracked are in the way; move them first", paths);
  }

  private VcsOutcome locked(
      GitLocation place, Intent.Landing landing, ObjectId from, ObjectId to, List<String> ignored)
      throws IOException {
    shared.steps().before("land.locks");
    for (Path lock : locks(place, landing)) {
      if (!LinkedLock.take(lock, landing.proof())) {
        return new VcsOutcome.Blocked(
            "locked", lock + " is held by another program; if none runs, remove it", List.of());
      }
    }
    // Looked at again, now that nobody can stage or commit.
    Optional<VcsOutcome> obstacle = obstacle(place, landing.branch(), ignored);
    if (obstacle.isPresent()) {
      return obstacle.get();
    }
    if (!refs.branch(landing.branch()).filter(from::equals).isPresent()) {
      return new VcsOutcome.Moved(refs.branch(landing.branch()).map(ObjectId::name));
    }
    shared.steps().before("land.files");
    files(place, from, to, List.of());
    move(place, landing, from, to);
    return new VcsOutcome.Done(to.name());
  }

  private static List<Path> locks(GitLocation place, Intent.Landing landing) {
    return List.of(
        place.gitDir().resolve("index.lock"),
        place.commonDir().resolve(Refs.HEADS + landing.branch() + ".lock"));
  }

  private void release(GitLocation place, Intent.Landing landing) throws IOException {
    for (Path lock : locks(place, landing)) {
      LinkedLock.drop(lock, landing.proof());
    }
    Files.deleteIfExists(landing.proof());
  }

  /**
   * Brings the files from one tree to another, with an index beside the real one, which then takes
   * its place.
   *
   * @param done paths that are as in the new tree already
   */
  private void files(GitLocation place, ObjectId from, ObjectId to, List<MixedPath> done)
      throws IOException {
    Path beside = place.gitDir().resolve("milestone-index");
    Files.deleteIfExists(place.gitDir().resolve("milestone-index.lock"));
    Path real = place.gitDir().resolve("index");
    if (Files.exists(real)) {
      Files.copy(real, beside, StandardCopyOption.REPLACE_EXISTING);
    } else {
      Files.deleteIfExists(beside);
    }
    WorkTrees.index(place);
    try (SafeRepository repository = shared.workTree(place)) {
      DirCache index = DirCache.lock(beside.toFile(), SafeFs.INSTANCE);
      try {
        MixedPath.apply(index, done);
        DirCacheCheckout checkout =
            new DirCacheCheckout(repository, objects.tree(from), index, objects.tree(to));
        checkout.setFailOnConflict(true);
        checkout.checkout();
      } finally {
        index.unlock();
      }
    }
    shared.steps().before("land.index");
    Files.move(beside, real, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Moves the branch, whose lock is held. */
  private void move(GitLocation place, Intent.Landing landing, ObjectId from, ObjectId to)
      throws IOException {
    shared.steps().before("land.ref");
    Path ref = shared.commonDir().resolve(Refs.HEADS + landing.branch());
    Path beside = shared.notes().resolve("landing-ref");
    try (FileChannel channel =
        FileChannel.open(
            beside,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      channel.write(
          java.nio.ByteBuffer.wrap((to.name() + "\n").getBytes(StandardCharsets.US_ASCII)));
      channel.force(true);
    }
    Instant when = Files.getLastModifiedTime(beside).toInstant();
    Files.createDirectories(ref.getParent());
    Files.move(beside, ref, StandardCopyOption.ATOMIC_MOVE);
    shared.steps().before("land.log");
    PersonIdent who = new PersonIdent("milestone", "", when, ZoneOffset.UTC);
    log(shared.repository(), Refs.HEADS + landing.branch(), from, to, who);
    try (SafeRepository repository = shared.workTree(place)) {
      if (!place.linked()) {
        log(repository, Constants.HEAD, from, to, who);
      }
    }
  }

  private static void log(
      SafeRepository repository, String ref, ObjectId from, ObjectId to, PersonIdent who)
      throws IOException {
    if (repository.getRefDatabase() instanceof RefDirectory refs) {
      new ReflogWriter(refs).log(ref, from, to, who, "milestone: land");
    }
  }

  /** Goes on with what a process that died had begun. */
  List<VcsRemark> finish(Intent.Landing landing) throws IOException {
    Optional<GitLocation> place =
        CheckedOut.of(shared, landing.branch()).stream()
            .filter(p -> p.workTree().equals(landing.workTree()))
            .findFirst();
    if (place.isEmpty()) {
      return List.of();
    }
    List<VcsRemark> told = new ArrayList<>();
    ObjectId from = ObjectId.fromString(landing.from());
    ObjectId to = ObjectId.fromString(landing.to());
    boolean held = true;
    for (Path lock : locks(place.get(), landing)) {
      held &= LinkedLock.isOurs(lock, landing.proof());
    }
    if (held && refs.branch(landing.branch()).filter(from::equals).isPresent()) {
      told.addAll(goOn(place.get(), landing, from, to));
    }
    release(place.get(), landing);
    return told;
  }

  private List<VcsRemark> goOn(
      GitLocation place, Intent.Landing landing, ObjectId from, ObjectId to) throws IOException {
    List<MixedPath> mixed;
    try (SafeRepository repository = shared.workTree(place)) {
      mixed = MixedPath.compare(repository, objects.tree(from), objects.tree(to));
    }
    List<String> changed =
        mixed.stream()
            .filter(p -> p.state() == MixedPath.State.OTHER)
            .map(MixedPath::path)
            .toList();
    if (!changed.isEmpty()) {
      return List.of(
          new VcsRemark(
              "landing_stopped",
              "landing on '"
                  + landing.branch()
                  + "' was interrupted, and these files at "
                  + place.workTree()
                  + " were changed since: "
                  + changed
                  + "; run 'git status' there"));
    }
    List<MixedPath> done = mixed.stream().filter(p -> p.state() == MixedPath.State.NEW).toList();
    if (done.isEmpty()) {
      return List.of();
    }
    try {
      files(place, from, to, done);
    } catch (CheckoutConflictException e) {
      return List.of(
          new VcsRemark(
              "landing_stopped",
              "landing at "
                  + place.workTree()
                  + " was interrupted; in the way are "
                  + List.of(e.getConflictingFiles())));
    }
    move(place, landing, from, to);
    return List.of(
        new VcsRemark(
            "landed", "landing on '" + landing.branch() + "' was interrupted and is finished"));
  }
}
