package dev.milestone.core.kernel;

import static dev.milestone.core.kernel.Evolver.orEmpty;

import dev.milestone.event.EventTypes;
import dev.milestone.model.AttemptOutcome;
import dev.milestone.spi.agent.Unavailability;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Agents that cannot work for a while: rate limits, overloaded models, no login. Such an attempt
 * costs its task nothing; the agent gets no other before its time has come, then one at a time
 * until one of them works.
 */
public final class Availability {

  /** Longest wait that an agent's own word brings about. */
  public static final long MAX_RETRY_AFTER_MILLIS = 24 * 3_600_000L;

  /** Shortest wait, whatever the agent says. */
  public static final long MIN_RETRY_AFTER_MILLIS = 1_000;

  /** How often in a row an agent's own word is taken; then the wait grows by the rule as well. */
  static final int TRUSTED = 3;

  /** A wall clock that went back by more than this has jumped; then the wait is over. */
  static final long CLOCK_SLACK_MILLIS = 60_000;

  /** How an agent stands. */
  enum Standing {
    /** Nothing is known against it. */
    FREE,
    /** Its time has come: one attempt finds out. */
    PROBE,
    /** Its time will come, and is waited for. */
    WAITS,
    /** It is not waited for: a person has to act, or it would take too long. */
    OUT
  }

  private Availability() {}

  static Standing of(State state, String agent, long nowMillis, Rules rules) {
    UnavailableAgent node = state.unavailable.get(agent);
    if (node == null || node.times == 0) {
      return Standing.FREE;
    }
    if (node.untilMillis == Long.MAX_VALUE) {
      return Standing.OUT;
    }
    if (due(node, nowMillis)) {
      return Standing.PROBE;
    }
    long givenUp = node.waitedFromMillis + rules.unavailableLimitMillis();
    return node.untilMillis > givenUp || nowMillis > givenUp ? Standing.OUT : Standing.WAITS;
  }

  /** Whether its time has come. */
  public static boolean due(UnavailableAgent node, long nowMillis) {
    return nowMillis >= node.untilMillis || nowMillis < node.lastMillis - CLOCK_SLACK_MILLIS;
  }

  // ---- deciding ----

  /** What the event of an attempt says about its agent, the wait included. */
  static Map<String, Object> details(
      State state, AttemptNode attempt, Map<String, Object> said, Rules rules) {
    Unavailability.Reason reason = reason(said);
    Map<String, Object> d = new LinkedHashMap<>();
    d.put("reason", reason.text());
    if (said.get("retry_after_ms") instanceof Number n) {
      d.put("retry_after_ms", n.longValue());
    }
    if (reason.passes()) {
      d.put("wait_ms", waitMillis(state, attempt, said, rules));
    }
    return d;
  }

  private static Unavailability.Reason reason(Map<String, Object> said) {
    return said.get("reason") instanceof String text
        ? Unavailability.Reason.parse(text).orElse(Unavailability.Reason.MODEL_UNAVAILABLE)
        : Unavailability.Reason.MODEL_UNAVAILABLE;
  }

  private static long waitMillis(
      State state, AttemptNode attempt, Map<String, Object> said, Rules rules) {
    UnavailableAgent node = state.unavailable.get(attempt.agent);
    int times = inARow(node, attempt);
    long backoff = rules.backoffMillis();
    for (int i = 1; i < times && backoff < rules.backoffLimitMillis(); i++) {
      backoff *= 2;
    }
    backoff = Math.min(backoff, rules.backoffLimitMillis());
    Optional<Long> after =
        said.get("retry_after_ms") instanceof Number n
            ? Optional.of(
                Math.max(MIN_RETRY_AFTER_MILLIS, Math.min(MAX_RETRY_AFTER_MILLIS, n.longValue())))
            : Optional.empty();
    if (after.isEmpty()) {
      return backoff;
    }
    return times > TRUSTED ? Math.max(after.get(), backoff) : after.get();
  }

