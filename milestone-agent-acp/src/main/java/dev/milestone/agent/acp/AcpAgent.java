package dev.milestone.agent.acp;

import dev.milestone.spi.agent.Agent;
import dev.milestone.spi.agent.AgentRequest;
import dev.milestone.spi.agent.AgentResult;
import dev.milestone.spi.agent.Assignment;
import dev.milestone.spi.agent.AttemptControl;
import dev.milestone.spi.agent.Unavailability;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Holds one conversation with one process for each attempt. Immutable. */
final class AcpAgent implements Agent {

  private static final int MAX_LAST_LINE = 300;
  private static final int EXCERPT = 2_048;

  private final AgentRequest request;
  private final AcpSettings settings;

  AcpAgent(AgentRequest request) {
    this.request = request;
    this.settings = AcpSettings.of(request.definition());
  }

  @Override
  public AgentResult work(Assignment assignment, AttemptControl control) {
    if (control.cancelled()) {
      return AgentResult.failed("cancelled before it started");
    }
    Conversation conversation;
    try {
      conversation = new Conversation(settings, request, assignment, control);
    } catch (IOException e) {
      return AgentResult.failed(
          "the workspace " + assignment.workspace() + " cannot be used: " + e.getMessage());
    }
    control.onCancel(conversation::cancel);
    Conversation.End end = conversation.hold();
    if (!end.process().started()) {
      return AgentResult.unavailable(
          end.process().failure(),
          new Unavailability(Unavailability.Reason.NOT_INSTALLED, Optional.empty()));
    }
    control.output(end.process().output(), end.process().outputBytes());
    return result(conversation, end);
  }

  private AgentResult result(Conversation conversation, Conversation.End end) {
    boolean success = end.problem().isEmpty() && end.stopReason().equals("end_turn");
    Updates updates = conversation.updates();
    return new AgentResult(
        success,
        success ? updates.message() : reason(updates, end),
        end.process().exitCode(),
        List.of(),
        updates.spent(),
        List.of(),
        details(conversation, end, success),
        success ? Optional.empty() : end.unavailable());
  }

  private static String reason(Updates updates, Conversation.End end) {
    if (!end.problem().isEmpty()) {
      String process = end.process().failure();
      if (!process.isEmpty()) {
        return process;
      }
      String last = lastLine(end.process().outputTail());
      boolean died = end.problem().startsWith("ended before");
      return "the agent "
          + end.problem()
          + (died && end.process().exitCode().isPresent()
              ? "; exit code " + end.process().exitCode().getAsInt()
              : "")
          + (died && !last.isEmpty() ? ": " + last : "");
    }
    String words =
        switch (end.stopReason()) {
          case "max_tokens" -> "stopped at its limit of tokens";
          case "max_turn_requests" -> "stopped at its limit of model calls";
          case "refusal" -> "refused to go on";
          case "cancelled" -> "stopped as if it had been cancelled";
          case "" -> "stopped without a reason";
          default -> "stopped for a reason unknown here: " + Tree.line(end.stopReason(), 80);
        };
    String message = updates.message();
    return "the agent " + words + (message.isEmpty() ? "" : ": " + message);
  }

  /** The last line that is not a message of the protocol: what it printed on standard error. */
  private static String lastLine(String text) {
    String[] lines = text.split("\n", -1);
    for (int i = lines.length - 1; i >= 0; i--) {
      String line = lines[i].strip();
      if (!line.isEmpty() && !line.startsWith("{")) {
        return Tree.line(line, MAX_LAST_LINE);
      }
    }
    return "";
  }

  private static Map<String, Object> details(
      Conversation conversation, Conversation.End end, boolean success) {
    Map<String, Object> details = new LinkedHashMap<>();
    put(details, "stop_reason", Tree.line(end.stopReason(), 80));
    put(details, "agent_version", conversation.updates().version().strip());
    put(details, "agent_session", conversation.sessionId());
    details.put("permissions_allowed", conversation.allowed());
    details.put("permissions_denied", conversation.denied());
    if (conversation.malformed() > 0) {
      details.put("malformed_messages", conversation.malformed());
    }
    details.put("output_bytes", end.process().outputBytes());
    details.put("output_digest", end.process().outputDigest());
    if (!success) {
      String tail = end.process().outputTail();
      details.put("output_tail", tail.substring(Math.max(0, tail.length() - EXCERPT)));
    }
    if (end.process().remaining() > 0) {
      details.put("remaining_processes", end.process().remaining());
    }
    return details;
  }

  private static void put(Map<String, Object> details, String key, String value) {
    if (!value.isEmpty()) {
      details.put(key, value);
    }
  }
}
