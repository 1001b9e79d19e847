package dev.milestone.connectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.milestone.ErrorKind;
import dev.milestone.MilestoneException;
import dev.milestone.Problem;
import dev.milestone.spi.plan.PlanFile;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
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
  void lines_are_read_at_once_and_alone_alike() {
    String written =
        "\uFEFF{\"a\":1}\r\n\n"
            + "  [2,\"ü\"] \n"
            + "{\"p\":\"C:\\p\"}\n"
            + " \n"
            + "{\"p\":\"\\q\"}\n"
            + "3\n"
            + "\"x\"\n"
            + "true\n\n";
    JsonText text = text(written);
    List<String> seen = new ArrayList<>();
    text.readLines((d, n) -> true, (value, line) -> seen.add(line + " " + at(text, value)));
    assertThat(seen)
        .containsExactly(
            "1 {\"a\":1}",
            "3 [2,\"ü\"]",
            "4 {\"p\":\"C:\\p\"}",
            "6 {\"p\":\"\\q\"}",
            "7 3",
            "8 \"x\"",
            "9 true");
    assertThat(text.oddEscapes()).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "1~{\"a\":~2}~3        |2|6|the end of the line",
        "1~[2,~3]~4            |2|4|the end of the line",
        "1~2 3~4               |2|3|text after the end of the value",
        "{}~{} {}~{}           |2|4|text after the end of the value",
        "{}~~{}]~{}            |3|3|text after the end of the value",
        "1~{\"a\":1,\"a\":2} |2|8|the field 'a' a second time",
        "1~nul                 |2|1|'nul'",
        "1~ ~\"x              |3|3|the end of the file",
        "1234~^{}              |2|1|a zero byte",
      })
  void a_line_that_is_not_one_value_is_told_as_if_it_were_read_alone(
      String written, int line, int column, String found) {
    JsonText text = text(written.replace('~', '\n').replace('^', '\0'));
    Problem problem =
        catchThrowableOfType(
                MilestoneException.class, () -> text.readLines((d, n) -> true, (v, l) -> {}))
            .problems()
            .get(0);
    assertThat(problem.found()).startsWith(found);
    assertThat(problem.line()).isEqualTo(line);
    assertThat(problem.column()).isEqualTo(column);
  }

  @Test
  void what_counts_as_utf8_is_what_the_decoder_takes() {
    Random random = new Random(3);
    int[] pieces = {0x00, 0x7F, 0x80, 0x9F, 0xA0, 0xBF, 0xC0, 0xC2, 0xDF, 0xE0, 0xED, 0xEF};
    int[] leads = {0xF0, 0xF4, 0xF5, 0x8F, 0x90, 'a', '\n'};
    int good = 0;
    for (int i = 0; i < 50_000; i++) {
      byte[] bytes = new byte[2 + random.nextInt(5)];
      bytes[0] = '[';
      for (int k = 1; k < bytes.length; k++) {
        int at = random.nextInt(pieces.length + leads.length);
        bytes[k] = (byte) (at < pieces.length ? pieces[at] : leads[at - pieces.length]);
      }
      boolean decodes = true;
      try {
        StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      } catch (CharacterCodingException e) {
        decodes = false;
      }
      boolean taken = true;
      try {
        SourceText.of(new PlanFile("x", bytes));
      } catch (MilestoneException e) {
        taken = false;
      }
      assertThat(taken).as(Arrays.toString(bytes)).isEqualTo(decodes);
      good += decodes ? 1 : 0;
    }
    assertThat(good).isBetween(1_000, 49_000);
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
