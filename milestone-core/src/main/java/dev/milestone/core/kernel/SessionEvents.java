package dev.milestone.core.kernel;

import static dev.milestone.core.kernel.Evolver.orEmpty;

import dev.milestone.model.SessionStatus;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How sessions evolve. */
final class SessionEvents {
  private SessionEvents() {}

  private static @Nullable SessionNode of(State state, Event event) {
    String id = event.session();
    return id == null ? null : state.sessions.get(id);
  }

  static void started(State state, Event event) {
    String id = event.session();
    if (id == null || state.sessions.containsKey(id)) {
      return;
    }
    SessionNode session =
        new SessionNode(
            id,
            state.sessionCount++,
            orEmpty(event.text("engine")),
            event.actor(),
            event.actorEstablished());
    session.startedMillis = event.millis();
    for (Object milestone : event.list("milestones")) {
      session.milestones.add(String.valueOf(milestone));
    }
    options(session, event);
    session.correlation = orEmpty(event.correlation());
    session.eventId = event.id();
    state.sessions.put(id, session);
    state.activeSessions.add(session);
    Availability.sessionBegan(state, event);
    if (state.sessions.size() > State.MAX_SESSIONS) {
      Iterator<SessionNode> all = state.sessions.values().iterator();
      while (all.hasNext()) {
        if (all.next().status == SessionStatus.ENDED) {
          all.remove();
          break;
        }
      }
    }
  }

  private static void options(SessionNode session, Event event) {
    Map<String, Object> options = event.map("options");
    session.agents = options.get("agents") instanceof Number n ? n.intValue() : session.agents;
    session.failFast = Boolean.TRUE.equals(options.get("fail_fast"));
    session.until = options.get("until") instanceof String s ? s : null;
    session.failures = 0;
  }

  static void interrupted(State state, Event event) {
    SessionNode session = of(state, event);
    if (session != null && session.status == SessionStatus.ACTIVE) {
      TransitionTable.SESSION.require(session.status, SessionStatus.INTERRUPTED, session.id);
      session.status = SessionStatus.INTERRUPTED;
      state.activeSessions.remove(session);
      session.endedMillis = event.millis();
      session.deployed.clear();
    }
  }

  static void resumed(State state, Event event) {
    SessionNode session = of(state, event);
    if (session != null && session.status == SessionStatus.INTERRUPTED) {
      TransitionTable.SESSION.require(session.status, SessionStatus.ACTIVE, session.id);
      session.status = SessionStatus.ACTIVE;
      state.activeSessions.add(session);
      Availability.sessionBegan(state, event);
      session.engine = orEmpty(event.text("engine"));
      session.endedMillis = 0;
      session.resumed++;
      session.correlation = orEmpty(event.correlation());
      session.eventId = event.id();
      options(session, event);
      if (event.details().containsKey("milestones")) {
        session.milestones.clear();
        for (Object milestone : event.list("milestones")) {
          session.milestones.add(String.valueOf(milestone));
        }
      }
    }
  }

  static void ended(State state, Event event) {
    SessionNode session = of(state, event);
    if (session != null && session.status != SessionStatus.ENDED) {
      TransitionTable.SESSION.require(session.status, SessionStatus.ENDED, session.id);
      session.status = SessionStatus.ENDED;
      state.activeSessions.remove(session);
      session.endedMillis = event.millis();
      session.deployed.clear();
    }
  }

  static void checkpoint(State state, Event event) {
    SessionNode session = of(state, event);
    if (session != null) {
      session.checkpoints++;
      session.lastCheckpoint = event.text("checkpoint_id");
      session.lastCheckpointSequence = event.sequence();
    }
  }

  static void observed(State state, Event event) {
    SessionNode session = of(state, event);
    if (session != null && "observed".equals(event.text("operation"))) {
      session.environment = Collections.unmodifiableMap(new LinkedHashMap<>(event.details()));
    }
  }

  static void deployed(State state, Event event) {
    SessionNode session = of(state, event);
    String agent = event.agent();
    if (session != null && agent != null) {
      Set<String> capabilities = new LinkedHashSet<>();
      for (Object capability : event.list("capabilities")) {
        capabilities.add(String.valueOf(capability));
      }
      session.deployed.put(
          agent,
          new DeployedAgent(
              agent,
              capabilities,
              (int) event.number("slots", 1),
              orEmpty(event.text("provider"))));
    }
  }
}
