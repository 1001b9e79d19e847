package dev.milestone.connectors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milestone.spi.plan.ExportedTask;
import dev.milestone.spi.plan.ImportedPlan;
import dev.milestone.spi.plan.ImportedStatus;
import dev.milestone.spi.plan.ImportedTask;
import dev.milestone.spi.plan.PlanExport;
import dev.milestone.spi.plan.PlanFile;
import dev.milestone.spi.plan.PlanFormat;
import dev.milestone.spi.plan.PlanImport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Real plans, written back: without a change, and with changes of a random third of the tasks. */
class ArchivedRoundTripTest {

  private static final Instant WHEN = Instant.parse("2026-03-04T05:06:07Z");
  private static final Set<String> WRITTEN =
      Set.of("status", "details", "notes", "closed_at", "close_reason", "updated_at");

  private static Archive archive;

  @BeforeAll
  static void unpack() throws Exception {
    archive = Archive.open();
  }

  @AfterAll
  static void tidy() throws IOException {
    if (archive != null) {
      archive.close();
    }
  }

  @TestFactory
  Stream<DynamicTest> task_master_files_stay_but_for_what_is_written() {
    return tests("task-master", new TaskMasterFormat());
  }

  @TestFactory
  Stream<DynamicTest> beads_files_stay_but_for_what_is_written() {
    return tests("beads", new BeadsFormat());
  }

  private static Stream<DynamicTest> tests(String kind, PlanFormat format) {
    return archive.facts(kind).entrySet().stream()
        .filter(e -> Archive.text(e.getValue(), "parse").equals("ok"))
        .map(e -> DynamicTest.dynamicTest(e.getKey(), () -> roundTrips(format, e.getKey())));
  }

  private static void roundTrips(PlanFormat format, String name) throws IOException {
    PlanFile file = archive.file(name);
    ImportedPlan before = read(format, file);
    Map<String, ExportedTask> same = new LinkedHashMap<>();
    before.origins().values().forEach(o -> same.put(o.foreignId(), exported(o.status(), false)));
    assertThat(write(format, file, same).content()).isEqualTo(file.content());
    for (long seed = 1; seed <= 3; seed++) {
      Random random = new Random(seed);
      Map<String, ExportedTask> changes = new LinkedHashMap<>();
      for (ImportedTask origin : before.origins().values()) {
        if (random.nextInt(3) == 0) {
          ImportedStatus status = ImportedStatus.values()[random.nextInt(6)];
          changes.put(origin.foreignId(), exported(status, random.nextInt(4) == 0));
        }
      }
      PlanFile written = write(format, file, changes);
      ImportedPlan after = read(format, written);
      sameBut(before, after, changes, "seed " + seed);
      sameValues(file, written, name.startsWith("beads"), changes.size());
      assertThat(write(format, written, withoutNotes(changes)).content())
          .isEqualTo(written.content());
    }
  }

  private static void sameBut(
      ImportedPlan before, ImportedPlan after, Map<String, ExportedTask> changes, String seed) {
    assertThat(after.milestones()).isEqualTo(before.milestones());
    for (int i = 0; i < before.tasks().size(); i++) {
      assertThat(after.tasks().get(i).toBuilder().dependencies(List.of()).build())
          .isEqualTo(before.tasks().get(i).toBuilder().dependencies(List.of()).build());
    }
    List<ImportedTask> was = List.copyOf(before.origins().values());
    List<ImportedTask> is = List.copyOf(after.origins().values());
    for (int i = 0; i < was.size(); i++) {
      assertThat(is.get(i).foreignId()).isEqualTo(was.get(i).foreignId());
      ExportedTask change = changes.get(was.get(i).foreignId());
      // A part of what is finished is given up by the rule; a source is free to say otherwise.
      if (change != null && is.get(i).status() != ImportedStatus.CANCELLED) {
        assertThat(is.get(i).status()).as("%s, %s", was.get(i), seed).isEqualTo(change.status());
      }
    }
  }

  /** Every value that is not written is the same text at the same place in the order. */
  private static void sameValues(PlanFile file, PlanFile written, boolean lines, int changes) {
    List<String> before = values(file, lines);
    List<String> after = values(written, lines);
    assertThat(after).isEqualTo(before);
    assertThat(written.content().length - file.content().length)
        .isLessThan(400 * (changes + 1))
        .isGreaterThan(-400 * (changes + 1));
  }

  private static List<String> values(PlanFile file, boolean lines) {
    JsonText text = JsonText.of(file);
    List<String> values = new ArrayList<>();
    if (!lines) {
      collect(text, text.read(text.start(), text.bytes().length, (d, n) -> true), values);
    }
    for (int line = 0; lines && line < text.lines(); line++) {
      if (!text.blank(text.lineStart(line), text.lineEnd(line))) {
        JsonValue value = text.read(text.lineStart(line), text.lineEnd(line), (d, n) -> true);
        collect(text, value, values);
      }
    }
    return values;
  }

  private static void collect(JsonText text, JsonValue value, List<String> values) {
    for (int i = 0; i < value.items().size(); i++) {
      if (!value.isObject()) {
        collect(text, value.items().get(i), values);
      } else if (!WRITTEN.contains(value.names().get(i))) {
        values.add(value.names().get(i));
        collect(text, value.items().get(i), values);
      }
    }
    if (value.items().isEmpty()) {
      values.add(
          new String(
              text.bytes(),
              value.start(),
              text.end(value) - value.start(),
              StandardCharsets.UTF_8));
    }
  }

  private static Map<String, ExportedTask> withoutNotes(Map<String, ExportedTask> changes) {
    Map<String, ExportedTask> bare = new LinkedHashMap<>();
    changes.forEach((id, task) -> bare.put(id, exported(task.status(), false)));
    return bare;
  }

  private static ExportedTask exported(ImportedStatus status, boolean note) {
    return new ExportedTask(
        status, Optional.of(WHEN), note ? List.of("A \"note\"\nof two lines") : List.of(), true);
  }

  private static ImportedPlan read(PlanFormat format, PlanFile file) {
    return format.read(new PlanImport(List.of(file), Duration.ofHours(2)));
  }

  private static PlanFile write(PlanFormat format, PlanFile file, Map<String, ExportedTask> tasks) {
    return format.write(new PlanExport(List.of(file), tasks)).get(0);
  }
}
