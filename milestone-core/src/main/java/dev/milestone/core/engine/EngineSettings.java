package dev.milestone.core.engine;

import dev.milestone.core.kernel.Rules;
import dev.milestone.spi.agent.ProcessLimits;
import java.time.Duration;
import java.util.Optional;

/**
 * What the engine itself takes from the configuration.
 *
 * @param storage name of the storage provider
 * @param maxAgents most attempts at once in an execution
 * @param checkpointEvery time between two checkpoints
 * @param progressEvery shortest time between two recorded reports of progress of an attempt
 * @param requireClean whether an execution refuses a dirty checkout
 * @param backup whether claimed files are copied before an attempt works on them
 * @param rollback whether they are put back when it fails
 * @param lease lease of an agent outside
 * @param engineLease lease of an engine's attempts
 * @param lostLimit after how many lost attempts in a row a task fails
 * @param taskTimeout longest attempt of a task without a timeout of its own
 * @param verifyTimeout longest verification of a task without a timeout
 * @param limits bounds on processes
 * @param turnTimeout how long a command waits for other processes
 * @param snapshotEvery how many events lie between two snapshots
 * @param conflictResolution which level of the context wins
 * @param defaultTask how long a task takes whose plan gives no estimate
 * @param maxTasks most tasks of a project
 * @param maxMilestones most milestones of a project
 * @param defaultAgent name of the preset that works where the project declares no agent
 * @param rules numbers that the kernel decides by
 * @param logBytes most bytes of the log of an attempt
 * @param keptLogs how many of them are kept
 */
public record EngineSettings(
    String storage,
    int maxAgents,
    Duration checkpointEvery,
    Duration progressEvery,
    boolean requireClean,
    boolean backup,
    boolean rollback,
    Duration lease,
    Duration engineLease,
    int lostLimit,
    Optional<Duration> taskTimeout,
    Duration verifyTimeout,
    ProcessLimits limits,
    Duration turnTimeout,
    long snapshotEvery,
    String conflictResolution,
    Duration defaultTask,
    int maxTasks,
    int maxMilestones,
    Optional<String> defaultAgent,
    Rules rules,
    int logBytes,
    int keptLogs) {}
