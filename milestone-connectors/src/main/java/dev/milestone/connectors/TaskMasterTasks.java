package dev.milestone.connectors;

import dev.milestone.connectors.TaskMasterPlan.Entry;
import dev.milestone.model.Estimate;
import dev.milestone.model.MilestoneId;
import dev.milestone.model.TaskDefinition;
import dev.milestone.model.TaskId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Maps one task of task-master by the table in {@code docs/import.md} and lists the fields that
 * have no place in our model. Not thread-safe.
 */
final class TaskMasterTasks {

  private static final Set<String> MAPPED =
      Set.of(
          "id",
          "title",
          "name",
          "description",
          "details",
          "status",
          "dependencies",
          "depends_on",
          "subtasks",
          "subTasks",
          "priority",
          "testStrategy",
          "test_strategy",
          "acceptanceCriteria",
          "acceptance_criteria",
          "validationCriteria",
          "createdAt",
          "created_at",
          "completedAt",
          "completed_at");

  private static final Map<String, String> REASONS =
      Map.of(
          "parentId", "the nesting says it",
          "parentTaskId", "the nesting says it",
          "updatedAt", "the file's own bookkeeping",
          "updated", "the file's own bookkeeping");

  private final JsonText text;
  private final PlanNotes notes;
  private final Duration defaultTask;

  TaskMasterTasks(JsonText text, PlanNotes notes, Duration defaultTask) {
    this.text = text;
    this.notes = notes;
    this.defaultTask = defaultTask;
  }

  /** The definition, without dependencies. */
  TaskDefinition.Builder task(
      TaskId id, MilestoneId milestone, String foreignId, Entry entry, int inheritedPriority) {
    JsonValue value = entry.value();
    String heading = heading(value, foreignId);
    String title = Prose.title(heading);
    List<String> criteria = new ArrayList<>();
    StringBuilder description = new StringBuilder();
    if (title.endsWith("…") && !heading.strip().endsWith("…")) {
      Prose.section(description, "", heading);
    }
    Prose.section(description, "", words(value.get("description"), "description", foreignId));
    Prose.section(
        description, "Details", NoteBlock.strip(words(value.get("details"), "details", foreignId)));
    criteria(value.first("acceptanceCriteria", "acceptance_criteria"), foreignId, criteria);
    criteria(value.get("validationCriteria"), foreignId, criteria);
    strategy(value.first("testStrategy", "test_strategy"), foreignId, criteria, description);
    for (int i = 0; i < value.names().size(); i++) {
      String name = value.names().get(i);
      if (!MAPPED.contains(name) && !isEstimate(name)) {
        notes.field(text.name(), name, REASONS.getOrDefault(name, "our model has no place for it"));
      }
    }
    return TaskDefinition.builder(id, milestone, title)
        .description(description.toString())
        .priority(priority(value.get("priority"), foreignId, inheritedPriority))
        .criteria(criteria)
        .estimate(estimate(value, foreignId));
  }

  private static String heading(JsonValue value, String foreignId) {
    JsonValue title = value.first("title", "name");
    if (title != null && title.isTextOrNumber() && !title.text().isBlank()) {
      return title.text();
    }
    JsonValue description = value.get("description");
    if (description != null && description.isText() && !description.text().isBlank()) {
      String first = Prose.clean(description.text()).strip();
      return first.indexOf('\n') < 0 ? first : first.substring(0, first.indexOf('\n'));
    }
    return "Task " + foreignId;
  }

  /** A text, or a list of texts as bullets. */
  private String words(@Nullable JsonValue value, String name, String foreignId) {
    if (value == null || value.kind() == JsonValue.Kind.NULL) {
      return "";
    }
    if (value.isTextOrNumber()) {
      return value.text();
    }
    if (value.isArray()) {
      StringBuilder lines = new StringBuilder();
      for (JsonValue item : value.items()) {
        if (item.isTextOrNumber()) {
          String line = NoteBlock.strip(item.text());
          if (!line.isBlank()) {
            lines.append("- ").append(line).append('\n');
          }
        } else {
          odd(item, name, foreignId);
        }
      }
      return lines.toString();
    }
    odd(value, name, foreignId);
    return "";
  }

