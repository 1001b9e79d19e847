package dev.milestone.core.projection;

import dev.milestone.MilestoneException;
import dev.milestone.core.projection.Tree.FileChange;
import dev.milestone.spi.storage.EventStore;
import dev.milestone.spi.storage.StoreProblem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the category logs and the YAML tree of {@code .milestones/} in step with the journal.
 *
 * <p>Driven from one background thread, debounced: {@link #run} after the journal has grown, {@link
 * #finish} before the engine closes. Of all processes that have the project open one projects, for
 * as long as it lives; the others are told {@link Result#BUSY} and ask again later – whoever
 * projects also takes in what they append.
 *
 * <p>Never in anyone's way: no error of a projection leaves these methods (it is logged, listed by
 * {@link #problems()} and tried again), and the state is looked at only in short looks. Cost: of a
 * run what has changed since the last one; a milestone's file is written when one of its tasks has
 * changed.
 *
 * <p>A file that was edited by hand – its content does not match the hash in its second line – is
 * never overwritten, except by {@link #repair}. No symbolic link below the folder is followed.
 *
 * <p>Thread-safe; one thing at a time.
 */
public final class Projector implements AutoCloseable {

  /** What a run came to. */
  public enum Result {
    /** Everything up to the journal's end is on disk. */
    DONE,
    /** Another process or engine projects this folder. */
    BUSY,
    /** Something could not be written; see {@link Projector#problems()}. It is tried again. */
    INCOMPLETE
  }

  private static final Logger LOG = LoggerFactory.getLogger(Projector.class);

  private static final String IGNORE_FILE = ".gitignore";
  private static final String IGNORED =
      "# live state of Milestone: every checkout has its own\n"
          + "active/\n"
          + "logs/\n"
          + "sessions/\n"
          + "journal/\n"
          + "backups/\n";

  /** Most files whose last writing is remembered, so that they need not be read before the next. */
  static final int MAX_STAMPS = 20_000;

  private final SafeFolder folder;
  private final EventStore store;
  private final StateView view;
  private final String boot;
  private final CategoryLogs logs;

  private @Nullable ProjectionLock lock;
  private Position position = Position.NONE;

  /** Whether the position has to be read again, and the logs have to be looked at. */
  private boolean unsure = true;

  private boolean logsUnsure = true;

  private final Map<String, Stamp> stamps = new LinkedHashMap<>();
  private final Map<String, StoreProblem> problems = new TreeMap<>();

  /** How a file looked right after it was written: as long as it does, nobody has edited it. */
  private record Stamp(long size, long modified, @Nullable Object key) {
    static @Nullable Stamp of(Path file) throws IOException {
      BasicFileAttributes a = SafeFolder.attributes(file);
      return a == null
          ? null
          : new Stamp(
              a.size(),
              a.lastModifiedTime().to(java.util.concurrent.TimeUnit.NANOSECONDS),
              a.fileKey());
    }
  }

  /**
   * A projector. Does nothing yet.
   *
   * @param milestonesDir the folder {@code .milestones}; must exist when it runs
   * @param store the journal
   * @param view lets it look at the state
   * @param boot names the boot of this machine, {@code TimeSource.epoch()}: another one makes it
   *     check what was not forced
   */
  public Projector(Path milestonesDir, EventStore store, StateView view, String boot) {
    this.folder = new SafeFolder(milestonesDir);
    this.store = store;
    this.view = view;
    this.boot = boot;
    this.logs = new CategoryLogs(folder, store);
  }

  /** Brings everything up to the journal's end, as far as it costs what has changed. */
  public synchronized Result run() {
    return run(false);
  }

  /** The same, with what is put off while a large project is busy. Call it before closing. */
  public synchronized Result finish() {
    return run(true);
  }

  private Result run(boolean last) {
    try {
      if (!acquire()) {
        return Result.BUSY;
      }
      boolean logged = catchUp();
      files(last, false);
      if (last && logged) {
        settle();
      }
      solved("");
      return problems.isEmpty() ? Result.DONE : Result.INCOMPLETE;
    } catch (IOException | RuntimeException e) {
      unsure = true;
      failed("", e);
      return Result.INCOMPLETE;
    }
  }

  /** What keeps projections from being complete, as of the last run. */
  public synchronized List<StoreProblem> problems() {
    return List.copyOf(problems.values());
  }

  /** Files that were edited by hand, with the first line that differs from what belongs there. */
  public synchronized List<StoreProblem> handEdits() {
    List<StoreProblem> edits = new ArrayList<>();
    try {
      eachFile(
          (name, content) -> {
            byte[] present = content == null ? null : folder.read(name);
            if (present != null && content != null && !ProjectedFile.isUntouched(present)) {
              edits.add(handEdit(name, present, content.get()));
            }
          });
    } catch (IOException | RuntimeException e) {
      edits.add(problem("", e));
    }
    return edits;
  }

  /**
   * Compares everything with the journal: hand edits, files that are missing or stale, category
   * logs. Reads the whole journal. When another process projects, files may be stale because it is
   * about to write them: they are not reported then.
   */
  public synchronized List<StoreProblem> check() {
    List<StoreProblem> found = new ArrayList<>();
    try {
      boolean mine = acquire();
      eachFile((name, content) -> check(name, content, mine, found));
      found.addAll(logs.check(mine ? position : Position.read(folder)));
    } catch (IOException | RuntimeException e) {
      found.add(problem("", e));
    }
    return found;
  }

  private void check(
      String name, @Nullable Supplier<byte[]> content, boolean mine, List<StoreProblem> found)
      throws IOException {
    byte[] present = folder.read(name);
    if (content == null) {
      return;
    }
    byte[] expected = content.get();
    if (present == null) {
      if (mine) {
        found.add(stale(name, "projection_missing", "the file is missing"));
      }
    } else if (!ProjectedFile.isUntouched(present)) {
      found.add(handEdit(name, present, expected));
    } else if (mine && !Arrays.equals(present, expected)) {
      found.add(stale(name, "projection_stale", "the file is not up to date"));
    }
  }

  private StoreProblem stale(String name, String code, String what) {
    return new StoreProblem(
        code,
        folder.root().resolve(name).toString(),
        what,
        "the next command that writes makes it again; milestone doctor --repair does so now");
  }

  /** Makes everything again from the journal, hand-edited files included. */
  public synchronized Result repair() {
    try {
      if (!acquire()) {
        return Result.BUSY;
      }
      stamps.clear();
      problems.clear();
      position = Position.NONE;
      logsUnsure = true;
      boolean logged = catchUp();
      files(true, true);
      if (logged) {
        settle();
      }
      return problems.isEmpty() ? Result.DONE : Result.INCOMPLETE;
    } catch (IOException | RuntimeException e) {
      unsure = true;
      failed("", e);
      return Result.INCOMPLETE;
    }
  }

  /** Gives the lock back; does not write. */
  @Override
  public synchronized void close() {
    release();
  }

  // ---- lock and logs ----

  private boolean acquire() throws IOException {
    ProjectionLock held = lock;
    if (held != null && !held.isValid()) {
      release();
      held = null;
    }
    if (held == null) {
      held = ProjectionLock.tryAcquire(folder);
      if (held == null) {
        return false;
      }
      lock = held;
      unsure = true;
      stamps.clear();
    }
    if (unsure) {
      position = Position.read(folder);
      if (!Files.isDirectory(folder.root().resolve("active"), LinkOption.NOFOLLOW_LINKS)) {
        position = position.withFiles(0, List.of());
      }
      logsUnsure = true;
      ignore();
      unsure = false;
    }
    return true;
  }

  private void release() {
    ProjectionLock held = lock;
    lock = null;
    if (held != null) {
      try {
        held.close();
      } catch (IOException e) {
        LOG.warn("cannot give back the projection's lock: {}", e.getMessage());
      }
    }
  }

  private void ignore() throws IOException {
    Path file = folder.resolve(IGNORE_FILE);
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      folder.replace(IGNORE_FILE, IGNORED.getBytes(StandardCharsets.UTF_8));
    }
  }

  /** Brings the logs up to the journal's end; false when that did not succeed. */
  private boolean catchUp() {
    try {
      if (logsUnsure) {
        Position resumed = logs.resume(position, boot);
        if (resumed.logs() < position.logs() || !position.boot().equals(boot)) {
          // Of another journal, lost, or of another boot, which may have lost what was not forced:
          // then nothing is known about the files either.
          resumed = resumed.withFiles(0, List.of()).withState(boot, false);
        }
        position = resumed.withState(boot, resumed.clean());
        logsUnsure = false;
      }
      append();
      solved("logs");
      return true;
    } catch (IOException | RuntimeException e) {
      logsUnsure = true;
      position = position.withState(position.boot(), false);
      failed("logs", e);
      return false;
    }
  }

  private void append() throws IOException {
    while (position.logs() < store.lastSequence()) {
      if (position.clean()) {
        // From here on lines beyond the position may stand in the logs if this process is killed.
        position = position.withState(boot, false);
        position.write(folder);
      }
      Position next = logs.advance(position);
      if (next.logs() == position.logs()) {
        return;
      }
      position = next;
      position.write(folder);
    }
  }

  /** Says that nothing is being written, so that whoever comes next need not look. */
  private void settle() throws IOException {
    if (!position.clean()) {
      position = position.withState(boot, true);
      position.write(folder);
    }
  }

  // ---- files ----

  private void files(boolean last, boolean overwrite) throws IOException {
    if (!overwrite && position.retry().isEmpty() && position.files() >= store.lastSequence()) {
      return;
    }
    Set<String> retry = new LinkedHashSet<>();
    Tree tree = new Tree(store, position.files(), Set.copyOf(position.retry()), last);
    boolean done = false;
    while (!done) {
      List<FileChange> changes = new ArrayList<>();
      done =
          view.look(
              state -> {
                changes.addAll(tree.next(state));
                return tree.isDone(state);
              });
      for (FileChange change : changes) {
        if (!apply(change, overwrite)) {
          retry.add(change.name());
        }
      }
    }
    sweep(tree, overwrite);
    retry.addAll(tree.postponed());
    Position next = position.withFiles(tree.sequence(), new ArrayList<>(retry));
    if (!next.equals(position)) {
      position = next;
      position.write(folder);
    }
  }

  private boolean apply(FileChange change, boolean overwrite) {
    String name = change.name();
    try {
      Supplier<byte[]> content = change.content();
      boolean done = content == null ? remove(name, overwrite) : write(name, content, overwrite);
      if (done) {
        solved(name);
      }
      return done;
    } catch (IOException | RuntimeException e) {
      failed(name, e);
      return false;
    }
  }

  private boolean write(String name, Supplier<byte[]> content, boolean overwrite)
      throws IOException {
    Path path = folder.resolve(name);
    Stamp known = stamps.get(name);
    byte[] present = null;
    if (known == null || !known.equals(Stamp.of(path))) {
      present = folder.read(name);
      if (present != null && !overwrite && !ProjectedFile.isUntouched(present)) {
        report(name, handEdit(name, present, content.get()));
        return false;
      }
    }
    byte[] bytes = content.get();
    if (present == null || !Arrays.equals(present, bytes)) {
      folder.replace(name, bytes);
    }
    remember(name, path);
    return true;
  }

  private void remember(String name, Path path) throws IOException {
    Stamp stamp = Stamp.of(path);
    if (stamp != null) {
      if (stamps.size() >= MAX_STAMPS) {
        stamps.clear();
      }
      stamps.put(name, stamp);
    }
  }

  private boolean remove(String name, boolean overwrite) throws IOException {
    byte[] present = folder.read(name);
    if (present != null && !overwrite && !ProjectedFile.isUntouched(present)) {
      report(
          name,
          new StoreProblem(
              "hand_edit",
              folder.root().resolve(name).toString(),
              "was edited by hand and is no longer needed",
              "move it away, or have milestone doctor --repair delete it"));
      return false;
    }
    stamps.remove(name);
    folder.delete(name);
    return true;
  }

  /** Deletes projected files of what is no longer there, and what a killed process has left. */
  private void sweep(Tree tree, boolean overwrite) throws IOException {
    for (Map.Entry<String, Set<String>> e : tree.complete().entrySet()) {
      for (String file : folder.list(e.getKey())) {
        String name = e.getKey() + "/" + file;
        if (file.startsWith(".tmp-")) {
          folder.delete(name);
        } else if (!e.getValue().contains(file) && (file.endsWith(".yaml"))) {
          byte[] present = folder.read(name);
          if (present != null && (overwrite || ProjectedFile.isUntouched(present))) {
            folder.delete(name);
          }
        }
      }
    }
  }

  /** Something done with each file that belongs to the tree. */
  private interface FileVisitor {
    void visit(String name, @Nullable Supplier<byte[]> content) throws IOException;
  }

  private void eachFile(FileVisitor visitor) throws IOException {
    Tree tree = new Tree(store, 0, Set.of(), true);
    boolean done = false;
    Set<String> seen = new HashSet<>();
    while (!done) {
      List<FileChange> changes = new ArrayList<>();
      done =
          view.look(
              state -> {
                changes.addAll(tree.next(state));
                return tree.isDone(state);
              });
      for (FileChange change : changes) {
        if (seen.add(change.name())) {
          visitor.visit(change.name(), change.content());
        }
      }
    }
  }

  // ---- problems ----

  private StoreProblem handEdit(String name, byte[] present, byte[] expected) {
    int line = ProjectedFile.firstDifference(present, expected);
    return new StoreProblem(
        "hand_edit",
        folder.root().resolve(name) + (line > 0 ? ":" + line : ""),
        "was edited by hand; it is not taken in and not overwritten",
        "'milestone plan FILE' takes in definitions from such a file (never status); 'milestone"
            + " doctor --repair' makes it again");
  }

  private StoreProblem problem(String name, Exception e) {
    Throwable cause =
        e instanceof UncheckedIOException u ? Objects.requireNonNull(u.getCause()) : e;
    String code = cause instanceof MilestoneException m ? m.code() : "projection_failed";
    String message = cause.getMessage();
    return new StoreProblem(
        code,
        name.isEmpty() ? folder.root().toString() : folder.root().resolve(name).toString(),
        cause instanceof NoSuchFileException
            ? "no such file or folder: " + message
            : message == null ? cause.toString() : message,
        "the journal is not touched by this; it is tried again with the next change");
  }

  private void failed(String name, Exception e) {
    report(name, problem(name, e));
  }

  private void report(String name, StoreProblem problem) {
    if (!problem.equals(problems.put(name, problem))) {
      LOG.warn("projection: {}: {}", problem.where(), problem.what());
    }
  }

  private void solved(String name) {
    problems.remove(name);
  }
}
