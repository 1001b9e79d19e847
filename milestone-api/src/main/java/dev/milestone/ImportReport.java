package dev.milestone;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.apiguardian.api.API;

/**
 * What was found in the plan of another tool: figures about the source as it stands, by the
 * definitions in {@code docs/import.md}, and everything that was not mapped. Ids are those of the
 * source.
 *
 * @param format name of the format
 * @param tasks tasks, subtasks not counted
 * @param subtasks subtasks
 * @param dependencyEdges references from one task or subtask to another, dangling ones included
 * @param dangling references to nothing
 * @param hasCycle whether tasks wait for themselves
 * @param cycle a shortest cycle: each waits for the next, the last for the first; empty without one
 * @param ready tasks that could be worked on now
 * @param longestOpenChain tasks on the longest path among unfinished ones; absent when those
 *     contain a cycle
 * @param leadTimeP50 median hours from creation to closing; absent when the source has no such
 *     dates
 * @param leadTimeP85 85th percentile of the same
 * @param skipped what was not mapped, at most {@link #MAX_SKIPPED}; the last entry counts the rest
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record ImportReport(
    String format,
    int tasks,
    int subtasks,
    int dependencyEdges,
    int dangling,
    boolean hasCycle,
    List<String> cycle,
    List<String> ready,
    OptionalInt longestOpenChain,
    OptionalDouble leadTimeP50,
    OptionalDouble leadTimeP85,
    List<Skipped> skipped) {

  /** Most entries of {@link #skipped()}. */
  public static final int MAX_SKIPPED = 10_000;

  /** Copies the lists. */
  public ImportReport {
    cycle = List.copyOf(cycle);
    ready = List.copyOf(ready);
    skipped = List.copyOf(skipped);
  }

  /**
   * Something that was not mapped.
   *
   * @param where file and line, or the id of a task
   * @param what what stands there
   * @param why why it was left out, and what was done instead
   */
  public record Skipped(String where, String what, String why) {}
}
