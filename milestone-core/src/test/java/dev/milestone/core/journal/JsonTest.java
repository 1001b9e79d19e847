package dev.milestone.core.journal;

import static dev.milestone.core.journal.Lines.text;
import static dev.milestone.core.journal.Lines.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.milestone.ErrorKind;
import dev.milestone.MilestoneException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTest {

  @Test
  void a_document_is_written_on_one_line_or_prettily_and_read_back() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("name", "line\nbreak");
    document.put("list", Arrays.asList(1L, null, 2.5, true));
    document.put("nothing", null);
    document.put("empty", Map.of());
    document.put("none", List.of());

    assertThat(Json.text(document))
        .isEqualTo("{\"name\":\"line\\nbreak\",\"list\":[1,2.5,true],\"empty\":{},\"none\":[]}");
    assertThat(text(Json.write(document, true)))
        .isEqualTo(
            """
            {
              "name": "line\\nbreak",
              "list": [
                1,
                2.5,
                true
              ],
              "empty": {},
              "none": []
            }
            """);
    assertThat(Json.read(Json.write(document, true)))
        .isEqualTo(Json.readObject(Json.write(document)));
  }

  @Test
  void escapes_of_all_kinds_are_read() {
    assertThat(Json.read(utf8(" \"\\u0041\\/\\b\\f\\n\\r\\t\\\"\\\\\\uD83D\\ude00 é\" ")))
        .isEqualTo("A/\b\f\n\r\t\"\\\ud83d\ude00 é");
  }

  @Test
  void null_is_left_out() {
    assertThat(Json.read(utf8("{\"a\":null,\"b\":[null,1]}"))).isEqualTo(Map.of("b", List.of(1L)));
  }

  @Test
  void numbers_are_long_where_whole_and_in_range() {
    assertThat(
            Json.read(
                utf8(
                    "[0,-0,9223372036854775807,-9223372036854775808,9223372036854775808,1.0,1e2]")))
        .isEqualTo(
            List.of(0L, 0L, Long.MAX_VALUE, Long.MIN_VALUE, 9.223372036854775808E18, 1.0, 100.0));
  }

  @Test
  void what_is_not_strictly_json_is_refused_with_its_position() {
    for (String bad :
        List.of(
            "",
            " ",
            "null",
            "nul",
            "tru",
            "truex",
            "{",
            "[",
            "[1",
            "[1,",
            "[1,]",
            "[,1]",
            "{,}",
            "{\"a\"}",
            "{\"a\":}",
            "{\"a\":1,}",
            "{\"a\":1 \"b\":2}",
            "{a:1}",
            "{'a':1}",
            "{\"a\":1,\"a\":2}",
            "{\"a\":null,\"a\":2}",
            "1 2",
            "{} {}",
            "01",
            "-",
            "+1",
            "1.",
            ".5",
            "1e",
            "1e+",
            "0x1",
            "1e999",
            "NaN",
            "\"",
            "\"\\\"",
            "\"\\x\"",
            "\"\\u12\"",
            "\"\\u12g4\"",
            "\"a\tb\"",
            "[1}",
            "[".repeat(65) + "]".repeat(65),
            "9".repeat(1_001),
            "// c\n1")) {
      assertBad(utf8(bad));
    }
    assertBad(new byte[] {'"', (byte) 0xc3, '"'});
    assertBad(new byte[] {'"', (byte) 0xc0, (byte) 0x80, '"'});
    assertBad(new byte[] {'"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"'});
    assertBad(new byte[] {(byte) 0xef, (byte) 0xbb, (byte) 0xbf, '1'});
    assertThatThrownBy(() -> Json.read(utf8("{\"a\":1,\"b\":x}"))).hasMessageContaining("byte 11");
    assertThatThrownBy(() -> Json.readObject(utf8("[]")))
        .hasMessageContaining("an object expected");
  }

  @Test
  void sixty_four_levels_are_read_and_written() {
    byte[] deep = utf8("[".repeat(64) + "]".repeat(64));
    Object value = Json.read(deep);

    assertThat(Json.write(value)).isEqualTo(deep);
    assertThatThrownBy(() -> Json.write(List.of(value)))
        .isInstanceOfSatisfying(
            MilestoneException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.DEFECT));
  }

  private static void assertBad(byte[] document) {
    assertThatThrownBy(() -> Json.read(document))
        .as(text(document))
        .isInstanceOfSatisfying(
            MilestoneException.class,
            e -> {
              assertThat(e.kind()).isEqualTo(ErrorKind.DAMAGED);
              assertThat(e.code()).isEqualTo("bad_json");
            });
  }
}
