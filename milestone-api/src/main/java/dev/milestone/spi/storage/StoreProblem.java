package dev.milestone.spi.storage;

import org.apiguardian.api.API;

/**
 * One thing that is wrong in a store.
 *
 * @param code stable code, {@code snake_case}
 * @param where file, and line or byte where known
 * @param what what is wrong
 * @param repair what to do about it
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record StoreProblem(String code, String where, String what, String repair) {}
