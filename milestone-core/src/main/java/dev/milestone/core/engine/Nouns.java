package dev.milestone.core.engine;

import dev.milestone.Agents;
import dev.milestone.Contexts;
import dev.milestone.Decisions;
import dev.milestone.ErrorKind;
import dev.milestone.Events;
import dev.milestone.MilestoneException;
import dev.milestone.Milestones;
import dev.milestone.Subscription;
import dev.milestone.core.journal.Json;
import dev.milestone.core.journal.PublicEvents;
import dev.milestone.core.journal.StoredEvent;
import dev.milestone.core.kernel.Command;
import dev.milestone.core.kernel.DecisionNode;
import dev.milestone.core.kernel.MilestoneNode;
import dev.milestone.core.kernel.SessionNode;
import dev.milestone.core.monitor.ContextViews;
import dev.milestone.core.monitor.Views;
import dev.milestone.event.EventCursor;
import dev.milestone.event.EventListener;
import dev.milestone.event.EventQuery;
import dev.milestone.event.EventTypes;
import dev.milestone.event.MilestoneEvent;
import dev.milestone.model.AgentView;
import dev.milestone.model.Checkpoint;
import dev.milestone.model.CheckpointId;
import dev.milestone.model.ContextLevel;
import dev.milestone.model.ContextValue;
import dev.milestone.model.Decision;
import dev.milestone.model.DecisionId;
import dev.milestone.model.DecisionStatus;
import dev.milestone.model.IdGrammar;
import dev.milestone.model.Milestone;
import dev.milestone.model.MilestoneId;
import dev.milestone.model.Session;
import dev.milestone.model.SessionId;
import dev.milestone.spi.agent.AgentOffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The smaller nouns, for callers. */
final class Nouns {
  private Nouns() {}

  /** The journal. */
  static final class EventNoun implements Events {
    private final EngineCore core;

    EventNoun(EngineCore core) {
      this.core = core;
    }

    @Override
    public long lastSequence() {
      return core.store.lastSequence();
    }

    @Override
    public List<MilestoneEvent> query(EventQuery query) {
      List<MilestoneEvent> found = new ArrayList<>();
      StoredEvent view = new StoredEvent();
      long from = Math.max(1, query.from());
      long last = core.store.lastSequence();
      while (from <= last && found.size() < query.limit()) {
        from =
            core.store.read(
                from,
                Math.min(8_192, last - from + 1),
                (sequence, buffer, offset, length) -> {
                  StoredEvent event = view.at(sequence, buffer, offset, length);
                  if (found.size() < query.limit()
                      && (query.type().isEmpty() || query.type().get().equals(event.type()))
                      && (query.milestoneId().isEmpty()
                          || query.milestoneId().get().equals(event.milestone()))
                      && (query.correlationId().isEmpty()
                          || query.correlationId().get().equals(event.correlation()))) {
                    found.add(PublicEvents.of(event));
                  }
                });
      }
      return found;
    }

    @Override
    public EventCursor cursor(long fromSequence) {
      return core.followers.cursor(fromSequence);
    }

    @Override
    public Subscription listen(EventListener listener) {
      core.requireOpen();
      return core.followers.listen(listener);
    }
  }

  /** Milestones. */
  static final class MilestoneNoun implements Milestones {
    private final EngineCore core;

    MilestoneNoun(EngineCore core) {
      this.core = core;
    }

    @Override
    public Optional<Milestone> find(MilestoneId id) {
      return core.loop.look(
          state -> {
            MilestoneNode node = state.milestone(id.value());
            return node == null ? Optional.empty() : Optional.of(Views.milestone(node));
          });
    }

    @Override
    public List<Milestone> list() {
      return core.loop.look(
          state -> {
            List<Milestone> list = new ArrayList<>();
            for (MilestoneNode node : state.milestones()) {
              list.add(Views.milestone(node));
            }
            return list;
          });
    }

