package dev.milestone.connectors;

import dev.milestone.connectors.BeadsPlan.Issue;
import dev.milestone.model.Estimate;
import dev.milestone.model.MilestoneId;
import dev.milestone.model.TaskDefinition;
import dev.milestone.model.TaskId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Maps one issue by the table in {@code docs/import.md} and lists the fields that have no place in
 * our model. Not thread-safe.
 */
final class BeadsTasks {

  private static final Set<String> MAPPED =
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
          "closed_at",
          "estimated_minutes",
          "due_at",
          "defer_until",
          "external_ref",
          "labels",
          "comments",
          "dependencies");

  private static final Map<String, String> REASONS =
      Map.of(
          "updated_at", "the file's own bookkeeping",
          "content_hash", "the file's own bookkeeping",
          "compaction_level", "the file's own bookkeeping",
          "original_size", "the file's own bookkeeping",
          "parent", "the dependency of type parent-child says it",
          "depends_on", "beads itself reads dependencies only");

  private final JsonText text;
  private final PlanNotes notes;

  BeadsTasks(JsonText text, PlanNotes notes) {
    this.text = text;
    this.notes = notes;
  }

  /** The title of an issue in a line. */
  static String title(Issue issue) {
    String title = Prose.title(issue.text("title"));
    return title.isEmpty() ? "Issue " + Prose.title(issue.id()) : title;
  }

  /** The definition, without dependencies. */
  TaskDefinition.Builder task(TaskId id, MilestoneId milestone, Issue issue) {
    String title = title(issue);
    StringBuilder description = new StringBuilder();
    if (title.endsWith("…") && !issue.text("title").strip().endsWith("…")) {
      Prose.section(description, "", issue.text("title"));
    }
    Prose.section(description, "", issue.text("description"));
    Prose.section(description, "Design", issue.text("design"));
    Prose.section(description, "Notes", NoteBlock.strip(issue.text("notes")));
    Prose.section(description, "Comments", comments(issue.value().get("comments"), issue.id()));
    JsonValue value = issue.value();
    for (int i = 0; i < value.names().size(); i++) {
      String name = value.names().get(i);
      if (!MAPPED.contains(name)) {
        notes.field(text.name(), name, REASONS.getOrDefault(name, "our model has no place for it"));
      }
    }
    return TaskDefinition.builder(id, milestone, title)
        .description(description.toString())
        .kind(Prose.oneLine(issue.text("issue_type")))
        .priority(priority(value.get("priority"), issue.id()))
        .criteria(criteria(issue.text("acceptance_criteria")))
        .estimate(estimate(value.get("estimated_minutes")))
        .extensions(extensions(issue));
  }

  private static List<String> criteria(String text) {
    if (text.isBlank()) {
      return List.of();
    }
    List<String> items = new ArrayList<>(Prose.items(text));
    items.removeIf(String::isBlank);
    return items.isEmpty() ? List.of(Prose.clean(text).strip()) : items;
  }

  private int priority(@Nullable JsonValue value, String id) {
    if (value == null || value.kind() == JsonValue.Kind.NULL) {
      return Priorities.USUAL;
    }
    Integer level = null;
    if (value.isTextOrNumber()) {
      level = Priorities.ofLevel(value.text());
      level = level == null && value.isText() ? Priorities.ofWord(value.text()) : level;
    }
    if (level == null) {
      notes.skip(id, "priority " + value.shown(), "not known; taken as " + Priorities.USUAL);
      return Priorities.USUAL;
    }
    return level;
  }

  private static Optional<Estimate> estimate(@Nullable JsonValue minutes) {
    return minutes != null && minutes.kind() == JsonValue.Kind.NUMBER
        ? WorkTimes.of(minutes.text(), Duration.ofMinutes(1))
        : Optional.empty();
  }

  private String comments(@Nullable JsonValue comments, String id) {
    if (comments == null || !comments.isArray()) {
      return "";
    }
    StringBuilder all = new StringBuilder();
    for (JsonValue comment : comments.items()) {
      JsonValue words = comment.get("text");
      JsonValue author = comment.get("author");
      if (words == null || !words.isText()) {
        notes.skip(id, "a comment in line " + text.line(comment.start()), "it has no text");
        continue;
      }
      all.append(all.length() == 0 ? "" : "\n\n");
      if (author != null && author.isText() && !author.text().isBlank()) {
        all.append(Prose.oneLine(author.text())).append(": ");
      }
      all.append(words.text().strip());
    }
    return all.toString();
  }

  private static Map<String, Object> extensions(Issue issue) {
    Map<String, Object> extensions = new LinkedHashMap<>();
    JsonValue labels = issue.value().get("labels");
    if (labels != null && labels.isArray()) {
      List<String> words = new ArrayList<>();
      for (JsonValue label : labels.items()) {
        if (label.isTextOrNumber() && words.size() < Limits.MAX_CRITERIA) {
          words.add(Prose.oneLine(label.text()));
        }
      }
      if (!words.isEmpty()) {
        extensions.put("x-labels", List.copyOf(words));
      }
    }
    extension(extensions, "x-due-at", issue.text("due_at"));
    extension(extensions, "x-defer-until", issue.text("defer_until"));
    extension(extensions, "x-external-ref", issue.text("external_ref"));
    return extensions;
  }

  private static void extension(Map<String, Object> extensions, String name, String value) {
    if (!value.isBlank()) {
      extensions.put(name, Prose.oneLine(value));
    }
  }
}
