package dev.milestone.agent;

import dev.milestone.spi.agent.Agent;
import dev.milestone.spi.agent.AgentRequest;
import dev.milestone.spi.agent.AgentResult;
import dev.milestone.spi.agent.Assignment;
import dev.milestone.spi.agent.AttemptControl;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Runs one external process for each attempt. Immutable. */
final class ProcessAgent implements Agent {

  private static final int EXCERPT_HEAD = 1_024;
  private static final int EXCERPT_TAIL = 4_096;
  private static final int MAX_LAST_LINE = 300;

  private final AgentRequest request;
  private final CommandTemplate command;
  private final Optional<Duration> timeout;
  private final ProcessTable table;

  ProcessAgent(AgentRequest request, ProcessTable table) {
    this.request = request;
    this.table = table;
    this.command = CommandTemplate.of(request.definition());
    this.timeout = AgentTimeout.of(request.definition());
  }

  @Override
  public AgentResult work(Assignment assignment, AttemptControl control) {
    if (request.definition().command().isEmpty()) {
      return AgentResult.failed(
          "agent "
              + request.definition().id()
              + " has no command; give it one in its declaration, an argument list with the program"
              + " first");
    }
    ReportLines reports =
        new ReportLines(control, assignment.workspace(), request.limits().lineBytes());
    ProcessRun run = new ProcessRun(spec(assignment), table, new Listener(control, reports));
    control.onCancel(run::cancel);
    ProcessOutcome outcome = run.run();
    if (outcome.failure().isEmpty()) {
      reports.finish();
    }
    if (outcome.ending() != ProcessOutcome.Ending.NOT_STARTED) {
      control.output(outcome.output().text(), outcome.output().total());
    }
    return result(outcome, reports);
  }

  private ProcessSpec spec(Assignment assignment) {
    return new ProcessSpec(
        assignment.attempt().toString(),
        command.fill(assignment),
        assignment.workspace(),
        AttemptEnvironment.of(assignment),
        AssignmentJson.write(assignment),
        false,
        timeout,
        request.limits());
  }

  private AgentResult result(ProcessOutcome outcome, ReportLines reports) {
    if (outcome.ending() == ProcessOutcome.Ending.NOT_STARTED) {
      return AgentResult.failed(outcome.error());
    }
    boolean success = outcome.ending() == ProcessOutcome.Ending.EXITED && outcome.exitCode() == 0;
    return new AgentResult(
        success,
        success ? reports.lastNote() : reason(outcome),
        outcome.exitCode() == ProcessOutcome.UNKNOWN_EXIT
            ? OptionalInt.empty()
            : OptionalInt.of(outcome.exitCode()),
        reports.artefacts(),
        reports.cost(),
        List.of(),
        details(outcome, reports));
  }

  private String reason(ProcessOutcome outcome) {
    String words =
        switch (outcome.ending()) {
          case NOT_STARTED -> outcome.error();
          case CANCELLED -> "cancelled and ended";
          case TIMED_OUT ->
              "took longer than the agent's timeout of "
                  + timeout.map(Duration::toString).orElse("")
                  + "; ended";
          case INTERRUPTED -> "ended because the engine was interrupted";
          case OBSERVER_FAILED ->
              "a report of the process was not accepted: "
                  + outcome.failure().map(Throwable::toString).orElse("")
                  + "; ended";
          case EXITED -> exited(outcome);
        };
    return outcome.remaining() == 0
        ? words
        : words + "; " + outcome.remaining() + " process(es) could not be ended";
  }

  private static String exited(ProcessOutcome outcome) {
    int code = outcome.exitCode();
    String words = code > 128 ? "ended by signal " + (code - 128) : "exit code " + code;
    String last = lastLine(outcome.output().tailText(EXCERPT_TAIL));
    return last.isEmpty() ? words : words + ": " + last;
  }

  private static String lastLine(String text) {
    String stripped = text.strip();
    String last = stripped.substring(stripped.lastIndexOf('\n') + 1).strip();
    return last.length() <= MAX_LAST_LINE ? last : last.substring(0, MAX_LAST_LINE - 1) + "…";
  }

  private static Map<String, Object> details(ProcessOutcome outcome, ReportLines reports) {
    Map<String, Object> details = new LinkedHashMap<>();
    if (outcome.exitCode() != ProcessOutcome.UNKNOWN_EXIT) {
      details.put("exit_code", outcome.exitCode());
      if (outcome.exitCode() > 128) {
        details.put("signal", outcome.exitCode() - 128);
      }
    }
    HeadTail output = outcome.output();
    details.put("output_bytes", output.total());
    details.put("output_digest", outcome.digest());
    details.put("output_tail", output.tailText(EXCERPT_TAIL));
    if (output.total() > EXCERPT_TAIL) {
      details.put("output_head", output.headText(EXCERPT_HEAD));
    }
    if (outcome.endedDescendants() > 0) {
      details.put("ended_descendants", outcome.endedDescendants());
    }
    if (outcome.remaining() > 0) {
      details.put("remaining_processes", outcome.remaining());
    }
    if (reports.dropped() > 0) {
      details.put("dropped_reports", reports.dropped());
    }
    return details;
  }

  /** Hands on what the process says. */
  private record Listener(AttemptControl control, ReportLines reports) implements ProcessObserver {

    @Override
    public void started(Map<String, Object> identity) {
      control.processStarted(identity);
    }

    @Override
    public void output(byte[] bytes, int offset, int length) {
      reports.add(bytes, offset, length);
    }

    @Override
    public void active() {
      control.heartbeat();
    }
  }
}
