package dev.milestone.connectors;

import dev.milestone.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A plan read from Markdown, before it is put into the terms of the SPI. Filled by a reader of one
 * format; confined to one thread.
 */
final class ChecklistPlan {

  final String format;

  /** Whether marks mean what they mean to Kiro. */
  final boolean kiro;

  final MarkdownDocument document;

  /** Begins the ids of tasks and milestones, with a hyphen at its end; can be empty. */
  final String prefix;

  final List<ChecklistItem> tasks = new ArrayList<>();
  final List<PhaseDraft> phases = new ArrayList<>();
  final List<Reference> references = new ArrayList<>();
  final SkippedParts skipped = new SkippedParts();
  final List<Problem> problems = new ArrayList<>();

  /** Priority of each story that the source knows, by its label. */
  final Map<String, Integer> storyPriorities = new HashMap<>();

  /** Goes before the description of each milestone. */
  String context = "";

  /** Check boxes that became success criteria or criteria of a task. */
  int criteriaBoxes;

  /** Check boxes that are only listed. */
  int listedBoxes;

  /** Check boxes that explain the notation. */
  int legendBoxes;

  /** Headings that begin with "Phase". */
  int phaseHeadings;

  ChecklistPlan(String format, boolean kiro, MarkdownDocument document, String prefix) {
    this.format = format;
    this.kiro = kiro;
    this.document = document;
    this.prefix = prefix;
    problems.addAll(document.problems());
  }

  /** Adds a task with its id in the source; a repeated id gets an ordinal. */
  void add(ChecklistItem item, String id, Map<String, Integer> used) {
    int times = used.merge(id, 1, Integer::sum);
    String foreign = id;
    while (times > 1) {
      foreign = id + "#" + times;
      if (used.putIfAbsent(foreign, 1) == null) {
        break;
      }
      times++;
    }
    if (!foreign.equals(id)) {
      used.put(id, times);
      problem(
          new Problem(
              document.name(),
              item.line.number(),
              0,
              id,
              "an id that stands above already",
              "an id of its own",
              "it is taken in as " + foreign));
    }
    item.foreignId = foreign;
    item.index = tasks.size();
    tasks.add(item);
  }

  /** Puts a task into a phase. */
  void assign(ChecklistItem item, PhaseDraft phase) {
    if (phase.index < 0) {
      phase.index = phases.size();
      phases.add(phase);
    }
    item.phase = phase.index;
    phase.items.add(item);
  }

  /** Adds a problem while there is room; the last one says that there are more. */
  void problem(Problem problem) {
    if (problems.size() < Limits.MAX_PROBLEMS) {
      problems.add(problem);
    } else if (problems.size() == Limits.MAX_PROBLEMS) {
      problems.add(
          new Problem(document.name(), 0, 0, "", "more problems", "", "solve these first"));
    }
  }

  /** A place in the file. */
  String at(MarkdownLine line) {
    return document.name() + ":" + line.number();
  }
}
