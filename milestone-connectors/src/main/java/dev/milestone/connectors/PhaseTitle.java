package dev.milestone.connectors;

import dev.milestone.connectors.PhaseDraft.Purpose;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a heading says about its phase: {@code Phase 3: User Story 1 - Title (Priority: P1) 🎯 MVP}.
 * Stateless, linear.
 */
final class PhaseTitle {

  private static final List<String> SERIES =
      List.of("phase ", "step ", "stage ", "sprint ", "milestone ", "week ", "part ", "iteration ");

  private PhaseTitle() {}

  /** Whether a heading begins with "Phase". */
  static boolean isPhase(String title) {
    return title.regionMatches(true, 0, "Phase", 0, 5)
        && (title.length() == 5 || !Character.isLetterOrDigit(title.charAt(5)));
  }

  /** Whether a heading counts its part of a series, such as {@code Phase 1}, {@code 2. Build}. */
  static boolean isNumbered(String title) {
    String lower = title.toLowerCase(Locale.ROOT);
    for (String word : SERIES) {
      if (lower.startsWith(word)) {
        return lower.length() > word.length() && Character.isDigit(lower.charAt(word.length()));
      }
    }
    int end = IdToken.numberEnd(title, 0);
    return end > 0 && end < title.length() && " .)".indexOf(title.charAt(end)) >= 0;
  }

  /** The phase that begins with this heading. */
  static PhaseDraft draft(int section, String heading) {
    // The sign of a finished heading comes and goes; it is no part of the name.
    String title = Titles.plain(heading.replace(BoxMark.DONE_SIGN, " "));
    String number = "";
    if (isPhase(title)) {
      int at = Math.min(6, title.length());
      int end = IdToken.numberEnd(title, at);
      number = end > at ? strip(title.substring(at, end)) : "";
      if (end > at
          && end < title.length()
          && Character.isLetter(title.charAt(end))
          && title.charAt(end) < 'z') {
        number += Character.toLowerCase(title.charAt(end));
      }
    }
    List<String> stories = stories(title);
    String lower = title.toLowerCase(Locale.ROOT);
    Purpose purpose =
        !stories.isEmpty()
            ? Purpose.STORY
            : lower.contains("setup")
                ? Purpose.SETUP
                : lower.contains("foundation") || lower.contains("blocking prerequisite")
                    ? Purpose.FOUNDATION
                    : lower.contains("polish") ? Purpose.POLISH : Purpose.OTHER;
    PhaseDraft draft = new PhaseDraft(section, title, number, purpose, stories);
    draft.priority = priority(title);
    return draft;
  }

  private static String strip(String number) {
    return number.endsWith(".") ? number.substring(0, number.length() - 1) : number;
  }

  /** Stories named in a text, as {@code US1}. */
  static List<String> stories(String text) {
    List<String> stories = new ArrayList<>();
    String lower = text.toLowerCase(Locale.ROOT);
    int at = 0;
    while (at < lower.length() && stories.size() < 50) {
      boolean start = at == 0 || !Character.isLetterOrDigit(lower.charAt(at - 1));
      int from = -1;
      if (start && lower.startsWith("user story ", at)) {
        from = at + 11;
      } else if (start && lower.startsWith("us", at)) {
        from = at + 2;
        if (from < lower.length() && lower.charAt(from) == '-') {
          from++;
        }
      }
      int end = from < 0 ? -1 : IdToken.numberEnd(lower, from);
      if (from >= 0 && end > from) {
        stories.add("US" + strip(lower.substring(from, end)));
        at = end;
      } else {
        at++;
      }
    }
    return stories;
  }

  /** The priority that a text gives as {@code P0} to {@code P9}, from 0 to 4; else -1. */
  static int priority(String text) {
    for (int i = 0; i + 1 < text.length(); i++) {
      boolean alone =
          (i == 0 || !Character.isLetterOrDigit(text.charAt(i - 1)))
              && (i + 2 == text.length() || !Character.isLetterOrDigit(text.charAt(i + 2)));
      if (text.charAt(i) == 'P' && IdToken.isDigit(text.charAt(i + 1)) && alone) {
        return Math.min(4, text.charAt(i + 1) - '0');
      }
    }
    return -1;
  }
}
