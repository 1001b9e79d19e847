package dev.milestone.storage.file;

import java.io.IOException;
import java.nio.file.NoSuchFileException;

/** Checks everything stored, and repairs what verified copies allow. */
final class Checker {

  private Checker() {}

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
}
