package dev.milestone.core.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RedactionTest {
  private static final Redaction PATTERNS = Redaction.PATTERNS_ONLY;

  @Test
  void keys_of_well_known_services_are_taken_out() {
    for (String key :
        List.of(
            "sk-proj-abcdefghijklmnop",
            "ghp_abcdefghijklmnopqrstuvwxyz0123456789",
            "github_pat_11ABCDEFG0abcdefghij",
            "AKIAIOSFODNN7EXAMPLE",
            "AIzaSyA-abcdefghijklmnopqrstuvwxyz12345",
            "xoxb-1234567890-abcdefghij",
            "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc-def")) {
      assertThat(PATTERNS.text("use " + key + ", please")).isEqualTo("use [redacted], please");
      assertThat(PATTERNS.text("KEY=" + key)).isEqualTo("KEY=[redacted]");
      assertThat(PATTERNS.text("{\"key\":\"" + key + "\"}")).isEqualTo("{\"key\":\"[redacted]\"}");
    }
  }

  @Test
  void what_stands_behind_bearer_is_taken_out_and_the_word_stays() {
    assertThat(PATTERNS.text("authorization: bearer 0123456789abcdef\nnext"))
        .isEqualTo("authorization: bearer [redacted]\nnext");
  }

  @Test
  void a_private_key_is_taken_out_whole_also_when_it_is_cut_off() {
    String key = "-----BEGIN RSA PRIVATE KEY-----\nMIIE\nabc\n-----END RSA PRIVATE KEY-----";
    assertThat(PATTERNS.text("a\n" + key + "\nb")).isEqualTo("a\n[redacted]\nb");
    assertThat(PATTERNS.text("a\n" + key.substring(0, 38))).isEqualTo("a\n[redacted]");
    String certificate = "-----BEGIN CERTIFICATE-----\nMIIE\n-----END CERTIFICATE-----";
    assertThat(PATTERNS.text(certificate)).isEqualTo(certificate);
  }

  @Test
  void ordinary_words_stay() {
    for (String text :
        List.of(
            "task-001-001",
            "a bearer of news",
            "risk-averse-and-careful",
            "sk-1",
            "npm_config",
            "basic arithmetic",
            "disk-usage-of-the-whole-machine",
            "")) {
      assertThat(PATTERNS.text(text)).isEqualTo(text);
    }
  }

  @Test
  void values_of_variables_whose_names_say_so_are_taken_out_the_longest_first() {
    Redaction redaction =
        Redaction.of(
            Map.of(
                "DB_PASSWORD", "hunter2-long",
                "MY_TOKEN", "hunter2-long-and-more",
                "HOME", "/home/ada-lovelace",
                "SHORT_KEY", "1234567",
                "SSH_AUTH_SOCK", "/tmp/agent.sock"));
    assertThat(redaction.text("hunter2-long-and-more hunter2-long 1234567 /home/ada-lovelace"))
        .isEqualTo("[redacted] [redacted] 1234567 /home/ada-lovelace");
    assertThat(redaction.text("/tmp/agent.sock")).isEqualTo("/tmp/agent.sock");
  }

  @Test
  void values_are_looked_into() {
    assertThat(
            PATTERNS.value(
                Map.of("a", List.of(1L, "k=ghp_abcdefghijklmnop"), "b", Map.of("c", true))))
        .isEqualTo(Map.of("a", List.of(1L, "k=[redacted]"), "b", Map.of("c", true)));
  }

  @Test
  void time_does_not_grow_with_the_square_of_the_text() {
    // Each of these took hours with an implementation that looks further at every place.
    for (String piece : List.of("sk-", "-----BEGIN ", "bearer ", "eyJ.", "=", "basic  basic ")) {
      String text = piece.repeat(1_000_000 / piece.length());
      assertThat(PATTERNS.text(text).length()).isLessThanOrEqualTo(text.length());
    }
  }
}