    @Override
    public Optional<MilestoneId> focused() {
      return core.loop.look(state -> Optional.ofNullable(state.focus()).map(MilestoneId::of));
    }

    @Override
    public void focus(MilestoneId id) {
      core.requireOpen();
      core.loop.call(new Command.Focus(id.value()), core.caller(), (state, answer) -> true);
    }

    @Override
    public void cancel(MilestoneId id, String reason) {
      core.requireOpen();
      core.loop.call(
          new Command.CancelMilestone(id.value(), TaskNoun.limited("reason", reason)),
          core.caller(),
          (state, answer) -> true);
    }

    @Override
    public void note(MilestoneId id, String text) {
      core.requireOpen();
      String kept = TaskNoun.limited("note", text);
      if (kept.isBlank()) {
        throw new MilestoneException(
            ErrorKind.INVALID_INPUT, "empty_note", "a note needs some text");
      }
      core.loop.call(
          new Command.AddNote(null, id.value(), kept), core.caller(), (state, answer) -> true);
    }
  }

  /** Sessions. */
  static final class SessionNoun implements dev.milestone.Sessions {
    private final EngineCore core;

    SessionNoun(EngineCore core) {
      this.core = core;
    }

    @Override
    public List<Session> list() {
      return core.loop.look(
          state -> {
            List<Session> list = new ArrayList<>();
            for (SessionNode node : state.sessions().values()) {
              list.add(0, Views.session(node));
            }
            return list.size() > 1_000 ? List.copyOf(list.subList(0, 1_000)) : list;
          });
    }

    @Override
    public Optional<Session> find(SessionId id) {
      return core.loop.look(
          state -> Optional.ofNullable(state.sessions().get(id.value())).map(Views::session));
    }

    @Override
    public Optional<Checkpoint> lastCheckpoint(SessionId id) {
      long sequence =
          core.loop.look(
              state -> {
                SessionNode node = state.sessions().get(id.value());
                return node == null ? 0L : node.lastCheckpointSequence();
              });
      if (sequence == 0) {
        return Optional.empty();
      }
      for (MilestoneEvent event : core.followers.read(sequence, 1)) {
        if (event.type().equals(EventTypes.CHECKPOINT_CREATED)) {
          return Optional.of(checkpoint(id, event));
        }
      }
      return Optional.empty();
    }

    private static Checkpoint checkpoint(SessionId id, MilestoneEvent event) {
      return Checkpoint.builder(
              CheckpointId.of(event.text("checkpoint_id").orElse("unknown")),
              id,
              event.timestamp(),
              event.text("trigger").orElse("request"))
          .sequence(event.number("sequence").orElse(event.sequence()))
          .execution(map(event, "execution"))
          .environment(map(event, "environment"))
          .context(map(event, "context"))
          .coordination(map(event, "coordination"))
          .build();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(MilestoneEvent event, String key) {
      return event.details().get(key) instanceof Map<?, ?> m ? (Map<String, Object>) m : Map.of();
    }

    @Override
    public Checkpoint checkpoint(SessionId id) {
      core.requireOpen();
      String made = core.sessions.checkpoint(id.value(), "request");
      if (made == null) {
        throw MilestoneException.refused(
            "session_not_active", "session " + id + " is not active; there is nothing to write");
      }
      return lastCheckpoint(id)
          .orElseThrow(
              () ->
                  new MilestoneException(
                      ErrorKind.DEFECT, "checkpoint_gone", "the checkpoint is gone"));
    }
  }

  /** Contexts. */
  static final class ContextNoun implements Contexts {
    private final EngineCore core;

    ContextNoun(EngineCore core) {
      this.core = core;
    }

