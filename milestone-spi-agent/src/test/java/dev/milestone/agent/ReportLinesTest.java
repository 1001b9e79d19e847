package dev.milestone.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milestone.model.Artefact;
import dev.milestone.testkit.agent.RecordingAttemptControl;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an agent prints, and what of it is a report. */
@Timeout(30)
class ReportLinesTest {

  private static final Path WORKSPACE = Path.of("/work/space");

  private final RecordingAttemptControl control = new RecordingAttemptControl();
  private final ReportLines lines = new ReportLines(control, WORKSPACE, 1024);

  @Test
  void progress_and_notes_are_handed_on_in_order() {
    print("{\"progress\":0.25}\nordinary output\n{\"progress\":0.5,\"note\":\"half\"}\r\n");
    print("{\"note\":\"only a note\"}\n  {\"progress\": 1e0 , \"other\":[1,{\"x\":null}]}  \n");
    assertThat(control.progress())
        .extracting(RecordingAttemptControl.Progress::fraction)
        .containsExactly(0.25, 0.5, 1.0);
    assertThat(control.progress().get(1).note()).isEqualTo("half");
    assertThat(control.notes()).containsExactly("only a note");
    assertThat(lines.lastNote()).isEqualTo("only a note");
  }

  @Test
  void progress_is_clipped() {
    print("{\"progress\":-3}\n{\"progress\":17}\n{\"progress\":\"half\"}\n{\"progress\":null}\n");
    assertThat(control.progress())
        .extracting(RecordingAttemptControl.Progress::fraction)
        .containsExactly(0.0, 1.0);
  }

  @Test
  void costs_add_up() {
    print(
        "{\"cost\":{\"input_tokens\":100,\"output_tokens\":20,\"money\":0.25,\"currency\":\"EUR\"}}\n");
    print(
        "{\"cost\":{\"input_tokens\":1,\"money\":\"0.05\",\"currency\":\"EUR\"},\"progress\":0.1}\n");
    assertThat(lines.cost().inputTokens()).isEqualTo(101);
    assertThat(lines.cost().outputTokens()).isEqualTo(20);
    assertThat(lines.cost().money()).isEqualByComparingTo("0.30");
    assertThat(lines.cost().currency()).isEqualTo("EUR");
    assertThat(lines.dropped()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"money\":1e999999999}",
        "{\"money\":1e-999999999}",
        "{\"money\":-1}",
        "{\"money\":\"ten\"}",
        "{\"input_tokens\":-5}",
        "{\"input_tokens\":1.5}",
        "{\"money\":1,\"currency\":\"dollars\"}",
        "{\"money\":1,\"currency\":\"GBP\"}"
      })
  void a_cost_that_cannot_be_is_dropped_and_counted(String cost) {
    print("{\"cost\":{\"money\":1,\"currency\":\"EUR\"}}\n");
    print("{\"cost\":" + cost + "}\n");
    assertThat(lines.cost().money()).isEqualByComparingTo("1");
    assertThat(lines.cost().inputTokens()).isZero();
    assertThat(lines.dropped()).isEqualTo(1);
  }

  @Test
  void an_overflow_of_tokens_is_dropped() {
    print("{\"cost\":{\"input_tokens\":9223372036854775807}}\n");
    print("{\"cost\":{\"input_tokens\":9223372036854775807}}\n");
    assertThat(lines.cost().inputTokens()).isEqualTo(Long.MAX_VALUE);
    assertThat(lines.dropped()).isEqualTo(1);
  }

  @Test
  void artefacts_lie_below_the_workspace() {
    print("{\"artefact\":{\"path\":\"out/report.html\",\"kind\":\"report\"}}\n");
    print("{\"artefact\":{\"path\":\"/work/space/a/../b.txt\"}}\n");
    print("{\"artefact\":{\"path\":\"../../etc/passwd\"}}\n");
    print("{\"artefact\":{\"path\":\"/etc/passwd\"}}\n");
    print("{\"artefact\":{\"path\":\"x\\u0000y\"}}\n");
    print("{\"artefact\":{\"kind\":\"file\"}}\n");
    assertThat(lines.artefacts())
        .containsExactly(
            new Artefact("out/report.html", "report", ""), new Artefact("b.txt", "file", ""));
    assertThat(lines.dropped()).isEqualTo(4);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "{}x",
        "{\"note\":\"a\"} {\"note\":\"b\"}",
        "{\"note\":\"a\",\"note\":\"b\"}",
        "[{\"note\":\"a\"}]",
        "\"note\"",
        "{note:1}",
        "{\"note\":\"unfinished",
        "not json {\"note\":\"a\"}",
        "{\"note\":\"\uD800\"}"
      })
  void what_is_not_one_json_object_is_output_like_any_other(String line) {
    print(line + "\n{\"note\":\"after\"}\n");
    assertThat(control.notes()).contains("after").doesNotContain("a", "b");
  }

  @Test
  void invalid_utf_8_and_nul_bytes_do_no_harm() {
    byte[] bytes = "{\"note\":\"xx\"}\n".getBytes(StandardCharsets.UTF_8);
    bytes[9] = (byte) 0xC3;
    bytes[10] = (byte) 0x28;
    lines.add(bytes, 0, bytes.length);
    lines.add(new byte[] {0, 0, '{', 0, '\n'}, 0, 5);
    print("{\"note\":\"after\"}\n");
    assertThat(control.notes()).containsExactly("after");
  }

  @Test
  void a_line_that_is_too_long_is_skipped_and_the_next_one_read() {
    print("{\"note\":\"" + "x".repeat(5000) + "\"}\n{\"note\":\"after\"}\n");
    assertThat(control.notes()).containsExactly("after");
  }

  @Test
  void deep_nesting_is_not_followed() {
    print("{\"x\":" + "[".repeat(400) + "]".repeat(400) + ",\"note\":\"a\"}\n");
    assertThat(control.notes()).isEmpty();
  }

  @Test
  void a_last_line_without_a_line_break_counts() {
    print("{\"note\":\"last\"}");
    assertThat(control.notes()).isEmpty();
    lines.finish();
    assertThat(control.notes()).containsExactly("last");
  }

  @Test
  void a_flood_of_notes_is_bounded() {
    for (int i = 0; i < 3 * ReportLines.MAX_NOTES; i++) {
      print("{\"note\":\"n\"}\n");
    }
    assertThat(control.notes()).hasSize(ReportLines.MAX_NOTES);
    assertThat(lines.dropped()).isEqualTo(2 * ReportLines.MAX_NOTES);
  }

  @Test
  void where_the_output_is_cut_makes_no_difference() {
    byte[] all =
        ("plain\n{\"progress\":0.1,\"note\":\"ä\"}\n\n{\"cost\":{\"input_tokens\":5}}\n"
                + "x".repeat(3000)
                + "\n{\"note\":\"end\"}\n")
            .getBytes(StandardCharsets.UTF_8);
    for (long seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      RecordingAttemptControl own = new RecordingAttemptControl();
      ReportLines read = new ReportLines(own, WORKSPACE, 1024);
      int at = 0;
      while (at < all.length) {
        int count = Math.min(all.length - at, 1 + random.nextInt(40));
        read.add(all, at, count);
        at += count;
      }
      assertThat(own.progress()).as("seed %d", seed).hasSize(1);
      assertThat(own.progress().get(0).note()).as("seed %d", seed).isEqualTo("ä");
      assertThat(own.notes()).as("seed %d", seed).containsExactly("end");
      assertThat(read.cost().inputTokens()).as("seed %d", seed).isEqualTo(5);
    }
  }

  private void print(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    lines.add(bytes, 0, bytes.length);
  }
}
