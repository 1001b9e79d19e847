package dev.milestone.connectors;

import dev.milestone.Problem;
import dev.milestone.connectors.ChecklistItem.Anchor;
import dev.milestone.connectors.MarkdownLine.Kind;
import dev.milestone.connectors.Outline.Section;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Reads the {@code tasks.md} of a spec-kit feature. Confined to one thread. */
final class SpecKitReader {

  private static final List<String> ORDER_WORDS =
      List.of("depend", "order", "critical path", "依赖", "依存", "sequence", "顺序", "順序");

  private static final List<String> GATE_WORDS =
      List.of(
          "accept",
          "criteri",
          "checklist",
          "validation",
          "gate",
          "definition of done",
          "verif",
          "验收",
          "验证",
          "检查",
          "清单",
          "確認",
          "チェック",
          "검증",
          "확인",
          "aceita",
          "critér",
          "проверк");

  private final MarkdownDocument document;
  private final ChecklistPlan plan;
  private Outline outline;
  private final Map<Integer, PhaseDraft> phaseOfSection = new HashMap<>();
  private final Map<String, Integer> used = new HashMap<>();

  SpecKitReader(MarkdownDocument document, String prefix) {
    this.document = document;
    this.plan = new ChecklistPlan("speckit", false, document, prefix);
    this.outline = new OutlineReader(document, LabelReader::specKit).read();
  }

  /** Reads the file. */
  ChecklistPlan read() {
    boolean ids = hasIds();
    if (!ids) {
      outline = new OutlineReader(document, LabelReader::numbered).read();
    }
    for (Section section : outline.sections) {
      if (PhaseTitle.isPhase(section.title)) {
        plan.phaseHeadings++;
      }
    }
    tasks(ids);
    if (plan.tasks.isEmpty()) {
      headings();
    }
    if (plan.tasks.isEmpty()) {
      rows();
    }
    if (plan.tasks.isEmpty()) {
      throw noTask(document);
    }
    for (MarkdownLine legend : outline.legends) {
      plan.legendBoxes++;
      plan.skipped.add(
          plan.at(legend), document.content(legend), "explains the notation; it is no task");
    }
    if (ids) {
      gates();
    }
    prose();
    references();
    new PhaseRules(plan, outline, phaseOfSection).read(ORDER_WORDS);
    return plan;
  }

  /** The outline, for what refers to its lines. */
  Outline outline() {
    return outline;
  }

  static dev.milestone.MilestoneException noTask(MarkdownDocument document) {
    boolean empty = document.text().isBlank();
    return SourceText.refused(
        new Problem(
            document.name(),
            1,
            1,
            "",
            empty ? "an empty file" : document.lines().size() + " lines without a task",
            "tasks such as '- [ ] T001 text'",
            empty ? "name the file that holds the tasks" : "see the formats in docs/import.md"));
  }

  /**
   * Whether tasks are told by their ids: some T-id, or ids of another shape on a quarter of the
   * boxes. A single word such as UTF-16 at the head of a line does not make ids.
   */
  private boolean hasIds() {
    int ids = 0;
    for (ChecklistItem item : outline.items) {
      String id = item.label.id();
      if (!id.isEmpty() && !IdToken.isRequirement(id)) {
        if (id.charAt(0) == 'T' && id.length() > 1 && !Character.isLetter(id.charAt(1))) {
          return true;
        }
        ids++;
      }
    }
    return ids > 0 && ids * 4 >= outline.items.size();
  }

  private void tasks(boolean ids) {
    for (ChecklistItem item : outline.items) {
      String id = item.label.id();
      if (ids && (id.isEmpty() || IdToken.isRequirement(id))) {
        continue;
      }
      String heading = outline.sections.get(item.section).title;
      plan.add(item, id.isEmpty() ? GeneratedIds.of(heading, item) : id, used);
      toPhase(item);
    }
  }

  private void toPhase(ChecklistItem item) {
    int own = item.section;
    int key =
        milestoneSection(item.anchor == Anchor.HEADING ? outline.sections.get(own).parent : own);
    PhaseDraft phase =
        phaseOfSection.computeIfAbsent(key, section -> PhaseTitle.draft(section, titleOf(section)));
    plan.assign(item, phase);
  }

  private String titleOf(int section) {
    String title = outline.sections.get(section).title;
    return title.isEmpty() ? "Tasks" : title;
  }

