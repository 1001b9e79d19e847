package dev.milestone.core.effect;

import dev.milestone.TimeSource;
import dev.milestone.core.kernel.Definitions;
import dev.milestone.core.security.Redaction;
import dev.milestone.model.Actor;
import dev.milestone.spi.agent.CommandRunner;
import dev.milestone.spi.agent.ProcessLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * What runs effects with.
 *
 * @param engine this participant
 * @param time clocks
 * @param definitions how globs are matched
 * @param actor in whose name reports are made
 * @param runner runs verifications; absent: they fail with a reason
 * @param limits bounds on processes
 * @param taskTimeout longest attempt of a task without a timeout of its own, verification included;
 *     absent: none
 * @param verifyTimeout longest verification of a task without a timeout of its own
 * @param progressInterval shortest time between two recorded reports of progress
 * @param backupFolder where files are copied before an attempt works on them; absent: no backup
 * @param rollback whether files are put back after a failure
 * @param executor where agents of this program run
 * @param redaction takes secrets out of what agents say
 * @param logs where what they print is kept; absent: nowhere
 */
public record EffectSettings(
    String engine,
    TimeSource time,
    Definitions definitions,
    Actor actor,
    Optional<CommandRunner> runner,
    ProcessLimits limits,
    Optional<Duration> taskTimeout,
    Duration verifyTimeout,
    Duration progressInterval,
    Optional<Path> backupFolder,
    boolean rollback,
    Executor executor,
    Redaction redaction,
    Optional<AttemptLogs> logs) {}
