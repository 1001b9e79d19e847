package dev.milestone.spi.plan;

import org.apiguardian.api.API;

/**
 * A file of a plan. The content is not copied: whoever makes it leaves it alone.
 *
 * @param name as the caller named it, with {@code /}; messages use it
 * @param content its bytes
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
@SuppressWarnings("ArrayRecordComponent")
public record PlanFile(String name, byte[] content) {}
