package dev.milestone.agent.preset;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Secrets are taken out, words stay. */
class RedactionTest {

  private static final Redaction NOTHING_KNOWN = Redaction.of(Map.of());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "OPENAI_API_KEY",
        "GITHUB_TOKEN",
        "apikey",
        "DB_PASSWORD",
        "AWS_SECRET_ACCESS_KEY",
        "GOOGLE_APPLICATION_CREDENTIALS",
        "MY_TOKENS",
        "DB_PASS",
        "GH_PAT",
        "PGPASSWORD",
        "my.secret"
      })
  void names_of_secrets_are_known(String name) {
    assertThat(Redaction.isSecret(name)).isTrue();
    assertThat(Redaction.of(Map.of(name, "hunter2-hunter2")).clean("a hunter2-hunter2 b"))
        .isEqualTo("a [redacted] b");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"PATH", "HOME", "KEYBOARD", "PWD", "OLDPWD", "COMPASS", "AUTHOR", "TOKENIZER"})
  void other_names_are_none(String name) {
    assertThat(Redaction.isSecret(name)).isFalse();
  }

  @Test
  void short_values_stay_because_they_would_be_found_everywhere() {
    assertThat(Redaction.of(Map.of("A_KEY", "x")).clean("exit")).isEqualTo("exit");
  }

  @Test
  void the_longest_secret_goes_first_and_escaped_forms_as_well() {
    Redaction redaction =
        Redaction.of(
            Map.of("A_KEY", "abcdefgh", "B_KEY", "abcdefgh-long", "C_KEY", "a\"b\\c\ndef"));
    assertThat(redaction.clean("abcdefgh-long abcdefgh")).isEqualTo("[redacted] [redacted]");
    assertThat(redaction.clean("{\"x\":\"a\\\"b\\\\c\\ndef\"}"))
        .isEqualTo("{\"x\":\"[redacted]\"}");
  }

  @Test
  void secrets_that_overlap_themselves_are_found() {
    Redaction redaction = Redaction.of(Map.of("A_KEY", "ababababc"));
    assertThat(redaction.clean("ababababababc")).isEqualTo("abab[redacted]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sk-" + "ant-api03-abcdefghij0123456789",
        "ghp_abcdefghij0123456789abcdefghij",
        "github_pat_11ABCDEFG0abcdefghij_klmnop",
        "AIzaSyA-1234567890abcdefghij",
        "xoxb-123456789012-abcdefghijkl",
        "glpat-abcdefghij0123456789",
      })
  void keys_with_a_known_beginning_are_taken_out(String key) {
    assertThat(NOTHING_KNOWN.clean("key=" + key + ", next")).isEqualTo("key=[redacted], next");
    assertThat(NOTHING_KNOWN.clean("\"" + key + "\"")).isEqualTo("\"[redacted]\"");
  }

  @Test
  void bearer_tokens_and_private_keys_are_taken_out() {
    assertThat(NOTHING_KNOWN.clean("Authorization: Bearer abc.def-123456789012345"))
        .isEqualTo("Authorization: [redacted]");
    assertThat(
            NOTHING_KNOWN.clean(
                "x -----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY----- y"))
        .isEqualTo("x [redacted] y");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "task-001-001-password-hashing-2",
        "sk-learn-style-pipelines-everywhere",
        "the bearer of internationalization",
        "ghp_short1",
        "-----BEGIN CERTIFICATE-----",
        "risk-1234567890123456789",
        "",
      })
  void words_stay(String text) {
    assertThat(NOTHING_KNOWN.clean(text)).isEqualTo(text);
  }

  @Test
  void pieces_of_a_secret_at_a_cut_are_taken_out() {
    Redaction redaction = Redaction.of(Map.of("A_KEY", "swordfish-4711"));
    assertThat(redaction.cleanCut("key swordfi", false, true)).isEqualTo("key [redacted]");
    assertThat(redaction.cleanCut("sh-4711 key", true, false)).isEqualTo("[redacted] key");
    assertThat(redaction.cleanCut("key swordfi", false, false)).isEqualTo("key swordfi");
    assertThat(redaction.cleanCut("key swordfish-4711", true, true)).isEqualTo("key [redacted]");
  }

  @Test
  void hostile_texts_of_a_megabyte_are_cleaned() {
    Redaction redaction = Redaction.of(Map.of("A_KEY", "a".repeat(5000) + "b"));
    for (String text :
        new String[] {
          "a".repeat(1_000_000),
          "sk-".repeat(300_000),
          "bearer ".repeat(150_000),
          "-----BEGIN ".repeat(100_000),
          "eyJ-".repeat(250_000)
        }) {
      assertThat(redaction.clean(text)).isEqualTo(text);
    }
  }
}
