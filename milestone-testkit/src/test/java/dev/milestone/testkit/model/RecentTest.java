package dev.milestone.testkit.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RecentTest {

  @Test
  void the_last_things_are_kept_and_the_others_counted() {
    Recent<String> recent = new Recent<>(2);
    recent.add("a");
    recent.add("b");
    assertThat(recent.forgotten()).isZero();
    recent.add("c");
    assertThat(recent.kept()).containsExactly("b", "c");
    assertThat(recent.forgotten()).isEqualTo(1);
  }
}
