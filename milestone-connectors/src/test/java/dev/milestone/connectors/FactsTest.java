package dev.milestone.connectors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milestone.ErrorKind;
import dev.milestone.ImportReport;
import dev.milestone.MilestoneException;
import dev.milestone.connectors.TaskMasterPlan.TaskList;
import dev.milestone.spi.plan.ImportedPlan;
import dev.milestone.spi.plan.PlanFile;
import dev.milestone.spi.plan.PlanFormat;
import dev.milestone.spi.plan.PlanImport;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Figures of real plans against figures computed independently of this project. */
class FactsTest {

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
  Stream<DynamicTest> every_task_master_file_has_the_figures_of_the_facts() {
    return archive.facts("task-master").entrySet().stream()
        .map(e -> DynamicTest.dynamicTest(e.getKey(), () -> taskMaster(e.getKey(), e.getValue())));
  }

  private static void taskMaster(String name, JsonValue facts) throws IOException {
    if (!Archive.text(facts, "parse").equals("ok")) {
      refused(() -> TaskMasterPlan.read(archive.file(name)));
      return;
    }
    TaskMasterPlan plan = TaskMasterPlan.read(archive.file(name));
    JsonValue tags = facts.get("tags");
    assertThat(plan.lists()).hasSameSizeAs(tags.names());
    SoftAssertions soft = new SoftAssertions();
    for (TaskList list : plan.lists()) {
      JsonValue expected = tags.first(list.tag().isEmpty() ? "(flat)" : list.tag(), "(bare)");
      TaskMasterFigures f = TaskMasterFigures.of(plan, list);
      compare(
          soft,
          expected,
          Map.of(
              "tasks", f.tasks(),
              "subtasks", f.subtasks(),
              "dependency_edges", f.edges(),
              "duplicate_refs", f.duplicateReferences(),
              "non_scalar_refs", f.oddReferences(),
              "dangling", f.dangling().size(),
              "nodes_on_cycles", f.nodesOnCycles(),
              "ready_tasks", f.ready().size(),
              "ready_subtasks", f.readySubtasks(),
              "longest_open_chain_condensed", f.longestOpenChainCondensed()));
      if (expected.get("ready_task_ids").isArray()) {
        soft.assertThat(f.ready()).isEqualTo(Archive.texts(expected, "ready_task_ids"));
      }
      soft.assertThat(f.longestOpenChain().isPresent() ? "" + f.longestOpenChain().getAsInt() : "")
          .as("longest_open_chain")
          .isEqualTo(Archive.text(expected, "longest_open_chain"));
      soft.assertThat(f.cycle().size())
          .as("cycle")
          .isEqualTo(Archive.texts(expected, "cycle").size());
      soft.assertThat(f.dangling().stream().map(List::of).toList())
          .isEqualTo(
              expected.get("dangling_list").items().stream()
                  .map(pair -> pair.items().stream().map(JsonValue::text).toList())
                  .toList());
    }
    soft.assertAll();
    ImportReport report = imported(new TaskMasterFormat(), name);
    JsonValue total = facts.get("total");
    compare(
        soft,
        total,
        Map.of(
            "tasks", report.tasks(),
            "subtasks", report.subtasks(),
            "dependency_edges", report.dependencyEdges(),
            "dangling", report.dangling(),
            "ready_tasks", report.ready().size()));
    soft.assertThat(report.hasCycle() ? JsonValue.Kind.TRUE : JsonValue.Kind.FALSE)
        .isEqualTo(total.get("has_cycle").kind());
    soft.assertThat(chain(report)).isEqualTo(Archive.text(total, "longest_open_chain"));
    soft.assertAll();
  }

  /** Reads a file as the engine does and checks what must hold of every plan. */
  private static ImportReport imported(PlanFormat format, String name) throws IOException {
    List<PlanFile> files = List.of(archive.file(name));
    assertThat(format.recognise(files)).as("recognised").isGreaterThan(80);
    ImportedPlan plan = format.read(new PlanImport(files, Duration.ofHours(2)));
    Plans.check(plan);
    return plan.report();
  }

  private static String chain(ImportReport report) {
    OptionalInt chain = report.longestOpenChain();
    return chain.isPresent() ? String.valueOf(chain.getAsInt()) : "";
  }

  private static void compare(SoftAssertions soft, JsonValue facts, Map<String, Integer> figures) {
    figures.forEach(
        (name, value) ->
            soft.assertThat(String.valueOf(value)).as(name).isEqualTo(Archive.text(facts, name)));
  }

  private static void refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable read) {
    assertThat(org.assertj.core.api.Assertions.catchThrowable(read))
        .isInstanceOfSatisfying(
            MilestoneException.class,
            e -> {
              assertThat(e.kind()).isEqualTo(ErrorKind.INVALID_INPUT);
              assertThat(e.problems()).hasSize(1);
              System.out.println(e.problems().get(0).sentence());
              assertThat(e.problems().get(0).line()).isPositive();
            });
  }
}
