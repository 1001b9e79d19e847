package dev.milestone.git;

import dev.milestone.spi.vcs.VcsChange;
import dev.milestone.spi.vcs.VcsLines;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.diff.DiffAlgorithm;
import org.eclipse.jgit.diff.DiffEntry;
import org.eclipse.jgit.diff.Edit;
import org.eclipse.jgit.diff.EditList;
import org.eclipse.jgit.diff.HistogramDiff;
import org.eclipse.jgit.diff.RawText;
import org.eclipse.jgit.diff.RawTextComparator;
import org.eclipse.jgit.diff.RenameDetector;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.TreeFilter;

/**
 * The files that differ between two trees, with figures: histogram, renames from a score of 50 on.
 * Used once, by one thread.
 */
final class ChangeList implements AutoCloseable {

  /** Larger files are told as binary. */
  private static final int MAX_TEXT = 8 * 1024 * 1024;

  private static final int RENAME_SCORE = 50;
  private static final DiffAlgorithm HISTOGRAM = new HistogramDiff();

  private final SafeRepository repository;
  private final ObjectReader reader;

  ChangeList(SafeRepository repository) {
    this.repository = repository;
    this.reader = repository.newObjectReader();
  }

  List<VcsChange> between(ObjectId from, ObjectId to) throws IOException {
    List<VcsChange> changes = new ArrayList<>();
    for (DiffEntry entry : entries(from, to)) {
      changes.add(change(entry));
    }
    changes.sort(Comparator.comparing(VcsChange::path));
    return List.copyOf(changes);
  }

  /** Old and new names of what was renamed. */
  Map<String, String> renames(ObjectId from, ObjectId to) throws IOException {
    Map<String, String> names = new HashMap<>();
    for (DiffEntry entry : entries(from, to)) {
      if (entry.getChangeType() == DiffEntry.ChangeType.RENAME) {
        names.put(entry.getOldPath(), entry.getNewPath());
      }
    }
    return names;
  }

  private List<DiffEntry> entries(ObjectId from, ObjectId to) throws IOException {
    try (TreeWalk walk = new TreeWalk(repository, reader)) {
      walk.addTree(from);
      walk.addTree(to);
      walk.setRecursive(true);
      walk.setFilter(TreeFilter.ANY_DIFF);
      RenameDetector renames = new RenameDetector(repository);
      renames.setRenameScore(RENAME_SCORE);
      renames.addAll(DiffEntry.scan(walk));
      List<DiffEntry> all = renames.compute();
      return all.size() > VcsChange.MAX_CHANGES ? all.subList(0, VcsChange.MAX_CHANGES) : all;
    }
  }

  private VcsChange change(DiffEntry entry) throws IOException {
    VcsLines lines = lines(entry);
    return switch (entry.getChangeType()) {
      case ADD -> new VcsChange(VcsChange.Kind.ADDED, entry.getNewPath(), Optional.empty(), lines);
      case COPY -> new VcsChange(VcsChange.Kind.ADDED, entry.getNewPath(), Optional.empty(), lines);
      case DELETE ->
          new VcsChange(VcsChange.Kind.DELETED, entry.getOldPath(), Optional.empty(), lines);
      case MODIFY ->
          new VcsChange(VcsChange.Kind.MODIFIED, entry.getNewPath(), Optional.empty(), lines);
      case RENAME ->
          new VcsChange(
              VcsChange.Kind.RENAMED, entry.getNewPath(), Optional.of(entry.getOldPath()), lines);
    };
  }

  private VcsLines lines(DiffEntry entry) throws IOException {
    byte[] before = content(entry.getOldMode(), entry.getOldId().toObjectId());
    byte[] after = content(entry.getNewMode(), entry.getNewId().toObjectId());
    if (before == BINARY || after == BINARY) {
      return new VcsLines(0, 0, true, false, List.of());
    }
    RawText old = new RawText(before);
    RawText now = new RawText(after);
    EditList edits = HISTOGRAM.diff(RawTextComparator.DEFAULT, old, now);
    int added = 0;
    int removed = 0;
    List<String> sample = new ArrayList<>();
    for (Edit edit : edits) {
      added += edit.getLengthB();
      removed += edit.getLengthA();
      for (int i = edit.getBeginB();
          i < edit.getEndB() && sample.size() < VcsLines.MAX_SAMPLE;
          i++) {
        String line = now.getString(i);
        sample.add(line.substring(0, Math.min(line.length(), VcsLines.MAX_LENGTH)));
      }
    }
    boolean spaceOnly =
        !edits.isEmpty()
            && entry.getChangeType() == DiffEntry.ChangeType.MODIFY
            && HISTOGRAM.diff(RawTextComparator.WS_IGNORE_ALL, old, now).isEmpty();
    return new VcsLines(added, removed, false, spaceOnly, sample);
  }

  private static final byte[] BINARY = {0};

  private byte[] content(FileMode mode, ObjectId id) throws IOException {
    if (mode == FileMode.MISSING) {
      return new byte[0];
    }
    if (mode == FileMode.GITLINK) {
      return ("Subproject commit " + id.name() + "\n")
          .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    }
    ObjectLoader loader = reader.open(id, Constants.OBJ_BLOB);
    if (loader.getSize() > MAX_TEXT) {
      return BINARY;
    }
    byte[] bytes = loader.getBytes(MAX_TEXT);
    return RawText.isBinary(bytes, bytes.length, true) ? BINARY : bytes;
  }

  @Override
  public void close() {
    reader.close();
  }
}
