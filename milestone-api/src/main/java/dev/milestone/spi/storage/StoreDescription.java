package dev.milestone.spi.storage;

import org.apiguardian.api.API;

/**
 * What a store is and can do.
 *
 * @param provider name of the provider
 * @param location where it is, for people
 * @param durable whether what is acknowledged survives the process
 * @param shared whether several processes can use it at once
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record StoreDescription(String provider, String location, boolean durable, boolean shared) {}
