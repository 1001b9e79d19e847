package dev.milestone.core.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.milestone.ErrorKind;
import dev.milestone.MilestoneException;
import dev.milestone.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every kind of mistake, and exactly what is said about it. The cases stand in {@code
 * bad-plans.txt}.
 */
class BadPlansTest {

  record Case(String name, String file, List<String> problems) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> cases() throws IOException {
    try (InputStream in = BadPlansTest.class.getResourceAsStream("bad-plans.txt")) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      List<Case> cases = new ArrayList<>();
      for (String part : text.split("(?m)^=== ")) {
        if (part.startsWith("#")) {
          continue;
        }
        int end = part.indexOf('\n');
        StringBuilder file = new StringBuilder();
        List<String> problems = new ArrayList<>();
        for (String line : part.substring(end + 1).split("\n", -1)) {
          if (line.startsWith(">> ")) {
            problems.add(line.substring(3));
          } else {
            file.append(line).append('\n');
          }
        }
        cases.add(new Case(part.substring(0, end), file.toString(), problems));
      }
      return cases.stream();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void saysExactlyWhatIsWrong(Case bad) {
    byte[] bytes = bad.file().getBytes(StandardCharsets.UTF_8);
    MilestoneException error =
        catchThrowableOfType(
            MilestoneException.class,
            () -> PlanFileReader.read(List.of(new PlanSource("plan.yaml", bytes))));
    assertThat(error).as("refused").isNotNull();
    assertThat(error.kind()).isEqualTo(ErrorKind.INVALID_INPUT);
    assertThat(error.code()).isEqualTo(PlanFileReader.CODE);
    assertThat(error.problems()).allMatch(p -> p.file().equals("plan.yaml"));
    assertThat(error.problems().stream().map(BadPlansTest::line).toList())
        .isEqualTo(bad.problems());
  }

  private static String line(Problem p) {
    return String.join(
        " | ", p.line() + ":" + p.column(), p.field(), p.found(), p.expected(), p.hint());
  }

  @Test
  void hasAtLeastSixtyCases() throws IOException {
    assertThat(cases()).hasSizeGreaterThanOrEqualTo(60);
  }
}