  /** The innermost heading that begins with "Phase", else the one right below the title. */
  private int milestoneSection(int section) {
    int top = section;
    for (int i = section; i > 0; i = outline.sections.get(i).parent) {
      if (PhaseTitle.isPhase(outline.sections.get(i).title)) {
        return i;
      }
      if (outline.sections.get(i).level >= 2) {
        top = i;
      }
    }
    return top;
  }

  /** Headings as tasks, in a file without any box: those with an id, or {@code Task 1.1: …}. */
  private void headings() {
    for (Section section : outline.sections) {
      String title = Titles.plain(section.title);
      TaskLabel label = LabelReader.specKit(title);
      if (label.id().isEmpty() && title.regionMatches(true, 0, "task ", 0, 5)) {
        label = LabelReader.numbered(title);
      }
      if (section.index == 0 || label.id().isEmpty()) {
        continue;
      }
      MarkdownLine line = document.lines().get(section.line - 1);
      boolean done = title.endsWith(BoxMark.DONE_SIGN);
      ChecklistItem item =
          new ChecklistItem(
              Anchor.HEADING, line, done ? "x" : " ", title, label, section.index, null);
      if (done) {
        item.label =
            new TaskLabel(
                label.id(),
                label.parallel(),
                label.tags(),
                label.title().replace(BoxMark.DONE_SIGN, "").strip());
      }
      section.prose.forEach(next -> item.add(document, next));
      section.prose.clear();
      plan.add(item, label.id(), used);
      toPhase(item);
    }
  }

  /** Rows of tables as tasks, in a file that has no task in any other form. */
  private void rows() {
    for (Section section : outline.sections) {
      Set<MarkdownLine> taken = new HashSet<>();
      for (MarkdownLine line : section.prose) {
        if (!line.is(Kind.TABLE)) {
          continue;
        }
        TableRow row = TableRow.of(document.raw(line));
        if (row.cells().size() < 2) {
          continue;
        }
        TaskLabel label = LabelReader.specKit(row.cells().get(0));
        if (label.id().isEmpty() || IdToken.isRequirement(label.id())) {
          continue;
        }
        if (plan.tasks.size() >= Limits.MAX_TASKS) {
          throw SourceText.refused(
              new Problem(
                  document.name(),
                  line.number(),
                  1,
                  "",
                  "more tasks",
                  "at most " + Limits.MAX_TASKS + " tasks",
                  "split the plan"));
        }
        String title = row.title();
        ChecklistItem item =
            new ChecklistItem(
                Anchor.ROW,
                line,
                row.done() ? "x" : " ",
                title,
                new TaskLabel(label.id(), false, List.of(), title),
                section.index,
                null);
        item.statedStatus = row.stated();
        row.notes().forEach(note -> item.addNote(line, note));
        for (String cell : row.cells().subList(2, row.cells().size())) {
          item.criteria.add(Titles.plain(cell));
        }
        taken.add(line);
        plan.add(item, label.id(), used);
        toPhase(item);
      }
      section.prose.removeAll(taken);
    }
  }

  /** Boxes without an id: criteria of the task they are nested in, of their phase, or listed. */
  private void gates() {
    for (ChecklistItem item : outline.items) {
      if (item.index >= 0) {
        continue;
      }
      ChecklistItem task = item.parent;
      while (task != null && task.index < 0) {
        task = task.parent;
      }
      if (task != null && task.criteria.size() < Limits.MAX_CRITERIA) {
        task.criteria.add(Titles.plain(item.text));
        plan.criteriaBoxes++;
        continue;
      }
      PhaseDraft phase = phaseOfSection.get(milestoneSection(item.section));
      boolean gate = phase == null && outline.under(item.section, GATE_WORDS);
      PhaseDraft target = gate ? plan.phases.get(plan.phases.size() - 1) : phase;
      if (target != null && target.criterion(item.text)) {
        plan.criteriaBoxes++;
      } else {
        plan.listedBoxes++;
        plan.skipped.add(
            plan.at(item.line), item.text, "a check box without an id is no task here");
      }
    }
  }

  /** What stands in a phase describes it; other prose is listed by its heading. */
  private void prose() {
    for (Section section : outline.sections) {
      PhaseDraft phase = phaseOfSection.get(milestoneSection(section.index));
      int lines = 0;
      for (MarkdownLine line : section.prose) {
        String content = document.content(line);
        if (line.is(Kind.RULE) || content.isEmpty()) {
          continue;
        }
        String checkpoint = checkpoint(content);
        if (phase != null && !checkpoint.isEmpty()) {
          if (!phase.criterion(checkpoint)) {
            lines++;
          }
        } else if (phase != null && phase.description.length() < PhaseDraft.MAX_DESCRIPTION / 2) {
          phase.describe(document.raw(line).strip());
        } else {
          lines++;
        }
      }
      if (lines > 0) {
        plan.skipped.add(
            document.name() + ":" + Math.max(1, section.line),
            Outline.textUnder(lines, section),
            "no task; they stay in the file");
      }
    }
  }

