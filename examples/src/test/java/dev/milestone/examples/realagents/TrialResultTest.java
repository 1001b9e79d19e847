package dev.milestone.examples.realagents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milestone.testkit.model.ModelCall;
import dev.milestone.testkit.model.ModelProtocol;
import dev.milestone.testkit.model.TokenUsage;
import dev.milestone.testkit.model.Turn;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The suite sees what it is there to see. */
class TrialResultTest {

  private static final AgentSetup CLAUDE = AgentSetup.ALL.get(0);
  private static final AgentSetup COPILOT = AgentSetup.ALL.get(4);
  private static final TokenUsage SERVED = new TokenUsage(6_000, 1_200, 300);

  @Test
  void all_is_well_when_each_cost_is_counted_once() {
    assertThat(problems(CLAUDE, new JournalFigures(4, 1, 1, 2, 6_300))).isEmpty();
  }

  @Test
  void what_a_killed_run_has_used_may_be_lost() {
    assertThat(problems(CLAUDE, new JournalFigures(4, 1, 1, 2, 5_250))).isEmpty();
  }

  @Test
  void a_cost_that_is_counted_twice_is_seen() {
    assertThat(problems(CLAUDE, new JournalFigures(4, 1, 1, 2, 7_350))).hasSize(1);
  }

  @Test
  void a_cost_that_is_not_counted_is_seen() {
    assertThat(problems(CLAUDE, new JournalFigures(4, 1, 1, 2, 5_249))).hasSize(1);
    assertThat(problems(COPILOT, new JournalFigures(4, 1, 1, 2, 0))).hasSize(1);
  }

  @Test
  void attempts_that_are_missing_or_too_many_are_seen() {
    assertThat(problems(CLAUDE, new JournalFigures(5, 0, 0, 1, 6_300))).hasSize(4);
  }

  @Test
  void a_model_that_was_asked_too_often_is_seen() {
    TwoTasks script = played(8);
    assertThat(
            TrialResult.of(CLAUDE, "1", new JournalFigures(4, 1, 1, 2, 6_300), script, SERVED)
                .problems())
        .hasSize(1);
  }

  @Test
  void the_model_lies_writes_stops_and_is_told_apart_by_what_it_remembers() {
    TwoTasks script = new TwoTasks(Path.of("/p"));
    List<Turn> turns = List.of(next(script, 0), next(script, 0), next(script, 1), next(script, 0));
    assertThat(turns.get(0)).isInstanceOf(Turn.Say.class);
    assertThat(turns.get(1)).isEqualTo(Turn.writeFile("/p/greeting.txt", "hello\n"));
    assertThat(next(script, 1)).isInstanceOf(Turn.Hold.class);
    next(script, 1);
    assertThat(script.resumed()).isTrue();
    assertThat(played(7).resumed()).isFalse();
  }

  private static List<String> problems(AgentSetup agent, JournalFigures figures) {
    return TrialResult.of(agent, "1", figures, played(7), SERVED).problems();
  }

  private static TwoTasks played(int calls) {
    TwoTasks script = new TwoTasks(Path.of("/p"));
    for (int i = 0; i < calls; i++) {
      next(script, 0);
    }
    return script;
  }

  private static Turn next(TwoTasks script, int answers) {
    return script.next(
        new ModelCall(
            1,
            ModelProtocol.OPENAI_CHAT,
            "m",
            true,
            List.of("write"),
            List.of(),
            answers,
            List.of()));
  }
}
