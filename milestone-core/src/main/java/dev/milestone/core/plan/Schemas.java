package dev.milestone.core.plan;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** The JSON Schemas (2020-12) of the files that people write. */
public final class Schemas {
  private static final List<String> NAMES = List.of("plan", "config");

  private Schemas() {}

  /** What there is a schema of. */
  public static List<String> names() {
    return NAMES;
  }

  /** The text of a schema, or nothing when the name is none of {@link #names()}. */
  public static Optional<String> text(String name) {
    if (!NAMES.contains(name)) {
      return Optional.empty();
    }
    try (InputStream in = Schemas.class.getResourceAsStream("schema/" + name + ".json")) {
      if (in == null) {
        throw new IllegalStateException("the schema '" + name + "' is missing in the jar");
      }
      return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
