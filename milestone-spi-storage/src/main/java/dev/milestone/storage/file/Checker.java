package dev.milestone.storage.file;

import dev.milestone.spi.storage.CheckRequest;
import dev.milestone.spi.storage.StoreProblem;
import dev.milestone.spi.storage.StoreReport;
import dev.milestone.storage.DocumentName;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Checks everything stored: every line's CRC and place in the chain, sequences without gaps,
 * manifests, sealed copies, the head's note, names that do not belong there, links. With {@code
 * repair}, under the write turn, it restores what verified copies allow, and checks again. Used
 * once, by one thread.
 */
final class Checker {

  private static final String REPAIR =
      "run 'milestone doctor --repair', which restores the line where a verified copy of it stands";

  private final FileOps ops;
  private final Folder folder;
  private final Line line = new Line();
  private List<StoreProblem> problems = new ArrayList<>();
  private final List<String> repaired = new ArrayList<>();
  private long events;
  private long last;

  Checker(FileOps ops, Folder folder) {
    this.ops = ops;
    this.folder = folder;
  }

  /** Checks what is certainly forced; needs no lock. */
  StoreReport check() throws IOException {
    return check(known());
  }

  /** Checks what is forced; needs no lock. */
  StoreReport check(long forced) throws IOException {
    verify(forced);
    return report();
  }

  /** Repairs, then checks. Under the write turn. */
  StoreReport repair(CheckRequest request) throws IOException {
    long known = known();
    cleanUp(folder.segments());
    cleanUp(folder.secondPlace());
    cleanUpDocuments(folder.documents(), 1);
    repairSegments(request.sources(), known);
    verify(known);
    if (problems.stream()
        .anyMatch(p -> p.code().startsWith("sealed_") || p.code().equals("bad_manifest"))) {
      sealAgain();
      verify(known);
    }
    return report();
  }

  private StoreReport report() {
    return new StoreReport(events, last, problems, repaired);
  }

  /** The largest sequence that is certainly forced. */
  private long known() throws IOException {
    long known = knownForced(ops, folder);
    try (FileOps.OpenFile file = ops.open(folder.forced(), FileOps.Access.READ)) {
      Watermark w = Watermark.read(file);
      return w == null ? known : Math.max(known, w.seq());
    } catch (NoSuchFileException e) {
      return known;
    }
  }

  /**
   * What is certainly forced of a journal without a watermark: what a line of the last segment
   * names, or the head's note.
   */
  static long knownForced(FileOps ops, Folder folder) throws IOException {
    long known = HeadNote.seqOf(ops, folder);
    long[] firsts;
    try {
      firsts = Segments.firsts(ops, folder);
    } catch (NoSuchFileException e) {
      return known;
    }
    if (firsts.length == 0) {
      return known;
    }
    long first = firsts[firsts.length - 1];
    known = Math.max(known, first - 1);
    Line line = new Line();
    try (FileOps.OpenFile file = ops.open(folder.segment(first), FileOps.Access.READ)) {
      LineScanner lines = new LineScanner(file, 0, file.size());
      while (lines.advance()) {
        if (lines.ended && line.read(lines.buffer(), lines.start, lines.length)) {
          known = Math.max(known, line.forced);
        }
      }
    }
    return known;
  }

  // ---------------------------------------------------------------- checking

  private void verify(long forced) throws IOException {
    problems = new ArrayList<>();
    events = 0;
    last = 0;
    new Layout(ops, folder, this::problem).check();
    HeadNote note = HeadNote.read(ops, folder);
    long[] firsts = Segments.firsts(ops, folder);
    Walk walk = new Walk(note);
    for (int i = 0; i < firsts.length; i++) {
      boolean active = i == firsts.length - 1;
      walk.segment(firsts[i], active ? forced : firsts[i + 1] - 1, active);
    }
    last = Math.min(walk.expected - 1, Math.max(forced, 0));
    if (walk.expected <= forced) {
      problem(
          "cut_back",
          folder.segments().toString(),
          "the journal ends after sequence "
              + (walk.expected - 1)
              + ", but sequence "
              + forced
              + " was durable",
          REPAIR);
    }
  }

  private void problem(String code, String where, String what, String repair) {
    if (problems.size() < StoreReport.MAX_PROBLEMS) {
      problems.add(new StoreProblem(code, where, what, repair));
    }
  }

  /** Goes through all segments in order. */
  private final class Walk {
    private final @Nullable HeadNote note;
    private final byte[] chain = new byte[Line.CHAIN_BYTES];
    private long expected = 1;
    private long forcedBefore;

    Walk(@Nullable HeadNote note) {
      this.note = note;
    }

