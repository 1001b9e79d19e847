package dev.milestone.connectors;

import dev.milestone.connectors.MarkdownLine.Kind;
import dev.milestone.connectors.Outline.Section;
import dev.milestone.connectors.PhaseDraft.Purpose;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Reads which phase waits for which from a section such as "Dependencies & Execution Order": {@code
 * - **US2 (Phase 4)**: Depends on Phase 2 + US1}. What it does not understand stays prose. Confined
 * to one thread.
 */
final class PhaseRules {

  /** Most phases between which rules are read. */
  private static final int MAX_PHASES = 500;

  /** Most rules. */
  private static final int MAX_RULES = 2_000;

  private static final List<String> WORDS =
      List.of(
          "depends only on ",
          "depends on ",
          "depend on ",
          "depende de ",
          "depende da ",
          "depende do ",
          "dependem de ",
          "blocked by ",
          "can start after ",
          "can run after ",
          "start after ",
          "after ",
          "依赖");

  private static final Set<String> FILLERS =
      Set.of(
          "completion",
          "complete",
          "completed",
          "completes",
          "and",
          "of",
          "being",
          "the",
          "user",
          "story",
          "stories",
          "phase",
          "phases",
          "all",
          "only",
          "desired",
          "previous",
          "e",
          "y",
          "priority",
          "no",
          "on",
          "full");

  private final ChecklistPlan plan;
  private final Outline outline;
  private final Map<Integer, PhaseDraft> phaseOfSection;

  PhaseRules(ChecklistPlan plan, Outline outline, Map<Integer, PhaseDraft> phaseOfSection) {
    this.plan = plan;
    this.outline = outline;
    this.phaseOfSection = phaseOfSection;
  }

  /** Reads all sections whose heading, or one above it, holds one of these words. */
  void read(List<String> headings) {
    if (plan.phases.size() > MAX_PHASES) {
      plan.skipped.add(
          plan.document.name(),
          "rules between phases",
          "there are more than " + MAX_PHASES + " phases; each waits for the one before it");
      return;
    }
    int rules = 0;
    for (Section section : outline.sections) {
      if (phaseOfSection.containsKey(section.index) || !outline.under(section.index, headings)) {
        continue;
      }
      for (MarkdownLine line : section.prose) {
        if ((line.is(Kind.BULLET) || line.is(Kind.TEXT)) && rules++ < MAX_RULES) {
          rule(plan.document.content(line));
        }
      }
    }
  }

  private void rule(String content) {
    if (content.length() > 1_000) {
      return;
    }
    String text = content.replace("*", "").replace("`", "");
    String lower = text.toLowerCase(Locale.ROOT);
    int at = -1;
    String word = "";
    for (String candidate : WORDS) {
      int found = lower.indexOf(candidate);
      if (found >= 0 && (at < 0 || found < at)) {
        at = found;
        word = candidate;
      }
    }
    if (at < 0 || lower.startsWith("not ", Math.max(0, at - 4))) {
      return;
    }
    Set<PhaseDraft> subjects = phases(lower.substring(0, at), false, null);
    if (subjects.isEmpty()) {
      return;
    }
    String object = object(lower.substring(at + word.length()));
    for (PhaseDraft subject : subjects) {
      for (PhaseDraft target : phases(object, true, subject)) {
        if (target != subject && !subjects.contains(target)) {
          subject.stated.add(target);
        }
      }
    }
  }

