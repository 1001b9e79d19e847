package dev.milestone;

import dev.milestone.model.Actor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * What to plan from.
 *
 * @param files plan files, taken in together
 * @param texts plan documents given as text, by the name that messages use
 * @param dryRun whether everything is checked and nothing is changed
 * @param format name of the format of files that are no plan files; absent: recognised by their
 *     content
 * @param strict whether cycles and references to nothing in a plan of another tool are errors
 * @param actor who acts; absent: the engine's actor
 */
@API(status = API.Status.STABLE, since = "0.1")
public record PlanRequest(
    List<Path> files,
    Map<String, String> texts,
    boolean dryRun,
    Optional<String> format,
    boolean strict,
    Optional<Actor> actor) {

  /** Checks and copies. */
  public PlanRequest {
    files = List.copyOf(files);
    texts = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(texts));
  }

  /** A builder; every other part has its default. */
  public static Builder builder() {
    return new Builder();
  }

  /** A builder that begins with these values. */
  public Builder toBuilder() {
    return new Builder()
        .files(files)
        .texts(texts)
        .dryRun(dryRun)
        .format(format)
        .strict(strict)
        .actor(actor);
  }

  /** A request for files. */
  public static PlanRequest fromFile(Path... files) {
    return builder().files(List.of(files)).build();
  }

  /** A request for one document given as text. */
  public static PlanRequest fromText(String name, String text) {
    return builder().texts(Map.of(name, text)).build();
  }

  /** Collects the parts; not thread-safe. */
  public static final class Builder {
    private List<Path> files = List.of();
    private Map<String, String> texts = Map.of();
    private boolean dryRun = false;
    private Optional<String> format = Optional.empty();
    private boolean strict = false;
    private Optional<Actor> actor = Optional.empty();

    private Builder() {}

    /** Plan files, taken in together. */
    public Builder files(List<Path> value) {
      this.files = value;
      return this;
    }

    /** Plan documents given as text, by the name that messages use. */
    public Builder texts(Map<String, String> value) {
      this.texts = value;
      return this;
    }

    /** Whether everything is checked and nothing is changed. */
    public Builder dryRun(boolean value) {
      this.dryRun = value;
      return this;
    }

    /** Who acts; absent: the engine's actor. */
    public Builder actor(Optional<Actor> value) {
      this.actor = value;
      return this;
    }

    /** Who acts; absent: the engine's actor. */
    public Builder actor(Actor value) {
      return actor(Optional.of(value));
    }

    /** Name of the format of files that are no plan files; absent: recognised by their content. */
    public Builder format(Optional<String> value) {
      this.format = value;
      return this;
    }

    /** Name of the format of files that are no plan files; absent: recognised by their content. */
    public Builder format(String value) {
      return format(Optional.of(value));
    }

    /** Whether cycles and references to nothing in a plan of another tool are errors. */
    public Builder strict(boolean value) {
      this.strict = value;
      return this;
    }

    /** The value. */
    public PlanRequest build() {
      return new PlanRequest(files, texts, dryRun, format, strict, actor);
    }
  }
}
