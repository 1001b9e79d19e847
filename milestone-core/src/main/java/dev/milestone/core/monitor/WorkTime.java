package dev.milestone.core.monitor;

import dev.milestone.model.WorkCalendar;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import org.jspecify.annotations.Nullable;

/** Working time on a calendar; around the clock without one. Pure. */
final class WorkTime {

  /** Most days that are looked ahead; work that takes longer ends there. */
  static final int MAX_DAYS = 36_500;

  private WorkTime() {}

  /** When work that begins now and takes so long is done. */
  static Instant after(Instant now, Duration work, @Nullable WorkCalendar calendar) {
    if (calendar == null) {
      return now.plus(work);
    }
    ZonedDateTime at = now.atZone(calendar.zone());
    Duration rest = work;
    LocalDate day = at.toLocalDate();
    for (int i = 0; i < MAX_DAYS; i++, day = day.plusDays(1)) {
      if (!calendar.days().contains(day.getDayOfWeek()) || calendar.holidays().contains(day)) {
        continue;
      }
      Instant from = day.atTime(calendar.from()).atZone(calendar.zone()).toInstant();
      Instant to = day.atTime(calendar.to()).atZone(calendar.zone()).toInstant();
      if (from.isBefore(now)) {
        from = now;
      }
      if (!from.isBefore(to)) {
        continue;
      }
      Duration room = Duration.between(from, to);
      if (rest.compareTo(room) <= 0) {
        return from.plus(rest);
      }
      rest = rest.minus(room);
    }
    return now.plus(Duration.ofDays(MAX_DAYS));
  }

  /**
   * The end of a due day: in the calendar's zone, without a calendar where on earth it ends last.
   */
  static Instant endOf(LocalDate due, @Nullable WorkCalendar calendar) {
    return calendar == null
        ? Instant.ofEpochSecond((due.toEpochDay() + 1) * 86_400L + 43_200L)
        : due.plusDays(1).atStartOfDay(calendar.zone()).toInstant();
  }
}
