package dev.milestone.agent;

import dev.milestone.model.AgentDefinition;
import dev.milestone.model.AgentId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A program that speaks an agent's format, and the project's preset that starts it: {@code stub},
 * which extends a preset of ours.
 */
final class PresetStub {

  private final Path project;

  private PresetStub(Path project) {
    this.project = project;
  }

  /** A stub in a project. The script finds its arguments in {@code $*}. */
  static PresetStub of(Path project, String preset, String script) {
    PresetStub stub = new PresetStub(project);
    stub.preset("stub", "extends: " + preset + "\nprogram: bin/stub\n");
    stub.script("if [ \"$1\" = --version ]; then echo '9.9.9 (Stub)'; exit 0; fi\n" + script);
    return stub;
  }

  PresetStub preset(String name, String yaml) {
    write(project.resolve(".milestones/config/agents/" + name + ".yaml"), yaml);
    return this;
  }

  private void script(String script) {
    Path file = project.resolve("bin/stub");
    write(file, "#!/bin/sh\n" + script);
    file.toFile().setExecutable(true);
  }

  static AgentDefinition agent(String preset, String... settings) {
    Map<String, String> map = new LinkedHashMap<>();
    map.put("preset", preset);
    for (int i = 0; i < settings.length; i += 2) {
      map.put(settings[i], settings[i + 1]);
    }
    return AgentDefinition.builder(AgentId.of("builder")).provider("preset").settings(map).build();
  }

  private static void write(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
