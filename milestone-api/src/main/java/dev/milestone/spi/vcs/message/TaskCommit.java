package dev.milestone.spi.vcs.message;

import dev.milestone.spi.vcs.VcsAttempt;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apiguardian.api.API;

/**
 * What is known about the work that a commit records, and the message made of it: header {@code
 * type(milestone): subject}, then task and milestone with their titles, progress, what it resolves,
 * a summary, notes on tests, the project's own marker, and the trailers. What is not known is left
 * out. Immutable; made by {@link #builder}.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class TaskCommit {

  /** Most files that are listed when there is no summary. */
  private static final int MAX_FILES = 20;

  private final Builder parts;

  private TaskCommit(Builder parts) {
    this.parts = parts;
  }

  /** Begins with the attempt and the title of its task. */
  public static Builder builder(VcsAttempt attempt, String taskTitle) {
    return new Builder(attempt, taskTitle);
  }

  /** The message of a group of changes that is one of several, or the only one. */
  public CommitMessage message(CommitGroup group, boolean only) {
    String subject =
        only && !parts.taskTitle.isBlank() ? lowerFirst(parts.taskTitle) : group.subject();
    return message(group.type(), subject, group, 0);
  }

  /** The message of a checkpoint: everything so far. */
  public CommitMessage checkpoint(CommitGroup group, int number) {
    return message(
        CommitType.CHORE, "checkpoint " + number + " of " + parts.taskTitle, group, number);
  }

  private CommitMessage message(CommitType type, String subject, CommitGroup group, int number) {
    VcsAttempt attempt = parts.attempt;
    CommitMessage.Builder message =
        CommitMessage.builder(
            new ConventionalHeader(
                type.word(),
                Optional.of(attempt.milestone().value()),
                parts.breaking.isPresent(),
                subject));
    message.paragraph(about());
    message.paragraph(parts.summary.isBlank() ? files(group) : parts.summary);
    message.paragraph(parts.tests.isBlank() ? "" : "Tests: " + parts.tests);
    message.paragraph(parts.marker);
    parts.breaking.ifPresent(message::breaking);
    message.attempt(attempt);
    message.trailer("Session", parts.session);
    message.trailer("Agent", parts.agent);
    if (number > 0) {
      message.trailer("Checkpoint", Integer.toString(number));
    }
    parts.coAuthors.forEach(person -> message.trailer("Co-authored-by", person));
    return message.build();
  }

  private String about() {
    List<String> lines = new ArrayList<>();
    lines.add(titled("Task", parts.attempt.id().task().value(), parts.taskTitle));
    lines.add(titled("Milestone", parts.attempt.milestone().value(), parts.milestoneTitle));
    parts.percent.ifPresent(percent -> lines.add("Progress: " + percent + "% of the milestone"));
    parts.resolved.forEach(lines::add);
    return String.join("\n", lines);
  }

  private static String titled(String what, String id, String title) {
    return what + ": " + id + (title.isBlank() ? "" : " - " + oneLine(title));
  }

  private static String files(CommitGroup group) {
    List<String> lines = new ArrayList<>();
    for (var change : group.changes()) {
      if (lines.size() == MAX_FILES) {
        lines.add("- and " + (group.changes().size() - MAX_FILES) + " more");
        break;
      }
      lines.add(
          "- "
              + change.path()
              + " (+"
              + change.lines().added()
              + " -"
              + change.lines().removed()
              + ")");
    }
    return String.join("\n", lines);
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\R", " ");
  }

  private static String lowerFirst(String title) {
    boolean word =
        title.length() > 1
            && Character.isUpperCase(title.charAt(0))
            && Character.isLowerCase(title.charAt(1));
    return word ? Character.toLowerCase(title.charAt(0)) + title.substring(1) : title;
  }

  /** Collects what is known. Confined to one thread. */
  public static final class Builder {

    private final VcsAttempt attempt;
    private final String taskTitle;
    private final List<String> resolved = new ArrayList<>();
    private final List<String> coAuthors = new ArrayList<>();
    private String milestoneTitle = "";
    private String session = "";
    private String agent = "";
    private String summary = "";
    private String tests = "";
    private String marker = "";
    private OptionalInt percent = OptionalInt.empty();
    private Optional<String> breaking = Optional.empty();

    private Builder(VcsAttempt attempt, String taskTitle) {
      this.attempt = attempt;
      this.taskTitle = taskTitle;
    }

    private Builder(Builder from) {
      this(from.attempt, from.taskTitle);
      resolved.addAll(from.resolved);
      coAuthors.addAll(from.coAuthors);
      milestoneTitle = from.milestoneTitle;
      session = from.session;
      agent = from.agent;
      summary = from.summary;
      tests = from.tests;
      marker = from.marker;
      percent = from.percent;
      breaking = from.breaking;
    }

    /** The title of the milestone. */
    public Builder milestoneTitle(String title) {
      milestoneTitle = title;
      return this;
    }

    /** The session, for the trailer {@code Session}. */
    public Builder session(String id) {
      session = id;
      return this;
    }

    /** The agent, for the trailer {@code Agent}, such as {@code agent-1 (process)}. */
    public Builder agent(String idAndKind) {
      agent = idAndKind;
      return this;
    }

    /** How far the milestone is with this commit, from 0 to 100. */
    public Builder percent(int done) {
      percent = OptionalInt.of(Math.max(0, Math.min(100, done)));
      return this;
    }

    /** A dependency that others waited for. */
    public Builder resolvesDependency(String id) {
      resolved.add("Resolves dependency: " + oneLine(id));
      return this;
    }

    /** A blocker that is gone. */
    public Builder resolvesBlocker(String description) {
      resolved.add("Resolves blocker: " + oneLine(description));
      return this;
    }

    /** What was done and why; without one the files are listed. */
    public Builder summary(String text) {
      summary = text;
      return this;
    }

    /** How it was verified. */
    public Builder tests(String text) {
      tests = text;
      return this;
    }

    /** What breaks for those who use it. */
    public Builder breaking(String text) {
      breaking = Optional.of(text);
      return this;
    }

    /** A line of the project's configuration that says who made this; default: none. */
    public Builder marker(String line) {
      marker = line;
      return this;
    }

    /** A co-author, as {@code name <address>}, of the project's configuration. */
    public Builder coAuthor(String person) {
      coAuthors.add(person);
      return this;
    }

    /** What was collected so far. */
    public TaskCommit build() {
      return new TaskCommit(new Builder(this));
    }
  }
}
