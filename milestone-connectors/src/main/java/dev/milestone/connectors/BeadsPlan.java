package dev.milestone.connectors;

import dev.milestone.spi.plan.ImportedStatus;
import dev.milestone.spi.plan.PlanFile;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The records of an {@code issues.jsonl} as they stand: one object a line, the last line of an id
 * wins, deleted issues (tombstones) are known but are no tasks. Immutable once read.
 */
final class BeadsPlan {

  /** How a reason begins that we write when a task was given up, for which beads has no status. */
  static final String GIVEN_UP = "Cancelled (milestone)";

  private static final Set<String> FIELDS =
      Set.of(
          "_type",
          "id",
          "title",
          "description",
          "design",
          "acceptance_criteria",
          "notes",
          "status",
          "priority",
          "issue_type",
          "created_at",
          "updated_at",
          "closed_at",
          "close_reason",
          "estimated_minutes",
          "due_at",
          "defer_until",
          "external_ref",
          "labels",
          "comments",
          "dependencies");
  private static final Set<String> NESTED =
      Set.of("depends_on_id", "type", "author", "text", "created_at");
  private static final Set<String> BLOCKING = Set.of("blocks", "conditional-blocks", "waits-for");

  private final JsonText text;
  private final List<Issue> issues = new ArrayList<>();
  private final Map<String, Integer> live = new HashMap<>();
  private final Set<String> tombstones = new HashSet<>();
  private final List<PlanOddity> oddities = new ArrayList<>();
  private int lines;
  private int otherLines;
  private int repeatedIds;
  private int references;

  private BeadsPlan(JsonText text) {
    this.text = text;
  }

  /**
   * An issue that is not deleted.
   *
   * @param value its object
   * @param id its id
   * @param status its class, or null when the word is not known or, as with {@code pinned}, has no
   *     class
   * @param word its status as written
   * @param links its dependencies, distinct by type and target
   * @param created when it was created
   * @param closed when it was closed
   */
  record Issue(
      JsonValue value,
      String id,
      @Nullable ImportedStatus status,
      String word,
      List<Link> links,
      Optional<Instant> created,
      Optional<Instant> closed) {

    /** A member that is a text, or empty. */
    String text(String name) {
      JsonValue member = value.get(name);
      return member != null && member.isText() ? member.text() : "";
    }

    /** Whether it is kept in sight and never worked on. */
    boolean pinned() {
      return StatusWords.plain(word).equals("pinned");
    }
  }

  /**
   * A dependency.
   *
   * @param value where it stands
   * @param type its type as written
   * @param target the id it names
   */
  record Link(JsonValue value, String type, String target) {
    /** Whether the issue waits for its target. */
    boolean blocks() {
      return BLOCKING.contains(type);
    }

    /** Whether the issue is a part of its target. */
    boolean isParent() {
      return type.equals("parent-child");
    }

    /** Whether the target is in another tracker. */
    boolean external() {
      return target.startsWith("external:");
    }
  }

  /**
   * Something that is no issue.
   *
   * @param line its line
   * @param what what stands there
   * @param why why it was left out
   */
  record PlanOddity(int line, String what, String why) {}

  /** Reads the records of a file. */
  static BeadsPlan read(PlanFile file) {
    JsonText text = JsonText.of(file);
    int from = text.start();
    int to = text.bytes().length;
    if (text.blank(from, to)) {
      throw text.error(
          from,
          "",
          to == 0 ? "an empty file" : "nothing but blanks",
          "an issues.jsonl with an issue in each line",
          "was it cut off when it was written?");
    }
    BeadsPlan plan = new BeadsPlan(text);
    text.readLines(BeadsPlan::wanted, plan::line);
    plan.finish();
    return plan;
  }

  JsonText text() {
    return text;
  }

  /** Live issues, in the order in which their ids first occur. */
  List<Issue> issues() {
    return issues;
  }

  List<PlanOddity> oddities() {
    return oddities;
  }

  /** Lines that are not blank. */
  int lines() {
    return lines;
  }

  /** Lines that are something else than an issue. */
  int otherLines() {
    return otherLines;
  }

  /** Lines whose id a later line has again. */
  int repeatedIds() {
    return repeatedIds;
  }

  /** Number of deleted issues. */
  int tombstones() {
    return tombstones.size();
  }