    void segment(long first, long end, boolean active) throws IOException {
      Path path = folder.segment(first);
      if (first != expected) {
        problem(
            "missing_lines",
            path.toString(),
            "begins with sequence " + first + ", expected " + expected,
            REPAIR);
        expected = first;
      }
      if (ops.kind(path) != FileOps.Kind.FILE) {
        expected = end + 1;
        return; // the layout says what is wrong
      }
      if (ops.kind(folder.suspect(first)) != FileOps.Kind.MISSING) {
        problem(
            "suspect",
            folder.suspect(first).toString(),
            "a force of this segment failed",
            "open the store for writing; its lines are copied into a new file");
      }
      MessageDigest sha = Line.newSha256();
      long bytes;
      long before = problems.size();
      try (FileOps.OpenFile file = ops.open(path, FileOps.Access.READ)) {
        bytes = active ? 0 : digest(file, sha);
        lines(path, file, end);
      }
      if (expected <= end && !active) {
        problem(
            "missing_lines",
            path + " (sequence " + expected + ")",
            "ends after sequence " + (expected - 1) + ", expected " + end,
            REPAIR);
        expected = end + 1;
      }
      if (!active && problems.size() == before) {
        manifest(first, end, bytes, Line.hexOf(sha.digest()));
      }
    }

    private void lines(Path path, FileOps.OpenFile file, long end) throws IOException {
      LineScanner lines = new LineScanner(file, 0, file.size());
      boolean follows = true;
      long number = 0;
      while (expected <= end && lines.advance()) {
        number++;
        String where =
            path + " line " + number + " (byte " + lines.position + ", sequence " + expected + ")";
        if (!lines.ended || !line.read(lines.buffer(), lines.start, lines.length)) {
          problem("damaged_line", where, "the line fails its checks", REPAIR);
          follows = false;
          continue;
        }
        if (line.seq != expected) {
          if (follows || line.seq < expected) {
            problem(
                "missing_lines", where, "stands where sequence " + line.seq + " stands", REPAIR);
          }
          if (line.seq < expected || line.seq > end) {
            continue;
          }
          expected = line.seq;
          follows = false;
        }
        if (!(follows
            ? line.chains(chain, lines.buffer(), lines.start)
            : line.readChain(lines.buffer()))) {
          problem("broken_chain", where, "the line does not continue the chain", REPAIR);
          line.readChain(lines.buffer());
        }
        if (line.forced < forcedBefore || line.forced >= line.seq) {
          problem("bad_forced", where, "names sequence " + line.forced + " as forced", REPAIR);
        }
        forcedBefore = Math.max(forcedBefore, line.forced);
        System.arraycopy(line.chain, 0, chain, 0, Line.CHAIN_BYTES);
        if (note != null && note.seq() == line.seq && !note.chain().equals(Line.hexOf(chain))) {
          problem(
              "head_mismatch",
              where,
              "the chain differs from the one noted in " + folder.head(),
              "the journal is not the one that was written: restore it from a backup");
        }
        follows = true;
        events++;
        expected++;
      }
    }

    private void manifest(long first, long end, long bytes, String sha256) throws IOException {
      if (ops.kind(folder.manifest(first)) == FileOps.Kind.MISSING) {
        return; // not sealed yet
      }
      Manifest should = new Manifest(first, end, bytes, sha256, Line.hexOf(chain));
      if (!should.equals(Manifest.read(ops, folder.manifest(first)))) {
        problem(
            "bad_manifest", folder.manifest(first).toString(), "does not fit its segment", REPAIR);
      }
      if (!should.equals(Manifest.read(ops, folder.sealedManifest(first)))) {
        problem(
            "sealed_manifest",
            folder.sealedManifest(first).toString(),
            "is missing or does not fit",
            REPAIR);
      }
      String found = sealedDigest(first);
      if (!sha256.equals(found)) {
        problem(
            found == null ? "sealed_copy_missing" : "sealed_copy_damaged",
            folder.sealedCopy(first).toString(),
            found == null ? "is missing" : "does not hold what the segment holds",
            REPAIR);
      }
    }
  }

  private static long digest(FileOps.OpenFile file, MessageDigest sha) throws IOException {
    byte[] buffer = new byte[1 << 16];
    long at = 0;
    for (int n = file.read(ByteBuffer.wrap(buffer), 0);
        n > 0;
        n = file.read(ByteBuffer.wrap(buffer), at)) {
      sha.update(buffer, 0, n);
      at += n;
    }
    return at;
  }

