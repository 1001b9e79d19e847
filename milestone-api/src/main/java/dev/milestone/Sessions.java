package dev.milestone;

import dev.milestone.model.Checkpoint;
import dev.milestone.model.Session;
import dev.milestone.model.SessionId;
import java.util.List;
import java.util.Optional;
import org.apiguardian.api.API;

/** Sessions and their checkpoints. Thread-safe. */
@API(status = API.Status.STABLE, since = "0.1")
public interface Sessions {

  /** All sessions, the latest first, at most 1,000. */
  List<Session> list();

  /** A session, if it exists. */
  Optional<Session> find(SessionId id);

  /** The last checkpoint of a session. */
  Optional<Checkpoint> lastCheckpoint(SessionId id);

  /** Writes a checkpoint of a session of this engine. */
  Checkpoint checkpoint(SessionId id);
}
