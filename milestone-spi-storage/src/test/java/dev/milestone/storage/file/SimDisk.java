package dev.milestone.storage.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A disk in memory that remembers every operation, so that each state a loss of power could leave
 * can be built: content survives up to the last force of its file, names up to the last force of
 * their directory; of what came later any subset may be there, and any write in part. After a
 * failed force nothing of what it should have forced is sure, whatever is forced later (unless it
 * is written again): as in Linux.
 */
final class SimDisk implements FileOps {

  static final Path ROOT = Path.of("/sim");

  /** The process is gone: thrown instead of carrying out an operation. */
  static final class Killed extends Error {
    private static final long serialVersionUID = 1L;

    Killed() {
      super("killed", null, false, false);
    }
  }

  /** Ways in which a program could be wrong. */
  enum Bug {
    NO_FORCE,
    NO_DIRECTORY_FORCE,
    REPLACE_IN_PLACE,
    FORCE_AFTER_ACK,
    LOCK_ROUND_THE_WRITE_ONLY
  }

  private static final class Inode {
    final int id;
    byte[] data = new byte[0];
    int size;

    Inode(int id) {
      this.id = id;
    }

    void write(int at, byte[] bytes, int from, int to) {
      int end = at + to;
      if (end > data.length) {
        data = Arrays.copyOf(data, Math.max(end, 2 * data.length));
      }
      System.arraycopy(bytes, from, data, at + from, to - from);
      size = Math.max(size, end);
    }

    void truncate(int to) {
      if (to < size) {
        Arrays.fill(data, to, size, (byte) 0);
        size = to;
      }
    }
  }

  private enum What {
    WRITE,
    TRUNCATE,
    FORCE,
    FORCE_METADATA,
    FORCE_FAILED,
    LINK,
    RENAME,
    UNLINK,
    FORCE_DIRECTORY
  }

  /**
   * One operation. Directories are made for good at once: their names are covered by tests of their
   * own.
   */
  private record Op(What what, int inode, String path, String other, int at, byte[] bytes) {}

  private final List<Inode> inodes = new ArrayList<>();
  private final Map<String, Inode> files = new HashMap<>();
  private final Set<String> directories = new HashSet<>();
  private final List<Op> ops = new ArrayList<>();
  private final Map<Long, Object> locks = new HashMap<>();
  private final Set<Bug> bugs = new HashSet<>();
  private boolean recording = true;
  private final List<Inode> owed = new ArrayList<>();

  /** After how many more operations the process is gone; negative for never. */
  int killAfter = -1;

  /** After how many more forces one fails; negative for never. */
  int failForceAfter = -1;

  /** After how many more writes one is cut short because the disk is full; negative for never. */
  int fullAfter = -1;

  SimDisk(Bug... bugs) {
    directories.add(ROOT.toString());
    this.bugs.addAll(Arrays.asList(bugs));
  }

  static Folder folder() {
    return new Folder(ROOT, ROOT.resolve("sealed"));
  }

