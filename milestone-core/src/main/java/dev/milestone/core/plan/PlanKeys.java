package dev.milestone.core.plan;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The keys of a plan file, section by section, in the order in which they are usually written. */
enum PlanKeys {
  /** The file itself. */
  PLAN("project", "agents", "resources", "calendar", "budget", "milestones"),
  /** An item of {@code agents}. */
  AGENT("id", "preset", "command", "capabilities", "slots", "provider", "settings"),
  /** {@code calendar}. */
  CALENDAR("days", "hours", "zone", "holidays"),
  /** An item of {@code milestones}. */
  MILESTONE(
      "id",
      "title",
      "description",
      "depends_on",
      "due",
      "value",
      "success_criteria",
      "deliverables",
      "external_dependencies",
      "sign_off",
      "integration_tests",
      "code_review",
      "budget",
      "sync_points",
      "tasks"),
  /** An item of {@code success_criteria} that is a map. */
  CRITERION("text", "verify"),
  /** An item of {@code deliverables}. */
  DELIVERABLE("path", "acceptance"),
  /** An item of {@code external_dependencies}. */
  EXTERNAL_DEPENDENCY("name", "verify"),
  /** {@code budget}. */
  BUDGET("money", "tokens", "time", "attempts"),
  /** An item of {@code sync_points}. */
  SYNC_POINT("id", "after"),
  /** An item of {@code tasks}. */
  TASK(
      "id",
      "title",
      "description",
      "kind",
      "priority",
      "depends_on",
      "requires",
      "resources",
      "estimate",
      "files",
      "run",
      "verify",
      "timeout",
      "retry",
      "budget",
      "criteria"),
  /** An item of a task's {@code depends_on} that is a map. */
  DEPENDENCY("task", "milestone", "type", "lag"),
  /** {@code estimate} that is a map. */
  ESTIMATE("optimistic", "likely", "pessimistic"),
  /** {@code retry}. */
  RETRY("attempts", "backoff");

  @SuppressWarnings("ImmutableEnumChecker") // unmodifiable
  private final Set<String> keys;

  PlanKeys(String... keys) {
    this.keys = Collections.unmodifiableSet(new LinkedHashSet<>(Arrays.asList(keys)));
  }

  /** The keys, in order. */
  Set<String> keys() {
    return keys;
  }

  /** The name of the section in the JSON Schema. */
  String schemaName() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  /** All sections. */
  static List<PlanKeys> all() {
    return List.of(values());
  }
}
