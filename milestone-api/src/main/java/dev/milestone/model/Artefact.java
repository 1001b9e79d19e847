package dev.milestone.model;

import org.apiguardian.api.API;

/**
 * Something an attempt made.
 *
 * @param path path below the workspace
 * @param kind what it is, such as {@code file}, {@code log} or {@code report}
 * @param digest SHA-256 in hexadecimal, empty when not computed
 */
@API(status = API.Status.STABLE, since = "0.1")
public record Artefact(String path, String kind, String digest) {}