  /** The operations from {@code from} to {@code to}, for the report of a failure. */
  synchronized String story(int from, int to) {
    Map<Integer, String> names = new HashMap<>();
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < Math.min(to, ops.size()); i++) {
      Op op = ops.get(i);
      if (op.what == What.LINK) {
        names.put(op.inode, op.path);
      } else if (op.what == What.RENAME) {
        names.put(op.inode, op.other);
      }
      if (i >= from) {
        text.append(
                String.format(
                    "%n%5d %s %s",
                    i + 1, op.what, op.path.isEmpty() ? names.get(op.inode) : op.path))
            .append(op.other.isEmpty() ? "" : " -> " + op.other)
            .append(op.what == What.WRITE ? " " + op.bytes.length + " bytes at " + op.at : "");
      }
    }
    return text.toString();
  }

  /** How many operations were recorded. */
  synchronized int operations() {
    payOwed();
    return ops.size();
  }

  /** As {@link #operations}, but what is owed stays owed: what a caller sees that was just told. */
  synchronized int operationsAtAck() {
    return ops.size();
  }

  // ---------------------------------------------------------------- what a crash leaves

  /**
   * The disk after a loss of power when {@code count} operations had been carried out.
   *
   * @param mode 0 = nothing that was not forced, 1 = everything, otherwise chance
   */
  synchronized SimDisk crash(int count, int mode, Random random) {
    boolean[] sure = sure(count);
    SimDisk left = new SimDisk();
    left.recording = false;
    left.directories.addAll(directories);
    Map<Integer, Inode> made = new HashMap<>();
    for (int i = 0; i < count; i++) {
      Op op = ops.get(i);
      boolean there = sure[i] || mode == 1 || mode > 1 && random.nextInt(3) > 0;
      if (!there) {
        continue;
      }
      Inode inode = op.inode < 0 ? null : made.computeIfAbsent(op.inode, Inode::new);
      switch (op.what) {
        case WRITE -> apply(op, inode, sure[i] || mode == 1, random);
        case TRUNCATE -> inode.truncate(op.at);
        case LINK -> left.files.put(op.path, inode);
        case RENAME -> {
          left.files.remove(op.path);
          left.files.put(op.other, inode);
        }
        case UNLINK -> left.files.remove(op.path);
        default -> {}
      }
    }
    return left;
  }

  private static void apply(Op op, Inode inode, boolean whole, Random random) {
    int length = op.bytes.length;
    if (whole || length == 0) {
      inode.write(op.at, op.bytes, 0, length);
      return;
    }
    switch (random.nextInt(4)) {
      case 0 -> inode.write(op.at, op.bytes, 0, random.nextInt(length + 1));
      case 1 -> inode.write(op.at, op.bytes, random.nextInt(length), length);
      case 2 -> {
        // Sectors in any order, here small ones.
        for (int from = 0; from < length; from += 64) {
          if (random.nextBoolean()) {
            inode.write(op.at, op.bytes, from, Math.min(length, from + 64));
          }
        }
      }
      default -> inode.write(op.at, op.bytes, 0, length);
    }
  }

  private boolean[] sure(int count) {
    boolean[] sure = new boolean[count];
    Set<Integer> data = new HashSet<>();
    Set<Integer> metadata = new HashSet<>();
    Set<String> names = new HashSet<>();
    for (int i = count - 1; i >= 0; i--) {
      Op op = ops.get(i);
      switch (op.what) {
        // Backwards: a force covers what stands before it, a failed one takes what stands before
        // that out again.
        case FORCE -> data.add(op.inode);
        case FORCE_METADATA -> {
          data.add(op.inode);
          metadata.add(op.inode);
        }
        case FORCE_FAILED -> {
          data.remove(op.inode);
          metadata.remove(op.inode);
        }
        case WRITE -> sure[i] = data.contains(op.inode);
        case TRUNCATE -> sure[i] = metadata.contains(op.inode);
        case LINK, UNLINK, RENAME -> sure[i] = names.contains(parent(op.path));
        case FORCE_DIRECTORY -> names.add(op.path);
      }
    }
    return sure;
  }

  /** The same disk with all of this durable, recording from here on. */
  synchronized SimDisk rebase() {
    SimDisk base = new SimDisk();
    base.directories.addAll(directories);
    files.forEach(
        (path, inode) -> {
          Inode copy = new Inode(base.inodes.size());
          base.inodes.add(copy);
          copy.write(0, inode.data, 0, inode.size);
          base.files.put(path, copy);
          base.record(What.LINK, copy, path, "", 0, new byte[0]);
          base.record(What.WRITE, copy, "", "", 0, Arrays.copyOf(inode.data, inode.size));
          base.record(What.FORCE_METADATA, copy, "", "", 0, new byte[0]);
        });
    directories.forEach(d -> base.record(What.FORCE_DIRECTORY, null, d, "", 0, new byte[0]));
    return base;
  }

  private static String parent(String path) {
    return path.substring(0, path.lastIndexOf('/'));
  }

  // ---------------------------------------------------------------- operations

  private void record(
      What what, @Nullable Inode inode, String path, String other, long at, byte[] bytes) {
    if (recording) {
      ops.add(new Op(what, inode == null ? -1 : inode.id, path, other, (int) at, bytes));
    }
  }

  private void step() {
    if (killAfter == 0) {
      throw new Killed();
    }
    if (killAfter > 0) {
      killAfter--;
    }
  }

  /** With the bug that acknowledges first, forces come one operation late. */
  private void payOwed() {
    for (Inode inode : owed) {
      record(What.FORCE, inode, "", "", 0, new byte[0]);
    }
    owed.clear();
  }

  private void force(Inode inode, boolean withMetadata) throws IOException {
    payOwed();
    step();
    if (failForceAfter == 0) {
      failForceAfter = -1;
      record(What.FORCE_FAILED, inode, "", "", 0, new byte[0]);
      throw new IOException("Input/output error");
    }
    if (failForceAfter > 0) {
      failForceAfter--;
    }
    if (bugs.contains(Bug.NO_FORCE)) {
      return;
    }
    if (bugs.contains(Bug.FORCE_AFTER_ACK) && !withMetadata) {
      owed.add(inode);
      return;
    }
    record(withMetadata ? What.FORCE_METADATA : What.FORCE, inode, "", "", 0, new byte[0]);
  }

  @Override
  public synchronized OpenFile open(Path file, Access access) throws IOException {
    String path = file.toString();
    Inode inode = files.get(path);
    if (inode == null) {
      if (access == Access.READ || access == Access.WRITE || !directories.contains(parent(path))) {
        throw new NoSuchFileException(path);
      }
      step();
      inode = new Inode(inodes.size());
      inodes.add(inode);
      files.put(path, inode);
      record(What.LINK, inode, path, "", 0, new byte[0]);
    } else if (access == Access.CREATE_NEW) {
      throw new FileAlreadyExistsException(path);
    }
    return new Open(inode, path);
  }

  @Override
  public synchronized Kind kind(Path path) {
    String p = path.toString();
    return files.containsKey(p)
        ? Kind.FILE
        : directories.contains(p) ? Kind.DIRECTORY : Kind.MISSING;
  }

  @Override
  public synchronized void createDirectory(Path directory) throws IOException {
    if (!directories.add(directory.toString())) {
      throw new FileAlreadyExistsException(directory.toString());
    }
  }

  @Override
  public synchronized void replace(Path from, Path to) throws IOException {
    step();
    Inode inode = files.remove(from.toString());
    if (inode == null) {
      throw new NoSuchFileException(from.toString());
    }
    Inode old = files.get(to.toString());
    if (bugs.contains(Bug.REPLACE_IN_PLACE) && old != null) {
      byte[] content = Arrays.copyOf(inode.data, inode.size);
      old.truncate(0);
      record(What.TRUNCATE, old, "", "", 0, new byte[0]);
      old.write(0, content, 0, content.length);
      record(What.WRITE, old, "", "", 0, content);
      record(What.FORCE_METADATA, old, "", "", 0, new byte[0]);
      record(What.UNLINK, null, from.toString(), "", 0, new byte[0]);
      return;
    }
    files.put(to.toString(), inode);
    record(What.RENAME, inode, from.toString(), to.toString(), 0, new byte[0]);
  }

  @Override
  public synchronized void delete(Path path) throws IOException {
    if (directories.contains(path.toString())) {
      throw new DirectoryNotEmptyException(path.toString());
    }
    if (files.containsKey(path.toString())) {
      step();
      files.remove(path.toString());
      record(What.UNLINK, null, path.toString(), "", 0, new byte[0]);
    }
  }

  @Override
  public synchronized void forceDirectory(Path directory) {
    step();
    if (!bugs.contains(Bug.NO_DIRECTORY_FORCE) && !bugs.contains(Bug.NO_FORCE)) {
      record(What.FORCE_DIRECTORY, null, directory.toString(), "", 0, new byte[0]);
    }
  }

  @Override
  public synchronized List<String> list(Path directory) throws IOException {
    String prefix = directory + "/";
    if (!directories.contains(directory.toString())) {
      throw new NoSuchFileException(directory.toString());
    }
    TreeMap<String, Boolean> names = new TreeMap<>();
    for (String p : files.keySet()) {
      if (p.startsWith(prefix) && p.indexOf('/', prefix.length()) < 0) {
        names.put(p.substring(prefix.length()), true);
      }
    }
    for (String p : directories) {
      if (p.startsWith(prefix) && p.indexOf('/', prefix.length()) < 0) {
        names.put(p.substring(prefix.length()), true);
      }
    }
    return new ArrayList<>(names.keySet());
  }

  private final class Open implements OpenFile {
    private final Inode inode;
    private final String path;

    Open(Inode inode, String path) {
      this.inode = inode;
      this.path = path;
    }

    @Override
    public int read(ByteBuffer into, long position) {
      synchronized (SimDisk.this) {
        int n = (int) Math.min(into.remaining(), inode.size - position);
        if (n <= 0) {
          return 0;
        }
        into.put(inode.data, (int) position, n);
        return n;
      }
    }

    @Override
    public void write(ByteBuffer from, long position) throws IOException {
      boolean segment = path.endsWith(".jsonl");
      if (segment && bugs.contains(Bug.LOCK_ROUND_THE_WRITE_ONLY)) {
        LockSupport.parkNanos(1_000); // what others do between decision and write
      }
      synchronized (SimDisk.this) {
        byte[] bytes = new byte[from.remaining()];
        from.get(bytes);
        if (fullAfter == 0 && segment) {
          fullAfter = -1;
          byte[] part = Arrays.copyOf(bytes, bytes.length / 2);
          inode.write((int) position, part, 0, part.length);
          record(What.WRITE, inode, "", "", position, part);
          throw new IOException("No space left on device");
        }
        if (fullAfter > 0 && segment) {
          fullAfter--;
        }
        if (!path.endsWith("/forced")) {
          payOwed(); // otherwise later: the watermark belongs to the acknowledgement
        }
        step();
        inode.write((int) position, bytes, 0, bytes.length);
        record(What.WRITE, inode, "", "", position, bytes);
      }
    }

    @Override
    public void force(boolean metadata) throws IOException {
      synchronized (SimDisk.this) {
        SimDisk.this.force(inode, metadata);
      }
    }

    @Override
    public void truncate(long size) {
      synchronized (SimDisk.this) {
        if (size < inode.size) {
          step();
          inode.truncate((int) size);
          record(What.TRUNCATE, inode, "", "", size, new byte[0]);
        }
      }
    }

    @Override
    public long size() {
      synchronized (SimDisk.this) {
        return inode.size;
      }
    }

    @Override
    public @Nullable Held tryLock(long position, boolean shared) {
      synchronized (SimDisk.this) {
        if (bugs.contains(Bug.LOCK_ROUND_THE_WRITE_ONLY) && position < 2) {
          return () -> {};
        }
        Object owner = locks.putIfAbsent(position, this);
        if (owner == this) {
          throw new OverlappingFileLockException();
        }
        return owner != null
            ? null
            : () -> {
              synchronized (SimDisk.this) {
                locks.remove(position, this);
              }
            };
      }
    }

    @Override
    public void close() {
      synchronized (SimDisk.this) {
        locks.values().removeIf(o -> o == this);
      }
    }
  }
}
