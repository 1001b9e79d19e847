package dev.milestone.core.engine;

import dev.milestone.IdSource;
import dev.milestone.TimeSource;
import dev.milestone.core.security.Redaction;
import dev.milestone.model.Actor;
import dev.milestone.model.AgentDefinition;
import dev.milestone.spi.agent.Agent;
import dev.milestone.spi.storage.EventStore;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;

/** What an engine is made from, all decided. */
record EngineParts(
    EngineSettings settings,
    TimeSource time,
    IdSource ids,
    Actor actor,
    Optional<ProjectPaths> paths,
    boolean readOnly,
    EventStore store,
    Providers providers,
    Map<AgentDefinition, Agent> agents,
    Optional<Executor> executor,
    Redaction redaction) {}
