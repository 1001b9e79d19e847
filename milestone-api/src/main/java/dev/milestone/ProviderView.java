package dev.milestone;

import org.apiguardian.api.API;

/**
 * A provider that was found.
 *
 * @param kind {@code storage}, {@code agent}, {@code vcs} or {@code command}
 * @param name its name
 * @param implementation its class
 * @param origin the jar or folder it comes from
 * @param selected whether this engine uses it
 */
@API(status = API.Status.STABLE, since = "0.1")
public record ProviderView(
    String kind, String name, String implementation, String origin, boolean selected) {}
