package dev.milestone.model;

import org.apiguardian.api.API;

/**
 * Something a milestone leaves behind.
 *
 * @param path path below the project's root; must exist at archive
 * @param acceptance what it must fulfil; empty when its existence is enough
 */
@API(status = API.Status.STABLE, since = "0.1")
public record Deliverable(String path, String acceptance) {}
