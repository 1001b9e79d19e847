package dev.milestone.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Head and tail of an output. */
class HeadTailTest {

  @Test
  void a_short_output_is_kept_whole() {
    HeadTail kept = new HeadTail(16);
    add(kept, "0123456789");
    add(kept, "abcdef");
    assertThat(kept.text()).isEqualTo("0123456789abcdef");
    assertThat(kept.leftOut()).isZero();
    assertThat(kept.tailText(6)).isEqualTo("abcdef");
    assertThat(kept.tailText(12)).isEqualTo("456789abcdef");
    assertThat(kept.tailText(100)).isEqualTo("0123456789abcdef");
    assertThat(kept.headText(3)).isEqualTo("012");
  }

  @Test
  void of_a_long_output_head_and_tail_are_kept_and_the_rest_is_counted() {
    HeadTail kept = new HeadTail(8);
    add(kept, "abcdefghijklmnopqrstuvwxyz");
    assertThat(kept.total()).isEqualTo(26);
    assertThat(kept.leftOut()).isEqualTo(18);
    assertThat(kept.text()).startsWith("abcd\n").contains("18 bytes left out").endsWith("\nwxyz");
    assertThat(kept.tailText(2)).isEqualTo("yz");
    assertThat(kept.tailText(100)).isEqualTo("wxyz");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 7, 64, 1000, 5000})
  void keeps_the_same_however_the_output_is_cut_into_pieces(int capacity) {
    for (long seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      StringBuilder all = new StringBuilder();
      HeadTail kept = new HeadTail(capacity);
      int pieces = random.nextInt(40);
      for (int i = 0; i < pieces; i++) {
        StringBuilder piece = new StringBuilder();
        int length = random.nextInt(300);
        for (int k = 0; k < length; k++) {
          piece.append((char) ('a' + random.nextInt(26)));
        }
        all.append(piece);
        add(kept, piece.toString());
      }
      String text = all.toString();
      int head = Math.min(capacity / 2, text.length());
      int tail = Math.min(capacity - capacity / 2, text.length() - head);
      String expectedTail = text.substring(text.length() - tail);
      assertThat(kept.total()).as("seed %d", seed).isEqualTo(text.length());
      assertThat(kept.headText(capacity)).as("seed %d", seed).isEqualTo(text.substring(0, head));
      if (kept.leftOut() == 0) {
        assertThat(kept.text()).as("seed %d", seed).isEqualTo(text);
      } else {
        assertThat(kept.text()).as("seed %d", seed).endsWith("…\n" + expectedTail);
      }
      assertThat(kept.allocated()).as("seed %d", seed).isLessThanOrEqualTo(Math.max(capacity, 0));
    }
  }

  @Test
  void invalid_utf_8_is_replaced_and_a_cut_character_left_out() {
    HeadTail kept = new HeadTail(1000);
    kept.add(new byte[] {'a', (byte) 0xFF, 0, 'b'}, 0, 4);
    assertThat(kept.text()).isEqualTo("a\uFFFD\0b");
    add(kept, "äöü");
    assertThat(kept.tailText(3)).isEqualTo("ü");
  }

  private static void add(HeadTail kept, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    kept.add(bytes, 0, bytes.length);
  }
}