  private static String checkpoint(String content) {
    int at = 0;
    while (at < content.length() && "*_⏸️✅🚦 ".indexOf(content.charAt(at)) >= 0) {
      at++;
    }
    if (!content.regionMatches(true, at, "Checkpoint", 0, 10)) {
      return "";
    }
    int colon = content.indexOf(':', at);
    int wide = content.indexOf('：', at);
    int end = colon < 0 ? wide : wide < 0 ? colon : Math.min(colon, wide);
    return end < 0 || end > at + 60 ? "" : content.substring(end + 1).replace("*", "").strip();
  }

  private void references() {
    Ids ids = new Ids(plan.tasks);
    for (ChecklistItem item : plan.tasks) {
      DependencyWords words = new DependencyWords(ids, item.line.number(), plan.references);
      if (item.anchor != Anchor.ROW) {
        words.read(item.label.title(), item.foreignId);
      }
      item.label.tags().forEach(tag -> words.read(tag, item.foreignId));
      for (MarkdownLine line : item.body) {
        if (!line.is(Kind.FENCED) && !line.is(Kind.TABLE) && !line.is(Kind.BLANK)) {
          new DependencyWords(ids, line.number(), plan.references)
              .read(document.content(line), item.foreignId);
        }
      }
      limitReferences(item.line);
    }
    for (Section section : outline.sections) {
      boolean inPhase = phaseOfSection.containsKey(milestoneSection(section.index));
      if (!inPhase && !outline.under(section.index, ORDER_WORDS)) {
        continue;
      }
      for (MarkdownLine line : section.prose) {
        if (line.is(Kind.TEXT) || line.is(Kind.BULLET)) {
          new DependencyWords(ids, line.number(), plan.references).read(document.content(line), "");
          limitReferences(line);
        }
      }
    }
    Set<Reference> seen = new HashSet<>();
    plan.references.removeIf(
        reference -> !seen.add(new Reference(reference.waiting(), reference.target(), 0)));
  }

  private void limitReferences(MarkdownLine line) {
    if (plan.references.size() > Limits.MAX_REFERENCES) {
      throw SourceText.refused(
          new Problem(
              document.name(),
              line.number(),
              1,
              "",
              "more references",
              "at most " + Limits.MAX_REFERENCES + " references",
              "split the plan"));
    }
  }

  /** Ids of the tasks of this file, and what lies between two of them. */
  private static final class Ids implements DependencyWords.TaskIds {
    private final Map<String, Integer> positions = new HashMap<>();
    private final TreeMap<String, String> sorted = new TreeMap<>();

    Ids(List<ChecklistItem> tasks) {
      for (ChecklistItem item : tasks) {
        positions.put(item.foreignId, item.index);
        sorted.put(key(item.foreignId), item.foreignId);
      }
    }

    @Override
    public int end(String text, int at) {
      int end = IdToken.end(text, at);
      if (end == at || IdToken.isRequirement(text.substring(at, end))) {
        return at;
      }
      // A shape that no task of the file has is a word such as UTF-16, unless it is a T-id.
      String id = text.substring(at, end);
      boolean taskLike = id.charAt(0) == 'T' && IdToken.isDigit(id.charAt(1));
      return taskLike || positions.containsKey(id) ? end : at;
    }

    @Override
    public List<String> range(String from, String to) {
      if (!positions.containsKey(from) || !positions.containsKey(to)) {
        return List.of(from, to);
      }
      String low = key(from);
      String high = key(to);
      if (low.compareTo(high) >= 0) {
        return List.of(from, to);
      }
      return new ArrayList<>(sorted.subMap(low, true, high, true).values());
    }

    /** A text that sorts as the numbers in an id count. */
    private static String key(String id) {
      StringBuilder s = new StringBuilder();
      int at = 0;
      while (at < id.length()) {
        int end = at;
        while (end < id.length() && IdToken.isDigit(id.charAt(end))) {
          end++;
        }
        if (end > at) {
          s.append("0".repeat(Math.max(0, 40 - (end - at)))).append(id, at, end);
          at = end;
        } else {
          s.append(id.charAt(at++));
        }
      }
      return s.toString();
    }
  }
}
