package dev.milestone.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which processes belong to an effect. */
class ProcessTreeTest {

  private static final long SELF = ProcessHandle.current().pid();

  private final Table table = new Table();

  @Test
  void descendants_belong_to_the_tree_also_after_their_parent_has_ended() {
    table.add(1, 0, 1).add(SELF, 1, 10).add(500_000, SELF, 20).add(500_001, 500_000, 21);
    ProcessTree tree = new ProcessTree(table, "", table.find(500_000), 0);
    assertThat(pids(tree)).containsExactlyInAnyOrder(500_000L, 500_001L);
    table.remove(500_000).remove(500_001).add(500_001, 1, 21);
    assertThat(pids(tree)).containsExactly(500_001L);
  }

  @Test
  void a_process_is_found_by_its_effect_wherever_it_hangs() {
    table.add(1, 0, 1).add(SELF, 1, 10).add(500_010, 1, 30).add(500_011, 500_010, 31);
    table.variables.put(500_010L, "effect-1");
    assertThat(pids(new ProcessTree(table, "effect-1", Optional.empty(), 0)))
        .containsExactlyInAnyOrder(500_010L, 500_011L);
    assertThat(pids(new ProcessTree(table, "effect-2", Optional.empty(), 0))).isEmpty();
    assertThat(pids(new ProcessTree(table, "", Optional.empty(), 0))).isEmpty();
  }

  @Test
  void a_process_that_is_turning_into_another_program_is_looked_at_again() {
    table.add(1, 0, 1).add(SELF, 1, 10).add(500_040, 1, 30).add(500_041, 1, 31);
    table.variables.put(500_040L, "effect-1");
    table.busy.put(500_040L, 3);
    // This one never shows an environment, as one that cleared it; it is not looked at for ever.
    table.busy.put(500_041L, Integer.MAX_VALUE);
    ProcessTree tree = new ProcessTree(table, "effect-1", Optional.empty(), 0);
    assertThat(pids(tree)).containsExactly(500_040L);
    int looks = table.looks.get(500_041L);
    assertThat(pids(tree)).containsExactly(500_040L);
    assertThat(table.looks.get(500_041L)).isEqualTo(looks + 1);
  }

  @Test
  void this_process_its_ancestors_and_its_other_children_are_never_members() {
    table.add(1, 0, 1).add(400_000, 1, 5).add(SELF, 400_000, 10).add(500_020, SELF, 20);
    table.variables.put(400_000L, "effect-1");
    table.variables.put(SELF, "effect-1");
    assertThat(pids(new ProcessTree(table, "effect-1", Optional.empty(), 0))).isEmpty();
  }

  @Test
  void a_number_that_another_process_got_is_not_a_member() {
    table.add(1, 0, 1).add(SELF, 1, 10).add(500_030, SELF, 20);
    ProcessTree tree = new ProcessTree(table, "", table.find(500_030), 0);
    table.remove(500_030).add(500_030, 1, 99);
    assertThat(pids(tree)).isEmpty();
  }

  @Test
  void a_name_with_parentheses_and_blanks_does_not_shift_the_fields() {
    String stat =
        "42 (evil) S 1 2 (x) R 7 42 42 0 -1 4194304 1 2 3 4 5 6 7 8 20 0 1 0 12345 99 100";
    assertThat(LinuxProcessTable.parseStat(42, stat)).contains(new ProcessEntry(42, 7, 12345));
  }

  @Test
  void a_zombie_is_not_running_and_a_torn_line_is_nothing() {
    assertThat(LinuxProcessTable.parseStat(42, "42 (sh) Z 1 " + "0 ".repeat(40))).isEmpty();
    assertThat(LinuxProcessTable.parseStat(42, "42 (sh) S 1 2")).isEmpty();
    assertThat(LinuxProcessTable.parseStat(42, "42 (sh")).isEmpty();
    assertThat(LinuxProcessTable.parseStat(42, "")).isEmpty();
    assertThat(LinuxProcessTable.parseStat(42, "42 (sh) S " + "x ".repeat(40))).isEmpty();
  }

  private static List<Long> pids(ProcessTree tree) {
    return tree.running().stream().map(ProcessEntry::pid).toList();
  }

  /** Processes that a test makes up. */
  private static final class Table implements ProcessTable {
    private final Map<Long, ProcessEntry> entries = new HashMap<>();
    private final Map<Long, String> variables = new HashMap<>();
    private final Map<Long, Integer> busy = new HashMap<>();
    private final Map<Long, Integer> looks = new HashMap<>();

    Table add(long pid, long parent, long start) {
      entries.put(pid, new ProcessEntry(pid, parent, start));
      return this;
    }

    Table remove(long pid) {
      entries.remove(pid);
      return this;
    }

    @Override
    public List<ProcessEntry> processes() {
      return new ArrayList<>(entries.values());
    }

    @Override
    public Optional<ProcessEntry> find(long pid) {
      return Optional.ofNullable(entries.get(pid));
    }

    @Override
    public Answer hasVariable(long pid, String name, String value) {
      looks.merge(pid, 1, Integer::sum);
      if (looks.get(pid) <= busy.getOrDefault(pid, 0)) {
        return Answer.NOT_NOW;
      }
      return value.equals(variables.get(pid)) ? Answer.YES : Answer.NO;
    }

    @Override
    public Map<String, Object> identity(ProcessEntry entry) {
      return Map.of("pid", entry.pid());
    }

    @Override
    public Optional<ProcessEntry> recorded(Map<String, Object> identity) {
      return Optional.empty();
    }
  }
}
