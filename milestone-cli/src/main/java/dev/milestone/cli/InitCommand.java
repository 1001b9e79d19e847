package dev.milestone.cli;

import dev.milestone.MilestoneEngine;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** {@code milestone init}. */
@CommandLine.Command
final class InitCommand extends Command {

  @Option(
      names = "--template",
      paramLabel = "NAME",
      description = "what the project begins with: default")
  String template = Scaffold.DEFAULT;

  @Override
  int run() throws Exception {
    Scaffold scaffold = Scaffold.named(template);
    Path root;
    try (MilestoneEngine engine = create()) {
      root = engine.projectRoot().orElseGet(() -> invocation().start(options));
    }
    List<String> created = scaffold.writeTo(root);
    if (json()) {
      document("init", Map.of("project", root.toString(), "created", created));
      return ExitCode.OK;
    }
    created.forEach(file -> say("created " + file));
    say(
        created.isEmpty()
            ? "nothing to do: " + root + " is a project already"
            : "project: " + root + "; next: milestone plan FILE");
    return ExitCode.OK;
  }
}