  private void criteria(@Nullable JsonValue value, String foreignId, List<String> criteria) {
    if (value == null || value.kind() == JsonValue.Kind.NULL) {
      return;
    }
    if (value.isArray()) {
      for (JsonValue item : value.items()) {
        if (!item.isText()) {
          odd(item, "criteria", foreignId);
        } else if (criteria.size() < Limits.MAX_CRITERIA) {
          criteria.add(Prose.oneLine(item.text()));
        } else {
          notes.skip(foreignId, "a criterion", "more than " + Limits.MAX_CRITERIA);
        }
      }
    } else if (value.isText() && !value.text().isBlank()) {
      List<String> items = Prose.items(value.text());
      if (items.isEmpty()) {
        criteria.add(Prose.clean(value.text()).strip());
      } else {
        criteria.addAll(items);
      }
    } else if (!value.isText()) {
      odd(value, "criteria", foreignId);
    }
    criteria.removeIf(String::isBlank);
  }

  /** A list becomes criteria, anything else a part of the description. */
  private void strategy(
      @Nullable JsonValue value, String foreignId, List<String> criteria, StringBuilder to) {
    if (value != null && value.isArray()) {
      criteria(value, foreignId, criteria);
      return;
    }
    String strategy = words(value, "testStrategy", foreignId);
    List<String> items = Prose.items(strategy);
    if (!items.isEmpty() && items.size() + criteria.size() <= Limits.MAX_CRITERIA) {
      criteria.addAll(items);
      criteria.removeIf(String::isBlank);
    } else {
      Prose.section(to, "Test strategy", strategy);
    }
  }

  private int priority(@Nullable JsonValue value, String foreignId, int inherited) {
    if (value == null || value.kind() == JsonValue.Kind.NULL) {
      return inherited;
    }
    Integer priority = value.isTextOrNumber() ? Priorities.ofWord(value.text()) : null;
    if (priority == null) {
      notes.skip(foreignId, "priority " + value.shown(), "not known; taken as " + inherited);
      return inherited;
    }
    return priority;
  }

  private static boolean isEstimate(String name) {
    return switch (name) {
      case "estimated_hours", "estimatedHours", "timeEstimate", "time_estimate", "complexity" ->
          true;
      default -> false;
    };
  }

  /**
   * Hours, else words with a unit, else the share of the default time that the complexity asks for:
   * 5 of 10 is the default.
   */
  private Optional<Estimate> estimate(JsonValue value, String foreignId) {
    Optional<Estimate> estimate = Optional.empty();
    JsonValue hours = value.first("estimated_hours", "estimatedHours");
    if (hours != null) {
      estimate =
          hours.isTextOrNumber()
              ? WorkTimes.of(hours.text(), Duration.ofHours(1))
              : Optional.empty();
      unclear(estimate, hours, "estimated_hours", foreignId);
    }
    JsonValue words = value.first("timeEstimate", "time_estimate");
    if (words != null && estimate.isEmpty()) {
      estimate = words.isText() ? WorkTimes.parse(words.text()) : Optional.empty();
      unclear(estimate, words, "timeEstimate", foreignId);
    }
    JsonValue complexity = value.first("complexity");
    if (complexity != null && estimate.isEmpty()) {
      estimate =
          complexity.isTextOrNumber()
              ? WorkTimes.of(complexity.text(), defaultTask)
                  .filter(e -> e.likely().compareTo(defaultTask.multipliedBy(10)) <= 0)
                  .map(e -> Estimate.of(e.likely().dividedBy(5)))
              : Optional.empty();
      unclear(estimate, complexity, "complexity", foreignId);
    }
    return estimate;
  }

  private void unclear(
      Optional<Estimate> estimate, JsonValue value, String name, String foreignId) {
    if (estimate.isEmpty()) {
      notes.skip(foreignId, name + " " + value.shown(), "it names no time without doubt");
    }
  }

  private void odd(JsonValue value, String name, String foreignId) {
    notes.skip(
        foreignId,
        name + " in line " + text.line(value.start()) + ": " + value.shown(),
        "a text was expected");
  }
}
