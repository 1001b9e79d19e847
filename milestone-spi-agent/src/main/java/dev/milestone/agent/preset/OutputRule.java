package dev.milestone.agent.preset;

import dev.milestone.spi.agent.Unavailability;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One rule of a preset's parser: what a line has to be, and what it then says. Immutable.
 *
 * @param name its name in the preset
 * @param from which stream it reads
 * @param when what has to hold of the line
 * @param extracts where the parts stand that the line tells
 * @param usage what it says of usage
 * @param flags what it means that there is such a line
 * @param unavailable why the agent cannot work
 * @param retry unit of {@link Part#RETRY_AFTER}
 */
record OutputRule(
    String name,
    Stream from,
    List<Condition> when,
    Map<Part, Extract> extracts,
    Optional<UsageRule> usage,
    Flags flags,
    Optional<Unavailability.Reason> unavailable,
    Duration retry) {

  OutputRule {
    EnumMap<Part, Extract> copy = new EnumMap<>(Part.class);
    copy.putAll(extracts);
    extracts = copy;
  }

  /** Where a line comes from. */
  enum Stream {
    STDOUT,
    STDERR,
    /** The file that the agent was told to write its report to. */
    REPORT
  }

  /** What a line can tell. */
  enum Part {
    SESSION,
    MODEL,
    VERSION,
    TEXT,
    PART,
    RESULT,
    MESSAGE,
    NOTE,
    PROGRESS,
    DENIED,
    RETRY_AFTER
  }

  /**
   * What a line means.
   *
   * @param terminal the agent is through with its work
   * @param error the attempt has failed
   * @param unknownSession the session that was to be resumed is not there
   * @param recovers the service works: what was said of being unavailable no longer holds
   */
  record Flags(boolean terminal, boolean error, boolean unknownSession, boolean recovers) {}

  boolean matches(Stream stream, LineValues line) {
    return stream == from && when.stream().allMatch(condition -> condition.holds(line));
  }
}
