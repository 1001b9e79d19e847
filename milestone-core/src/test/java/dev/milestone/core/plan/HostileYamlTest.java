package dev.milestone.core.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.milestone.MilestoneException;
import dev.milestone.Problem;
import dev.milestone.model.TaskDefinition;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Files made to hurt: each is refused with its place, in less than a second. */
class HostileYamlTest {

  static Stream<Arguments> files() {
    StringBuilder bomb = new StringBuilder("a: &a [x, x, x, x, x, x, x, x, x]\n");
    for (char c = 'b'; c <= 'i'; c++) {
      bomb.append(c).append(": &").append(c).append(" [");
      bomb.append(("*" + (char) (c - 1) + ", ").repeat(9)).append("x]\n");
    }
    return Stream.of(
        Arguments.of("alias bomb", bomb.toString(), 1, "the anchor '&a'"),
        Arguments.of(
            "deep flow list", "a: " + "[".repeat(100_000) + "]".repeat(100_000), 1, "nesting"),
        Arguments.of("deep flow map", "{a: ".repeat(100_000) + "}".repeat(100_000), 1, "nesting"),
        Arguments.of("deep block list", "- ".repeat(100_000) + "x", 1, "nesting"),
        Arguments.of("deep block map", deepBlockMap(), 65, "nesting"),
        Arguments.of("open brackets", "[".repeat(1_000_000), 1, "nesting"),
        Arguments.of("4 MiB scalar", "a: " + "x".repeat(4 << 20), 1, "a line of 4194307 bytes"),
        Arguments.of("4 MiB quoted", "\na: \"" + "x".repeat(4 << 20) + "\"", 2, "a line of"),
        Arguments.of("4 MiB block scalar", blockScalar(), 1, "a value that is too long"),
        Arguments.of("gadget tag", "a: !!javax.script.ScriptEngineManager [x]", 1, "the tag"),
        Arguments.of("local tag", "a: !x y", 1, "the tag '!x'"),
        Arguments.of("recursive alias", "a: &x [*x]", 1, "the anchor '&x'"),
        Arguments.of("anchor of a text", "a: &x y", 1, "an anchor"),
        Arguments.of("anchor of a number", "a:\n- &x 1", 2, "an anchor"),
        Arguments.of("anchor of nothing", "a: &x", 1, "an anchor"),
        Arguments.of("anchor behind emoji", "\"😀😀\": &x 1", 1, "an anchor"),
        Arguments.of("anchor of a map", "a: &x\n  b: c", 1, "the anchor '&x'"),
        Arguments.of("anchor behind a tag", "a: !!str &x y", 1, "the tag '!!str'"),
        Arguments.of("tag of a text", "a: ! y", 1, "the tag '!'"),
        Arguments.of("verbatim tag", "a: !<tag:yaml.org,2002:str> y", 1, "the tag '!!str'"),
        Arguments.of("tag of a map", "a: !!map {b: c}", 1, "the tag '!!map'"),
        Arguments.of("anchor of a key", "&x a: y", 1, "an anchor at a key"),
        Arguments.of("alias as a key", "*x : y", 1, "an alias as a key"),
        Arguments.of("tag of a key", "!!str a: y", 1, "a tag at a key"),
        Arguments.of("tag directive", "%TAG ! tag:x,2000:\n---\na: !y z", 3, "the tag"),
        Arguments.of("duplicate key", "a: 1\nb: 2\na: 3", 3, "the key 'a' a second time"),
        Arguments.of("trailing document", "a: 1\n---\nb: 2", 3, "a second document"),
        Arguments.of("million keys", millionKeys(), 1, "the unknown key 'k0'"),
        Arguments.of("NUL", "a: x\0y", 1, "a NUL character"),
        Arguments.of("terminal escape", "a: \u001b[2J", 1, "control character 0x1B"),
        Arguments.of("undefined alias", "a: *x", 1, "the alias '*x'"));
  }

  private static String deepBlockMap() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 1_200; i++) {
      text.append(" ".repeat(i)).append("a:\n");
    }
    return text.toString();
  }

  private static String blockScalar() {
    return "a: |\n" + ("  " + "x".repeat(1_000) + "\n").repeat(4_200);
  }

  private static String millionKeys() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 200_000; i++) {
      text.append('k').append(i).append(": 1\n");
    }
    return text.toString();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("files")
  @Timeout(value = 60, unit = TimeUnit.SECONDS)
  void isRefusedWithItsPlace(String name, String text, int line, String found) {
    long begin = cpuNanos();
    List<Problem> problems = problems(text.getBytes(StandardCharsets.UTF_8));
    assertThat(cpuNanos() - begin).as("CPU nanoseconds").isLessThan(1_000_000_000L);
    assertThat(problems)
        .as(name)
        .anyMatch(
            p -> p.found().contains(found) && (line == 0 || p.line() == line) && p.line() > 0);
  }

  /** Time of other processes does not count. */
  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static List<Problem> problems(byte[] bytes) {
    return catchThrowableOfType(
            MilestoneException.class,
            () -> PlanFileReader.read(List.of(new PlanSource("hostile.yaml", bytes))))
        .problems();
  }

  @Test
  void largerFilesThanTheLimitAreNotLookedAt() {
    List<Problem> problems = problems(new byte[(64 << 20) + 1]);
    assertThat(problems).hasSize(1);
    assertThat(problems.get(0).found()).isEqualTo("67108865 bytes");
    assertThat(problems.get(0).expected()).isEqualTo("at most 67108864 bytes");
  }

  @Test
  void bytesThatAreNoUtf8AreLocatedByLineAndColumn() {
    byte[] bytes = "a: x\nb: äy?z\n".getBytes(StandardCharsets.UTF_8);
    bytes[11] = (byte) 0xFF; // in place of '?'
    Problem problem = problems(bytes).get(0);
    assertThat(problem.line()).isEqualTo(2);
    assertThat(problem.column()).isEqualTo(6);
    assertThat(problem.found()).contains("0xFF").contains("byte offset 11");
  }

  @Test
  void overlongFormsSurrogatesAndUtf16AreRefused() {
    assertThat(problems(new byte[] {'a', ':', ' ', (byte) 0xC0, (byte) 0x80})).hasSize(1);
    assertThat(problems(new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80})).hasSize(1);
    assertThat(problems("a: 1".getBytes(StandardCharsets.UTF_16)).get(0).found())
        .contains("UTF-16");
    assertThat(problems("a: \"\\ud800\"".getBytes(StandardCharsets.UTF_8)))
        .anyMatch(p -> p.found().contains("surrogate"));
  }

  @Test
  void textsThatLookLikeOtherTypesStayTexts() {
    String plan =
        "milestones:\n- id: 012\n  tasks:\n"
            + "  - {id: no, title: on, x-a: 0x1F, x-b: 012, x-c: yes, x-d: 12, x-e: 1_000}\n";
    TaskDefinition task =
        PlanFileReader.read(List.of(new PlanSource("p", plan.getBytes(StandardCharsets.UTF_8))))
            .project()
            .tasks()
            .get(0);
    assertThat(task.milestone().value()).isEqualTo("012");
    assertThat(task.id().value()).isEqualTo("no");
    assertThat(task.title()).isEqualTo("on");
    assertThat(task.extensions())
        .containsEntry("x-a", "0x1F")
        .containsEntry("x-b", "012")
        .containsEntry("x-c", "yes")
        .containsEntry("x-d", 12L)
        .containsEntry("x-e", "1_000");
  }
}
