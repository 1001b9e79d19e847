/**
 * Events as bytes and back. One line of the journal is one JSON object in a fixed field order:
 * {@link dev.milestone.core.journal.EventEncoder} writes it, {@link
 * dev.milestone.core.journal.StoredEvent} looks at it without taking it apart. A line in any other
 * form of valid JSON is read too, only slower. Documents that the engine keeps for itself go
 * through {@link dev.milestone.core.journal.Json}, which uses the same writer and reader.
 *
 * <p>Both directions are written by hand because replay is bounded by parsing, not by reading:
 * looking only at the bytes that the fold asks for is several times cheaper than any general
 * parser. The reader is strict where it reads, and tested against Jackson.
 */
@NullMarked
package dev.milestone.core.journal;

import org.jspecify.annotations.NullMarked;
