package dev.milestone;

import dev.milestone.model.Decision;
import dev.milestone.model.MilestoneId;
import java.util.List;
import org.apiguardian.api.API;

/**
 * What archiving a milestone came to.
 *
 * @param milestone the milestone
 * @param archived whether it was archived
 * @param waiting whether a person has to decide first
 * @param checks what was checked
 * @param decisions decisions it waits for
 * @param folder the archive's folder, below the project's root
 * @param lessons what the figures say, in sentences
 */
@API(status = API.Status.STABLE, since = "0.1")
public record ArchiveReport(
    MilestoneId milestone,
    boolean archived,
    boolean waiting,
    List<ArchiveCheck> checks,
    List<Decision> decisions,
    String folder,
    List<String> lessons) {

  /** Checks and copies. */
  public ArchiveReport {
    checks = List.copyOf(checks);
    decisions = List.copyOf(decisions);
    lessons = List.copyOf(lessons);
  }

  /** A builder; every other part has its default. */
  public static Builder builder(MilestoneId milestone, boolean archived) {
    return new Builder(milestone, archived);
  }

  /** A builder that begins with these values. */
  public Builder toBuilder() {
    return new Builder(milestone, archived)
        .waiting(waiting)
        .checks(checks)
        .decisions(decisions)
        .folder(folder)
        .lessons(lessons);
  }

  /** Collects the parts; not thread-safe. */
  public static final class Builder {
    private MilestoneId milestone;
    private boolean archived;
    private boolean waiting = false;
    private List<ArchiveCheck> checks = List.of();
    private List<Decision> decisions = List.of();
    private String folder = "";
    private List<String> lessons = List.of();

    private Builder(MilestoneId milestone, boolean archived) {
      this.milestone = milestone;
      this.archived = archived;
    }

    /** The milestone. */
    public Builder milestone(MilestoneId value) {
      this.milestone = value;
      return this;
    }

    /** Whether it was archived. */
    public Builder archived(boolean value) {
      this.archived = value;
      return this;
    }

    /** Whether a person has to decide first. */
    public Builder waiting(boolean value) {
      this.waiting = value;
      return this;
    }

    /** What was checked. */
    public Builder checks(List<ArchiveCheck> value) {
      this.checks = value;
      return this;
    }

    /** Decisions it waits for. */
    public Builder decisions(List<Decision> value) {
      this.decisions = value;
      return this;
    }

    /** The archive's folder, below the project's root. */
    public Builder folder(String value) {
      this.folder = value;
      return this;
    }

    /** What the figures say, in sentences. */
    public Builder lessons(List<String> value) {
      this.lessons = value;
      return this;
    }

    /** The value. */
    public ArchiveReport build() {
      return new ArchiveReport(milestone, archived, waiting, checks, decisions, folder, lessons);
    }
  }
}
