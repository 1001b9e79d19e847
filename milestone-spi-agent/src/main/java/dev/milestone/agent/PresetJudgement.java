package dev.milestone.agent;

import dev.milestone.agent.preset.PlainText;
import dev.milestone.agent.preset.Preset;
import dev.milestone.agent.preset.PresetFacts;
import dev.milestone.agent.preset.Redaction;
import dev.milestone.spi.agent.AgentResult;
import dev.milestone.spi.agent.Unavailability;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Says what came of an attempt: success is an exit code of success, the agent's word that it is
 * through where it has one, and no word that it failed. Immutable.
 */
final class PresetJudgement {

  private static final int EXCERPT_HEAD = 1_024;
  private static final int EXCERPT_TAIL = 4_096;
  private static final int MAX_LAST_LINE = 300;
  private static final int MAX_SUMMARY = 4_000;

  private final Preset preset;
  private final Duration timeout;
  private final Redaction redaction;

  PresetJudgement(Preset preset, Duration timeout, Redaction redaction) {
    this.preset = preset;
    this.timeout = timeout;
    this.redaction = redaction;
  }

  AgentResult result(ProcessOutcome outcome, PresetReport report) {
    PresetFacts facts = report.facts();
    if (outcome.ending() == ProcessOutcome.Ending.NOT_STARTED) {
      return AgentResult.unavailable(
          redaction.clean(outcome.error()),
          new Unavailability(Unavailability.Reason.NOT_INSTALLED, Optional.empty()));
    }
    boolean success = success(outcome, facts);
    String words = success ? facts.text() : reason(outcome, facts);
    return new AgentResult(
        success,
        cut(PlainText.of(redaction.clean(words))),
        outcome.exitCode() == ProcessOutcome.UNKNOWN_EXIT
            ? OptionalInt.empty()
            : OptionalInt.of(outcome.exitCode()),
        List.of(),
        report.cost(),
        List.of(),
        details(outcome, report, facts),
        success ? Optional.empty() : unavailable(outcome, facts));
  }

  private boolean success(ProcessOutcome outcome, PresetFacts facts) {
    return outcome.ending() == ProcessOutcome.Ending.EXITED
        && preset.successCodes().contains(outcome.exitCode())
        && (facts.terminal() || !preset.hasTerminal())
        && !facts.error();
  }

  /** Only of a run that ended by itself, or whose time was over while it waited for its service. */
  private Optional<Unavailability> unavailable(ProcessOutcome outcome, PresetFacts facts) {
    return switch (outcome.ending()) {
      case EXITED ->
          facts.unavailable().isPresent()
              ? facts.unavailable()
              : facts.terminal() && !facts.error()
                  ? Optional.empty()
                  : Optional.ofNullable(preset.exitCodes().get(outcome.exitCode()))
                      .flatMap(Preset.ExitMeaning::unavailable)
                      .map(reason -> new Unavailability(reason, Optional.empty()));
      case TIMED_OUT -> facts.unavailable();
      case NOT_STARTED, CANCELLED, INTERRUPTED, OBSERVER_FAILED -> Optional.empty();
    };
  }

  private String reason(ProcessOutcome outcome, PresetFacts facts) {
    String words =
        switch (outcome.ending()) {
          case NOT_STARTED -> outcome.error();
          case CANCELLED -> "cancelled and ended";
          case TIMED_OUT ->
              "took longer than the agent's timeout of " + timeout + "; ended" + said(facts);
          case INTERRUPTED -> "ended because the engine was interrupted";
          case OBSERVER_FAILED ->
              "a report of the agent was not accepted: "
                  + outcome.failure().map(Throwable::toString).orElse("")
                  + "; ended";
          case EXITED -> exited(outcome, facts);
        };
    return outcome.remaining() == 0
        ? words
        : words + "; " + outcome.remaining() + " process(es) could not be ended";
  }

  private String exited(ProcessOutcome outcome, PresetFacts facts) {
    int code = outcome.exitCode();
    if (preset.successCodes().contains(code)) {
      return facts.error()
          ? "the agent says that it failed" + said(facts)
          : "exit code "
              + code
              + ", but the agent never said that it is through; its output was probably cut off";
    }
    Preset.ExitMeaning meaning = preset.exitCodes().get(code);
    String words =
        meaning != null
            ? "exit code " + code + " (" + meaning.words() + ")"
            : code > 128 ? "ended by signal " + (code - 128) : "exit code " + code;
    if (!facts.message().isBlank()) {
      return words + said(facts);
    }
    String last = lastLine(outcome.output().tailText(EXCERPT_TAIL));
    return last.isEmpty() ? words : words + ": " + last;
  }

  private static String said(PresetFacts facts) {
    return facts.message().isBlank() ? "" : ": " + facts.message().strip();
  }

  private Map<String, Object> details(
      ProcessOutcome outcome, PresetReport report, PresetFacts facts) {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("preset", preset.name());
    details.put("terminal_event", facts.terminal());
    put(details, "agent_version", report.version());
    put(details, "model", report.model());
    facts.session().ifPresent(session -> details.put("agent_session", session.id()));
    if (outcome.exitCode() != ProcessOutcome.UNKNOWN_EXIT) {
      details.put("exit_code", outcome.exitCode());
      if (outcome.exitCode() > 128 && !preset.exitCodes().containsKey(outcome.exitCode())) {
        details.put("signal", outcome.exitCode() - 128);
      }
    }
    HeadTail output = outcome.output();
    details.put("output_bytes", output.total());
    details.put("output_digest", outcome.digest());
    boolean cut = output.total() > EXCERPT_TAIL;
    details.put("output_tail", redaction.cleanCut(output.tailText(EXCERPT_TAIL), cut, false));
    if (cut) {
      details.put("output_head", redaction.cleanCut(output.headText(EXCERPT_HEAD), false, true));
    }
    if (!facts.denied().isEmpty()) {
      details.put("denied", facts.denied().stream().map(redaction::clean).toList());
    }
    put(details, "fresh_starts", report.freshStarts());
    put(details, "dropped_reports", report.dropped());
    put(details, "ended_descendants", outcome.endedDescendants());
    put(details, "remaining_processes", outcome.remaining());
    if (!facts.counts().isEmpty()) {
      details.put("unread", Map.copyOf(facts.counts()));
    }
    return details;
  }

  private static void put(Map<String, Object> details, String name, int value) {
    if (value > 0) {
      details.put(name, value);
    }
  }

  private static void put(Map<String, Object> details, String name, String value) {
    if (!value.isEmpty()) {
      details.put(name, value);
    }
  }

  private static String lastLine(String text) {
    String stripped = PlainText.of(text).strip();
    String last = stripped.substring(stripped.lastIndexOf('\n') + 1).strip();
    return last.length() <= MAX_LAST_LINE ? last : last.substring(0, MAX_LAST_LINE - 1) + "…";
  }

  private static String cut(String text) {
    return text.length() <= MAX_SUMMARY ? text : text.substring(0, MAX_SUMMARY - 1) + "…";
  }
}
