package dev.milestone.testkit.plan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.milestone.ErrorKind;
import dev.milestone.ImportReport;
import dev.milestone.MilestoneException;
import dev.milestone.Problem;
import dev.milestone.model.Dependency;
import dev.milestone.model.MilestoneDefinition;
import dev.milestone.model.MilestoneId;
import dev.milestone.model.TaskDefinition;
import dev.milestone.model.TaskId;
import dev.milestone.spi.plan.ExportedTask;
import dev.milestone.spi.plan.ImportedPlan;
import dev.milestone.spi.plan.ImportedStatus;
import dev.milestone.spi.plan.ImportedTask;
import dev.milestone.spi.plan.PlanExport;
import dev.milestone.spi.plan.PlanFile;
import dev.milestone.spi.plan.PlanFormat;
import dev.milestone.spi.plan.PlanImport;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apiguardian.api.API;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The rules PLN-1 … of {@code docs/spi-plan.md} as tests. A vendor extends this class, hands out
 * plans of his format, good and broken ones, and runs it with JUnit.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class PlanFormatContract {

  private static final Instant WHEN = Instant.parse("2026-03-04T05:06:07Z");
  private static final Duration DEFAULT_TASK = Duration.ofHours(2);

  /** Called by the test engine. */
  protected PlanFormatContract() {}

  /** The format under test. */
  protected abstract PlanFormat format();

  /** Plans that it reads; together they should have all that the format knows. */
  protected abstract List<SamplePlan> samples();

  /** Plans that it recognises and refuses. */
  protected abstract List<List<PlanFile>> broken();

  /** Files that are something else. */
  protected abstract List<List<PlanFile>> others();

  /** What can be written; a format without a word for a status leaves it out. */
  protected Set<ImportedStatus> writable() {
    return EnumSet.allOf(ImportedStatus.class);
  }

  @Test
  void PLN_1_the_name_is_a_word_in_lower_case_and_the_description_a_line() {
    String name = format().name();
    assertFalse(name.isEmpty());
    assertTrue(
        name.chars().allMatch(c -> c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-'),
        () -> "not a word in lower case: " + name);
    assertEquals(name, format().name());
    String description = format().description();
    assertFalse(description.isBlank());
    assertEquals(-1, description.indexOf('\n'));
  }

  @Test
  void PLN_2_its_own_plans_are_recognised_broken_ones_too_and_others_are_not() {
    for (SamplePlan sample : samples()) {
      int sure = format().recognise(sample.files());
      assertTrue(sure > 50 && sure <= 100, () -> names(sample.files()) + ": " + sure);
    }
    for (List<PlanFile> files : broken()) {
      int sure = format().recognise(files);
      assertTrue(sure > 0 && sure <= 100, () -> names(files) + ": " + sure);
    }
    for (List<PlanFile> files : others()) {
      assertEquals(0, format().recognise(files), () -> names(files));
    }
  }

  @Test
  void PLN_3_reading_gives_the_same_each_time_also_in_several_threads() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      for (SamplePlan sample : samples()) {
        ImportedPlan once = read(sample.files());
        List<Callable<ImportedPlan>> calls = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
          calls.add(() -> read(sample.files()));
        }
        for (Future<ImportedPlan> again : threads.invokeAll(calls)) {
          assertEquals(once, again.get());
        }
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void PLN_4_ids_are_unique_and_every_task_is_in_a_milestone_of_the_plan() {
    for (SamplePlan sample : samples()) {
      ImportedPlan plan = read(sample.files());
      Set<String> ids = new HashSet<>();
      Set<MilestoneId> milestones = new HashSet<>();
      for (MilestoneDefinition milestone : plan.milestones()) {
        assertTrue(ids.add(lower(milestone.id().value())), () -> milestone.id().value());
        milestones.add(milestone.id());
        assertFalse(milestone.title().isBlank());
      }
      for (TaskDefinition task : plan.tasks()) {
        assertTrue(ids.add(lower(task.id().value())), () -> task.id().value());
        assertTrue(milestones.contains(task.milestone()), () -> task.id().value());
        assertFalse(task.title().isBlank(), () -> task.id().value());
        assertEquals(-1, task.title().indexOf('\n'), () -> task.id().value());
      }
    }
  }

  @Test
  void PLN_5_dependencies_lead_to_tasks_of_the_plan_and_never_back() {
    for (SamplePlan sample : samples()) {
      ImportedPlan plan = read(sample.files());
      Map<TaskId, Integer> waiting = new HashMap<>();
      Map<TaskId, List<TaskId>> behind = new HashMap<>();
      for (TaskDefinition task : plan.tasks()) {
        waiting.put(task.id(), 0);
        behind.put(task.id(), new ArrayList<>());
      }
      for (TaskDefinition task : plan.tasks()) {
        for (Dependency dependency : task.dependencies()) {
          if (dependency.task().isPresent()) {
            List<TaskId> known = behind.get(dependency.task().get());
            assertNotNull(known, () -> task.id() + " waits for nothing: " + dependency.target());
            known.add(task.id());
            waiting.merge(task.id(), 1, Integer::sum);
          }
        }
      }
      ArrayDeque<TaskId> free = new ArrayDeque<>();
      waiting.forEach(
          (id, count) -> {
            if (count == 0) {
              free.add(id);
            }
          });
      int done = 0;
      while (!free.isEmpty()) {
        done++;
        for (TaskId next : behind.getOrDefault(free.remove(), List.of())) {
          if (waiting.merge(next, -1, Integer::sum) == 0) {
            free.add(next);
          }
        }
      }
      assertEquals(plan.tasks().size(), done, "tasks on a cycle");
    }
  }

  @Test
  void PLN_6_every_task_has_one_origin_and_foreign_ids_are_unique() {
    for (SamplePlan sample : samples()) {
      ImportedPlan plan = read(sample.files());
      Set<TaskId> ids = new HashSet<>();
      plan.tasks().forEach(task -> ids.add(task.id()));
      assertEquals(ids, plan.origins().keySet());
      Set<String> foreign = new HashSet<>();
      for (ImportedTask origin : plan.origins().values()) {
        assertTrue(foreign.add(origin.foreignId()), origin::foreignId);
        assertTrue(origin.line() >= 0);
      }
      assertTrue(foreign.containsAll(sample.changeable()), () -> "not all of them: " + foreign);
    }
  }

  @Test
  void PLN_7_the_report_is_about_this_plan() {
    for (SamplePlan sample : samples()) {
      ImportReport report = read(sample.files()).report();
      assertEquals(format().name(), report.format());
      assertEquals(report.hasCycle(), !report.cycle().isEmpty());
      assertTrue(report.ready().size() <= report.tasks() + report.subtasks());
      assertTrue(report.dangling() <= report.dependencyEdges());
      assertTrue(report.skipped().size() <= ImportReport.MAX_SKIPPED);
      assertTrue(report.tasks() >= 0 && report.subtasks() >= 0);
    }
  }

  @Test
  void PLN_8_a_broken_plan_is_one_error_with_its_place() {
    for (List<PlanFile> files : broken()) {
      MilestoneException e =
          assertThrows(MilestoneException.class, () -> read(files), () -> names(files));
      assertEquals(ErrorKind.INVALID_INPUT, e.kind());
      assertFalse(e.problems().isEmpty(), () -> names(files));
      for (Problem problem : e.problems()) {
        assertTrue(problem.line() > 0 && problem.column() > 0, problem::sentence);
        assertFalse(problem.found().isBlank() || problem.expected().isBlank(), problem::sentence);
        assertTrue(
            files.stream().anyMatch(file -> file.name().equals(problem.file())), problem::sentence);
      }
    }
  }

  @Test
  void PLN_9_whatever_the_bytes_are_there_is_a_plan_or_wrong_input() {
    Noise random = new Noise(20_260_304);
    for (SamplePlan sample : samples()) {
      PlanFile file = sample.files().get(0);
      byte[] good = file.content();
      for (int cut = 0; cut < good.length; cut += 1 + good.length / 200) {
        readsOrRefuses(sample, Arrays.copyOf(good, cut), "cut at " + cut);
      }
      for (int round = 0; round < 300; round++) {
        byte[] bad = good.clone();
        int changes = 1 + random.below(4);
        for (int i = 0; i < changes && bad.length > 0; i++) {
          bad[random.below(bad.length)] = (byte) random.below(256);
        }
        readsOrRefuses(sample, bad, "round " + round);
      }
      byte[] noise = new byte[4_096];
      random.fill(noise);
      readsOrRefuses(sample, noise, "noise");
      readsOrRefuses(sample, "[".repeat(200_000).getBytes(StandardCharsets.US_ASCII), "nested");
      readsOrRefuses(
          sample, "{\"a\":".repeat(200_000).getBytes(StandardCharsets.US_ASCII), "nested objects");
    }
  }

  @Test
  void PLN_10_the_bytes_that_are_handed_in_are_left_alone() {
    for (SamplePlan sample : samples()) {
      List<byte[]> before = sample.files().stream().map(file -> file.content().clone()).toList();
      format().recognise(sample.files());
      read(sample.files());
      write(sample.files(), changed(sample, ImportedStatus.DONE));
      for (int i = 0; i < before.size(); i++) {
        assertArrayEquals(before.get(i), sample.files().get(i).content());
      }
    }
  }

  @Test
  void PLN_11_writing_what_was_read_changes_no_byte() {
    for (SamplePlan sample : samples()) {
      Map<String, ExportedTask> same = new LinkedHashMap<>();
      for (ImportedTask origin : read(sample.files()).origins().values()) {
        same.put(origin.foreignId(), exported(origin.status(), List.of()));
      }
      same.put("no such task", exported(ImportedStatus.DONE, List.of("a note")));
      for (Map<String, ExportedTask> tasks : List.of(same, Map.<String, ExportedTask>of())) {
        List<PlanFile> written = write(sample.files(), tasks);
        assertEquals(sample.files().size(), written.size());
        for (int i = 0; i < written.size(); i++) {
          assertEquals(sample.files().get(i).name(), written.get(i).name());
          assertArrayEquals(sample.files().get(i).content(), written.get(i).content());
        }
      }
    }
  }

  @Test
  void PLN_12_a_written_status_is_read_again_and_everything_else_is_as_before() {
    for (SamplePlan sample : samples()) {
      for (ImportedStatus status : writable()) {
        ImportedPlan before = read(sample.files());
        ImportedPlan after = read(write(sample.files(), changed(sample, status)));
        assertEquals(before.milestones(), after.milestones());
        assertEquals(ids(before), ids(after));
        for (int i = 0; i < before.tasks().size(); i++) {
          // Whoever waits for a part that was given up need not wait any more.
          assertEquals(
              before.tasks().get(i).toBuilder().dependencies(List.of()).build(),
              after.tasks().get(i).toBuilder().dependencies(List.of()).build());
        }
        for (Map.Entry<TaskId, ImportedTask> entry : before.origins().entrySet()) {
          ImportedTask was = entry.getValue();
          ImportedTask is = after.origins().get(entry.getKey());
          assertNotNull(is);
          assertEquals(was.foreignId(), is.foreignId());
          boolean set = sample.changeable().contains(was.foreignId());
          assertEquals(set ? status : was.status(), is.status(), was::foreignId);
        }
      }
    }
  }

  @Test
  void PLN_13_writing_twice_is_writing_once() {
    for (SamplePlan sample : samples()) {
      for (ImportedStatus status : writable()) {
        List<PlanFile> once = write(sample.files(), changed(sample, status));
        List<PlanFile> twice = write(once, changed(sample, status));
        for (int i = 0; i < once.size(); i++) {
          assertArrayEquals(once.get(i).content(), twice.get(i).content());
        }
      }
    }
  }

  @Test
  void PLN_14_notes_are_written_and_do_not_come_back() {
    String note = "Done \"as agreed\" \\ in two\nlines – </info>";
    for (SamplePlan sample : samples()) {
      ImportedPlan before = read(sample.files());
      Map<String, ExportedTask> tasks = new LinkedHashMap<>();
      for (ImportedTask origin : before.origins().values()) {
        if (sample.changeable().contains(origin.foreignId())) {
          tasks.put(origin.foreignId(), exported(origin.status(), List.of(note)));
        }
      }
      List<PlanFile> written = write(sample.files(), tasks);
      boolean holdsIt = false;
      for (PlanFile file : written) {
        holdsIt |= new String(file.content(), StandardCharsets.UTF_8).contains("as agreed");
      }
      assertTrue(holdsIt, "the note is nowhere");
      assertEquals(before.tasks(), read(written).tasks());
      List<PlanFile> again = write(written, tasks);
      for (int i = 0; i < written.size(); i++) {
        assertArrayEquals(
            written.get(i).content(), again.get(i).content(), "a note is written once");
      }
    }
  }

  @Test
  void PLN_15_a_byte_order_mark_and_the_line_ends_stay() {
    for (SamplePlan sample : samples()) {
      List<PlanFile> marked = new ArrayList<>();
      for (PlanFile file : sample.files()) {
        String text = new String(file.content(), StandardCharsets.UTF_8);
        String dos = text.startsWith("\uFEFF") ? text.substring(1) : text;
        dos = dos.replace("\r\n", "\n").replace("\n", "\r\n");
        marked.add(new PlanFile(file.name(), ("\uFEFF" + dos).getBytes(StandardCharsets.UTF_8)));
      }
      assertEquals(ids(read(sample.files())), ids(read(marked)));
      List<PlanFile> written = write(marked, changed(sample, ImportedStatus.DONE));
      for (PlanFile file : written) {
        String text = new String(file.content(), StandardCharsets.UTF_8);
        assertTrue(text.startsWith("\uFEFF"), file::name);
        assertEquals(-1, text.replace("\r\n", "").indexOf('\n'), file::name);
      }
    }
  }

  private void readsOrRefuses(SamplePlan sample, byte[] content, String what) {
    List<PlanFile> files = new ArrayList<>(sample.files());
    files.set(0, new PlanFile(files.get(0).name(), content));
    int sure = format().recognise(files);
    assertTrue(sure >= 0 && sure <= 100);
    try {
      read(files);
    } catch (MilestoneException e) {
      assertEquals(ErrorKind.INVALID_INPUT, e.kind(), what);
      assertFalse(e.problems().isEmpty(), what);
    } catch (RuntimeException | StackOverflowError e) {
      fail(names(files) + ", " + what + ": " + e, e);
    }
  }

  private ImportedPlan read(List<PlanFile> files) {
    return format().read(new PlanImport(files, DEFAULT_TASK));
  }

  private List<PlanFile> write(List<PlanFile> files, Map<String, ExportedTask> tasks) {
    return format().write(new PlanExport(files, tasks));
  }

  private static Map<String, ExportedTask> changed(SamplePlan sample, ImportedStatus status) {
    Map<String, ExportedTask> tasks = new LinkedHashMap<>();
    sample.changeable().forEach(id -> tasks.put(id, exported(status, List.of())));
    return tasks;
  }

  private static ExportedTask exported(ImportedStatus status, List<String> notes) {
    return new ExportedTask(status, Optional.of(WHEN), notes, false);
  }

  private static List<TaskId> ids(ImportedPlan plan) {
    return plan.tasks().stream().map(TaskDefinition::id).toList();
  }

  private static String names(List<PlanFile> files) {
    return files.stream().map(PlanFile::name).toList().toString();
  }

  private static String lower(String id) {
    return id.toLowerCase(Locale.ROOT);
  }
}
