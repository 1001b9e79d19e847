package dev.milestone.core.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milestone.core.kernel.TransitionTable;
import dev.milestone.event.EventTypes;
import dev.milestone.model.MilestoneStatus;
import dev.milestone.model.SessionStatus;
import dev.milestone.model.TaskStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The tables in {@code docs/} are those of the sources. */
class DocumentedFormatsTest {

  private static List<String> document(String name) throws IOException {
    Path here = Path.of("").toAbsolutePath();
    Path root = Files.isDirectory(here.resolve("milestone-core")) ? here : here.getParent();
    return Files.readAllLines(root.resolve("docs").resolve(name));
  }

  @Test
  void formats_md_lists_every_type_of_event() throws IOException {
    List<String> expected =
        EventTypes.all().stream()
            .map(
                type ->
                    "| `%s` | %s | %s | %s |"
                        .formatted(
                            type.type(),
                            type.category().name().toLowerCase(Locale.ROOT),
                            type.meaning(),
                            type.details().isEmpty() ? "–" : type.details()))
            .toList();
    List<String> lines = document("formats.md");
    int head = lines.indexOf("| type | log | what has happened | details |");
    assertThat(head).isPositive();
    assertThat(lines.subList(head + 2, head + 2 + expected.size())).isEqualTo(expected);
    assertThat(lines.get(head + 2 + expected.size())).isEmpty();
  }

  @Test
  void architecture_md_shows_the_legal_transitions() throws IOException {
    List<String> lines = document("architecture.md");
    assertThat(lines)
        .containsAll(rows("task", TransitionTable.TASK, TaskStatus.values()))
        .containsAll(rows("milestone", TransitionTable.MILESTONE, MilestoneStatus.values()))
        .containsAll(rows("session", TransitionTable.SESSION, SessionStatus.values()));
  }

  private static <S extends Enum<S>> List<String> rows(
      String what, TransitionTable<S> table, S[] all) {
    return Arrays.stream(all)
        .map(
            from -> {
              TreeSet<String> to = new TreeSet<>();
              for (S candidate : all) {
                if (table.allows(from, candidate)) {
                  to.add(text(candidate));
                }
              }
              return "| %s | %s | %s |"
                  .formatted(what, text(from), to.isEmpty() ? "final" : String.join(", ", to));
            })
        .toList();
  }

  private static String text(Enum<?> status) {
    return status.name().toLowerCase(Locale.ROOT);
  }
}
