package dev.milestone.core.archive;

import dev.milestone.ErrorKind;
import dev.milestone.MilestoneException;
import dev.milestone.core.archive.ArchiveValidation.Checked;
import dev.milestone.core.journal.StoredEvent;
import dev.milestone.core.projection.ProjectedFile;
import dev.milestone.core.projection.SafeFolder;
import dev.milestone.model.Evidence;
import dev.milestone.model.TaskStatus;
import dev.milestone.spi.storage.EventStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes what is kept of a milestone into {@code completed/<milestone>/}: {@code definition.yaml,
 * completion-report.yaml, performance-analysis.yaml, lessons-learned.yaml, audit-trail.jsonl}.
 *
 * <p>An effect: the event {@code archive_started} with the effect's id stands in the journal before
 * {@link #write} is called, and {@code milestone_archived} is appended after it. The files are made
 * and forced in a folder of the effect's own, which one rename puts in its place; so after a crash
 * there is nothing or all of it. Calling it again under the same effect id is harmless: what stands
 * there is left as it is. A folder of another effect is never overwritten.
 *
 * <p>Bytes depend on the journal up to {@code archive_started} and on the validation only. Errors
 * are {@link MilestoneException}s: {@code archive_exists}, {@code archive_name}, {@code symlink},
 * kind {@link ErrorKind#IO} otherwise.
 */
public final class ArchiveWriter {

  private static final String TEMPORARY = ".tmp-";
  private static final int BATCH = 5_000;
  private static final int TRAIL_BUFFER = 1 << 20;

  private final SafeFolder folder;
  private final EventStore store;

  /**
   * A writer.
   *
   * @param milestonesDir the folder {@code .milestones}
   * @param store the journal
   */
  public ArchiveWriter(Path milestonesDir, EventStore store) {
    this.folder = new SafeFolder(milestonesDir);
    this.store = store;
  }

  /**
   * What was written.
   *
   * @param folder the archive's folder, below the project's root
   * @param lessons what the figures say
   * @param details of the event {@code milestone_archived}
   */
  public record Written(String folder, List<String> lessons, Map<String, Object> details) {}

  /** The folder of a milestone's archive, below the project's root: for {@code archive_started}. */
  public static String folderOf(String milestone) {
    return ".milestones/completed/" + milestone;
  }

  /**
   * Says early what {@link #write} would refuse, before anything is appended.
   *
   * @throws MilestoneException of kind {@link ErrorKind#REFUSED} when the folder is taken
   */
  public void requireFree(String milestone) {
    try {
      if (taken(milestone) != null) {
        throw exists(milestone);
      }
    } catch (IOException e) {
      throw io(milestone, e);
    }
  }

  /**
   * Whether this effect has written its archive already: then only {@code milestone_archived} is
   * missing, whatever checks would say by now.
   */
  public boolean isWritten(String milestone, String effectId) {
    try {
      byte[] report = taken(milestone);
      return report != null && isOf(report, effectId);
    } catch (IOException e) {
      throw io(milestone, e);
    }
  }

  /** Writes the archive, unless this effect has written it already. */
  public Written write(ArchiveCandidate milestone, ArchiveValidation validation, String effectId) {
    String id = milestone.id();
    if (!effectId.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,127}")) {
      throw new IllegalArgumentException("not an effect id: " + effectId);
    }
    try {
      byte[] report = taken(id);
      if (report != null && !isOf(report, effectId)) {
        throw exists(id);
      }
      if (report != null) {
        return written(milestone, validation, effectId, read(id, effectId, null));
      }
      return create(milestone, validation, effectId);
    } catch (IOException e) {
      throw io(id, e);
    }
  }

  private Written create(ArchiveCandidate milestone, ArchiveValidation validation, String effectId)
      throws IOException {
    String id = milestone.id();
    String temporary = "completed/" + TEMPORARY + effectId;
    folder.folder("completed");
    folder.deleteAll(temporary);
    folder.folder(temporary);
    Trail trail;
    try (FileChannel out =
        FileChannel.open(
            folder.resolve(temporary + "/audit-trail.jsonl"),
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE)) {
      trail = read(id, effectId, out);
      out.force(true);
    }
    Analysis analysis = new Analysis(milestone, trail);
    yaml(temporary, "definition", trail, definition(milestone));
    yaml(
        temporary,
        "completion-report",
        trail,
        report(milestone, validation, effectId, trail, analysis));
    yaml(temporary, "performance-analysis", trail, analysis.performance());
    yaml(temporary, "lessons-learned", trail, analysis.lessonsDocument());
    force(folder.resolve(temporary));
    publish(id, temporary);
    return written(milestone, validation, effectId, trail);
  }

  private void publish(String id, String temporary) throws IOException {
    Path target = folder.resolve("completed/" + id);
    try {
      Files.move(folder.resolve(temporary), target, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException e) {
      if (Files.exists(target)) {
        folder.deleteAll(temporary);
        throw exists(id);
      }
      throw e;
    }
    force(folder.resolve("completed"));
  }

  /** Names in a folder survive the loss of power only when the folder is forced, too. */
  private static void force(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** The report of what stands in the milestone's folder; null when nothing does. */
  private byte @Nullable [] taken(String id) throws IOException {
    if (id.equals("archive-index.yaml")) {
      throw MilestoneException.refused(
          "archive_name",
          "a milestone named " + id + " cannot be archived: the archive's index has that name");
    }
    if (!Files.exists(folder.resolve("completed/" + id))) {
      return null;
    }
    byte[] report = folder.read("completed/" + id + "/completion-report.yaml");
    return report == null ? new byte[0] : report;
  }

  private static boolean isOf(byte[] report, String effectId) {
    return new String(report, StandardCharsets.UTF_8)
        .contains("\neffect_id: \"" + effectId + "\"\n");
  }

  private static MilestoneException exists(String id) {
    return MilestoneException.refused(
        "archive_exists",
        folderOf(id)
            + " exists already and is of something else; it is not overwritten. Move it away, then"
            + " archive again.");
  }

  private static MilestoneException io(String id, IOException e) {
    return new MilestoneException(
        ErrorKind.IO,
        "archive_failed",
        "the archive of milestone "
            + id
            + " could not be written: "
            + e.getMessage()
            + "; mend that and archive again",
        true,
        List.of(),
        e);
  }

  /** Reads all lines of the milestone up to the intent of this archive; copies them if asked. */
  private Trail read(String id, String effectId, @Nullable FileChannel copy) throws IOException {
    Trail trail = new Trail();
    StoredEvent view = new StoredEvent();
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    boolean[] done = new boolean[1];
    long from = 1;
    long last = store.lastSequence();
    while (!done[0] && from <= last) {
      from =
          store.read(
              from,
              BATCH,
              (sequence, buffer, offset, length) -> {
                if (!done[0] && id.equals(view.at(sequence, buffer, offset, length).milestone())) {
                  done[0] = trail.add(view, effectId);
                  if (copy != null) {
                    lines.write(buffer, offset, length);
                    lines.write('\n');
                  }
                }
              });
      if (copy != null && (lines.size() > TRAIL_BUFFER || done[0] || from > last)) {
        java.nio.ByteBuffer bytes = java.nio.ByteBuffer.wrap(lines.toByteArray());
        lines.reset();
        while (bytes.hasRemaining()) {
          copy.write(bytes);
        }
      }
    }
    if (!done[0]) {
      throw new MilestoneException(
          ErrorKind.DEFECT,
          "no_archive_intent",
          "the journal has no archive_started of effect " + effectId);
    }
    return trail;
  }

  private void yaml(String temporary, String name, Trail trail, Map<String, Object> content)
      throws IOException {
    folder.create(
        temporary + "/" + name + ".yaml",
        ProjectedFile.yaml(name, trail.archiveSequence, content),
        true);
  }

  // ---- contents ----

  private static Map<String, Object> definition(ArchiveCandidate milestone) {
    List<Map<String, Object>> definitions = milestone.definitions();
    Map<String, Object> map = new LinkedHashMap<>(definitions.get(0));
    List<Object> tasks = new ArrayList<>(definitions.size());
    for (Map<String, Object> definition : definitions.subList(1, definitions.size())) {
      Map<String, Object> task = new LinkedHashMap<>(definition);
      task.remove("milestone");
      tasks.add(task);
    }
    map.put("tasks", tasks);
    return map;
  }

  private static Map<String, Object> report(
      ArchiveCandidate milestone,
      ArchiveValidation validation,
      String effectId,
      Trail trail,
      Analysis analysis) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("effect_id", effectId);
    map.put("milestone", milestone.id());
    map.put("title", milestone.definition().title());
    map.put("archived", Analysis.time(trail.archiveMillis));
    map.put("started", Analysis.time(milestone.startedMillis()));
    map.put("completed", Analysis.time(milestone.completedMillis()));
    map.put("events", trail.events);
    Map<String, Object> tasks = new LinkedHashMap<>();
    tasks.put("succeeded", analysis.count(TaskStatus.SUCCEEDED));
    tasks.put("cancelled", analysis.count(TaskStatus.CANCELLED));
    List<String> unverified = new ArrayList<>();
    for (ArchiveCandidate.TaskOutcome task : milestone.tasks()) {
      if (task.status() == TaskStatus.SUCCEEDED && !task.verified()) {
        unverified.add(task.id());
      }
    }
    tasks.put("unverified", unverified);
    map.put("tasks", tasks);
    List<Object> checks = new ArrayList<>();
    for (Checked checked : validation.checked()) {
      checks.add(check(checked));
    }
    map.put("checks", checks);
    List<Object> decisions = new ArrayList<>();
    for (ArchiveCandidate.Asked asked : milestone.decisions()) {
      decisions.add(decision(asked));
    }
    map.put("decisions", decisions);
    return map;
  }

  private static Map<String, Object> check(Checked checked) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("kind", checked.check().kind());
    map.put("text", checked.check().text());
    map.put("result", checked.check().result());
    map.put("detail", checked.check().detail());
    checked.evidence().ifPresent(e -> map.put("evidence", evidence(e)));
    checked.decision().ifPresent(d -> map.put("decision_id", d.id()));
    return map;
  }

  private static Map<String, Object> evidence(Evidence evidence) {
    return Analysis.entry(
        "command",
        evidence.command(),
        "exit_code",
        evidence.exitCode(),
        "duration_ms",
        evidence.duration().toMillis(),
        "output_digest",
        evidence.outputDigest(),
        "output_tail",
        evidence.outputTail());
  }

  private static Map<String, Object> decision(ArchiveCandidate.Asked asked) {
    return Analysis.entry(
        "id",
        asked.id(),
        "kind",
        asked.kind(),
        "subject",
        asked.subject(),
        "question",
        asked.question(),
        "role",
        asked.role().isEmpty() ? null : asked.role(),
        "status",
        asked.status().text(),
        "answer",
        asked.answer().isEmpty() ? null : asked.answer(),
        "decided_by",
        asked.decidedBy().isEmpty() ? null : asked.decidedBy(),
        "established",
        asked.established().isEmpty() ? null : asked.established(),
        "decided",
        Analysis.time(asked.decidedMillis()));
  }

  private static Written written(
      ArchiveCandidate milestone, ArchiveValidation validation, String effectId, Trail trail) {
    Analysis analysis = new Analysis(milestone, trail);
    List<Object> checks = new ArrayList<>();
    for (Checked checked : validation.checked()) {
      checks.add(check(checked));
    }
    Map<String, Object> summary = new LinkedHashMap<>();
    summary.put("succeeded", (long) analysis.count(TaskStatus.SUCCEEDED));
    summary.put("cancelled", (long) analysis.count(TaskStatus.CANCELLED));
    summary.put("attempts", (long) analysis.attempts());
    summary.put("lost_attempts", (long) analysis.lost());
    analysis.efficiency().ifPresent(ratio -> summary.put("efficiency_ratio", ratio));
    summary.put("checks", checks);
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("effect_id", effectId);
    details.put("folder", folderOf(milestone.id()));
    details.put("summary", summary);
    return new Written(folderOf(milestone.id()), analysis.lessons(), details);
  }
}
