package dev.milestone.core.plan;

import dev.milestone.Problem;
import dev.milestone.model.ProjectDefinition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A plan that was read without problems, and where everything stands in its files. Immutable. */
public final class PlanDocument {

  /**
   * A place in a file.
   *
   * @param file name of the file
   * @param line line from 1
   * @param column column from 1
   */
  public record Place(String file, int line, int column) {
    @Override
    public String toString() {
      return file + ":" + line + ":" + column;
    }
  }

  private final ProjectDefinition project;
  private final List<Problem> warnings;
  private final List<String> files;
  private final Map<String, long[]> places;
  private final Map<String, long[]> agentPlaces;

  PlanDocument(
      ProjectDefinition project,
      List<Problem> warnings,
      List<String> files,
      Map<String, long[]> places,
      Map<String, long[]> agentPlaces) {
    this.project = project;
    this.warnings = List.copyOf(warnings);
    this.files = List.copyOf(files);
    this.places = new HashMap<>(places);
    this.agentPlaces = new HashMap<>(agentPlaces);
  }

  /** What the files define, in their order. */
  public ProjectDefinition project() {
    return project;
  }

  /**
   * What is allowed but looks wrong, with its place; at most {@link
   * dev.milestone.MilestoneException#MAX_PROBLEMS}.
   */
  public List<Problem> warnings() {
    return warnings;
  }

  /** Where a task or milestone is defined. */
  public Optional<Place> place(String id) {
    return place(places.get(id));
  }

  /** Where an agent is declared. */
  public Optional<Place> agentPlace(String id) {
    return place(agentPlaces.get(id));
  }

  private Optional<Place> place(long @org.jspecify.annotations.Nullable [] packed) {
    if (packed == null) {
      return Optional.empty();
    }
    return Optional.of(
        new Place(files.get((int) packed[0]), (int) (packed[1] >>> 32), (int) packed[1]));
  }
}
