package dev.milestone.spi.plan;

import java.time.Instant;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * Where a task comes from, and how it stands there.
 *
 * @param foreignId its id in the source, as written there; with the list it stands in where ids are
 *     unique within a list only, such as {@code tag/5.2}
 * @param status how it stands, in our terms
 * @param foreignStatus how it stands, as written in the source
 * @param heldBecause why it cannot be worked on although its status would allow it, such as a cycle
 *     with its path; empty when nothing does
 * @param created when it was created, as far as the source says
 * @param closed when it was done or given up, as far as the source says
 * @param line line in its file from 1; 0 when that has no meaning
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record ImportedTask(
    String foreignId,
    ImportedStatus status,
    String foreignStatus,
    String heldBecause,
    Optional<Instant> created,
    Optional<Instant> closed,
    int line) {}
