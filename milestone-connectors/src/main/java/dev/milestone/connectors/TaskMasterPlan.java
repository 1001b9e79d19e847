package dev.milestone.connectors;

import dev.milestone.spi.plan.ImportedStatus;
import dev.milestone.spi.plan.PlanFile;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The records of a {@code tasks.json} as they stand: lists (one per tag), tasks, subtasks, their
 * ids as text, and what their references lead to. All three containers are read: tagged, flat and
 * bare. Immutable once read.
 */
final class TaskMasterPlan {

  static final Set<String> FIELDS =
      Set.of(
          "tasks",
          "metadata",
          "meta",
          "id",
          "title",
          "name",
          "description",
          "details",
          "status",
          "priority",
          "dependencies",
          "depends_on",
          "subtasks",
          "subTasks",
          "testStrategy",
          "test_strategy",
          "acceptanceCriteria",
          "acceptance_criteria",
          "validationCriteria",
          "complexity",
          "estimated_hours",
          "estimatedHours",
          "timeEstimate",
          "time_estimate",
          "createdAt",
          "created_at",
          "updatedAt",
          "updated_at",
          "completedAt",
          "completed_at",
          "projectName",
          "project");

  private static final Set<String> CONTAINER = Set.of("tasks", "metadata", "meta");
  private static final Set<String> TITLES = Set.of("projectName", "project", "description");

  private final JsonText text;
  private final List<TaskList> lists = new ArrayList<>();
  private final List<Entry> entries = new ArrayList<>();
  private final List<Oddity> oddities = new ArrayList<>();
  private final List<String> foreignIds = new ArrayList<>();
  private final List<String> otherFields = new ArrayList<>();
  private int references;

  private TaskMasterPlan(JsonText text) {
    this.text = text;
  }

  /**
   * A list of tasks: a tag, or the whole file.
   *
   * @param tag name of the tag, or empty
   * @param prefix what its ids get in front, such as {@code tag/}; empty for the main list
   * @param metadata its metadata, if it has any
   * @param byId first entry of each id
   * @param from first entry
   * @param to entry after the last
   */
  record TaskList(
      String tag,
      String prefix,
      @Nullable JsonValue metadata,
      Map<String, Integer> byId,
      int from,
      int to) {}

  /**
   * A task or subtask.
   *
   * @param value its object
   * @param list number of its list
   * @param id its full id in the list, such as {@code 5.2}
   * @param parent number of the entry it is part of, or -1
   * @param first number of the first entry with the same id: its own unless the id is repeated
   * @param status its class, or null when the word is not known
   * @param references what it waits for, distinct
   * @param repeated references that are repetitions
   * @param odd references that are neither text nor number
   */
  record Entry(
      JsonValue value,
      int list,
      String id,
      int parent,
      int first,
      @Nullable ImportedStatus status,
      String word,
      List<Reference> references,
      int repeated,
      int odd) {}

  /**
   * A reference as written and in normal form.
   *
   * @param value where it stands
   * @param id as text
   */
  record Reference(JsonValue value, String id) {}

  /**
   * Something in a place where a task was expected.
   *
   * @param value what stands there
   * @param why what was expected
   */
  record Oddity(JsonValue value, String why) {}

  /** Reads the records of a file. */
  static TaskMasterPlan read(PlanFile file) {
    JsonText text = JsonText.of(file);
    int from = text.start();
    int to = text.bytes().length;
    if (text.blank(from, to)) {
      throw text.error(
          from,
          "",
          to == 0 ? "an empty file" : "nothing but blanks",
          "a tasks.json with a list of tasks",
          "was it cut off when it was written?");
    }
    TaskMasterPlan plan = new TaskMasterPlan(text);
    plan.containers(text.read(from, to, (depth, name) -> depth == 1 || FIELDS.contains(name)));
    return plan;
  }

  JsonText text() {
    return text;
  }

  List<TaskList> lists() {
    return lists;
  }

  List<Entry> entries() {
    return entries;
  }

  List<Oddity> oddities() {
    return oddities;
  }

  /** Fields beside the lists of tasks. */
  List<String> otherFields() {
    return otherFields;
  }

  /**
   * The id of an entry as it is told outside: with its list where ids repeat between lists, and
   * with a number where they repeat in one.
   */
  String foreignId(int entry) {
    return foreignIds.get(entry);
  }

  /**
   * What a reference leads to, or -1. A task's reference names a task or the full id of a subtask;
   * a subtask's is tried as a full id if it has a dot, as a sibling, and as a task.
   */
  int target(Entry entry, Reference reference) {
    Map<String, Integer> byId = lists.get(entry.list).byId;
    String id = reference.id;
    if (entry.parent < 0) {
      return byId.getOrDefault(id, -1);
    }
    if (id.indexOf('.') >= 0 && byId.containsKey(id)) {
      return byId.getOrDefault(id, -1);
    }
    Integer sibling = byId.get(entries.get(entry.parent).id + "." + id);
    return sibling != null ? sibling : byId.getOrDefault(id, -1);
  }

