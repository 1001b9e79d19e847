package dev.milestone.core.plan;

import dev.milestone.core.yaml.DurationText;
import dev.milestone.model.AgentDefinition;
import dev.milestone.model.AgentId;
import dev.milestone.model.Dependency;
import dev.milestone.model.DependencyType;
import dev.milestone.model.Estimate;
import dev.milestone.model.MilestoneId;
import dev.milestone.model.RetryPolicy;
import dev.milestone.model.TaskDefinition;
import dev.milestone.model.TaskId;
import dev.milestone.model.WorkCalendar;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Definitions as JSON values, in the keys and notations of the plan file: what {@code definition}
 * in the details of an event holds. Durations are ISO 8601 text, defaults are left out, unknown
 * keys are skipped on reading, and reading what was written gives an equal definition. Milestones:
 * {@link MilestoneCodec}. Stateless.
 *
 * <p>Values read may be of any number type; texts where numbers stand and the like are an {@link
 * IllegalArgumentException}: what is in the journal was written by this class.
 */
public final class DefinitionCodec {
  private static final String[] DAYS = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

  private DefinitionCodec() {}

  /** A task; its milestone is written as {@code milestone}. */
  public static Map<String, Object> encode(TaskDefinition task) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("id", task.id().value());
    map.put("milestone", task.milestone().value());
    map.put("title", task.title());
    putText(map, "description", task.description());
    putText(map, "kind", task.kind());
    if (task.priority() != 2) {
      map.put("priority", (long) task.priority());
    }
    if (!task.dependencies().isEmpty()) {
      List<Object> list = new ArrayList<>(task.dependencies().size());
      for (Dependency dependency : task.dependencies()) {
        list.add(dependency(dependency));
      }
      map.put("depends_on", list);
    }
    putList(map, "requires", task.requires());
    if (!task.resources().isEmpty()) {
      Map<String, Object> units = new LinkedHashMap<>();
      task.resources().forEach((name, n) -> units.put(name, (long) n));
      map.put("resources", units);
    }
    task.estimate().ifPresent(estimate -> map.put("estimate", estimate(estimate)));
    putList(map, "files", task.files());
    putText(map, "run", task.run());
    putList(map, "verify", task.verify());
    task.timeout().ifPresent(timeout -> map.put("timeout", timeout.toString()));
    if (!task.retry().equals(RetryPolicy.NONE)) {
      Map<String, Object> retry = new LinkedHashMap<>();
      retry.put("attempts", (long) task.retry().attempts());
      if (!task.retry().backoff().isZero()) {
        retry.put("backoff", task.retry().backoff().toString());
      }
      map.put("retry", retry);
    }
    BudgetCodec.put(map, task.budget());
    putList(map, "criteria", task.criteria());
    putExtensions(map, task.extensions());
    return map;
  }

  private static Object dependency(Dependency dependency) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put(dependency.task().isPresent() ? "task" : "milestone", dependency.target());
    if (dependency.type() != DependencyType.FINISH_START) {
      map.put("type", dependency.type().text());
    }
    if (!dependency.lag().isZero()) {
      map.put("lag", dependency.lag().toString());
    }
    // A plain task is written as its id; a plain milestone not, for the reader of an event can't
    // look it up.
    return map.size() == 1 && dependency.task().isPresent() ? dependency.target() : map;
  }

  private static Object estimate(Estimate estimate) {
    if (estimate.optimistic().equals(estimate.likely())
        && estimate.likely().equals(estimate.pessimistic())) {
      return estimate.likely().toString();
    }
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("optimistic", estimate.optimistic().toString());
    map.put("likely", estimate.likely().toString());
    map.put("pessimistic", estimate.pessimistic().toString());
    return map;
  }

  /** Reads a task. */
  public static TaskDefinition task(Map<String, Object> map) {
    String id = text(map, "id");
    Object priority = map.get("priority");
    Object timeout = map.get("timeout");
    return new TaskDefinition(
        TaskId.of(id),
        MilestoneId.of(text(map, "milestone")),
        text(map, "title"),
        text(map, "description"),
        text(map, "kind"),
        priority == null ? 2 : whole(priority),
        dependencies(map.get("depends_on")),
        texts(map.get("requires")),
        units(map.get("resources")),
        java.util.Optional.ofNullable(estimate(map.get("estimate"))),
        texts(map.get("files")),
        text(map, "run"),
        texts(map.get("verify")),
        timeout == null ? java.util.Optional.empty() : java.util.Optional.of(duration(timeout)),
        retry(map.get("retry")),
        BudgetCodec.budget(map.get("budget")),
        texts(map.get("criteria")),
        extensions(map));
  }

  private static List<Dependency> dependencies(@Nullable Object value) {
    if (value == null) {
      return List.of();
    }
    List<?> list = list(value);
    List<Dependency> dependencies = new ArrayList<>(list.size());
    for (Object item : list) {
      if (item instanceof String id) {
        dependencies.add(Dependency.on(TaskId.of(id)));
        continue;
      }
      Map<String, Object> map = map(item);
      Object lag = map.get("lag");
      String type = text(map, "type");
      String task = text(map, "task");
      dependencies.add(
          new Dependency(
              task.isEmpty() ? java.util.Optional.empty() : java.util.Optional.of(TaskId.of(task)),
              task.isEmpty()
                  ? java.util.Optional.of(MilestoneId.of(text(map, "milestone")))
                  : java.util.Optional.empty(),
              type.isEmpty()
                  ? DependencyType.FINISH_START
                  : DependencyType.parse(type).orElseThrow(() -> wrong(type)),
              lag == null ? Duration.ZERO : duration(lag)));
    }
    return dependencies;
  }

  private static Map<String, Integer> units(@Nullable Object value) {
    if (value == null) {
      return Map.of();
    }
    Map<String, Integer> units = new LinkedHashMap<>();
    map(value).forEach((name, n) -> units.put(name, whole(n)));
    return units;
  }

  private static @Nullable Estimate estimate(@Nullable Object value) {
    if (value == null) {
      return null;
    }
    if (value instanceof String text) {
      return Estimate.of(DurationText.iso(text));
    }
    Map<String, Object> map = map(value);
    return new Estimate(
        duration(map.get("optimistic")),
        duration(map.get("likely")),
        duration(map.get("pessimistic")));
  }

  private static RetryPolicy retry(@Nullable Object value) {
    if (value == null) {
      return RetryPolicy.NONE;
    }
    Map<String, Object> map = map(value);
    Object attempts = map.get("attempts");
    Object backoff = map.get("backoff");
    return new RetryPolicy(
        attempts == null ? 1 : whole(attempts),
        backoff == null ? Duration.ZERO : duration(backoff));
  }

  /** An agent. */
  public static Map<String, Object> encode(AgentDefinition agent) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("id", agent.id().value());
    putList(map, "command", agent.command());
    putList(map, "capabilities", agent.capabilities());
    if (agent.slots() != 1) {
      map.put("slots", (long) agent.slots());
    }
    if (!agent.provider().equals("process")) {
      map.put("provider", agent.provider());
    }
    if (!agent.settings().isEmpty()) {
      map.put("settings", new LinkedHashMap<String, Object>(agent.settings()));
    }
    return map;
  }

  /** Reads an agent. */
  public static AgentDefinition agent(Map<String, Object> map) {
    AgentDefinition.Builder agent =
        AgentDefinition.builder(AgentId.of(text(map, "id")))
            .command(texts(map.get("command")))
            .capabilities(texts(map.get("capabilities")));
    Object slots = map.get("slots");
    if (slots != null) {
      agent.slots(whole(slots));
    }
    if (map.containsKey("provider")) {
      agent.provider(text(map, "provider"));
    }
    Object settings = map.get("settings");
    if (settings != null) {
      Map<String, String> texts = new LinkedHashMap<>();
      map(settings).forEach((key, value) -> texts.put(key, String.valueOf(value)));
      agent.settings(texts);
    }
    return agent.build();
  }

  /** A calendar. */
  public static Map<String, Object> encode(WorkCalendar calendar) {
    Map<String, Object> map = new LinkedHashMap<>();
    List<Object> days = new ArrayList<>();
    for (DayOfWeek day : DayOfWeek.values()) {
      if (calendar.days().contains(day)) {
        days.add(DAYS[day.ordinal()]);
      }
    }
    map.put("days", days);
    map.put("hours", calendar.from() + "-" + calendar.to());
    map.put("zone", calendar.zone().getId());
    if (!calendar.holidays().isEmpty()) {
      map.put("holidays", calendar.holidays().stream().sorted().map(LocalDate::toString).toList());
    }
    return map;
  }

  /** Reads a calendar. */
  public static WorkCalendar calendar(Map<String, Object> map) {
    Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
    for (String name : texts(map.get("days"))) {
      for (DayOfWeek day : DayOfWeek.values()) {
        if (DAYS[day.ordinal()].equals(name.toLowerCase(Locale.ROOT))) {
          days.add(day);
        }
      }
    }
    String hours = text(map, "hours");
    int dash = hours.indexOf('-');
    if (dash < 0) {
      throw wrong(hours);
    }
    Set<LocalDate> holidays = new HashSet<>();
    for (String day : texts(map.get("holidays"))) {
      holidays.add(LocalDate.parse(day));
    }
    return new WorkCalendar(
        days,
        LocalTime.parse(hours.substring(0, dash)),
        LocalTime.parse(hours.substring(dash + 1)),
        ZoneId.of(text(map, "zone")),
        holidays);
  }

  static void putText(Map<String, Object> map, String key, String text) {
    if (!text.isEmpty()) {
      map.put(key, text);
    }
  }

  static void putList(Map<String, Object> map, String key, List<?> list) {
    if (!list.isEmpty()) {
      map.put(key, list);
    }
  }

  static void putExtensions(Map<String, Object> map, Map<String, Object> extensions) {
    extensions.forEach(
        (key, value) -> {
          if (key.startsWith("x-")) {
            map.put(key, value);
          }
        });
  }

  static Map<String, Object> extensions(Map<String, Object> map) {
    Map<String, Object> kept = null;
    for (Map.Entry<String, Object> entry : map.entrySet()) {
      if (entry.getKey().startsWith("x-")) {
        kept = kept == null ? new LinkedHashMap<>() : kept;
        Object normal = JsonValues.normal(entry.getValue());
        kept.put(entry.getKey(), normal);
      }
    }
    return kept == null ? Map.of() : kept;
  }

  static String text(Map<String, Object> map, String key) {
    Object value = map.get(key);
    return value == null ? "" : value.toString();
  }

  static int whole(Object value) {
    if (value instanceof Number number) {
      return number.intValue();
    }
    throw wrong(value);
  }

  static Duration duration(@Nullable Object value) {
    if (value instanceof String text) {
      return DurationText.iso(text);
    }
    throw wrong(value);
  }

  static List<?> list(Object value) {
    if (value instanceof List<?> list) {
      return list;
    }
    throw wrong(value);
  }

  @SuppressWarnings("unchecked") // JSON objects have text keys
  static Map<String, Object> map(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      return (Map<String, Object>) map;
    }
    throw wrong(value);
  }

  static List<String> texts(@Nullable Object value) {
    if (value == null) {
      return List.of();
    }
    List<?> list = list(value);
    List<String> texts = new ArrayList<>(list.size());
    for (Object item : list) {
      texts.add(String.valueOf(item));
    }
    return texts;
  }

  private static IllegalArgumentException wrong(@Nullable Object value) {
    return new IllegalArgumentException("not a value of a definition: " + value);
  }
}
