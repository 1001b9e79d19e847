package dev.milestone.connectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.milestone.ErrorKind;
import dev.milestone.MilestoneException;
import dev.milestone.Problem;
import dev.milestone.spi.plan.PlanFile;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonTextTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\":1,}          |1|8 |'}'           |the name of a field in double quotes",
        "{\"a\":1~ \"b\":2}  |2|2 |'\"b\":2}'    |',' or '}'",
        "[1 2]               |1|4 |'2]'          |',' or ']'",
        "[1,]                |1|4 |']'           |a value",
        "[1                  |1|3 |the end of the file|',' or ']'",
        "{\"a\"              |1|5 |the end of the file|':'",
        "{\"a\":             |1|6 |the end of the file|a value",
        "{\"a\":tru}         |1|6 |'tru}'        |a value",
        "{\"a\":01}          |1|6 |'01}'         |a number",
        "{\"a\":1.}          |1|6 |'1.}'         |a number",
        "{a:1}               |1|2 |'a:1}'        |the name of a field in double quotes",
        "{\"a\":'x'}         |1|6 |''x'}'        |a value",
        "[\"a~b\"]           |1|4 |a line break inside a text|the end of the text, or an escape"
            + " such as \\n",
        "[\"größe]           |1|9 |the end of the file|the end of the text, '\"'",
        "[\"\\u12x4\"]       |1|3 |'\\u12x4\"]'  |\\u and four hex digits",
        "[1]~ x              |2|2 |text after the end of the value|the end",
        "{\"é\":1,\"é\":2}   |1|8 |the field 'é' a second time|each field once",
        "]                   |1|1 |']'           |a value",
        "NaN                 |1|1 |'NaN'         |a value",
      })
  void what_is_not_json_is_one_error_with_its_place(
      String written, int line, int column, String found, String expected) {
    Problem problem = problem(written.replace('~', '\n'));
    assertThat(problem.line()).isEqualTo(line);
    assertThat(problem.column()).isEqualTo(column);
    assertThat(problem.found()).startsWith(found);
    assertThat(problem.expected()).isEqualTo(expected);
  }

  @Test
  void too_deep_too_long_and_too_many_digits_are_named() {
    assertThat(problem("[".repeat(101)).found()).contains("nested more than 100 deep");
    assertThat(problem("[".repeat(101)).column()).isEqualTo(101);
    assertThat(problem("[" + "1".repeat(201) + "]").found()).contains("201 characters");
    assertThat(problem("[\"" + "x".repeat(Limits.MAX_TEXT + 1) + "\"]").found())
        .contains("a text of");
    assertThat(problem("{\"" + "x".repeat(10_000) + "\":1}").found()).contains("a name of");
    JsonText text = text("[".repeat(100) + "]".repeat(100));
    assertThat(text.read(0, 200, (d, n) -> true).isArray()).isTrue();
  }

  @Test
  void a_zero_byte_at_the_beginning_is_not_taken_for_another_encoding() {
    assertThat(problem("{\0\"\0").column()).isEqualTo(2);
    assertThat(problem("\0{").column()).isEqualTo(1);
  }

  @Test
  void places_count_from_the_file_also_behind_a_mark_and_in_later_lines() {
    JsonText text = text("\uFEFF{\"a\": [10, \"ü\"]}\r\n{\"b\": {\"c\": true}}");
    assertThat(text.lines()).isEqualTo(2);
    JsonValue first = text.read(text.lineStart(0), text.lineEnd(0), (d, n) -> true);
    JsonValue list = first.get("a");
    assertThat(at(text, list)).isEqualTo("[10, \"ü\"]");
    assertThat(at(text, list.items().get(0))).isEqualTo("10");
    assertThat(at(text, list.items().get(1))).isEqualTo("\"ü\"");
    JsonValue second = text.read(text.lineStart(1), text.lineEnd(1), (d, n) -> true);
    assertThat(at(text, second.get("b"))).isEqualTo("{\"c\": true}");
    assertThat(at(text, second.get("b").get("c"))).isEqualTo("true");
    assertThat(text.line(second.start())).isEqualTo(2);
  }

  @Test
  void fields_that_nobody_asks_for_are_looked_over_and_keep_their_place() {
    JsonText text = text("{\"x\": {\"a\": [1, {\"a\": 2}]}, \"y\": 3}");
    JsonValue value = text.read(0, text.bytes().length, (depth, name) -> name.equals("y"));
    assertThat(value.get("x").kind()).isEqualTo(JsonValue.Kind.UNREAD);
    assertThat(at(text, value.get("x"))).isEqualTo("{\"a\": [1, {\"a\": 2}]}");
    assertThat(value.get("y").text()).isEqualTo("3");
  }

  @Test
  void an_escape_that_json_does_not_have_is_read_and_remembered() {
    JsonText text = text("{\"a\": \"x\\person\\n\"}");
    JsonValue value = text.read(0, text.bytes().length, (d, n) -> true);
    assertThat(value.get("a").text()).isEqualTo("xperson\n");
    assertThat(text.oddEscapes()).containsExactly(8);
    assertThat(problem("{\"a\": \"\\p\",}").column()).isEqualTo(12);
  }

  private static String at(JsonText text, JsonValue value) {
    return new String(
        text.bytes(), value.start(), text.end(value) - value.start(), StandardCharsets.UTF_8);
  }

  private static Problem problem(String written) {
    MilestoneException e =
        catchThrowableOfType(
            MilestoneException.class,
            () -> {
              JsonText text = text(written);
              text.read(text.start(), text.bytes().length, (d, n) -> true);
            });
    assertThat(e.kind()).isEqualTo(ErrorKind.INVALID_INPUT);
    assertThat(e.problems()).hasSize(1);
    return e.problems().get(0);
  }

  private static JsonText text(String written) {
    return JsonText.of(new PlanFile("f.json", written.getBytes(StandardCharsets.UTF_8)));
  }
}
