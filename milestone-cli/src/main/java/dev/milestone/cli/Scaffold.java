package dev.milestone.cli;

import dev.milestone.MilestoneException;
import dev.milestone.Problem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The files that a new project begins with. Files that exist are kept as they are. Immutable. */
final class Scaffold {

  /** The one template of this version. */
  static final String DEFAULT = "default";

  private static final String CONFIG = "config/milestone-config.yaml";

  private static final Map<String, List<String>> TEMPLATES =
      Map.of(
          DEFAULT,
          List.of(
              ".gitignore",
              CONFIG,
              "templates/milestone-template.yaml",
              "templates/task-template.yaml",
              "templates/progress-tracking.yaml"));

  private final String name;
  private final List<String> files;

  private Scaffold(String name, List<String> files) {
    this.name = name;
    this.files = files;
  }

  /** The template of that name. */
  static Scaffold named(String name) {
    List<String> files = TEMPLATES.get(name);
    if (files == null) {
      String known = String.join(", ", TEMPLATES.keySet().stream().sorted().toList());
      throw MilestoneException.invalid(
          "unknown_template",
          "there is no template '" + name + "'; templates: " + known,
          List.of(Problem.of("--template", name, "one of: " + known, "")));
    }
    return new Scaffold(name, files);
  }

  /** Writes what is not there yet; returns the paths of what was written, below the root. */
  List<String> writeTo(Path root) throws IOException {
    List<String> written = new ArrayList<>();
    for (String file : files) {
      Path target = root.resolve(".milestones").resolve(file);
      Files.createDirectories(target.getParent());
      try (InputStream content = open(file)) {
        Files.write(target, content.readAllBytes(), StandardOpenOption.CREATE_NEW);
        written.add(".milestones/" + file);
      } catch (FileAlreadyExistsException kept) {
        // Somebody's own: two inits at once, or an edited file. CREATE_NEW decides, not a look
        // before.
        continue;
      }
    }
    return written;
  }

  private InputStream open(String file) throws IOException {
    if (file.equals(CONFIG)) {
      return new ByteArrayInputStream(ConfigTemplate.text().getBytes(StandardCharsets.UTF_8));
    }
    String resource = "scaffold/" + name + "/" + file.replaceFirst("^\\.", "dot-");
    InputStream content = Scaffold.class.getResourceAsStream(resource);
    if (content == null) {
      throw new IOException("the program lacks its resource " + resource);
    }
    return content;
  }
}
