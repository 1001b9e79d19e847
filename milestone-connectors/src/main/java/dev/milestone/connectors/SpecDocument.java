package dev.milestone.connectors;

import dev.milestone.Problem;
import dev.milestone.connectors.MarkdownLine.Kind;
import dev.milestone.connectors.Outline.Section;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The {@code spec.md} of a spec-kit feature: user stories with their scenarios, requirements, and
 * what is still to be clarified. Confined to one thread.
 */
final class SpecDocument {

  /** A user story. */
  record Story(String label, String title, int priority, int section, List<String> scenarios) {}

  private static final List<String> GIVEN =
      List.of("given ", "dado ", "dada ", "dados ", "dadas ", "给定", "假设", "前提");

  private static final int MAX_REQUIREMENTS = 5_000;

  private final MarkdownDocument document;
  private final Outline outline;
  private final Map<String, Story> stories = new LinkedHashMap<>();
  private final Map<String, String> requirements = new LinkedHashMap<>();
  private final List<Problem> open = new ArrayList<>();

  SpecDocument(MarkdownDocument document) {
    this.document = document;
    this.outline = new OutlineReader(document, LabelReader::bare).read();
    stories();
    requirements();
    open.addAll(document.problems());
  }

  /** Whether it has any user story. */
  boolean hasStories() {
    return !stories.isEmpty();
  }

  /** Adds to a plan what this file says about its stories. */
  void enrich(ChecklistPlan plan) {
    stories.values().forEach(story -> plan.storyPriorities.put(story.label(), story.priority()));
    for (Story story : stories.values()) {
      boolean placed = false;
      for (PhaseDraft phase : plan.phases) {
        if (phase.stories.contains(story.label())) {
          placed = true;
          if (phase.priority < 0) {
            phase.priority = story.priority();
          }
          addAll(plan, phase, story);
        }
      }
      if (!placed) {
        listScenarios(plan, story);
      }
    }
    requirementsTo(plan);
    listRest(plan);
  }

  /** The stories as tasks, for a feature whose tasks are not written yet. */
  ChecklistPlan stories(String prefix) {
    ChecklistPlan plan = new ChecklistPlan("speckit", false, document, prefix);
    plan.problems.clear();
    String title = outline.title().isEmpty() ? "User stories" : outline.title();
    PhaseDraft phase = PhaseTitle.draft(0, title);
    Map<String, Integer> used = new HashMap<>();
    for (Story story : stories.values()) {
      Section section = outline.sections.get(story.section());
      MarkdownLine line = document.lines().get(section.line - 1);
      boolean done = section.title.endsWith(BoxMark.DONE_SIGN);
      ChecklistItem item =
          new ChecklistItem(
              ChecklistItem.Anchor.HEADING,
              line,
              done ? "x" : " ",
              section.title,
              new TaskLabel(story.label(), true, List.of(story.label()), story.title()),
              story.section(),
              null);
      section.prose.forEach(next -> item.add(document, next));
      section.prose.clear();
      item.criteria.addAll(
          story.scenarios().subList(0, Math.min(Limits.MAX_CRITERIA, story.scenarios().size())));
      plan.storyPriorities.put(story.label(), story.priority());
      plan.add(item, story.label(), used);
      plan.assign(item, phase);
    }
    requirementsTo(plan);
    listRest(plan);
    return plan;
  }

  private void addAll(ChecklistPlan plan, PhaseDraft phase, Story story) {
    int left = 0;
    for (String scenario : story.scenarios()) {
      if (!phase.criterion(scenario)) {
        left++;
      }
    }
    if (left > 0) {
      plan.skipped.add(
          where(outline.sections.get(story.section())),
          left + " scenarios of " + story.label(),
          "a milestone has at most " + Limits.MAX_CRITERIA + " success criteria");
    }
  }

  private void listScenarios(ChecklistPlan plan, Story story) {
    plan.skipped.add(
        where(outline.sections.get(story.section())),
        story.label() + ", " + story.title() + ", with " + story.scenarios().size() + " scenarios",
        "no phase of tasks.md names this story");
  }

  private void stories() {
    String current = "";
    int depth = 0;
    for (Section section : outline.sections) {
      List<String> named = isStory(section.title) ? PhaseTitle.stories(section.title) : List.of();
      if (!named.isEmpty() && !stories.containsKey(named.get(0))) {
        current = named.get(0);
        depth = section.level;
        String title = Titles.plain(section.title).replace(BoxMark.DONE_SIGN, "").strip();
        stories.put(
            current,
            new Story(
                current,
                title,
                PhaseTitle.priority(title) < 0 ? 2 : PhaseTitle.priority(title),
                section.index,
                new ArrayList<>()));
      } else if (section.level <= depth) {
        current = "";
      }
      Story story = stories.get(current);
      if (story != null) {
        scenarios(section, story.scenarios());
      }
    }
  }

