package dev.milestone.connectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.milestone.MilestoneException;
import dev.milestone.model.Dependency;
import dev.milestone.model.MilestoneDefinition;
import dev.milestone.model.MilestoneId;
import dev.milestone.model.TaskDefinition;
import dev.milestone.spi.plan.ImportedPlan;
import dev.milestone.spi.plan.PlanFile;
import dev.milestone.spi.plan.PlanFormat;
import dev.milestone.spi.plan.PlanImport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every spec-kit, Kiro and requirements file of the archive of real plans.
 *
 * <p>The index counts all check boxes outside code fences and all headings that begin with "Phase",
 * those in code fences included. Ours: check boxes = tasks and subtasks with a box, plus boxes that
 * became criteria, plus boxes that are listed, plus legend lines. Tasks that are headings or rows
 * of a table have no box. Whatever else differs stands in {@link #DIFFERENCES} with its reason.
 */
class ChecklistArchiveTest {

  /** Phase headings that the index counts and we do not, by file. */
  private static final Map<String, Integer> DIFFERENCES =
      Map.of(
          // Lines 870 to 896 show three annotated phases in a code fence; a fence holds no heading.
          "003-stage-2-implementation", 3);

  private static final PlanFormat SPEC_KIT = new SpecKitFormat();
  private static final PlanFormat KIRO = new KiroFormat();
  private static final PlanFormat MARKDOWN = new MarkdownFormat();

  private static Archive archive;
  private static List<Map<String, String>> index;

  @BeforeAll
  static void unpack() throws Exception {
    archive = Archive.open();
    index = new ArrayList<>();
    List<String> lines =
        Files.readAllLines(
            Path.of(System.getProperty("milestone.plans", "")).resolve("index-open.csv"));
    String[] names = lines.get(0).split(",", -1);
    for (String line : lines.subList(1, lines.size())) {
      String[] values = line.split(",", -1);
      assertThat(values).as(line).hasSameSizeAs(names);
      Map<String, String> row = new HashMap<>();
      for (int i = 0; i < names.length; i++) {
        row.put(names[i], values[i]);
      }
      index.add(row);
    }
  }

  @AfterAll
  static void tidy() throws IOException {
    if (archive != null) {
      archive.close();
    }
  }

  static Stream<Map<String, String>> rows(String kind, String name) {
    return index.stream()
        .filter(row -> row.get("kind").equals(kind) && row.get("file").endsWith(name));
  }

  @TestFactory
  Stream<DynamicTest> every_list_of_tasks_has_the_figures_of_the_index() {
    return Stream.concat(rows("speckit", "/tasks.md"), rows("kiro", "/tasks.md"))
        .map(row -> DynamicTest.dynamicTest(row.get("file"), () -> figures(row)));
  }

  private static void figures(Map<String, String> row) throws IOException {
    PlanFile file = file(row);
    boolean kiro = row.get("kind").equals("kiro");
    MarkdownDocument document = MarkdownDocument.of(file);
    ChecklistPlan plan =
        kiro ? new KiroReader(document, "").read() : new SpecKitReader(document, "").read();
    int boxes = 0;
    int done = 0;
    for (ChecklistItem item : plan.tasks) {
      if (item.anchor == ChecklistItem.Anchor.BOX) {
        boxes++;
      }
    }
    for (MarkdownLine line : document.lines()) {
      if (line.is(MarkdownLine.Kind.BOX) && "xX".contains(document.boxMark(line))) {
        done++;
      }
    }
    int all = boxes + plan.criteriaBoxes + plan.listedBoxes + plan.legendBoxes;
    SoftAssertions soft = new SoftAssertions();
    soft.assertThat(all).as("check boxes").isEqualTo(Integer.parseInt(row.get("tasks")));
    if (!kiro) {
      int hidden = 0;
      for (Map.Entry<String, Integer> difference : DIFFERENCES.entrySet()) {
        hidden += row.get("file").contains(difference.getKey()) ? difference.getValue() : 0;
      }
      soft.assertThat(plan.phaseHeadings + hidden)
          .as("headings that begin with Phase")
          .isEqualTo(Integer.parseInt(row.get("milestones")));
    }
    if (!row.get("share_closed").isEmpty()) {
      soft.assertThat(Math.round(1000.0 * done / all) / 1000.0)
          .as("share closed")
          .isEqualTo(Double.parseDouble(row.get("share_closed")));
    }
    soft.assertThat(plan.tasks).isNotEmpty();
    soft.assertAll();
  }

  @TestFactory
  Stream<DynamicTest> every_list_of_tasks_survives_random_changes() {
    return Stream.concat(rows("speckit", "/tasks.md"), rows("kiro", "/tasks.md"))
        .map(
            row ->
                DynamicTest.dynamicTest(
                    row.get("file"),
                    () -> {
                      for (long seed = 1; seed <= 5; seed++) {
                        RoundTrip.requireRoundTrip(format(row.get("kind")), file(row), seed);
                      }
                      if (MARKDOWN.recognise(List.of(file(row))) > 0) {
                        RoundTrip.requireRoundTrip(MARKDOWN, file(row), 7);
                      }
                    }));
  }

  @TestFactory
  Stream<DynamicTest> every_list_of_tasks_is_recognised_and_nothing_in_it_waits_for_itself() {
    return Stream.concat(rows("speckit", "/tasks.md"), rows("kiro", "/tasks.md"))
        .map(
            row ->
                DynamicTest.dynamicTest(
                    row.get("file"),
                    () -> {
                      List<PlanFile> files = List.of(file(row));
                      assertThat(surest(files)).isEqualTo(row.get("kind"));
                      ImportedPlan plan = format(row.get("kind")).read(request(files));
                      requireOrder(plan);
                      assertThat(plan.origins()).hasSameSizeAs(plan.tasks());
                    }));
  }

  @TestFactory
  Stream<DynamicTest> the_files_of_one_feature_are_one_plan() {
    Map<String, List<Map<String, String>>> features = new LinkedHashMap<>();
    index.stream()
        .filter(row -> row.get("kind").equals("speckit"))
        .forEach(
            row -> {
              String file = row.get("file");
              String feature = row.get("repo") + "/" + row.get("path").replaceAll("/[^/]*$", "");
              if (file.endsWith(".md")) {
                features.computeIfAbsent(feature, key -> new ArrayList<>()).add(row);
              }
            });
    return features.entrySet().stream()
        .map(
            feature ->
                DynamicTest.dynamicTest(
                    feature.getKey(),
                    () -> {
                      List<PlanFile> files = new ArrayList<>();
                      for (Map<String, String> row : feature.getValue()) {
                        files.add(new PlanFile(row.get("path"), file(row).content()));
                      }
                      assertThat(surest(files)).isEqualTo("speckit");
                      if (feature.getKey().endsWith("004-events-notifications-system")) {
                        // Its spec.md holds bytes of Windows-1252.
                        assertThatExceptionOfType(MilestoneException.class)
                            .isThrownBy(() -> SPEC_KIT.read(request(files)))
                            .satisfies(e -> assertThat(e.problems()).hasSize(1))
                            .satisfies(e -> assertThat(e.problems().get(0).line()).isEqualTo(11));
                        return;
                      }
                      ImportedPlan plan = SPEC_KIT.read(request(files));
                      requireOrder(plan);
                      assertThat(plan.tasks()).isNotEmpty();
                    }));
  }

  @TestFactory
  Stream<DynamicTest> a_specification_alone_gives_its_stories() {
    return rows("speckit", "/spec.md")
        .map(
            row ->
                DynamicTest.dynamicTest(
                    row.get("file"),
                    () -> {
                      PlanFile file = file(row);
                      if (new String(file.content(), StandardCharsets.UTF_8)
                          .contains("### User Story 1")) {
                        ImportedPlan plan = SPEC_KIT.read(request(List.of(file)));
                        assertThat(plan.tasks().get(0).id().value()).endsWith("US1");
                        assertThat(surest(List.of(file))).isEqualTo("speckit");
                        RoundTrip.requireRoundTrip(SPEC_KIT, file, 11);
                      }
                    }));
  }

  @TestFactory
  Stream<DynamicTest> a_requirements_document_is_claimed_by_nobody() {
    return rows("prd", "")
        .map(
            row ->
                DynamicTest.dynamicTest(
                    row.get("file"), () -> assertThat(surest(List.of(file(row)))).isEmpty()));
  }

  @TestFactory
  Stream<DynamicTest> json_is_claimed_by_nobody() {
    return Stream.concat(rows("beads", ""), rows("taskmaster", ""))
        .map(
            row ->
                DynamicTest.dynamicTest(
                    row.get("file"),
                    () -> {
                      for (PlanFormat format : List.of(SPEC_KIT, KIRO, MARKDOWN)) {
                        assertThat(format.recognise(List.of(file(row)))).isZero();
                      }
                    }));
  }

  @Test
  void the_archive_has_lists_of_tasks() {
    assertThat(rows("speckit", "/tasks.md")).hasSizeGreaterThan(40);
  }

  static PlanFile file(Map<String, String> row) throws IOException {
    return archive.file(row.get("file"));
  }

  static PlanImport request(List<PlanFile> files) {
    return new PlanImport(files, Duration.ofHours(1));
  }

  static PlanFormat format(String kind) {
    return kind.equals("kiro") ? KIRO : SPEC_KIT;
  }

  /** Name of the format that is surest, empty when none claims the files. */
  private static String surest(List<PlanFile> files) {
    String name = "";
    int best = 0;
    for (PlanFormat format : List.of(SPEC_KIT, KIRO, MARKDOWN)) {
      int sure = format.recognise(files);
      if (sure > best) {
        best = sure;
        name = format.name();
      }
    }
    return name;
  }

  /** Dependencies of tasks and milestones together lead to tasks of the plan, without a cycle. */
  static void requireOrder(ImportedPlan plan) {
    Map<String, List<String>> waits = new HashMap<>();
    Map<MilestoneId, MilestoneDefinition> milestones = new HashMap<>();
    plan.milestones().forEach(milestone -> milestones.put(milestone.id(), milestone));
    assertThat(milestones).hasSameSizeAs(plan.milestones());
    for (TaskDefinition task : plan.tasks()) {
      List<String> targets = new ArrayList<>();
      for (Dependency dependency : task.dependencies()) {
        targets.add("t:" + dependency.target());
      }
      MilestoneDefinition milestone = milestones.get(task.milestone());
      assertThat(milestone).isNotNull();
      milestone.dependsOn().forEach(other -> targets.add("m:" + other.value()));
      assertThat(waits.put("t:" + task.id().value(), targets)).isNull();
      waits
          .computeIfAbsent("m:" + task.milestone().value(), key -> new ArrayList<>())
          .add("t:" + task.id().value());
    }
    Set<String> done = new HashSet<>();
    Set<String> open = new HashSet<>();
    for (String node : waits.keySet()) {
      visit(node, waits, open, done, 0);
    }
  }

  private static void visit(
      String node, Map<String, List<String>> waits, Set<String> open, Set<String> done, int depth) {
    if (done.contains(node)) {
      return;
    }
    assertThat(waits).containsKey(node);
    assertThat(open.add(node)).as("a cycle through " + node).isTrue();
    for (String next : waits.getOrDefault(node, List.of())) {
      visit(next, waits, open, done, depth + 1);
    }
    open.remove(node);
    done.add(node);
  }
}
