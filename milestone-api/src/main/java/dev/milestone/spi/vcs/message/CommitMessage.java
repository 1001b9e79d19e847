package dev.milestone.spi.vcs.message;

import dev.milestone.spi.vcs.VcsAttempt;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * A commit message: header, paragraphs, trailers. Whatever text is put in, the result has one
 * header line and, as its last paragraph, exactly the trailers that were asked for; so {@code git
 * interpret-trailers --parse} and {@link Trailers#parse} return them. Immutable; made by {@link
 * #builder}.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class CommitMessage {

  /** Longest header, in characters; a longer subject is cut. */
  public static final int MAX_HEADER = 100;

  /** Longest message, in characters; longer paragraphs are cut. */
  public static final int MAX_LENGTH = 64 * 1024;

  private final String text;

  private CommitMessage(String text) {
    this.text = text;
  }

  /**
   * Begins a message.
   *
   * @param header type, scope and subject
   */
  public static Builder builder(ConventionalHeader header) {
    return new Builder(header);
  }

  /** The message as it is stored, with a line end at its end. */
  public String text() {
    return text;
  }

  @Override
  public String toString() {
    return text;
  }

  /** Collects the parts of a message. Confined to one thread. */
  public static final class Builder {

    private final ConventionalHeader header;
    private final List<String> paragraphs = new ArrayList<>();
    private final List<String> trailers = new ArrayList<>();
    private Optional<String> breaking = Optional.empty();

    private Builder(ConventionalHeader header) {
      this.header = header;
    }

    /** Adds a paragraph; blank ones are left out. Line ends in it stay, empty lines do not. */
    public Builder paragraph(String text) {
      String clean = paragraphOf(text);
      if (!clean.isEmpty()) {
        paragraphs.add(clean);
      }
      return this;
    }

    /**
     * Says what breaks. It gets a paragraph of its own: among the trailers native git would not see
     * any of them.
     */
    public Builder breaking(String text) {
      breaking = Optional.of(line(text)).filter(line -> !line.isEmpty());
      return this;
    }

    /** Names the attempt: the trailers {@code Task}, {@code Milestone} and {@code Attempt}. */
    public Builder attempt(VcsAttempt attempt) {
      trailer("Task", attempt.id().task().value());
      trailer("Milestone", attempt.milestone().value());
      return trailer("Attempt", Integer.toString(attempt.id().number()));
    }

    /**
     * Adds a trailer; one without value is left out. Line ends in the value become spaces.
     *
     * @throws IllegalArgumentException when the key is not made of letters, digits and {@code -}
     */
    public Builder trailer(String key, String value) {
      if (!Trailers.isKey(key)) {
        throw new IllegalArgumentException("not the key of a trailer: " + key);
      }
      String clean = line(value);
      if (!clean.isEmpty()) {
        trailers.add(key + ": " + clean);
      }
      return this;
    }

    /** The message. */
    public CommitMessage build() {
      List<String> blocks = new ArrayList<>();
      blocks.add(headerLine());
      int left = MAX_LENGTH;
      for (String paragraph : paragraphs) {
        String kept = cut(paragraph, left).stripTrailing();
        left -= kept.length();
        if (!kept.isEmpty()) {
          blocks.add(kept);
        }
      }
      breaking.ifPresent(text -> blocks.add("BREAKING CHANGE: " + cut(text, MAX_LENGTH)));
      if (!trailers.isEmpty()) {
        blocks.add(String.join("\n", trailers));
      }
      return new CommitMessage(String.join("\n\n", blocks) + "\n");
    }

    private String headerLine() {
      ConventionalHeader clean =
          new ConventionalHeader(
              word(header.type()),
              header.scope().map(Builder::scopeOf).filter(scope -> !scope.isEmpty()),
              header.breaking(),
              "");
      String subject = line(header.subject());
      int room = Math.max(20, MAX_HEADER - clean.toString().length());
      if (subject.length() > room) {
        subject = cut(subject, room - 1).stripTrailing() + "…";
      }
      return clean + (subject.isEmpty() ? "change" : subject);
    }

    private static String word(String type) {
      StringBuilder out = new StringBuilder();
      for (char c : type.toLowerCase(Locale.ROOT).toCharArray()) {
        if (c >= 'a' && c <= 'z' || c >= '0' && c <= '9') {
          out.append(c);
        }
      }
      return out.isEmpty() ? "chore" : out.toString();
    }

    private static String scopeOf(String scope) {
      StringBuilder out = new StringBuilder();
      for (char c : line(scope).toCharArray()) {
        out.append(c == '(' || c == ')' || c == ':' || c == '!' ? '-' : c);
      }
      return cut(out.toString(), 70);
    }

    /**
     * Every line keeps its words and loses what ends lines or hides; a line that Git's tools would
     * take for something of theirs – a comment, a patch, a divider – is set in.
     */
    private static String paragraphOf(String text) {
      List<String> kept = new ArrayList<>();
      for (String raw : cut(text, MAX_LENGTH).split("\\R", -1)) {
        String clean = visible(raw).stripTrailing();
        if (!clean.isBlank()) {
          kept.add(isTaken(clean) ? " " + clean : clean);
        }
      }
      return String.join("\n", kept);
    }

    private static boolean isTaken(String line) {
      return line.startsWith("#")
          || line.startsWith("---")
          || line.startsWith("diff ")
          || line.startsWith("Index: ");
    }

    private static String line(String text) {
      return visible(cut(text, MAX_LENGTH)).strip();
    }

    private static String visible(String text) {
      StringBuilder out = new StringBuilder(text.length());
      boolean space = false;
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        boolean gap = Character.isISOControl(c) || c == '\u2028' || c == '\u2029';
        if (!gap || !space) {
          out.append(gap ? ' ' : isLoneSurrogate(text, i) ? '?' : c);
        }
        space = gap;
      }
      return out.toString();
    }

    private static boolean isLoneSurrogate(String text, int at) {
      char c = text.charAt(at);
      return Character.isHighSurrogate(c)
              && (at + 1 >= text.length() || !Character.isLowSurrogate(text.charAt(at + 1)))
          || Character.isLowSurrogate(c)
              && (at == 0 || !Character.isHighSurrogate(text.charAt(at - 1)));
    }

    private static String cut(String text, int length) {
      if (text.length() <= length) {
        return text;
      }
      int end = Math.max(0, length);
      return text.substring(
          0, end > 0 && Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end);
    }
  }
}
