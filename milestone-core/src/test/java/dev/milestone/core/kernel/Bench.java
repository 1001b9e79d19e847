package dev.milestone.core.kernel;

import dev.milestone.MilestoneException;
import dev.milestone.core.journal.EventEncoder;
import dev.milestone.core.journal.StoredEvent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A state that commands are decided against, and beside it one folded of the same events after they
 * went through the journal's codec.
 */
final class Bench {

  /** What became of a command. */
  record Outcome(
      List<NewEvent> events, @Nullable Object answer, @Nullable MilestoneException refusal) {
    boolean refused() {
      return refusal != null;
    }
  }

  final Definitions definitions = new PlanDefinitions();
  State live = new State(definitions);
  State folded = new State(definitions);
  final List<byte[]> journal = new ArrayList<>();
  final Set<String> stopping = new HashSet<>();
  private final EventEncoder encoder = new EventEncoder();
  private final StoredEvent view = new StoredEvent();
  long now = 1_795_000_000_000L;
  int lostLimit = 2;
  Rules rules = Rules.DEFAULT;
  @Nullable Set<String> seen;
  private int commands;

  Env env(String engine) {
    return new Env(
        now,
        "c" + ++commands,
        "ada",
        "asserted",
        null,
        null,
        engine,
        stopping::contains,
        task -> task.notBeforeMillis() <= now,
        lostLimit,
        30_000,
        rules);
  }

  Outcome run(String engine, Command command) {
    Decided decided;
    try {
      decided = Decider.decide(live, command, env(engine));
    } catch (MilestoneException refusal) {
      return new Outcome(List.of(), null, refusal);
    }
    for (NewEvent event : decided.events()) {
      byte[] line = stored(encoder.encode(event), event.sequence());
      journal.add(line);
      observe(() -> Evolver.apply(folded, view.at(event.sequence(), line, 0, line.length)));
    }
    return new Outcome(decided.events(), decided.answer(), null);
  }

  /** Notes which statuses changed from what to what by one event. */
  private void observe(Runnable event) {
    Set<String> into = seen;
    if (into == null) {
      event.run();
      return;
    }
    Map<Object, Object> before = statuses();
    event.run();
    statuses()
        .forEach(
            (node, to) -> {
              Object from = before.get(node);
              if (from != null && from != to) {
                into.add(
                    (node instanceof TaskNode
                            ? "task "
                            : node instanceof MilestoneNode ? "milestone " : "session ")
                        + from
                        + " "
                        + to);
              }
            });
  }

  private Map<Object, Object> statuses() {
    Map<Object, Object> all = new HashMap<>();
    folded.tasks().forEach(t -> all.put(t, t.status()));
    folded.milestones().forEach(m -> all.put(m, m.status()));
    folded.sessions().values().forEach(s -> all.put(s, s.status()));
    return all;
  }

  /** Runs a command that has to be accepted. */
  List<NewEvent> must(String engine, Command command) {
    Outcome outcome = run(engine, command);
    if (outcome.refusal() != null) {
      throw new AssertionError("refused: " + command, outcome.refusal());
    }
    return outcome.events();
  }

  /** The line as a store completes it. */
  static byte[] stored(byte[] json, long sequence) {
    String text = new String(json, 0, json.length - 1, StandardCharsets.UTF_8);
    return (text + ",\"seq\":" + sequence + ",\"schema\":1}").getBytes(StandardCharsets.UTF_8);
  }

  /** A fold of the whole journal. */
  State foldAll() {
    State state = new State(definitions);
    StoredEvent event = new StoredEvent();
    long sequence = 0;
    for (byte[] line : journal) {
      Evolver.apply(state, event.at(++sequence, line, 0, line.length));
    }
    return state;
  }
}
