package dev.milestone;

import dev.milestone.model.AgentView;
import java.util.List;
import org.apiguardian.api.API;

/** Agents of the project. Thread-safe. */
@API(status = API.Status.STABLE, since = "0.1")
public interface Agents {

  /** All agents that the project declares or that a live engine has deployed. */
  List<AgentView> list();
}