  /** Attempts that were under way when the first could not work count once, together with it. */
  private static int inARow(@Nullable UnavailableAgent node, AttemptNode a) {
    return node == null || node.times == 0 ? 1 : a.token > node.token ? node.times + 1 : node.times;
  }

  /** Announces agents that have become unavailable, and those that are available again. */
  static void settle(Batch batch) {
    for (UnavailableAgent node : List.copyOf(batch.state.unavailable.values())) {
      if (node.times > 0 && !node.announced) {
        batch.emit(
            EventTypes.BLOCKER_DETECTED,
            null,
            null,
            node.agent,
            null,
            null,
            NewEvent.details(
                "blocker_type",
                Blockage.AGENT_UNAVAILABLE,
                "reason",
                node.reason,
                "wait_ms",
                node.untilMillis == Long.MAX_VALUE
                    ? null
                    : Math.max(0, node.untilMillis - batch.env.nowMillis())));
      } else if (node.times == 0 && node.announced) {
        batch.emit(
            EventTypes.BLOCKER_RESOLVED,
            null,
            null,
            node.agent,
            null,
            null,
            NewEvent.details("blocker_type", Blockage.AGENT_UNAVAILABLE));
      }
    }
  }

  // ---- evolving ----

  /** An attempt has ended: that its agent could not work, or that it works. */
  static void ended(State state, AttemptNode attempt, AttemptOutcome outcome, Event event) {
    if (attempt.agent.isEmpty()) {
      return;
    }
    if (outcome == AttemptOutcome.UNAVAILABLE) {
      failed(state, attempt, event);
    } else if (outcome != AttemptOutcome.LOST && outcome != AttemptOutcome.CANCELLED) {
      worked(state, attempt);
    }
  }

  private static void failed(State state, AttemptNode attempt, Event event) {
    Map<String, Object> said = event.map("unavailable");
    UnavailableAgent node = state.unavailable.computeIfAbsent(attempt.agent, UnavailableAgent::new);
    boolean first = node.times == 0;
    boolean again = first || attempt.token > node.token;
    node.times = inARow(node, attempt);
    Unavailability.Reason reason = reason(said);
    node.detail = attempt.reason;
    if (first) {
      node.sinceMillis = event.millis();
      node.waitedFromMillis = event.millis();
    }
    long until =
        reason.passes()
            ? event.millis()
                + (said.get("wait_ms") instanceof Number n
                    ? Math.max(0, Math.min(MAX_RETRY_AFTER_MILLIS, n.longValue()))
                    : Rules.DEFAULT.backoffMillis())
            : Long.MAX_VALUE;
    node.untilMillis = again ? until : Math.max(node.untilMillis, until);
    if (again || node.untilMillis == until) {
      node.reason = reason.text();
    }
    node.lastMillis = event.millis();
    node.token = state.lastToken;
  }

  private static void worked(State state, AttemptNode attempt) {
    UnavailableAgent node = state.unavailable.get(attempt.agent);
    if (node != null && attempt.token > node.token) {
      node.times = 0;
      if (!node.announced) {
        state.unavailable.remove(attempt.agent);
      }
    }
  }

  /** Whoever executes has it tried again what a person may have mended. */
  static void sessionBegan(State state, Event event) {
    for (UnavailableAgent node : state.unavailable.values()) {
      node.waitedFromMillis = event.millis();
      if (node.untilMillis == Long.MAX_VALUE) {
        node.untilMillis = 0;
      }
    }
  }

  static void detected(State state, Event event) {
    UnavailableAgent node = state.unavailable.get(orEmpty(event.agent()));
    if (node != null) {
      node.announced = true;
      state.metrics.blockers++;
    }
  }

  static void resolved(State state, Event event) {
    UnavailableAgent node = state.unavailable.get(orEmpty(event.agent()));
    if (node != null && node.announced) {
      node.announced = false;
      state.metrics.blockersResolved++;
      state.metrics.blockerMillis += Math.max(0, event.millis() - node.sinceMillis);
      if (node.times == 0) {
        state.unavailable.remove(node.agent);
      }
    }
  }
}
