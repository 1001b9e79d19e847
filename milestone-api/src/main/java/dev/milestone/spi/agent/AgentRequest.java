package dev.milestone.spi.agent;

import dev.milestone.TimeSource;
import dev.milestone.model.AgentDefinition;
import java.nio.file.Path;
import org.apiguardian.api.API;

/**
 * What an agent is made from. Immutable.
 *
 * @param definition the project's declaration
 * @param project the project's root
 * @param limits bounds on output and time to end
 * @param time where monotonic time comes from
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record AgentRequest(
    AgentDefinition definition, Path project, ProcessLimits limits, TimeSource time) {}