  private void containers(JsonValue root) {
    if (root.isArray()) {
      list("", "", null, root);
      return;
    }
    List<String> tags = new ArrayList<>();
    List<JsonValue> bodies = new ArrayList<>();
    for (int i = 0; i < root.names().size(); i++) {
      JsonValue value = root.items().get(i);
      JsonValue tasks = value.isObject() ? value.get("tasks") : null;
      if (tasks != null && tasks.isArray()) {
        tags.add(root.names().get(i));
        bodies.add(value);
        body(value);
      } else if (!CONTAINER.contains(root.names().get(i))) {
        otherFields.add(root.names().get(i));
      }
    }
    JsonValue flat = root.isObject() ? root.get("tasks") : null;
    boolean isFlat = flat != null && flat.isArray();
    if (isFlat && flat != null) {
      list("", "", root.first("metadata", "meta"), flat);
    }
    for (int i = 0; i < tags.size(); i++) {
      JsonValue body = bodies.get(i);
      JsonValue tasks = body.get("tasks");
      if (tasks != null) {
        String tag = tags.get(i);
        boolean main = tag.equals("master") && !isFlat;
        list(tag, main ? "" : tag + "/", body.first("metadata", "meta"), tasks);
      }
    }
    if (lists.isEmpty()) {
      throw text.error(
          root.start(),
          "tasks",
          root.isObject() ? "an object without a list of tasks" : root.kind().words(),
          "a field 'tasks' with a list, or a tag that has one",
          "is this the tasks.json of task-master?");
    }
  }

  private void body(JsonValue tag) {
    for (String field : tag.names()) {
      if (!CONTAINER.contains(field)) {
        otherFields.add(field);
      }
    }
  }

  private void list(String tag, String prefix, @Nullable JsonValue metadata, JsonValue tasks) {
    int number = lists.size();
    int from = entries.size();
    Map<String, Integer> byId = new HashMap<>();
    lists.add(new TaskList(tag, prefix, metadata, byId, from, from));
    records(tasks, number, -1, byId);
    lists.set(number, new TaskList(tag, prefix, metadata, byId, from, entries.size()));
    name(prefix, byId, from);
    if (metadata != null) {
      for (String field : metadata.names()) {
        if (!TITLES.contains(field)) {
          otherFields.add("metadata." + field);
        }
      }
    }
  }

  private void name(String prefix, Map<String, Integer> byId, int from) {
    Map<String, Integer> repeats = new HashMap<>();
    Set<String> made = new java.util.HashSet<>();
    for (int i = from; i < entries.size(); i++) {
      Entry entry = entries.get(i);
      String id = entry.id;
      if (entry.first != i) {
        int count = repeats.getOrDefault(id, 1);
        do {
          count++;
        } while (byId.containsKey(id + "#" + count) || !made.add(id + "#" + count));
        repeats.put(id, count);
        id = id + "#" + count;
      }
      foreignIds.add(prefix + id);
    }
  }

  /** Adds the records of a list and of what is nested in it, parents first. */
  private void records(JsonValue items, int list, int parent, Map<String, Integer> byId) {
    for (int i = 0; i < items.items().size(); i++) {
      JsonValue value = items.items().get(i);
      if (!value.isObject()) {
        oddities.add(new Oddity(value, "a task is an object"));
        continue;
      }
      if (entries.size() >= Limits.MAX_TASKS) {
        throw text.error(
            value.start(),
            "tasks",
            "more than " + Limits.MAX_TASKS + " tasks",
            "at most that many",
            "split the plan");
      }
      JsonValue id = value.get("id");
      String own = id != null && id.isTextOrNumber() ? idOf(id) : "";
      String full = own.isEmpty() ? "?" + i : own;
      if (parent >= 0 && !full.startsWith(entries.get(parent).id + ".")) {
        full = entries.get(parent).id + "." + full;
      }
      int number = entries.size();
      Integer known = byId.putIfAbsent(full, number);
      entries.add(entry(value, list, full, parent, known == null ? number : known));
      JsonValue subtasks = value.get("subtasks");
      if (subtasks == null) {
        subtasks = value.get("subTasks");
      }
      if (subtasks != null && subtasks.isArray()) {
        records(subtasks, list, number, byId);
      } else if (subtasks != null && subtasks.kind() != JsonValue.Kind.NULL) {
        oddities.add(new Oddity(subtasks, "subtasks are a list"));
      }
    }
  }

  private Entry entry(JsonValue value, int list, String id, int parent, int first) {
    JsonValue status = value.get("status");
    boolean said = status != null && status.kind() != JsonValue.Kind.NULL;
    String word = !said || status == null ? "" : status.isText() ? status.text() : status.shown();
    List<Reference> found = new ArrayList<>();
    int repeated = 0;
    int odd = 0;
    JsonValue dependencies = value.get("dependencies");
    if (dependencies == null) {
      dependencies = value.get("depends_on");
    }
    if (dependencies != null && dependencies.isArray()) {
      Set<String> seen = new java.util.HashSet<>();
      for (JsonValue item : dependencies.items()) {
        if (!item.isTextOrNumber()) {
          odd++;
          oddities.add(new Oddity(item, "a reference is the id of a task"));
        } else if (seen.add(idOf(item))) {
          found.add(new Reference(item, idOf(item)));
        } else {
          repeated++;
        }
      }
      references += dependencies.items().size();
    } else if (dependencies != null && dependencies.kind() != JsonValue.Kind.NULL) {
      odd++;
      oddities.add(new Oddity(dependencies, "dependencies are a list of ids"));
    }
    if (references > Limits.MAX_REFERENCES) {
      throw text.error(
          value.start(),
          "dependencies",
          "more than " + Limits.MAX_REFERENCES + " references",
          "at most that many",
          "split the plan");
    }
    return new Entry(
        value, list, id, parent, first, StatusWords.meaning(word), word, found, repeated, odd);
  }

  /** An id or reference as text: 5, 5.0 and "5" are the same. */
  static String idOf(JsonValue value) {
    if (value.isText()) {
      return value.text().strip();
    }
    String digits = value.text();
    if (digits.length() > 40 || digits.indexOf('e') >= 0 || digits.indexOf('E') >= 0) {
      return digits;
    }
    if (digits.indexOf('.') < 0) {
      return digits;
    }
    return new BigDecimal(digits).stripTrailingZeros().toPlainString();
  }
}