  private static boolean isStory(String title) {
    return title.regionMatches(true, 0, "User Story", 0, 10)
        || (title.startsWith("US") && title.length() > 2 && IdToken.isDigit(title.charAt(2)));
  }

  private void scenarios(Section section, List<String> scenarios) {
    StringBuilder scenario = new StringBuilder();
    int before = 0;
    for (MarkdownLine line : section.prose) {
      String content = document.content(line);
      String plain = content.replace("*", "").strip();
      boolean begins = isGiven(plain);
      boolean apart = line.number() > before + 1 && !goesOn(plain);
      boolean ours =
          content.startsWith(ChecklistItem.NOTE) || content.startsWith(ChecklistItem.STATUS);
      before = line.number();
      if (begins || apart || ours || line.is(Kind.RULE) || line.is(Kind.FENCED)) {
        end(scenario, scenarios);
      }
      if ((begins || scenario.length() > 0) && scenario.length() < 2_000) {
        scenario.append(scenario.length() > 0 ? " " : "").append(plain);
      }
    }
    end(scenario, scenarios);
  }

  private static void end(StringBuilder scenario, List<String> scenarios) {
    if (scenario.length() > 0 && scenarios.size() < Limits.MAX_CRITERIA * 2) {
      scenarios.add(scenario.toString());
    }
    scenario.setLength(0);
  }

  private static boolean isGiven(String plain) {
    for (String word : GIVEN) {
      if (plain.regionMatches(true, 0, word, 0, word.length())) {
        return true;
      }
    }
    return false;
  }

  private static boolean goesOn(String plain) {
    return plain.regionMatches(true, 0, "When", 0, 4)
        || plain.regionMatches(true, 0, "Then", 0, 4)
        || plain.regionMatches(true, 0, "And ", 0, 4);
  }

  private void requirements() {
    for (Section section : outline.sections) {
      for (MarkdownLine line : section.prose) {
        if (line.is(Kind.FENCED)) {
          continue;
        }
        String content = document.content(line);
        String plain = Titles.plain(content);
        int end = IdToken.end(plain, 0);
        String id = plain.substring(0, end);
        if (end > 0
            && IdToken.isRequirement(id)
            && (line.is(Kind.BULLET) || line.is(Kind.TEXT))
            && requirements.size() < MAX_REQUIREMENTS) {
          requirements.putIfAbsent(id, plain);
        }
        clarification(line, content);
      }
    }
  }

  private void clarification(MarkdownLine line, String content) {
    int at = content.indexOf("[NEEDS CLARIFICATION:");
    if (at < 0 || content.startsWith("[NEEDS CLARIFICATION: specific question", at)) {
      return;
    }
    if (open.size() < Limits.MAX_PROBLEMS) {
      open.add(
          new Problem(
              document.name(),
              line.number(),
              at + 1,
              "",
              Titles.cut(content.substring(at), 200),
              "a requirement without open questions",
              "answer it before its story is worked on"));
    }
  }

  /** Requirements become criteria of the phase whose tasks name them first, else of the last. */
  private void requirementsTo(ChecklistPlan plan) {
    Map<String, PhaseDraft> named = new HashMap<>();
    for (ChecklistItem item : plan.tasks) {
      for (String id : item.requirements) {
        named.putIfAbsent(id, plan.phases.get(item.phase));
      }
    }
    PhaseDraft last = plan.phases.get(plan.phases.size() - 1);
    int left = 0;
    for (Map.Entry<String, String> requirement : requirements.entrySet()) {
      if (!named.getOrDefault(requirement.getKey(), last).criterion(requirement.getValue())) {
        left++;
      }
    }
    if (left > 0) {
      plan.skipped.add(
          document.name(),
          left + " requirements",
          "a milestone has at most " + Limits.MAX_CRITERIA + " success criteria");
    }
    open.forEach(plan::problem);
  }

  private void listRest(ChecklistPlan plan) {
    for (ChecklistItem item : outline.items) {
      plan.skipped.count(
          document.name() + ":" + item.line.number(),
          "check boxes of spec.md",
          "they are about the specification, not tasks");
    }
    for (Section section : outline.sections) {
      long lines =
          section.prose.stream()
              .filter(line -> !line.is(Kind.RULE))
              .filter(line -> !requirements.containsKey(firstId(line)))
              .filter(line -> !isGiven(document.content(line).replace("*", "").strip()))
              .count();
      if (lines > 0) {
        plan.skipped.add(
            where(section), Outline.textUnder(lines, section), "no task; they stay in the file");
      }
    }
  }

  private String firstId(MarkdownLine line) {
    String plain = Titles.plain(document.content(line));
    return plain.substring(0, IdToken.end(plain, 0));
  }

  private String where(Section section) {
    return document.name() + ":" + Math.max(1, section.line);
  }
}
