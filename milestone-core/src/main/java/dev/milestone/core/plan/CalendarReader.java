package dev.milestone.core.plan;

import dev.milestone.core.yaml.FieldPath;
import dev.milestone.core.yaml.Nearest;
import dev.milestone.core.yaml.NodeReader;
import dev.milestone.core.yaml.YamlMapping;
import dev.milestone.core.yaml.YamlNode;
import dev.milestone.core.yaml.YamlScalar;
import dev.milestone.core.yaml.YamlSequence;
import dev.milestone.model.WorkCalendar;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Reads {@code calendar}. Defaults: {@code mon-fri}, {@code 09:00-17:00}, {@code UTC}, no holidays.
 *
 * <p>Days are ranges and single days, {@code mon-fri} or {@code mon-wed,fri}, or a list of days; a
 * range may go over the end of the week ({@code sat-tue}). Hours lie within one day.
 */
final class CalendarReader {
  private static final String DAYS = "days such as mon-fri, or a list of days";
  private static final String HOURS = "hours such as \"09:00-17:00\"";

  private CalendarReader() {}

  /** Days of a text, or nothing when it names none. */
  static Optional<Set<DayOfWeek>> days(String text) {
    EnumSet<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
    for (String part : text.split(",", -1)) {
      int dash = part.indexOf('-');
      Optional<DayOfWeek> from = day(dash < 0 ? part : part.substring(0, dash));
      Optional<DayOfWeek> to = dash < 0 ? from : day(part.substring(dash + 1));
      if (from.isEmpty() || to.isEmpty()) {
        return Optional.empty();
      }
      DayOfWeek day = from.get();
      days.add(day);
      while (day != to.get()) {
        day = day.plus(1);
        days.add(day);
      }
    }
    return Optional.of(days);
  }

  private static Optional<DayOfWeek> day(String text) {
    String lower = text.strip().toLowerCase(Locale.ROOT);
    for (DayOfWeek day : DayOfWeek.values()) {
      String name = day.name().toLowerCase(Locale.ROOT);
      if (name.equals(lower) || name.substring(0, 3).equals(lower)) {
        return Optional.of(day);
      }
    }
    return Optional.empty();
  }

  /** Beginning and end of a working day, or nothing. */
  static Optional<LocalTime[]> hours(String text) {
    int dash = text.indexOf('-');
    if (dash < 0 || text.length() > 20) {
      return Optional.empty();
    }
    try {
      LocalTime from = LocalTime.parse(text.substring(0, dash).strip());
      LocalTime to = LocalTime.parse(text.substring(dash + 1).strip());
      return from.isBefore(to) ? Optional.of(new LocalTime[] {from, to}) : Optional.empty();
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  static Optional<WorkCalendar> read(NodeReader in, YamlNode node, FieldPath path) {
    YamlMapping map = in.map(node, path, "a calendar");
    if (map == null) {
      return Optional.empty();
    }
    in.knownKeys(map, path, PlanKeys.CALENDAR.keys());
    Set<DayOfWeek> days = readDays(in, map, path);
    LocalTime[] hours = {LocalTime.of(9, 0), LocalTime.of(17, 0)};
    String text = in.text(map, "hours", path);
    if (text != null) {
      Optional<LocalTime[]> read = hours(text);
      if (read.isEmpty()) {
        problem(in, map, path, "hours", HOURS, "the end lies after the beginning, on the same day");
      } else {
        hours = read.get();
      }
    }
    return Optional.of(
        new WorkCalendar(
            days, hours[0], hours[1], readZone(in, map, path), readHolidays(in, map, path)));
  }

  private static Set<DayOfWeek> readDays(NodeReader in, YamlMapping map, FieldPath path) {
    Set<DayOfWeek> fallback = EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY);
    YamlNode node = map.get("days");
    if (node == null) {
      return fallback;
    }
    List<String> parts = new ArrayList<>();
    if (node instanceof YamlSequence) {
      parts.addAll(in.texts(map, "days", path));
    } else if (node instanceof YamlScalar scalar) {
      parts.add(scalar.text());
    }
    Optional<Set<DayOfWeek>> days = days(String.join(",", parts));
    if (days.isEmpty()) {
      problem(in, map, path, "days", DAYS, "days are mon, tue, wed, thu, fri, sat, sun");
    }
    return days.orElse(fallback);
  }

  private static ZoneId readZone(NodeReader in, YamlMapping map, FieldPath path) {
    String zone = in.text(map, "zone", path);
    if (zone == null) {
      return ZoneOffset.UTC;
    }
    try {
      return ZoneId.of(zone);
    } catch (DateTimeException e) {
      String hint =
          Nearest.hint(zone, ZoneId.getAvailableZoneIds(), "write a name of the zone database");
      problem(in, map, path, "zone", "a time zone such as Europe/Berlin", hint);
      return ZoneOffset.UTC;
    }
  }

  private static Set<LocalDate> readHolidays(NodeReader in, YamlMapping map, FieldPath path) {
    Set<LocalDate> holidays = new HashSet<>();
    List<YamlNode> items = in.items(map, "holidays", path);
    for (int i = 0; i < items.size(); i++) {
      date(in, items.get(i), path.at("holidays").at(i)).ifPresent(holidays::add);
    }
    return holidays;
  }

  /** A day, or nothing after a report. */
  static Optional<LocalDate> date(NodeReader in, YamlNode node, FieldPath path) {
    if (node instanceof YamlScalar scalar && scalar.text().length() == 10) {
      try {
        return Optional.of(LocalDate.parse(scalar.text()));
      } catch (DateTimeException e) {
        // reported below
      }
    }
    in.problem(node, path, node.shown(), "a day such as 2026-12-18", "write year, month and day");
    return Optional.empty();
  }

  private static void problem(
      NodeReader in, YamlMapping map, FieldPath path, String key, String expected, String hint) {
    YamlNode node = java.util.Objects.requireNonNull(map.get(key));
    in.problem(node, path.at(key), node.shown(), expected, hint);
  }
}