  /** Whether an id is that of a deleted issue. */
  boolean isTombstone(String id) {
    return tombstones.contains(id);
  }

  /** Number of a live issue, or -1. */
  int find(String id) {
    return live.getOrDefault(id, -1);
  }

  private static boolean wanted(int depth, String name) {
    return depth == 1 ? FIELDS.contains(name) : NESTED.contains(name);
  }

  private final Map<String, JsonValue> records = new java.util.LinkedHashMap<>();

  private void line(JsonValue value, int line) {
    lines++;
    if (!value.isObject()) {
      throw text.error(
          value.start(), "", value.shown(), "an object: one issue a line", "see docs/import.md");
    }
    JsonValue type = value.get("_type");
    if (type != null && !(type.isText() && type.text().equals("issue"))) {
      otherLines++;
      oddities.add(new PlanOddity(line, "a line of type " + type.shown(), "it is no issue"));
      return;
    }
    JsonValue id = value.get("id");
    if (id == null || !id.isTextOrNumber() || id.text().isBlank()) {
      oddities.add(new PlanOddity(line, "a line without id", "it is no issue"));
      return;
    }
    JsonValue before = records.put(id.text(), value);
    if (before != null) {
      repeatedIds++;
      oddities.add(
          new PlanOddity(
              text.line(before.start()),
              "issue '" + id.text() + "'",
              "line " + line + " has it again, and the last one counts"));
    }
    if (records.size() > Limits.MAX_TASKS) {
      throw text.error(
          value.start(),
          "",
          "more than " + Limits.MAX_TASKS + " issues",
          "at most that many",
          "split the plan");
    }
  }

  private void finish() {
    if (records.isEmpty()) {
      throw text.error(
          text.start(),
          "",
          "no issue in " + lines + (lines == 1 ? " line" : " lines"),
          "objects with id, title and status",
          "is this the issues.jsonl of beads?");
    }
    records.forEach(this::issue);
    records.clear();
  }

  private void issue(String id, JsonValue value) {
    JsonValue status = value.get("status");
    boolean said = status != null && status.kind() != JsonValue.Kind.NULL;
    String word = !said || status == null ? "" : status.isText() ? status.text() : status.shown();
    if (StatusWords.plain(word).equals("tombstone")) {
      tombstones.add(id);
      oddities.add(
          new PlanOddity(text.line(value.start()), "issue '" + id + "'", "it was deleted"));
      return;
    }
    live.put(id, issues.size());
    issues.add(
        new Issue(
            value,
            id,
            StatusWords.meaning(word),
            word,
            links(value),
            date(value.get("created_at")),
            date(value.get("closed_at"))));
  }

  private static Optional<Instant> date(@Nullable JsonValue value) {
    return value != null && value.isText() ? Timestamps.parse(value.text()) : Optional.empty();
  }

  private List<Link> links(JsonValue value) {
    JsonValue dependencies = value.get("dependencies");
    if (dependencies == null || dependencies.kind() == JsonValue.Kind.NULL) {
      return List.of();
    }
    int line = text.line(value.start());
    if (!dependencies.isArray()) {
      oddities.add(
          new PlanOddity(line, dependencies.shown() + " as dependencies", "it is no list"));
      return List.of();
    }
    references += dependencies.items().size();
    if (references > Limits.MAX_REFERENCES) {
      throw text.error(
          value.start(),
          "dependencies",
          "more than " + Limits.MAX_REFERENCES + " references",
          "at most that many",
          "split the plan");
    }
    List<Link> links = new ArrayList<>(dependencies.items().size());
    Set<String> seen = dependencies.items().size() > 1 ? new HashSet<>() : Set.of();
    for (JsonValue item : dependencies.items()) {
      JsonValue target = item.get("depends_on_id");
      JsonValue type = item.get("type");
      if (target == null || !target.isTextOrNumber()) {
        oddities.add(
            new PlanOddity(
                text.line(item.start()), "a dependency without depends_on_id", "it names nothing"));
        continue;
      }
      Link link = new Link(item, type != null && type.isText() ? type.text() : "", target.text());
      if (dependencies.items().size() == 1 || seen.add(link.type() + "\n" + link.target())) {
        links.add(link);
      }
    }
    return links;
  }
}