  /** Null when there is no copy. */
  private @Nullable String sealedDigest(long first) {
    MessageDigest sha = Line.newSha256();
    try (FileOps.OpenFile copy = ops.open(folder.sealedCopy(first), FileOps.Access.READ);
        InputStream in = Sealing.open(copy)) {
      byte[] buffer = new byte[1 << 16];
      for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
        sha.update(buffer, 0, n);
      }
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException e) {
      return "unreadable: " + e;
    }
    return Line.hexOf(sha.digest());
  }

  // ---------------------------------------------------------------- repairing

  private void repairSegments(List<Path> sources, long known) throws IOException {
    Repairer repairer = new Repairer(ops, folder, sources);
    long[] firsts = withMissing(Segments.firsts(ops, folder));
    byte[] chain = new byte[Line.CHAIN_BYTES];
    for (int i = 0; i < firsts.length; i++) {
      long first = firsts[i];
      boolean active = i == firsts.length - 1;
      long end = active ? Math.max(known, first - 1) : firsts[i + 1] - 1;
      byte[] whole = wholeChain(first, end, chain);
      if (whole == null) {
        announce(first);
        Repairer.Outcome outcome =
            repairer.restore(first, end, chain, active ? 0 : firsts[i + 1], active);
        if (outcome.missing() > 0) {
          return; // without this line the chain of all later ones cannot be checked; the check
          // reports it
        }
        repaired.add(
            folder.segment(first)
                + ": restored "
                + ranges(outcome.restored())
                + " from verified copies"
                + (outcome.kept() == null
                    ? ""
                    : "; the damaged file is kept as " + outcome.kept()));
        whole = outcome.chain();
      }
      chain = whole;
    }
  }

  /**
   * The chain after a segment without fault, or null. What stands behind {@code end} does not
   * matter.
   */
  private byte @Nullable [] wholeChain(long first, long end, byte[] chain) throws IOException {
    if (ops.kind(folder.segment(first)) != FileOps.Kind.FILE) {
      return null;
    }
    try (FileOps.OpenFile file = ops.open(folder.segment(first), FileOps.Access.READ)) {
      LineScanner lines = new LineScanner(file, 0, file.size());
      byte[] head = chain.clone();
      for (long seq = first; seq <= end; seq++) {
        if (!lines.advance()
            || !lines.ended
            || !line.read(lines.buffer(), lines.start, lines.length)
            || line.seq != seq
            || !line.chains(head, lines.buffer(), lines.start)) {
          return null;
        }
        System.arraycopy(line.chain, 0, head, 0, Line.CHAIN_BYTES);
      }
      return head;
    }
  }

  /** Adds segments whose file is gone but of which a sealed copy stands in the second place. */
  private long[] withMissing(long[] firsts) throws IOException {
    long[] sealed = new long[0];
    if (ops.kind(folder.secondPlace()) == FileOps.Kind.DIRECTORY) {
      sealed =
          ops.list(folder.secondPlace()).stream()
              .mapToLong(name -> Folder.firstOf(name, Folder.SEGMENT + ".gz"))
              .filter(first -> first > 0)
              .toArray();
    }
    long[] all = Arrays.copyOf(firsts, firsts.length + sealed.length + 1);
    System.arraycopy(sealed, 0, all, firsts.length, sealed.length);
    all[all.length - 1] = 1;
    return Arrays.stream(all).sorted().distinct().toArray();
  }

  /** Before a segment is replaced, others are told not to go on with the file they have open. */
  private void announce(long first) throws IOException {
    try (FileOps.OpenFile file = ops.open(folder.forced(), FileOps.Access.CREATE)) {
      Watermark w = Watermark.read(file);
      Watermark next =
          w == null
              ? new Watermark(0, 1, first, 0, 0)
              : new Watermark(w.seq(), w.generation() + 1, w.segment(), 0, 0);
      file.write(ByteBuffer.wrap(next.bytes()), 0);
    }
  }

  private void sealAgain() throws IOException {
    Sealing sealing = new Sealing(ops, folder);
    long[] firsts = Segments.firsts(ops, folder);
    for (StoreProblem p : List.copyOf(problems)) {
      for (int i = 0; i < firsts.length - 1; i++) {
        boolean meant =
            List.of(
                    folder.manifest(firsts[i]),
                    folder.sealedManifest(firsts[i]),
                    folder.sealedCopy(firsts[i]))
                .stream()
                .anyMatch(path -> path.toString().equals(p.where()));
        if (meant && sealing.seal(firsts[i], i == 0 ? 0 : firsts[i - 1], firsts[i + 1] - 1)) {
          repaired.add(p.where() + ": written again from the checked segment");
        }
      }
    }
  }

  private void cleanUpDocuments(Path directory, int depth) throws IOException {
    if (ops.kind(directory) != FileOps.Kind.DIRECTORY) {
      return;
    }
    for (String name : ops.list(directory)) {
      if (Layout.isAbandoned(name)) {
        ops.delete(directory.resolve(name));
        repaired.add(directory.resolve(name) + ": removed, a file that was never finished");
      } else if (name.endsWith("+") && depth < DocumentName.MAX_PARTS) {
        cleanUpDocuments(directory.resolve(name), depth + 1);
      }
    }
  }

  /** Files that a process left which died while it wrote them. */
  private void cleanUp(Path directory) throws IOException {
    if (ops.kind(directory) != FileOps.Kind.DIRECTORY) {
      return;
    }
    for (String name : ops.list(directory)) {
      if (Layout.isAbandoned(name) || Folder.firstOf(name.replace(Folder.TEMPORARY, ""), "") > 0) {
        ops.delete(directory.resolve(name));
        repaired.add(directory.resolve(name) + ": removed, a file that was never finished");
      }
    }
  }

  private static String ranges(List<Long> sequences) {
    StringBuilder s = new StringBuilder("sequence ");
    for (int i = 0; i < sequences.size(); i++) {
      int begin = i;
      while (i + 1 < sequences.size()
          && Objects.equals(sequences.get(i + 1), sequences.get(i) + 1)) {
        i++;
      }
      s.append(begin == 0 ? "" : ", ").append(sequences.get(begin));
      if (i > begin) {
        s.append(" to ").append(sequences.get(i));
      }
    }
    return s.toString();
  }
}
