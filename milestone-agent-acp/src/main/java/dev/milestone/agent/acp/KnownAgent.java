package dev.milestone.agent.acp;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/**
 * An agent whose command line is known, read from {@code agents.properties}.
 *
 * @param name how a declaration names it
 * @param title what it is
 * @param command argument list, the program first
 * @param files whether it is offered to read and write files through this program
 */
record KnownAgent(String name, String title, List<String> command, boolean files) {

  /** All of them. */
  static final List<KnownAgent> ALL = read();

  static Optional<KnownAgent> named(String name) {
    return ALL.stream().filter(agent -> agent.name.equals(name)).findFirst();
  }

  static String names() {
    return String.join(", ", ALL.stream().map(KnownAgent::name).toList());
  }

  private static List<KnownAgent> read() {
    Properties data = new Properties();
    try (InputStream in = KnownAgent.class.getResourceAsStream("agents.properties")) {
      if (in == null) {
        throw new IllegalStateException("agents.properties is missing from the jar");
      }
      data.load(new InputStreamReader(in, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return List.of(data.getProperty("names", "").split(" ", -1)).stream()
        .map(
            name ->
                new KnownAgent(
                    name,
                    data.getProperty(name + ".title", name),
                    List.of(data.getProperty(name + ".command", name).split(" ", -1)),
                    Boolean.parseBoolean(data.getProperty(name + ".files", "true"))))
        .toList();
  }
}