  /** The first clause, without what stands in brackets. */
  private static String object(String text) {
    StringBuilder s = new StringBuilder();
    int depth = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '(' || c == '（') {
        depth++;
      } else if (c == ')' || c == '）') {
        depth = Math.max(0, depth - 1);
      } else if (depth == 0) {
        boolean stop =
            c == ';'
                || c == '—'
                || c == '–'
                || c == '。'
                || c == '；'
                || ((c == '-' || c == '.') && i + 1 < text.length() && text.charAt(i + 1) == ' ');
        if (stop) {
          break;
        }
        s.append(c);
      }
    }
    return s.toString();
  }

  /**
   * The phases that a text names.
   *
   * @param contiguous whether the first word that belongs to no name ends the list
   * @param of the phase that waits; what is before it counts as "all previous phases"
   */
  private Set<PhaseDraft> phases(
      String text, boolean contiguous, @org.jspecify.annotations.Nullable PhaseDraft of) {
    Set<PhaseDraft> found = new LinkedHashSet<>();
    boolean numbers = false;
    String last = "";
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (!Character.isLetterOrDigit(c)) {
        int end = numbers && (c == '-' || c == '–') ? IdToken.numberEnd(text, at + 1) : at;
        if (end > at + 1 && !last.isEmpty()) {
          between(last, text.substring(at + 1, end), found);
          at = end;
          continue;
        }
        if (numbers && c == '+' && (at + 1 == text.length() || text.charAt(at + 1) == ')')) {
          storiesFrom(last, found);
        }
        at++;
        continue;
      }
      int end = at;
      while (end < text.length()
          && (Character.isLetterOrDigit(text.charAt(end))
              || (text.charAt(end) == '.'
                  && end + 1 < text.length()
                  && Character.isDigit(text.charAt(end + 1))))) {
        end++;
      }
      String word = text.substring(at, end);
      at = end;
      if (word.equals("phase") || word.equals("phases") || word.equals("阶段")) {
        numbers = true;
        last = "";
      } else if (numbers && Character.isDigit(word.charAt(0))) {
        numbered(word, found);
        last = word;
      } else if (isStory(word)) {
        story("US" + word.substring(2), found);
        numbers = false;
      } else if (Character.isDigit(word.charAt(0)) && storyBefore(text, at - word.length())) {
        story("US" + word, found);
      } else if (word.equals("setup")) {
        purpose(Purpose.SETUP, found);
      } else if (word.startsWith("foundation")) {
        purpose(Purpose.FOUNDATION, found);
      } else if (word.equals("polish")) {
        purpose(Purpose.POLISH, found);
      } else if (word.equals("previous") && of != null) {
        previous(of, found);
      } else if (word.equals("stories") && (text.contains("all ") || !contiguous)) {
        purpose(Purpose.STORY, found);
      } else if (contiguous && !FILLERS.contains(word)) {
        break;
      }
    }
    return found;
  }

  private static boolean isStory(String word) {
    return word.startsWith("us") && word.length() > 2 && Character.isDigit(word.charAt(2));
  }

  private static boolean storyBefore(String text, int at) {
    String before = text.substring(0, at).stripTrailing();
    return before.endsWith("story") || before.endsWith("stories");
  }

  private void numbered(String number, Set<PhaseDraft> found) {
    boolean exact = false;
    for (PhaseDraft phase : plan.phases) {
      if (phase.number.equals(number)) {
        found.add(phase);
        exact = true;
      }
    }
    for (PhaseDraft phase : plan.phases) {
      if (!exact && phase.number.startsWith(number + ".")) {
        found.add(phase);
      }
    }
  }

  private void between(String from, String to, Set<PhaseDraft> found) {
    double low = value(from);
    double high = value(to);
    for (PhaseDraft phase : plan.phases) {
      double value = value(phase.number);
      if (value >= low && value <= high) {
        found.add(phase);
      }
    }
  }

  private void storiesFrom(String from, Set<PhaseDraft> found) {
    for (PhaseDraft phase : plan.phases) {
      if (phase.purpose == Purpose.STORY && value(phase.number) >= value(from)) {
        found.add(phase);
      }
    }
  }

  private static double value(String number) {
    int end = 0;
    boolean dot = false;
    while (end < number.length()
        && end < 9
        && (Character.isDigit(number.charAt(end)) || (number.charAt(end) == '.' && !dot))) {
      dot |= number.charAt(end) == '.';
      end++;
    }
    try {
      return end == 0 ? -1 : Double.parseDouble(number.substring(0, end));
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  private void story(String label, Set<PhaseDraft> found) {
    for (PhaseDraft phase : plan.phases) {
      if (phase.stories.contains(label)) {
        found.add(phase);
      }
    }
  }

  private void purpose(Purpose purpose, Set<PhaseDraft> found) {
    for (PhaseDraft phase : plan.phases) {
      if (phase.purpose == purpose) {
        found.add(phase);
      }
    }
  }

  private void previous(PhaseDraft of, Set<PhaseDraft> found) {
    for (PhaseDraft phase : plan.phases) {
      if (phase == of) {
        return;
      }
      found.add(phase);
    }
  }
}
