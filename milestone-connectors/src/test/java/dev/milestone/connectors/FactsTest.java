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
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeMap;
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
      soft.assertThat(f.cycle()).hasSameSizeAs(Archive.texts(expected, "cycle"));
      for (int i = 0; i < f.cycle().size(); i++) {
        String next = f.cycle().get((i + 1) % f.cycle().size());
        String from = f.cycle().get(i);
        soft.assertThat(plan.entries())
            .anyMatch(
                entry ->
                    entry.id().equals(from)
                        && entry.references().stream()
                            .map(reference -> plan.target(entry, reference))
                            .anyMatch(t -> t >= 0 && plan.entries().get(t).id().equals(next)));
      }
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

  @TestFactory
  Stream<DynamicTest> every_beads_file_has_the_figures_of_the_facts() {
    return archive.facts("beads").entrySet().stream()
        .map(e -> DynamicTest.dynamicTest(e.getKey(), () -> beads(e.getKey(), e.getValue())));
  }

  private static void beads(String name, JsonValue facts) throws IOException {
    BeadsPlan plan = BeadsPlan.read(archive.file(name));
    BeadsFigures f = BeadsFigures.of(plan);
    ImportReport report = imported(new BeadsFormat(), name);
    SoftAssertions soft = new SoftAssertions();
    compare(
        soft,
        facts,
        Map.ofEntries(
            Map.entry("lines", plan.lines()),
            Map.entry("non_issue_lines", plan.otherLines()),
            Map.entry("duplicate_ids", plan.repeatedIds()),
            Map.entry("tombstones", plan.tombstones()),
            Map.entry("tasks", report.tasks()),
            Map.entry("dependency_edges", report.dependencyEdges()),
            Map.entry("dangling", report.dangling()),
            Map.entry("dangling_blocking", f.danglingBlocking()),
            Map.entry("refs_to_tombstones", f.tombstoneReferences()),
            Map.entry("external_refs", f.external()),
            Map.entry("nodes_on_cycles", f.nodesOnCycles()),
            Map.entry("ready_now", report.ready().size()),
            Map.entry("ready_parent_inherits", f.readyInherited()),
            Map.entry("negative_lead", f.negativeLeads()),
            Map.entry("longest_open_chain_condensed", f.longestOpenChainCondensed())));
    if (facts.get("ready_ids").isArray()) {
      soft.assertThat(report.ready())
          .containsExactlyInAnyOrderElementsOf(Archive.texts(facts, "ready_ids"));
    }
    soft.assertThat(numbers(facts.get("edges_by_type"))).isEqualTo(f.edgesByType());
    soft.assertThat(numbers(facts.get("closed_per_day"))).isEqualTo(f.closedPerDay());
    soft.assertThat(report.cycle()).hasSameSizeAs(Archive.texts(facts, "cycle"));
    for (int i = 0; i < report.cycle().size(); i++) {
      String next = report.cycle().get((i + 1) % report.cycle().size());
      soft.assertThat(plan.issues().get(plan.find(report.cycle().get(i))).links())
          .anyMatch(link -> link.blocks() && link.target().equals(next));
    }
    soft.assertThat(chain(report)).isEqualTo(Archive.text(facts, "longest_open_chain"));
    JsonValue lead = facts.get("lead_time_hours");
    soft.assertThat(digits(report.leadTimeP50())).isEqualTo(Archive.text(lead, "p50"));
    soft.assertThat(digits(report.leadTimeP85())).isEqualTo(Archive.text(lead, "p85"));
    soft.assertAll();
  }

  private static Map<String, Integer> numbers(JsonValue object) {
    Map<String, Integer> numbers = new TreeMap<>();
    for (int i = 0; i < object.names().size(); i++) {
      numbers.put(object.names().get(i), Integer.valueOf(object.items().get(i).text()));
    }
    return numbers;
  }

  /** As the facts write it: four digits, rounded half to even, at least one after the point. */
  private static String digits(OptionalDouble hours) {
    if (hours.isEmpty()) {
      return "";
    }
    String text =
        new BigDecimal(hours.getAsDouble())
            .setScale(4, RoundingMode.HALF_EVEN)
            .stripTrailingZeros()
            .toPlainString();
    return text.indexOf('.') < 0 ? text + ".0" : text;
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
