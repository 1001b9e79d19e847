package dev.milestone.core.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class WholeCharactersTest {

  /** The scanner reads pieces of 1,024 or so; a character of two halves stands at every place. */
  @Test
  void a_character_outside_the_basic_plane_may_stand_anywhere() {
    for (int before = 0; before < 3_000; before++) {
      String text = "key: " + "a".repeat(before) + "\uD83D\uDE80 b\n";
      ProblemList problems = new ProblemList();
      YamlNode node =
          YamlReader.read(
              "x.yaml", text.getBytes(StandardCharsets.UTF_8), YamlLimits.PLAN, problems);
      assertThat(problems.isEmpty()).as("at %s: %s", before, problems.sorted()).isTrue();
      assertThat(node).isInstanceOf(YamlMapping.class);
    }
  }

  @Test
  void pieces_of_every_length_make_the_whole_text() {
    String text = "\uD83D\uDE80a\uD83D\uDE80\uD83D\uDE80bc\uD83D\uDE80";
    for (int length = 2; length < 12; length++) {
      WholeCharacters reader = new WholeCharacters(text);
      StringBuilder all = new StringBuilder();
      char[] into = new char[length];
      for (int n = reader.read(into, 0, length); n > 0; n = reader.read(into, 0, length)) {
        assertThat(Character.isHighSurrogate(into[n - 1])).isFalse();
        all.append(into, 0, n);
      }
      assertThat(all.toString()).isEqualTo(text);
    }
  }
}
