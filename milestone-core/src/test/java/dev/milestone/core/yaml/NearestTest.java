package dev.milestone.core.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Suggestions. */
class NearestTest {

  @Test
  void theNearestWordIsFound() {
    List<String> keys = List.of("title", "tasks", "depends_on", "due");
    assertThat(Nearest.of("titel", keys)).contains("title");
    assertThat(Nearest.of("dependson", keys)).contains("depends_on");
    assertThat(Nearest.of("TASKS", keys)).contains("tasks");
    assertThat(Nearest.of("colour", keys)).isEmpty();
    assertThat(Nearest.of("", keys)).isEmpty();
    assertThat(Nearest.of("x".repeat(10_000), keys)).isEmpty();
  }

  @Test
  void distanceCountsEditsAndSwaps() {
    assertThat(Nearest.distance("abc", "abc", 9)).isZero();
    assertThat(Nearest.distance("abc", "acb", 9)).isEqualTo(1);
    assertThat(Nearest.distance("abc", "xabc", 9)).isEqualTo(1);
    assertThat(Nearest.distance("kitten", "sitting", 9)).isEqualTo(3);
    assertThat(Nearest.distance("", "abc", 9)).isEqualTo(3);
  }
}
