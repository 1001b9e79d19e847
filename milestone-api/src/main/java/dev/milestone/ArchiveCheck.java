package dev.milestone;

import org.apiguardian.api.API;

/**
 * One thing that was checked before archiving.
 *
 * @param kind {@code tasks}, {@code criterion}, {@code deliverable}, {@code external_dependency},
 *     {@code sign_off}, {@code review}, {@code dependency}
 * @param text what was checked
 * @param result {@code passed}, {@code failed} or {@code waiting}
 * @param detail the evidence, or what is missing and what to do
 */
@API(status = API.Status.STABLE, since = "0.1")
public record ArchiveCheck(String kind, String text, String result, String detail) {}
