package dev.milestone.spi.vcs;

import org.apiguardian.api.API;

/**
 * Something about a repository that a person should know, or that was put in order.
 *
 * @param code stable code, {@code snake_case}
 * @param sentence what it is, and what to do if anything
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record VcsRemark(String code, String sentence) {}
