package dev.milestone.connectors;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A phase while it is being read; it becomes a milestone. Confined to one thread. */
final class PhaseDraft {

  /** Longest description. */
  static final int MAX_DESCRIPTION = 4_000;

  /** What a phase is for, as far as its title says. */
  enum Purpose {
    /** Preparation. */
    SETUP,
    /** What all stories stand on. */
    FOUNDATION,
    /** One or several user stories. */
    STORY,
    /** What comes last. */
    POLISH,
    /** Anything else. */
    OTHER
  }

  final int section;
  final String title;
  final String number;
  final Purpose purpose;
  final List<String> stories;
  final List<ChecklistItem> items = new ArrayList<>();
  final List<String> criteria = new ArrayList<>();
  final StringBuilder description = new StringBuilder();

  /** Phases that the source says it waits for. */
  final Set<PhaseDraft> stated = new LinkedHashSet<>();

  /** Position among the phases of its plan, -1 while it has no task. */
  int index = -1;

  String id = "";
  int priority = -1;

  PhaseDraft(int section, String title, String number, Purpose purpose, List<String> stories) {
    this.section = section;
    this.title = title;
    this.number = number;
    this.purpose = purpose;
    this.stories = List.copyOf(stories);
  }

  /** Adds a line to the description while there is room. */
  void describe(String line) {
    if (description.length() + line.length() < MAX_DESCRIPTION) {
      description.append(line).append('\n');
    }
  }

  /** Adds a success criterion; says whether there was room. */
  boolean criterion(String text) {
    if (criteria.size() >= Limits.MAX_CRITERIA) {
      return false;
    }
    String plain = Titles.plain(text);
    if (!plain.isEmpty() && !criteria.contains(plain)) {
      criteria.add(plain);
    }
    return true;
  }
}
