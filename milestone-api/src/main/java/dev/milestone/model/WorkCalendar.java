package dev.milestone.model;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Set;
import org.apiguardian.api.API;

/**
 * When work is done. A project without one works around the clock.
 *
 * @param days working days
 * @param from beginning of the working day
 * @param to end of the working day, after {@code from}
 * @param zone time zone of the hours
 * @param holidays days without work
 */
@API(status = API.Status.STABLE, since = "0.1")
public record WorkCalendar(
    Set<DayOfWeek> days, LocalTime from, LocalTime to, ZoneId zone, Set<LocalDate> holidays) {

  /** Refuses empty weeks and days. */
  public WorkCalendar {
    days = Set.copyOf(days);
    holidays = Set.copyOf(holidays);
    if (days.isEmpty() || !from.isBefore(to)) {
      throw new IllegalArgumentException("a calendar needs a working day with a positive length");
    }
  }
}
