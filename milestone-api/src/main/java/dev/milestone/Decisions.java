package dev.milestone;

import dev.milestone.model.Decision;
import dev.milestone.model.DecisionId;
import java.util.List;
import java.util.Optional;
import org.apiguardian.api.API;

/** What only a person can decide. Thread-safe; changes are durable when the call returns. */
@API(status = API.Status.STABLE, since = "0.1")
public interface Decisions {

  /** What waits, the oldest first. */
  List<Decision> open();

  /** A decision, if it exists. */
  Optional<Decision> find(DecisionId id);

  /** Approves. */
  Decision approve(DecisionId id, String comment);

  /** Rejects. */
  Decision reject(DecisionId id, String comment);

  /** Answers a question. */
  Decision resolve(DecisionId id, String answer);
}
