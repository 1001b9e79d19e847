package dev.milestone.agent.preset;

import dev.milestone.model.AgentSession;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A run of a real agent as it was captured: {@code golden/AGENT/CASE}.
 *
 * @param agent name of the preset
 * @param name of the case
 * @param folder its folder
 */
public record Golden(String agent, String name, Path folder) {

  /** All cases, in order. */
  public static List<Golden> all() {
    List<Golden> cases = new ArrayList<>();
    for (Path agent : folders(root())) {
      for (Path folder : folders(agent)) {
        cases.add(
            new Golden(agent.getFileName().toString(), folder.getFileName().toString(), folder));
      }
    }
    return cases;
  }

  /** One case. */
  public static Golden of(String agent, String name) {
    return new Golden(agent, name, root().resolve(agent).resolve(name));
  }

  /** What the program printed on standard output. */
  public byte[] stdout() {
    return read("stdout");
  }

  /** What it printed on standard error. */
  public byte[] stderr() {
    return read("stderr");
  }

  /** Its exit code. */
  public int exit() {
    return Integer.parseInt(
        new String(read("exit"), java.nio.charset.StandardCharsets.US_ASCII).strip());
  }

  /** The preset of the agent, as our jar has it. */
  public Preset preset() {
    return new PresetCatalogue(Golden.class.getClassLoader()).findInJars(agent).orElseThrow();
  }

  /** What the parser makes of it. */
  public PresetFacts facts(Optional<AgentSession> resumed) {
    PresetParser parser = new PresetParser(preset(), resumed, PresetListener.NONE);
    parser.out(stdout(), 0, stdout().length);
    parser.err(stderr(), 0, stderr().length);
    if (Files.exists(folder.resolve("usage.json"))) {
      parser.report(read("usage.json"));
    }
    parser.finish();
    return parser.facts();
  }

  @Override
  public String toString() {
    return agent + "/" + name;
  }

  private byte[] read(String file) {
    try {
      return Files.readAllBytes(folder.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path root() {
    try {
      return Path.of(Golden.class.getResource("/dev/milestone/agent/golden").toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<Path> folders(Path in) {
    try (Stream<Path> files = Files.list(in)) {
      return files.filter(Files::isDirectory).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
