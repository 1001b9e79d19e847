package dev.milestone.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.milestone.Claim;
import dev.milestone.ClaimRequest;
import dev.milestone.ErrorKind;
import dev.milestone.Export;
import dev.milestone.ExportRequest;
import dev.milestone.ImportReport;
import dev.milestone.MilestoneEngine;
import dev.milestone.MilestoneException;
import dev.milestone.Plan;
import dev.milestone.PlanRequest;
import dev.milestone.TaskReport;
import dev.milestone.model.AgentId;
import dev.milestone.model.Task;
import dev.milestone.model.TaskId;
import dev.milestone.model.TaskStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Real plans of public projects through the whole engine, in memory: recognised, taken in, the same
 * again without an event, written back without a change, and after a change here taken in again
 * without an event. Skipped without {@code -Dmilestone.plans=FOLDER}, which holds {@code
 * plans.tar.xz} and {@code facts-open.json}.
 */
class RealPlansTest {

  private static final Map<String, String> FORMATS =
      Map.of("taskmaster", "taskmaster", "beads", "beads", "speckit", "speckit", "kiro", "kiro");

  @TempDir Path folder;

  @TestFactory
  Stream<DynamicTest> real_plans() throws Exception {
    String named = System.getProperty("milestone.plans", "");
    assumeTrue(!named.isEmpty(), "run with -Dmilestone.plans=FOLDER");
    Process tar =
        new ProcessBuilder(
                "tar", "-xJf", Path.of(named, "plans.tar.xz").toString(), "-C", folder.toString())
            .inheritIO()
            .start();
    assumeTrue(tar.waitFor(120, TimeUnit.SECONDS) && tar.exitValue() == 0, "cannot unpack");
    JsonNode facts =
        JsonMapper.builder()
            .build()
            .readTree(Files.readAllBytes(Path.of(named, "facts-open.json")));
    Path plans = folder.resolve("plans");
    Map<String, List<Path>> together = new TreeMap<>();
    try (Stream<Path> all = Files.walk(plans)) {
      for (Path file : all.filter(Files::isRegularFile).sorted().toList()) {
        String name = plans.relativize(file).toString();
        boolean set = name.startsWith("speckit");
        String key = set ? String.valueOf(plans.relativize(file.getParent())) : name;
        together.computeIfAbsent(key, k -> new ArrayList<>()).add(file);
      }
    }
    return together.entrySet().stream()
        .map(
            e ->
                DynamicTest.dynamicTest(
                    e.getKey(), () -> check(e.getKey(), e.getValue(), facts.get(e.getKey()))));
  }

  private static void check(
      String name, List<Path> files, @org.jspecify.annotations.Nullable JsonNode facts) {
    String kind = name.substring(0, name.indexOf('/'));
    boolean ok = facts == null || facts.get("parse").asString().equals("ok");
    try (MilestoneEngine engine = MilestoneEngine.inMemory()) {
      PlanRequest request = PlanRequest.builder().files(files).build();
      Plan plan;
      try {
        plan = engine.plan(request);
      } catch (MilestoneException refused) {
        assertThat(refused.kind()).as(refused.getMessage()).isEqualTo(ErrorKind.INVALID_INPUT);
        assertThat(refused.problems()).isNotEmpty();
        assertThat(engine.events().lastSequence()).isZero();
        assertThat(ok && FORMATS.containsKey(kind) && hasTasks(kind, files))
            .as("refused: " + refused.getMessage() + " " + refused.problems())
            .isFalse();
        return;
      }
      assertThat(ok).as("a broken file is refused").isTrue();
      if (FORMATS.containsKey(kind)) {
        assertThat(plan.imported()).hasSize(1);
        assertThat(plan.imported().get(0).format()).isEqualTo(FORMATS.get(kind));
      }
      if (facts != null) {
        figures(kind, plan.imported().get(0), facts);
      }
      long taken = engine.events().lastSequence();
      Plan again = engine.plan(request);
      assertThat(engine.events().lastSequence()).as("again: " + again.changes()).isEqualTo(taken);
      String format = plan.imported().get(0).format();
      for (Export.Document document : engine.export(new ExportRequest(format, files)).documents()) {
        assertThat(document.changed()).as("written back: " + document.file()).isFalse();
      }
      change(engine, format, files);
    }
  }

  /** Only a task list is a plan: a specification alone may be refused. */
  private static boolean hasTasks(String kind, List<Path> files) {
    return !kind.equals("speckit") || files.stream().anyMatch(f -> f.endsWith("tasks.md"));
  }

  private static void figures(String kind, ImportReport report, JsonNode facts) {
    JsonNode f = facts.has("total") ? facts.get("total") : facts;
    assertThat(report.tasks()).isEqualTo(f.get("tasks").asInt());
    assertThat(report.dependencyEdges()).isEqualTo(f.get("dependency_edges").asInt());
    assertThat(report.dangling()).isEqualTo(f.get("dangling").asInt());
    assertThat(report.hasCycle()).isEqualTo(f.get("has_cycle").asBoolean());
    if (kind.equals("beads")) {
      assertThat(report.ready()).hasSize(f.get("ready_now").asInt());
    }
  }

  /** Something is done here: it stands in the file afterwards, and comes back without an event. */
  private static void change(MilestoneEngine engine, String format, List<Path> files) {
    List<Task> ready = engine.tasks().ready();
    for (int i = 0; i < ready.size() && i < 3; i++) {
      TaskId id = ready.get(i).id();
      engine.tasks().note(id, "seen " + i + " and noted");
      if (i < 2) {
        Claim claim =
            engine
                .tasks()
                .claim(ClaimRequest.builder(AgentId.of("outside")).task(Optional.of(id)).build());
        engine.tasks().complete(TaskReport.builder(id, claim.fencingToken()).build());
      }
    }
    try {
      for (Export.Document document : engine.export(new ExportRequest(format, files)).documents()) {
        Files.write(document.file(), document.content());
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    long last = engine.events().lastSequence();
    Plan plan = engine.plan(PlanRequest.builder().files(files).build());
    assertThat(plan.changes()).isEmpty();
    assertThat(engine.events().lastSequence()).isEqualTo(last);
    for (Export.Document document : engine.export(new ExportRequest(format, files)).documents()) {
      assertThat(document.changed()).as("each note once").isFalse();
    }
    assertThat(engine.tasks().list()).noneMatch(t -> t.status() == TaskStatus.RUNNING);
  }
}
