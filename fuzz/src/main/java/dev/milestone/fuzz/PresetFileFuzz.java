package dev.milestone.fuzz;

import dev.milestone.ErrorKind;
import dev.milestone.MilestoneException;
import dev.milestone.agent.preset.PresetCatalogue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Fuzzes the reader of presets that a project brings. */
public final class PresetFileFuzz {

  private static final PresetCatalogue CATALOGUE =
      new PresetCatalogue(PresetCatalogue.class.getClassLoader());
  private static final Path PROJECT = project();

  private PresetFileFuzz() {}

  private static Path project() {
    try {
      Path project = Files.createTempDirectory("milestone-fuzz");
      Files.createDirectories(project.resolve(PresetCatalogue.FOLDER));
      return project;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One input. */
  public static void fuzzerTestOneInput(byte[] input) {
    try {
      Files.write(PROJECT.resolve(PresetCatalogue.FOLDER).resolve("claude.yaml"), input);
      CATALOGUE.find("claude", PROJECT);
    } catch (MilestoneException e) {
      if (e.kind() != ErrorKind.INVALID_INPUT || e.problems().isEmpty()) {
        throw new AssertionError("a refusal without a place", e);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
