package dev.milestone.core.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.milestone.ErrorKind;
import dev.milestone.MilestoneException;
import dev.milestone.model.MilestoneStatus;
import dev.milestone.model.SessionStatus;
import dev.milestone.model.TaskStatus;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Generated from the tables. */
class TransitionTableTest {

  @TestFactory
  Stream<DynamicTest> tasks() {
    return pairs(TransitionTable.TASK, TaskStatus.values());
  }

  @TestFactory
  Stream<DynamicTest> milestones() {
    return pairs(TransitionTable.MILESTONE, MilestoneStatus.values());
  }

  @TestFactory
  Stream<DynamicTest> sessions() {
    return pairs(TransitionTable.SESSION, SessionStatus.values());
  }

  private static <S extends Enum<S>> Stream<DynamicTest> pairs(TransitionTable<S> table, S[] all) {
    List<DynamicTest> tests = new ArrayList<>();
    for (S from : all) {
      for (S to : all) {
        boolean legal = table.allows(from, to);
        tests.add(
            DynamicTest.dynamicTest(
                from + " to " + to + (legal ? " is legal" : " is refused"),
                () -> {
                  if (legal) {
                    table.require(from, to, "x");
                  } else {
                    assertThatThrownBy(() -> table.require(from, to, "x"))
                        .isInstanceOfSatisfying(
                            MilestoneException.class,
                            e -> assertThat(e.kind()).isEqualTo(ErrorKind.DEFECT));
                  }
                }));
      }
    }
    return tests.stream();
  }

  @TestFactory
  Stream<DynamicTest> an_illegal_change_of_a_task_changes_nothing() {
    List<DynamicTest> tests = new ArrayList<>();
    for (TaskStatus from : TaskStatus.values()) {
      for (TaskStatus to : TaskStatus.values()) {
        if (from == to || TransitionTable.TASK.allows(from, to)) {
          continue;
        }
        tests.add(
            DynamicTest.dynamicTest(
                from + " to " + to,
                () -> {
                  Bench bench = new Bench();
                  bench.must("", new Plans().milestone("m").task("t", "m").apply());
                  TaskNode task = bench.live.task("t");
                  MilestoneNode m = task.milestone;
                  m.counts[task.status.ordinal()]--;
                  m.counts[from.ordinal()]++;
                  task.status = from;
                  String before = StateDump.of(bench.live);
                  assertThatThrownBy(() -> Evolver.status(bench.live, task, to))
                      .isInstanceOf(MilestoneException.class);
                  assertThat(StateDump.of(bench.live)).isEqualTo(before);
                }));
      }
    }
    return tests.stream();
  }

  /**
   * Random commands until every legal change of a task was seen, apart from those of other
   * versions' journals.
   */
  @Test
  void every_legal_change_is_reached_by_commands() {
    Set<String> seen = new HashSet<>();
    Set<String> wanted = new HashSet<>();
    wanted(TransitionTable.TASK, TaskStatus.values(), "task ", wanted);
    wanted(TransitionTable.MILESTONE, MilestoneStatus.values(), "milestone ", wanted);
    wanted(TransitionTable.SESSION, SessionStatus.values(), "session ", wanted);
    Random random = new Random(4);
    wanted.removeAll(NOT_BY_ONE_EVENT);
    for (int round = 0; round < 400 && !seen.containsAll(wanted); round++) {
      KernelScript script = new KernelScript(random.nextInt());
      script.bench.seen = seen;
      for (int i = 0; i < 60; i++) {
        script.step(
            new KernelScript.Op(
                random.nextInt(KernelScript.KINDS - 1), random.nextInt(41), random.nextInt(4_000)));
      }
    }
    wanted.removeAll(seen);
    assertThat(wanted).as("never reached").isEmpty();
  }

  /**
   * Legal, but passed through within one event, left to journals of other versions, or too rare for
   * a random script.
   */
  private static final Set<String> NOT_BY_ONE_EVENT =
      Set.of(
          "milestone ACTIVE PLANNED",
          "milestone COMPLETED BLOCKED",
          "milestone BLOCKED COMPLETED",
          "task FAILED PENDING",
          "task FAILED BLOCKED",
          // By adoption: AdoptionTest.
          "task PENDING SUCCEEDED",
          "task READY SUCCEEDED",
          "task FAILED SUCCEEDED",
          "task BLOCKED SUCCEEDED",
          "task CANCELLED SUCCEEDED",
          "session INTERRUPTED ENDED");

  private static <S extends Enum<S>> void wanted(
      TransitionTable<S> table, S[] all, String what, Set<String> into) {
    for (S from : all) {
      for (S to : all) {
        if (table.allows(from, to)) {
          into.add(what + from + " " + to);
        }
      }
    }
  }
}