    @Override
    public void set(ContextLevel level, String scope, String key, Object value) {
      core.requireOpen();
      checkScope(level, scope);
      IdGrammar.fault(key)
          .ifPresent(
              fault -> {
                throw new MilestoneException(ErrorKind.INVALID_INPUT, "bad_key", fault);
              });
      byte[] json;
      try {
        json = Json.write(value);
      } catch (RuntimeException e) {
        throw new MilestoneException(
            ErrorKind.INVALID_INPUT,
            "bad_value",
            "a value is text, a number, true or false, or lists and maps of these",
            false,
            List.of(),
            e);
      }
      if (json.length > MAX_VALUE_BYTES) {
        throw new MilestoneException(
            ErrorKind.INVALID_INPUT,
            "too_long",
            "a value has at most " + MAX_VALUE_BYTES + " bytes, this one has " + json.length);
      }
      core.loop.call(
          new Command.SetContext(level.text(), scope, key, Json.read(json)),
          core.caller(),
          (state, answer) -> true);
    }

    private static void checkScope(ContextLevel level, String scope) {
      if (level == ContextLevel.GLOBAL != scope.isEmpty()) {
        throw new MilestoneException(
            ErrorKind.INVALID_INPUT,
            "bad_scope",
            level == ContextLevel.GLOBAL
                ? "the global level has no scope; leave it empty"
                : "the level " + level.text() + " needs the id of a " + level.text());
      }
    }

    @Override
    public void remove(ContextLevel level, String scope, String key) {
      core.requireOpen();
      checkScope(level, scope);
      core.loop.call(
          new Command.SetContext(level.text(), scope, key, null),
          core.caller(),
          (state, answer) -> true);
    }

    @Override
    public List<ContextValue> view(ContextLevel level, String scope) {
      checkScope(level, scope);
      return core.loop.look(
          state ->
              ContextViews.of(
                  state,
                  level == ContextLevel.SESSION ? scope : null,
                  level == ContextLevel.MILESTONE ? scope : null,
                  level == ContextLevel.TASK ? scope : null,
                  core.settings.conflictResolution().equals("last_writer_wins")
                      ? ContextViews.Resolution.LAST_WRITER_WINS
                      : ContextViews.Resolution.HIERARCHICAL_PRECEDENCE));
    }
  }

  /** Decisions. */
  static final class DecisionNoun implements Decisions {
    private final EngineCore core;

    DecisionNoun(EngineCore core) {
      this.core = core;
    }

    @Override
    public List<Decision> open() {
      return core.loop.look(
          state -> {
            List<Decision> list = new ArrayList<>();
            for (DecisionNode node : state.decisions().values()) {
              if (node.status() == DecisionStatus.OPEN) {
                list.add(Views.decision(node));
              }
            }
            return list;
          });
    }

    @Override
    public Optional<Decision> find(DecisionId id) {
      return core.loop.look(
          state -> Optional.ofNullable(state.decisions().get(id.value())).map(Views::decision));
    }

    @Override
    public Decision approve(DecisionId id, String comment) {
      return decide(id, DecisionStatus.APPROVED, comment);
    }

    @Override
    public Decision reject(DecisionId id, String comment) {
      return decide(id, DecisionStatus.REJECTED, comment);
    }

    @Override
    public Decision resolve(DecisionId id, String answer) {
      return decide(id, DecisionStatus.RESOLVED, answer);
    }

    private Decision decide(DecisionId id, DecisionStatus status, String answer) {
      core.requireOpen();
      return core.loop.call(
          new Command.Decide(id.value(), status, TaskNoun.limited("answer", answer)),
          core.caller(),
          (state, ignored) -> {
            DecisionNode node = state.decisions().get(id.value());
            if (node == null) {
              throw new MilestoneException(
                  ErrorKind.DEFECT, "decision_gone", "the decision is gone");
            }
            return Views.decision(node);
          });
    }
  }

  /** Agents. */
  static final class AgentNoun implements Agents {
    private final EngineCore core;

    AgentNoun(EngineCore core) {
      this.core = core;
    }

    @Override
    public List<AgentView> list() {
      return core.loop.look(Views::agents);
    }

    @Override
    public List<AgentOffer> offers(boolean versions) {
      return core.providers.offers(core.root, versions);
    }
  }
}
