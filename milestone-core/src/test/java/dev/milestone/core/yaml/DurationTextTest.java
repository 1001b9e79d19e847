package dev.milestone.core.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Notations of durations. */
class DurationTextTest {

  @ParameterizedTest
  @CsvSource({
    "PT90M, PT1H30M", "90m, PT1H30M", "2h, PT2H", "3d, PT72H", "1h30m, PT1H30M", "10s, PT10S",
    "500ms, PT0.5S", "2w, PT336H", "1.5h, PT1H30M", "P1D, PT24H", "0s, PT0S",
        "1w2d3h4m5s6ms, PT219H4M5.006S",
    "P1DT2H, PT26H", "pt1h, PT1H"
  })
  void areRead(String text, String expected) {
    assertThat(DurationText.parse(text)).contains(Duration.parse(expected));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "5",
        "h",
        "1h1h",
        "1m1h",
        "-1h",
        "PT-1H",
        "1 h",
        "1H",
        "1.h",
        ".5h",
        "1..5h",
        "9999999999h",
        "P1Y",
        "PT",
        "1y",
        "36501d",
        "99999999999999999999999999999999999999999s",
        "１h"
      })
  void othersAreNot(String text) {
    assertThat(DurationText.parse(text)).isEmpty();
  }

  @Test
  void aDayMayBeAWorkingDay() {
    assertThat(DurationText.parse("1w1d", Duration.ofHours(8), Duration.ofHours(40)))
        .contains(Duration.ofHours(48));
    assertThat(DurationText.parse("P1D", Duration.ofHours(8), Duration.ofHours(40)))
        .as("ISO is exact")
        .contains(Duration.ofHours(24));
  }

  @Property
  void isoTextIsReadLikeTheJdkReadsIt(@ForAll @LongRange(min = -99, max = 1L << 40) long millis) {
    Duration duration = Duration.ofMillis(millis);
    assertThat(DurationText.iso(duration.toString())).isEqualTo(duration);
    assertThat(DurationText.iso(Duration.ofSeconds(millis).toString()))
        .isEqualTo(Duration.ofSeconds(millis));
  }

  @Property
  void briefTextIsReadBack(@ForAll @LongRange(min = 0, max = 3_000_000_000_000L) long millis) {
    assertThat(DurationText.parse(DurationText.brief(Duration.ofMillis(millis))))
        .contains(Duration.ofMillis(millis));
  }
}
