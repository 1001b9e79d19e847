package dev.milestone.agent;

import dev.milestone.agent.preset.Preset;
import dev.milestone.agent.preset.PresetFacts;
import dev.milestone.agent.preset.PresetListener;
import dev.milestone.agent.preset.PresetParser;
import dev.milestone.agent.preset.Redaction;
import dev.milestone.model.AgentSession;
import dev.milestone.model.Cost;
import dev.milestone.spi.agent.AgentActivity;
import dev.milestone.spi.agent.AttemptControl;
import java.util.Optional;

/**
 * Hands on what the runs of one attempt say, free of secrets, and keeps what the last of them said.
 * Confined to the thread that runs it.
 */
final class PresetReport implements PresetListener {

  /** Most notes that are handed on; the rest is dropped and counted. */
  static final int MAX_NOTES = 1_000;

  /** Longest line that is shown as what the agent is at, in characters. */
  static final int MAX_SHOWN = 200;

  private final Preset preset;
  private final AttemptControl control;
  private final Redaction redaction;
  private final String version;
  private final String model;
  private PresetParser parser;
  private Cost before = Cost.NONE;
  private Optional<AgentSession> session = Optional.empty();
  private AgentActivity told = AgentActivity.UNKNOWN;
  private StringBuilder log = new StringBuilder();
  private long bytes;
  private double progress;
  private int notes;
  private int dropped;
  private int freshStarts;

  /**
   * Makes one.
   *
   * @param version what the program said when it was asked; empty: nothing
   * @param model what it was told to work with; empty: its own choice
   */
  PresetReport(
      Preset preset, AttemptControl control, Redaction redaction, String version, String model) {
    this.preset = preset;
    this.control = control;
    this.redaction = redaction;
    this.version = version;
    this.model = model;
    this.parser = new PresetParser(preset, Optional.empty(), this);
    tell();
  }

  /**
   * A run begins.
   *
   * @param resumed the session that it goes on with
   * @param named the session whose name it was given, old or new; empty: it will say
   */
  ProcessObserver begin(Optional<AgentSession> resumed, Optional<AgentSession> named) {
    parser = new PresetParser(preset, resumed, this);
    session = named;
    return new Observer();
  }

  /** The agent wrote this into the file for its report. */
  void read(byte[] file) {
    parser.report(file);
  }

  /** The run is over. */
  void end(ProcessOutcome outcome) {
    if (outcome.failure().isEmpty()) {
      parser.finish();
      tell();
    }
    if (outcome.ending() == ProcessOutcome.Ending.NOT_STARTED) {
      return;
    }
    HeadTail output = outcome.output();
    if (bytes > 0) {
      log.append("\n… started afresh …\n");
    }
    log.append(output.text((text, first, last) -> redaction.cleanCut(text, !first, !last)));
    bytes += output.total();
    control.output(log.toString(), bytes);
  }

  /** Whether a run failed because it did not know its session. */
  boolean lostSession(ProcessOutcome outcome) {
    PresetFacts facts = parser.facts();
    return outcome.ending() == ProcessOutcome.Ending.EXITED
        && facts.unknownSession()
        && !(preset.successCodes().contains(outcome.exitCode()) && !facts.error());
  }

  void startAfresh() {
    before = cost();
    freshStarts++;
  }

  PresetFacts facts() {
    return parser.facts();
  }

  /** What all runs have cost. */
  Cost cost() {
    Cost now = parser.facts().spent();
    try {
      return before.plus(now);
    } catch (IllegalArgumentException otherCurrency) {
      return now;
    }
  }

  String version() {
    String said = parser.facts().version();
    return said.isEmpty() ? version : said;
  }

  /** What it works with, in its own words or those of the plan. */
  String model() {
    String said = parser.facts().model();
    return redaction.clean(said.isEmpty() ? model : said);
  }

  int freshStarts() {
    return freshStarts;
  }

  int dropped() {
    return dropped;
  }

  @Override
  public void text(String text) {
    String line = text.strip().lines().findFirst().orElse("");
    if (!line.isEmpty()) {
      control.progress(progress, cut(redaction.clean(line)));
    }
  }

  @Override
  public void note(String text) {
    if (notes < MAX_NOTES) {
      notes++;
      control.note(redaction.clean(text));
    } else {
      dropped++;
    }
  }

  @Override
  public void progress(double fraction, String note) {
    progress = fraction;
    control.progress(fraction, redaction.clean(note));
  }

  private void tell() {
    PresetFacts facts = parser.facts();
    AgentActivity now =
        new AgentActivity(
            version(), model(), facts.session().isPresent() ? facts.session() : session, cost());
    if (!now.equals(told)) {
      told = now;
      control.activity(now);
    }
  }

  private static String cut(String text) {
    return text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN - 1) + "…";
  }

  /** Feeds the parser. */
  private final class Observer implements ProcessObserver {

    @Override
    public void started(java.util.Map<String, Object> identity) {
      control.processStarted(identity);
      tell();
    }

    @Override
    public void output(byte[] chunk, int offset, int length) {
      parser.out(chunk, offset, length);
      tell();
    }

    @Override
    public void error(byte[] chunk, int offset, int length) {
      parser.err(chunk, offset, length);
      tell();
    }

    @Override
    public void active() {
      control.heartbeat();
    }
  }
}
