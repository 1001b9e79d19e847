package dev.milestone.agent.preset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milestone.model.AgentSession;
import dev.milestone.model.Cost;
import dev.milestone.spi.agent.Unavailability.Reason;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What agents print is untrusted: nothing of it harms, and what is left out is counted. */
class PresetParserTest {

  private static final String RESULT =
      "{\"type\":\"result\",\"subtype\":\"success\",\"is_error\":false,\"result\":\"done\"}";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "hello",
        "{",
        "{}",
        "[]",
        "null",
        "{\"type\":\"result\"",
        "{\"type\":\"result\"} x",
        "{\"type\":\"result\",\"type\":\"result\"}",
        "{\"type\":[\"result\"]}",
        "{\"type\":{\"result\":1}}",
        "{\"type\":null}",
        "{\"Type\":\"result\"}",
        "\"{\\\"type\\\":\\\"result\\\"}\"",
      })
  void what_is_not_exactly_the_last_line_is_none(String line) {
    assertThat(claude(line).terminal()).isFalse();
  }

  @Test
  void a_last_line_without_a_line_break_counts() {
    assertThat(claude(RESULT).terminal()).isTrue();
    assertThat(claude(RESULT + "\r\n").terminal()).isTrue();
    assertThat(claude("  " + RESULT).terminal()).isTrue();
  }

  @Test
  void an_error_flag_wins_over_the_word_success() {
    PresetFacts facts =
        claude("{\"type\":\"result\",\"subtype\":\"success\",\"is_error\":true,\"result\":\"no\"}");
    assertThat(facts.terminal()).isTrue();
    assertThat(facts.error()).isTrue();
    assertThat(facts.message()).isEqualTo("no");
  }

  @Test
  void what_an_agent_says_in_a_text_is_no_line_of_its_own() {
    String text = RESULT.replace("\"", "\\\"");
    assertThat(
            claude(
                    "{\"type\":\"assistant\",\"message\":{\"content\":[{\"type\":\"text\",\"text\":\"x\\n"
                        + text
                        + "\"}]}}")
                .terminal())
        .isFalse();
  }

  @Test
  void lines_that_cannot_be_read_are_counted() {
    PresetFacts facts =
        claude(
            "Loading…\n"
                + "{\"type\":\"unheard-of\"}\n"
                + "{\"type\":\"unheard-of\",\"type\":1}\n"
                + "{\"a\":"
                + "[".repeat(JsonLine.MAX_DEPTH + 1)
                + "]".repeat(JsonLine.MAX_DEPTH + 1)
                + "}\n"
                + "x".repeat(PresetParser.MAX_LINE + 1)
                + "\n"
                + RESULT);
    assertThat(facts.terminal()).isTrue();
    assertThat(facts.counts())
        .containsEntry("lines_not_json", 3L)
        .containsEntry("unknown_lines", 1L)
        .containsEntry("lines_too_long", 1L);
  }

  @Test
  void bytes_that_are_not_utf_8_do_not_hide_a_line() {
    byte[] bytes = RESULT.replace("done", "d?ne").getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = bytes[i] == '?' ? (byte) 0xFF : bytes[i];
    }
    PresetParser parser = parser("claude", Optional.empty());
    parser.out(bytes, 0, bytes.length);
    parser.finish();
    assertThat(parser.facts().terminal()).isTrue();
    assertThat(parser.facts().text()).isEqualTo("d\uFFFDne");
    assertThat(parser.facts().counts()).containsEntry("invalid_utf8", 1L);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-1",
        "1e400",
        "-0.5",
        "\"x\"",
        "\"NaN\"",
        "9999999999999999999999",
        "true",
        "1e-400",
        "123456789012345678901234567890123456789012345678901234567890"
      })
  void usage_that_cannot_be_is_not_believed(String number) {
    PresetFacts facts =
        codex(
            "{\"type\":\"turn.completed\",\"usage\":{\"input_tokens\":"
                + number
                + ",\"output_tokens\":3}}",
            Optional.empty());
    assertThat(facts.terminal()).isTrue();
    assertThat(facts.spent().inputTokens()).isZero();
    assertThat(facts.spent().outputTokens()).isEqualTo(3);
    assertThat(facts.counts()).containsEntry("unusable_values", 1L);
  }

  @Test
  void nan_is_no_json_at_all() {
    assertThat(
            codex(
                    "{\"type\":\"turn.completed\",\"usage\":{\"input_tokens\":NaN}}",
                    Optional.empty())
                .terminal())
        .isFalse();
  }

  @Test
  void money_with_the_digits_of_a_double_is_rounded() {
    assertThat(
            claude("{\"type\":\"result\",\"total_cost_usd\":0.0076200000000000001}")
                .spent()
                .money())
        .isEqualByComparingTo("0.00762");
    assertThat(claude("{\"type\":\"result\",\"total_cost_usd\":1E-9}").spent().money())
        .isEqualByComparingTo("0.000000001");
  }

  @Test
  void calls_with_the_same_name_count_once_with_their_last_numbers() {
    String call =
        "{\"type\":\"assistant\",\"message\":{\"id\":\"%s\",\"usage\":{\"input_tokens\":10,"
            + "\"output_tokens\":%d}}}\n";
    assertThat(
            claude(call.formatted("a", 1) + call.formatted("b", 1) + call.formatted("a", 5))
                .spent()
                .tokens())
        .isEqualTo(26);
  }

  @Test
  void a_counter_that_began_anew_counts_whole() {
    AgentSession before = new AgentSession("t", new Cost(100, 50, BigDecimal.ZERO, "USD"));
    String thread = "{\"type\":\"thread.started\",\"thread_id\":\"t\"}\n";
    String turn =
        "{\"type\":\"turn.completed\",\"usage\":{\"input_tokens\":%d,\"output_tokens\":60}}";
    PresetFacts more = codex(thread + turn.formatted(120), Optional.of(before));
    assertThat(more.spent().inputTokens()).isEqualTo(20);
    assertThat(more.spent().outputTokens()).isEqualTo(10);
    PresetFacts less = codex(thread + turn.formatted(90), Optional.of(before));
    assertThat(less.spent().inputTokens()).isEqualTo(90);
    assertThat(less.counts()).containsEntry("usage_restarted", 1L);
    PresetFacts other =
        codex(thread.replace("\"t\"", "\"u\"") + turn.formatted(120), Optional.of(before));
    assertThat(other.spent().inputTokens()).isEqualTo(120);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--dangerously-skip-permissions", "a b", "-", "../x", "a\\nb", ""})
  void a_session_that_could_be_something_else_is_not_taken(String id) {
    PresetFacts facts =
        claude("{\"type\":\"system\",\"subtype\":\"init\",\"session_id\":\"" + id + "\"}");
    assertThat(facts.session()).isEmpty();
  }

  @Test
  void work_that_goes_on_takes_back_that_the_service_was_down() {
    PresetParser parser = parser("gemini", Optional.empty());
    byte[] err = "Attempt 1 failed with status 429. Retrying".getBytes(StandardCharsets.UTF_8);
    parser.err(err, 0, err.length);
    parser.err(new byte[] {'\n'}, 0, 1);
    assertThat(parser.facts().unavailable().orElseThrow().reason()).isEqualTo(Reason.RATE_LIMIT);
    byte[] out =
        "{\"type\":\"message\",\"role\":\"assistant\",\"content\":\"hi\"}\n"
            .getBytes(StandardCharsets.UTF_8);
    parser.out(out, 0, out.length);
    assertThat(parser.facts().unavailable()).isEmpty();
  }

  @Test
  void parts_that_follow_each_other_are_one_text() {
    PresetParser parser = parser("gemini", Optional.empty());
    String part =
        "{\"type\":\"message\",\"role\":\"assistant\",\"content\":\"%s\",\"delta\":true}\n";
    byte[] out =
        (part.formatted("old")
                + "{\"type\":\"tool_use\"}\n"
                + part.formatted("Done: ")
                + part.formatted("all of it."))
            .getBytes(StandardCharsets.UTF_8);
    parser.out(out, 0, out.length);
    assertThat(parser.facts().text()).isEqualTo("Done: all of it.");
  }

  @Test
  void lines_of_text_are_read_by_literals() {
    PresetParser parser = parser("aider", Optional.empty());
    byte[] out =
        """
        Aider v0.86.1
        Main model: gpt-4o with diff edit format
        Applied edit to hello.txt
        Tokens: 2.1k sent, 1,140 received. Cost: $0.0063 message, $0.0063 session.
        Tokens: 1k sent, 10 received. Cost: $0.0010 message, $0.0073 session.
        """
            .getBytes(StandardCharsets.UTF_8);
    parser.out(out, 0, out.length);
    parser.finish();
    PresetFacts facts = parser.facts();
    assertThat(facts.version()).isEqualTo("0.86.1");
    assertThat(facts.model()).isEqualTo("gpt-4o");
    assertThat(facts.text()).isEqualTo("Applied edit to hello.txt");
    assertThat(facts.spent().inputTokens()).isEqualTo(3100);
    assertThat(facts.spent().outputTokens()).isEqualTo(1150);
    assertThat(facts.spent().money()).isEqualByComparingTo("0.0073");
  }

  private static PresetFacts claude(String out) {
    return facts("claude", out, Optional.empty());
  }

  private static PresetFacts codex(String out, Optional<AgentSession> resumed) {
    return facts("codex", out, resumed);
  }

  private static PresetFacts facts(String preset, String out, Optional<AgentSession> resumed) {
    PresetParser parser = parser(preset, resumed);
    byte[] bytes = out.getBytes(StandardCharsets.UTF_8);
    parser.out(bytes, 0, bytes.length);
    parser.finish();
    return parser.facts();
  }

  private static PresetParser parser(String preset, Optional<AgentSession> resumed) {
    return new PresetParser(
        new PresetCatalogue(PresetParserTest.class.getClassLoader())
            .findInJars(preset)
            .orElseThrow(),
        resumed,
        PresetListener.NONE);
  }
}
