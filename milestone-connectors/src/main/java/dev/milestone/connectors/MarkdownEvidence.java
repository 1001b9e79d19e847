package dev.milestone.connectors;

import dev.milestone.connectors.MarkdownLine.Kind;
import dev.milestone.spi.plan.PlanFile;
import java.util.Locale;

/**
 * What the beginning of a file and its name say about its format. Never fails, whatever is wrong
 * with the file. Immutable.
 *
 * @param empty whether there is nothing but white space
 * @param baseName last part of its name, in small letters
 * @param kiroFolder whether it lies below {@code .kiro}
 * @param specsFolder whether it lies below {@code specs}
 * @param boxes check boxes that hold a state
 * @param ids check boxes that begin with a T-id
 * @param numbers check boxes that begin with a number
 * @param marked headings and table rows that begin with a T-id
 * @param requirements lines such as {@code _Requirements: 1.1_}
 * @param phases headings that begin with "Phase"
 * @param stories headings that begin with "User Story"
 * @param technical whether a heading is "Technical Context"
 * @param template whether its head has the lines of spec-kit's own templates
 * @param share percent of the lines that are check boxes or belong to one
 */
record MarkdownEvidence(
    boolean empty,
    String baseName,
    boolean kiroFolder,
    boolean specsFolder,
    int boxes,
    int ids,
    int numbers,
    int marked,
    int requirements,
    int phases,
    int stories,
    boolean technical,
    boolean template,
    int share) {

  private static final int SAMPLE = 1024 * 1024;

  /** Looks at a file; nothing at all is found in what is no Markdown. */
  static MarkdownEvidence of(PlanFile file) {
    String name = file.name().replace('\\', '/');
    String base = name.substring(name.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
    boolean kiro = name.startsWith(".kiro/") || name.contains("/.kiro/");
    boolean specs = name.startsWith("specs/") || name.contains("/specs/");
    MarkdownDocument document = MarkdownDocument.sample(file, SAMPLE);
    String text = document.text();
    if (text.isBlank() || isJson(text)) {
      return new MarkdownEvidence(
          text.isBlank(), base, kiro, specs, 0, 0, 0, 0, 0, 0, 0, false, false, 0);
    }
    return new Counter(document).count(base, kiro, specs);
  }

  private static boolean isJson(String text) {
    int at = 0;
    while (Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return text.charAt(at) == '{' || text.charAt(at) == '[';
  }

  /** Whether it has tasks in the form of spec-kit. */
  boolean isSpecKitTasks() {
    return ids > 0
        || (boxes == 0 && marked > 1 && (specsFolder || baseName.equals("tasks.md")))
        || (baseName.equals("tasks.md") && (phases > 0 || specsFolder) && !isKiro() && boxes > 0)
        || (baseName.equals("tasks.md") && phases > 1 && boxes == 0);
  }

  /** Whether it has tasks in the form of Kiro. */
  boolean isKiro() {
    return boxes > 0
        && ids * 2 < boxes
        && (kiroFolder
            || (numbers * 2 >= boxes && (requirements > 0 || baseName.equals("tasks.md"))));
  }

  /** Whether it is the specification of a spec-kit feature. */
  boolean isSpec() {
    return !isSpecKitTasks() && (template && stories > 0 || baseName.equals("spec.md"));
  }

  /** Whether it is the design of a spec-kit feature. */
  boolean isDesign() {
    return !isSpecKitTasks() && !isSpec() && (template && technical || baseName.equals("plan.md"));
  }

  /** Counts; used once. */
  private static final class Counter {
    private final MarkdownDocument document;
    private int boxes;
    private int ids;
    private int numbers;
    private int marked;
    private int requirements;
    private int phases;
    private int stories;
    private boolean technical;
    private int lines;
    private int belonging;
    private int indent = -1;

    Counter(MarkdownDocument document) {
      this.document = document;
    }

    MarkdownEvidence count(String base, boolean kiro, boolean specs) {
      for (MarkdownLine line : document.lines()) {
        if (line.is(Kind.BLANK) || line.is(Kind.HIDDEN) || line.is(Kind.FENCED)) {
          continue;
        }
        String content = document.content(line);
        switch (line.kind()) {
          case BOX -> box(line, content);
          case HEADING -> heading(content);
          default -> other(line, content);
        }
      }
      int share = lines == 0 ? 0 : (int) (100L * belonging / lines);
      return new MarkdownEvidence(
          false,
          base,
          kiro,
          specs,
          boxes,
          ids,
          numbers,
          marked,
          requirements,
          phases,
          stories,
          technical,
          template(),
          share);
    }

    private boolean template() {
      String text = document.text();
      String head = text.substring(0, Math.min(text.length(), 2_000));
      return head.contains("**Feature Branch**")
          || head.contains("# Feature Specification")
          || (head.contains("**Branch**:") && head.contains("**Spec**:"));
    }

    private void box(MarkdownLine line, String content) {
      lines++;
      if (BoxMark.meaning(document.boxMark(line), false).isEmpty()) {
        return;
      }
      boxes++;
      belonging++;
      indent = line.indent();
      if (isTaskId(LabelReader.specKit(content).id())) {
        ids++;
      } else if (!LabelReader.numbered(content).id().isEmpty()) {
        numbers++;
      }
    }

    private void heading(String content) {
      indent = -1;
      phases += PhaseTitle.isPhase(content) ? 1 : 0;
      stories += content.regionMatches(true, 0, "User Story", 0, 10) ? 1 : 0;
      technical |= content.toLowerCase(Locale.ROOT).startsWith("technical context");
      marked += isTaskId(LabelReader.specKit(content).id()) ? 1 : 0;
    }

    private void other(MarkdownLine line, String content) {
      lines++;
      if (indent >= 0 && line.indent() > indent) {
        belonging++;
      } else {
        indent = -1;
      }
      if (content.length() > 15
          && content.regionMatches(true, 1, "Requirements:", 0, 13)
          && content.charAt(0) == '_') {
        requirements++;
      }
      if (line.is(Kind.TABLE)) {
        TableRow row = TableRow.of(content);
        marked +=
            row.cells().size() > 1 && isTaskId(LabelReader.specKit(row.cells().get(0)).id())
                ? 1
                : 0;
      }
    }

    private static boolean isTaskId(String id) {
      return id.length() > 1 && id.charAt(0) == 'T' && IdToken.isDigit(id.charAt(1));
    }
  }
}
