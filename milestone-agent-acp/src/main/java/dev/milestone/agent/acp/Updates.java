package dev.milestone.agent.acp;

import dev.milestone.model.AgentSession;
import dev.milestone.model.Cost;
import dev.milestone.spi.agent.AgentActivity;
import dev.milestone.spi.agent.AttemptControl;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the agent tells of itself during an attempt: its last message, its progress, what it costs.
 * What it tells before the prompt is history of an older attempt; of that only the cost counts,
 * which is that of the session. Thread-safe.
 */
final class Updates {

  /** Longest message that is kept, in characters; of a longer one the end. */
  static final int MAX_MESSAGE = 4_000;

  private static final int MAX_WORDS = 200;
  private static final double MOST_MONEY = 1e9;

  private final AttemptControl control;
  private Optional<AgentSession> resumed;
  private final StringBuilder message = new StringBuilder();
  private String messageId = "";
  private boolean afterTool;
  private boolean prompted;
  private long seen;
  private double fraction;
  private String version = "";
  private String model = "";
  private String session = "";
  private long inputTokens;
  private long outputTokens;
  private @Nullable Cost sessionMoney;

  Updates(AttemptControl control, Optional<AgentSession> resumed) {
    this.control = control;
    this.resumed = resumed;
  }

  synchronized void version(String text) {
    version = Tree.line(text, MAX_WORDS);
  }

  /** The session it works in; a new one has no earlier cost. */
  synchronized void session(String id, boolean loaded) {
    session = id;
    if (!loaded) {
      resumed = Optional.empty();
      sessionMoney = null;
    }
  }

  synchronized void model(String text) {
    model = Tree.line(text, MAX_WORDS);
  }

  /** From now on the agent works on this attempt. */
  synchronized void prompted() {
    prompted = true;
    message.setLength(0);
  }

  /** Takes a {@code session/update}. */
  void take(Map<?, ?> notification) {
    Map<?, ?> update = Tree.map(notification, "update");
    boolean tellActivity;
    String progressNote = "";
    synchronized (this) {
      if (!session.isEmpty() && !Tree.text(notification, "sessionId").equals(session)) {
        return;
      }
      seen++;
      tellActivity = cost(update);
      if (prompted) {
        progressNote = work(update);
      }
    }
    if (!progressNote.isEmpty()) {
      double done;
      synchronized (this) {
        done = fraction;
      }
      control.progress(done, progressNote);
    }
    if (tellActivity) {
      tellActivity();
    }
  }

  /** Tells the engine what is known by now. */
  void tellActivity() {
    AgentActivity activity;
    synchronized (this) {
      activity = new AgentActivity(version, model, agentSession(), spent());
    }
    control.activity(activity);
  }

  private boolean cost(Map<?, ?> update) {
    if (!Tree.text(update, "sessionUpdate").equals("usage_update")) {
      return false;
    }
    Object amount = Tree.at(update, "cost", "amount");
    if (!(amount instanceof Number number)) {
      return false;
    }
    double value = number.doubleValue();
    if (!(value >= 0 && value <= MOST_MONEY)) {
      return false;
    }
    Cost now = new Cost(0, 0, BigDecimal.valueOf(value), currency(update));
    boolean changed = !now.equals(sessionMoney);
    sessionMoney = now;
    return changed;
  }

  private static String currency(Map<?, ?> update) {
    String currency = Tree.text(update, "cost", "currency");
    return currency.length() == 3 && currency.chars().allMatch(c -> c >= 'A' && c <= 'Z')
        ? currency
        : "USD";
  }

  /** Follows the work; a line to report as progress, or nothing. */
  private String work(Map<?, ?> update) {
    switch (Tree.text(update, "sessionUpdate")) {
      case "agent_message_chunk" -> say(update);
      case "tool_call" -> {
        afterTool = true;
        return Tree.line(Tree.text(update, "title"), MAX_WORDS);
      }
      case "tool_call_update" -> afterTool = true;
      case "plan" -> {
        return plan(Tree.list(update, "entries"));
      }
      default -> {
        // Thoughts, modes, commands: nothing for the engine.
      }
    }
    return "";
  }

  private void say(Map<?, ?> update) {
    String id = Tree.text(update, "messageId");
    if (afterTool || !id.equals(messageId)) {
      message.setLength(0);
      messageId = id;
      afterTool = false;
    }
    message.append(Tree.text(update, "content", "text"));
    if (message.length() > 2 * MAX_MESSAGE) {
      message.delete(0, message.length() - MAX_MESSAGE);
    }
  }

  private String plan(List<?> entries) {
    long done = entries.stream().filter(e -> Tree.text(e, "status").equals("completed")).count();
    if (!entries.isEmpty()) {
      fraction = (double) done / entries.size();
    }
    return entries.stream()
        .filter(entry -> Tree.text(entry, "status").equals("in_progress"))
        .map(entry -> Tree.line(Tree.text(entry, "content"), MAX_WORDS))
        .findFirst()
        .orElse(done + " of " + entries.size() + " steps done");
  }

  /**
   * Takes the tokens of the answer to the prompt. Agents put them in different places: {@code
   * usage}, whose input may or may not include what came from a cache, and {@code
   * _meta.quota.token_count}.
   */
  synchronized void answered(Map<String, Object> answer) {
    long output = Tree.count(answer, "usage", "outputTokens");
    long total = Tree.count(answer, "usage", "totalTokens");
    long input = Math.max(Tree.count(answer, "usage", "inputTokens"), total - output);
    inputTokens =
        Math.max(input, Tree.count(answer, "_meta", "quota", "token_count", "input_tokens"));
    outputTokens =
        Math.max(output, Tree.count(answer, "_meta", "quota", "token_count", "output_tokens"));
  }

  /** What this attempt has cost: its tokens, and what the session's money has grown by. */
  synchronized Cost spent() {
    Cost now = sessionMoney;
    if (now == null) {
      return new Cost(inputTokens, outputTokens, BigDecimal.ZERO, "USD");
    }
    BigDecimal before =
        resumed
            .map(AgentSession::total)
            .filter(total -> total.currency().equals(now.currency()))
            .map(Cost::money)
            // An agent that has said less than before counts anew.
            .filter(money -> money.compareTo(now.money()) <= 0)
            .orElse(BigDecimal.ZERO);
    return new Cost(inputTokens, outputTokens, now.money().subtract(before), now.currency());
  }

  private Optional<AgentSession> agentSession() {
    if (session.isEmpty()) {
      return Optional.empty();
    }
    Cost before = resumed.map(AgentSession::total).orElse(Cost.NONE);
    return Optional.of(new AgentSession(session, sessionMoney == null ? before : sessionMoney));
  }

  /** The agent's last message. */
  synchronized String message() {
    String text = message.toString().strip();
    return text.length() <= MAX_MESSAGE ? text : text.substring(text.length() - MAX_MESSAGE);
  }

  synchronized String version() {
    return version;
  }

  /** How many updates there were; grows while the agent talks. */
  synchronized long seen() {
    return seen;
  }
}
