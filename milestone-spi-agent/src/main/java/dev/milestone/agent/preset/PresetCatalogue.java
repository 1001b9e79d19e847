package dev.milestone.agent.preset;

import dev.milestone.ErrorKind;
import dev.milestone.MilestoneException;
import dev.milestone.Problem;
import dev.milestone.agent.preset.Preset.Origin;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URL;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds presets by name: a file of the project over those that jars on the class path list in
 * {@value #INDEX} over our own. Files are read when they are asked for, the project's each time.
 * Thread-safe.
 */
public final class PresetCatalogue {

  /** Resource of a jar that lists its presets, the name of one resource a line. */
  public static final String INDEX = "META-INF/milestone/agent-presets";

  /** Folder of the project's presets, below its root. */
  public static final String FOLDER = ".milestones/config/agents";

  /** Longest chain of {@code extends}. */
  static final int MAX_EXTENDS = 8;

  /** Most presets of all jars together, and of the project's folder. */
  static final int MAX_PRESETS = 200;

  private static final String SUFFIX = ".yaml";
  private static final String OWN = "/dev/milestone/agent/presets/";
  private static final List<String> OWN_NAMES =
      List.of("claude", "codex", "gemini", "opencode", "copilot", "aider", "goose");

  private final ClassLoader loader;

  /** A catalogue of what a class loader sees. */
  public PresetCatalogue(ClassLoader loader) {
    this.loader = loader;
  }

  /** A document, and where it comes from. */
  private record Source(PresetNode root, Origin origin) {}

  /** The names of all presets, those of the project included, in order. */
  public List<String> names(Path project) {
    Set<String> names = new TreeSet<>(jarNames());
    Path folder = project.resolve(FOLDER);
    if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      try (var files = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
        for (Path file : files) {
          String name = name(file.getFileName().toString());
          if (isName(name) && names.size() < MAX_PRESETS) {
            names.add(name);
          }
        }
      } catch (IOException e) {
        throw unreadable(folder.toString(), e);
      }
    }
    return new ArrayList<>(names);
  }

  /** The names of the presets of jars, in order. */
  public List<String> jarNames() {
    Set<String> names = new TreeSet<>(OWN_NAMES);
    names.addAll(vendors().keySet());
    return new ArrayList<>(names);
  }

  /**
   * The preset of a name.
   *
   * @return empty when there is none
   * @throws MilestoneException when one of its files cannot be read or used
   */
  public Optional<Preset> find(String name, Path project) {
    return find(name, sources(name, Optional.of(project)), Optional.of(project));
  }

  /** The preset of a name as jars have it, whatever the project says. */
  public Optional<Preset> findInJars(String name) {
    return find(name, sources(name, Optional.empty()), Optional.empty());
  }

  private Optional<Preset> find(String name, List<Source> sources, Optional<Path> project) {
    if (sources.isEmpty()) {
      return Optional.empty();
    }
    List<Source> chain = new ArrayList<>();
    extend(name, sources, project, chain);
    PresetNode merged = chain.get(chain.size() - 1).root;
    for (int i = chain.size() - 2; i >= 0; i--) {
      merged = chain.get(i).root.over(merged);
    }
    Origin programFrom =
        chain.stream()
            .filter(source -> source.root.entries().containsKey("program"))
            .map(Source::origin)
            .findFirst()
            .orElse(Origin.JAR);
    return Optional.of(
        PresetReader.read(name, merged, sources.get(0).origin, programFrom == Origin.PROJECT));
  }

  /** Follows {@code extends}; of the same name the next file below is meant. */
  private void extend(
      String name, List<Source> sources, Optional<Path> project, List<Source> chain) {
    Source source = sources.get(0);
    chain.add(source);
    PresetNode base = source.root.entries().get("extends");
    if (base == null) {
      return;
    }
    List<Source> next =
        base.text().equals(name)
            ? sources.subList(1, sources.size())
            : sources(base.text(), project);
    if (next.isEmpty() || chain.size() >= MAX_EXTENDS) {
      throw MilestoneException.invalid(
          "bad_preset",
          "the agent preset " + name + " cannot be used",
          List.of(
              new Problem(
                  base.file(),
                  base.line(),
                  base.column(),
                  "extends",
                  base.shown(),
                  next.isEmpty()
                      ? "another preset"
                      : "a chain of at most " + MAX_EXTENDS + " presets",
                  next.isEmpty() ? NearestKey.hint(base.text(), jarNames()) : "")));
    }
    extend(base.text(), next, project, chain);
  }

  /** All files of a name, the one that counts first. */
  private List<Source> sources(String name, Optional<Path> project) {
    List<Source> sources = new ArrayList<>();
    if (!isName(name)) {
      return sources;
    }
    project.flatMap(root -> projectFile(name, root)).ifPresent(sources::add);
    URL vendor = vendors().get(name);
    if (vendor != null) {
      sources.add(new Source(PresetYaml.read(vendor.toString(), bytes(vendor)), Origin.JAR));
    }
    if (OWN_NAMES.contains(name)) {
      String resource = OWN + name + SUFFIX;
      URL own = PresetCatalogue.class.getResource(resource);
      if (own == null) {
        throw new IllegalStateException("the jar lacks " + resource);
      }
      sources.add(new Source(PresetYaml.read(name + SUFFIX, bytes(own)), Origin.JAR));
    }
    return sources;
  }

  private Optional<Source> projectFile(String name, Path project) {
    Path file = project.resolve(FOLDER).resolve(name + SUFFIX);
    String shown = FOLDER + "/" + name + SUFFIX;
    // Each folder on the way is looked at as well: a link there leads out of the project as well.
    Path at = project;
    for (Path step : project.relativize(file)) {
      at = at.resolve(step);
      if (Files.isSymbolicLink(at)) {
        throw MilestoneException.invalid(
            "bad_preset",
            "the agent preset " + name + " cannot be used",
            List.of(
                new Problem(
                    shown, 0, 0, "", at + ", a symbolic link", "a file", "put the file there")));
      }
    }
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    try (InputStream in =
        Channels.newInputStream(
            Files.newByteChannel(
                file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)))) {
      byte[] bytes = in.readNBytes(PresetYaml.MAX_BYTES + 1);
      return Optional.of(new Source(PresetYaml.read(shown, bytes), Origin.PROJECT));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw unreadable(shown, e);
    }
  }

  /** The presets that vendors' jars list; of two with the same name the first counts. */
  private Map<String, URL> vendors() {
    Map<String, URL> found = new LinkedHashMap<>();
    try {
      for (URL index : Collections.list(loader.getResources(INDEX))) {
        for (String resource : lines(index)) {
          URL url = loader.getResource(resource);
          String name = name(resource.substring(resource.lastIndexOf('/') + 1));
          if (url == null || !isName(name) || !resource.endsWith(SUFFIX)) {
            throw MilestoneException.invalid(
                "bad_preset_index",
                "a list of agent presets cannot be used",
                List.of(
                    new Problem(
                        index.toString(),
                        0,
                        0,
                        "",
                        "'" + resource + "'",
                        "a resource of the same jar that ends with .yaml",
                        "correct the line, or take the jar off the class path")));
          }
          if (found.size() < MAX_PRESETS) {
            found.putIfAbsent(name, url);
          }
        }
      }
    } catch (IOException e) {
      throw unreadable(INDEX, e);
    }
    return found;
  }

  private static List<String> lines(URL index) throws IOException {
    List<String> lines = new ArrayList<>();
    try (InputStream in = open(index);
        BufferedReader reader =
            new BufferedReader(
                new InputStreamReader(
                    new java.io.ByteArrayInputStream(in.readNBytes(PresetYaml.MAX_BYTES)),
                    StandardCharsets.UTF_8))) {
      reader
          .lines()
          .map(String::strip)
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .forEach(lines::add);
    }
    return lines;
  }

  private static byte[] bytes(URL url) {
    try (InputStream in = open(url)) {
      return in.readNBytes(PresetYaml.MAX_BYTES + 1);
    } catch (IOException e) {
      throw unreadable(url.toString(), e);
    }
  }

  private static InputStream open(URL url) throws IOException {
    var connection = url.openConnection();
    connection.setUseCaches(false);
    return connection.getInputStream();
  }

  private static String name(String file) {
    return file.endsWith(SUFFIX) ? file.substring(0, file.length() - SUFFIX.length()) : "";
  }

  private static boolean isName(String name) {
    return !name.isEmpty()
        && name.length() <= 64
        && name.charAt(0) != '-'
        && name.chars().allMatch(c -> c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-');
  }

  private static MilestoneException unreadable(String what, IOException e) {
    return new MilestoneException(
        ErrorKind.IO,
        "preset_unreadable",
        what + " could not be read: " + e.getMessage() + "; check its permissions",
        false,
        List.of(),
        e);
  }
}
