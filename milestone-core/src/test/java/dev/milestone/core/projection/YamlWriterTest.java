package dev.milestone.core.projection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import tools.jackson.dataformat.yaml.YAMLMapper;

class YamlWriterTest {

  private static final YAMLMapper JACKSON = new YAMLMapper();

  @Test
  void text_is_quoted_and_nesting_is_indented() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("title", "say \"no\": # \\ \t\n\u0085\u2028\ufeff – 🚀");
    map.put("on", "off");
    map.put("empty", List.of());
    map.put("none", Map.of());
    map.put("list", List.of("a", List.of(1, List.of()), Map.of("k", List.of(Map.of("x", true)))));
    map.put("odd key: #", 0.5);
    assertThat(YamlWriter.document(map))
        .isEqualTo(
            """
            title: "say \\"no\\": # \\\\ \\t\\n\\u0085\\u2028\\ufeff – 🚀"
            "on": "off"
            empty: []
            none: {}
            list:
              - "a"
              -
                - 1
                - []
              - k:
                  - x: true
            "odd key: #": 0.5
            """);
  }

  @Test
  void a_lone_surrogate_becomes_the_replacement_character() {
    assertThat(YamlWriter.document(Map.of("a", "x\ud800y"))).isEqualTo("a: \"x\\ufffdy\"\n");
  }

  @Property(tries = 500)
  void what_is_written_is_read_back_by_another_reader(@ForAll("maps") Map<String, Object> map) {
    String yaml = YamlWriter.document(map);
    Object back = yaml.isEmpty() ? Map.of() : JACKSON.readValue(yaml, Object.class);
    assertThat(back).isEqualTo(map);
  }

  @Provide
  Arbitrary<Map<String, Object>> maps() {
    Arbitrary<String> text =
        Arbitraries.oneOf(
                Arbitraries.strings().all().excludeChars('\ud800').ofMaxLength(20),
                Arbitraries.of(
                    "yes",
                    "no",
                    "null",
                    "~",
                    "0x1F",
                    "1e3",
                    "- a",
                    "? b",
                    "#",
                    " lead",
                    "trail ",
                    "a: b",
                    "'",
                    "\"",
                    "\\",
                    "%",
                    "@",
                    "`",
                    "🚀",
                    "\u2028",
                    "\r\n",
                    "\u0000",
                    "---",
                    "...",
                    "2026-11-20",
                    "{x}",
                    "[y]",
                    "&a",
                    "*a",
                    "!t",
                    "|",
                    ">"))
            .map(YamlWriterTest::withoutLoneSurrogates);
    Arbitrary<Object> scalar =
        Arbitraries.oneOf(
            text.asGeneric(),
            Arbitraries.integers().asGeneric(),
            Arbitraries.longs().greaterOrEqual(1L << 33).asGeneric(),
            Arbitraries.doubles().between(-1e6, 1e6).ofScale(4).asGeneric(),
            Arbitraries.of(true, false).asGeneric());
    Arbitrary<Object> value =
        Arbitraries.recursive(
            () -> scalar,
            inner ->
                Arbitraries.oneOf(
                    inner,
                    inner.list().ofMaxSize(4).<Object>map(ArrayList::new),
                    Arbitraries.maps(text, inner).ofMaxSize(4).<Object>map(LinkedHashMap::new)),
            3);
    return Arbitraries.maps(text, value).ofMaxSize(5);
  }

  private static String withoutLoneSurrogates(String text) {
    StringBuilder clean = new StringBuilder();
    text.codePoints()
        .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
        .forEach(clean::appendCodePoint);
    return clean.toString();
  }
}
