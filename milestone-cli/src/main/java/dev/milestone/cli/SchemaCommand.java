package dev.milestone.cli;

import dev.milestone.MilestoneException;
import dev.milestone.Problem;
import dev.milestone.core.plan.Schemas;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

/** {@code milestone schema}. Needs no project. */
@CommandLine.Command
final class SchemaCommand extends Command {

  /** File kinds with a schema: what people write, and what programs read. */
  static final List<String> NAMES = List.of("plan", "config", "event", "assignment");

  @Parameters(
      arity = "0..1",
      paramLabel = "NAME",
      description = "plan, config, event or assignment; without: lists them")
  @Nullable String name;

  @Override
  int run() throws IOException {
    String asked = name;
    if (asked == null) {
      if (json()) {
        document("schemas", java.util.Map.of("schemas", NAMES));
      } else {
        print(NAMES);
      }
      return ExitCode.OK;
    }
    if (!NAMES.contains(asked)) {
      String known = String.join(", ", NAMES);
      throw MilestoneException.invalid(
          "unknown_schema",
          "there is no schema '" + Text.line(asked, 64) + "'; schemas: " + known,
          List.of(Problem.of("NAME", asked, "one of: " + known, "")));
    }
    String text = Schemas.text(asked).isPresent() ? Schemas.text(asked).get() : own(asked);
    console().out().println(text.stripTrailing());
    return ExitCode.OK;
  }

  private static String own(String name) throws IOException {
    try (InputStream in =
        SchemaCommand.class.getResourceAsStream("schema/" + name + ".schema.json")) {
      if (in == null) {
        throw new IOException("the program lacks its schema " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
