package dev.milestone.git;

import dev.milestone.ErrorKind;
import dev.milestone.MilestoneException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.BatchRefUpdate;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.ReceiveCommand;

/**
 * Reads and moves refs. A transaction moves all of its refs or none, each by compare-and-swap.
 * Whoever moves holds {@link GitShared#lockRefs}; native git and others may still come between, and
 * are seen.
 */
final class Refs {

  static final String HEADS = "refs/heads/";

  /** How often a transaction is tried while somebody holds a lock of Git. */
  private static final int MAX_TRIES = 5;

  private final GitShared shared;

  Refs(GitShared shared) {
    this.shared = shared;
  }

  Optional<ObjectId> get(String ref) {
    try {
      Ref found = shared.repository().getRefDatabase().exactRef(ref);
      return found == null ? Optional.empty() : Optional.ofNullable(found.getObjectId());
    } catch (IOException e) {
      throw SmallFile.failed(shared.commonDir().resolve(ref), e);
    }
  }

  Optional<ObjectId> branch(String name) {
    return get(HEADS + name);
  }

  List<Ref> under(String prefix) {
    try {
      return shared.repository().getRefDatabase().getRefsByPrefix(prefix);
    } catch (IOException e) {
      throw SmallFile.failed(shared.commonDir().resolve("refs"), e);
    }
  }

  /**
   * Runs a transaction.
   *
   * @param reason as the log of the refs has it
   * @return whether it was done; if not, nothing was, and a ref is not as it had to be
   */
  boolean run(List<RefChange> changes, String reason) {
    try {
      for (int i = 0; i < MAX_TRIES; i++) {
        if (!match(changes)) {
          return false;
        }
        if (once(changes, reason)) {
          return true;
        }
      }
    } catch (IOException e) {
      throw SmallFile.failed(shared.commonDir().resolve("refs"), e);
    }
    if (!match(changes)) {
      return false;
    }
    throw new MilestoneException(
        ErrorKind.BUSY,
        "vcs_locked",
        "another program holds a lock on " + locksOf(changes) + "; if none runs, remove the file",
        true,
        List.of(),
        null);
  }

  private boolean match(List<RefChange> changes) {
    return changes.stream()
        .allMatch(change -> get(change.ref()).orElse(ObjectId.zeroId()).equals(change.from()));
  }

  private boolean once(List<RefChange> changes, String reason) throws IOException {
    shared.steps().before("refs.intent");
    Intent.ofLocks(locksOf(changes)).write(shared.notes());
    shared.steps().before("refs.move");
    SafeRepository repository = shared.repository();
    BatchRefUpdate batch = repository.getRefDatabase().newBatchUpdate();
    batch.setAtomic(true).setAllowNonFastForwards(true);
    // The log tells the engine and the time of this file system; commits bear the journal's time.
    Instant when = Files.getLastModifiedTime(Intent.file(shared.notes())).toInstant();
    batch.setRefLogIdent(new PersonIdent("milestone", "", when, ZoneOffset.UTC));
    batch.setRefLogMessage("milestone: " + reason, false);
    for (RefChange change : changes) {
      batch.addCommand(new ReceiveCommand(change.from(), change.to(), change.ref()));
    }
    try (RevWalk walk = new RevWalk(repository)) {
      batch.execute(walk, NullProgressMonitor.INSTANCE);
    }
    shared.steps().before("refs.clear");
    Intent.clear(shared.notes());
    for (ReceiveCommand command : batch.getCommands()) {
      if (command.getResult() == ReceiveCommand.Result.REJECTED_MISSING_OBJECT) {
        throw MilestoneException.refused(
            "vcs_missing", "the repository lacks the commit " + command.getNewId().name());
      }
    }
    return batch.getCommands().stream()
        .allMatch(command -> command.getResult() == ReceiveCommand.Result.OK);
  }

  private List<Path> locksOf(List<RefChange> changes) {
    List<Path> locks = new ArrayList<>();
    for (RefChange change : changes) {
      locks.add(shared.commonDir().resolve(change.ref() + ".lock"));
    }
    locks.add(shared.commonDir().resolve("packed-refs.lock"));
    return locks;
  }
}
