package dev.milestone.cli;

import dev.milestone.TimeSource;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Calls the command in this process. */
final class Cli {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Main main;
  private final Path cwd;
  private final Map<String, String> env = new HashMap<>();

  private Cli(Main main, Path cwd) {
    this.main = main;
    this.cwd = cwd;
    env.put("MILESTONE_TTY", "");
  }

  /** The command on a made-up project. */
  static Cli on(FakeProject project) {
    return new Cli(new Main(new StillTime(), project::builder), Path.of("").toAbsolutePath());
  }

  /** The command on the real engine. */
  static Cli in(Path cwd) {
    return new Cli(new Main(), cwd);
  }

  /** The command on the real engine, with more than is on the path. */
  static Cli in(Path cwd, java.util.function.Supplier<dev.milestone.EngineBuilder> builders) {
    return new Cli(new Main(new dev.milestone.core.time.SystemTimeSource(), builders), cwd);
  }

  Cli env(String name, String value) {
    env.put(name, value);
    return this;
  }

  /** What a call came to. */
  record Result(int code, String out, String err) {
    List<String> lines() {
      return out.lines().toList();
    }

    JsonNode json() {
      return JSON.readTree(out);
    }

    List<JsonNode> jsonLines() {
      return out.lines().map(JSON::readTree).toList();
    }

    JsonNode error() {
      return JSON.readTree(err).get("error");
    }
  }

  Result run(String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code = run(new PrintStream(out, true, StandardCharsets.UTF_8), err, args);
    return new Result(code, text(out), text(err));
  }

  int run(PrintStream out, ByteArrayOutputStream err, String... args) {
    PrintStream errors = new PrintStream(err, true, StandardCharsets.UTF_8);
    return main.run(args, InputStream.nullInputStream(), out, errors, Map.copyOf(env), cwd);
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /** Time that stands still. */
  private static final class StillTime implements TimeSource {
    @Override
    public Instant now() {
      return Instant.parse("2026-11-20T10:00:00Z");
    }

    @Override
    public long monotonicNanos() {
      return 0;
    }

    @Override
    public String epoch() {
      return "still";
    }
  }
}
