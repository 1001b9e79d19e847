package dev.milestone.agent;

import dev.milestone.agent.preset.Preset;
import dev.milestone.agent.preset.PresetArgument;
import dev.milestone.agent.preset.PresetParser;
import dev.milestone.agent.preset.SessionIds;
import dev.milestone.model.AgentSession;
import dev.milestone.model.Budget;
import dev.milestone.model.Cost;
import dev.milestone.spi.agent.Assignment;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The argument list and the standard input of one run, made of a preset, a plan's settings and an
 * assignment. A prompt that goes by file stands in a folder that only its owner can read, until
 * {@link #close}. Confined to one thread.
 */
final class PresetCommand implements AutoCloseable {

  /** Longest prompt that goes into an argument, in bytes; Linux allows 128 KiB with its end. */
  static final int MAX_ARGUMENT = 128 * 1024 - 1;

  private final List<String> words = new ArrayList<>();
  private static final String PROMPT = "prompt.md";
  private static final String REPORT = "report.json";

  private byte[] input = new byte[0];
  private Optional<AgentSession> session = Optional.empty();
  private @Nullable Path folder;

  private PresetCommand() {}

  /**
   * Makes the command.
   *
   * @param resume the session to go on with; empty: a new one
   * @throws IOException when the file of the prompt cannot be written
   */
  static PresetCommand of(
      Preset preset,
      PresetSettings settings,
      Path program,
      Assignment assignment,
      Optional<AgentSession> resume)
      throws IOException {
    PresetCommand command = new PresetCommand();
    Map<String, String> values = new HashMap<>();
    values.put("workspace", assignment.workspace().toString());
    values.put("project", assignment.project().toString());
    values.put("task.id", assignment.task().id().value());
    if (!settings.model().isEmpty()) {
      values.put("model", settings.model());
    }
    if (resume.isPresent()) {
      values.put("session.resume", resume.get().id());
      command.session = resume;
    } else {
      String session = newSession(assignment.effectId());
      values.put("session.new", session);
      if (preset.arguments().stream().anyMatch(argument -> argument.names("session.new"))) {
        command.session = Optional.of(new AgentSession(session, Cost.NONE));
      }
    }
    budget(preset, assignment.remaining(), values);
    command.prompt(preset, assignment.prompt(), values);
    if (preset.arguments().stream().anyMatch(argument -> argument.names("report.file"))) {
      values.put("report.file", command.folder().resolve(REPORT).toString());
    }
    Map<String, List<String>> lists =
        Map.of("permissions", settings.permissionsOf(preset), "arguments", settings.arguments());
    command.words.add(program.toString());
    for (PresetArgument argument : preset.arguments()) {
      argument.fill(values, lists, command.words);
    }
    return command;
  }

  /** The session to go on with, when the preset can and its name is harmless. */
  static Optional<AgentSession> resumable(Preset preset, Assignment assignment) {
    return preset.resumes()
        ? assignment.resume().filter(session -> SessionIds.accepted(session.id()))
        : Optional.empty();
  }

  List<String> words() {
    return List.copyOf(words);
  }

  /** The session that the command names, old or new. */
  Optional<AgentSession> session() {
    return session;
  }

  byte[] input() {
    return input;
  }

  @Override
  public void close() throws IOException {
    Path made = folder;
    if (made != null) {
      Files.deleteIfExists(made.resolve(PROMPT));
      Files.deleteIfExists(made.resolve(REPORT));
      Files.deleteIfExists(made);
    }
  }

  /**
   * What the agent wrote into its report, one byte more than is read at most; empty without one.
   */
  byte[] report() {
    Path made = folder;
    if (made == null || !Files.isRegularFile(made.resolve(REPORT), LinkOption.NOFOLLOW_LINKS)) {
      return new byte[0];
    }
    try (InputStream in = Files.newInputStream(made.resolve(REPORT), LinkOption.NOFOLLOW_LINKS)) {
      return in.readNBytes(PresetParser.MAX_LINE + 1);
    } catch (IOException e) {
      // It says what was used; the attempt does not depend on it.
      return new byte[0];
    }
  }

  /** A folder that only its owner can read. */
  private Path folder() throws IOException {
    Path made = folder;
    if (made == null) {
      made = Files.createTempDirectory("milestone-agent-");
      folder = made;
    }
    return made;
  }

  private void prompt(Preset preset, String prompt, Map<String, String> values) throws IOException {
    byte[] bytes = AssignmentJson.wellFormed(prompt).getBytes(StandardCharsets.UTF_8);
    boolean fits = bytes.length <= MAX_ARGUMENT && prompt.indexOf('\0') < 0;
    Preset.Way way =
        preset.prompt().first() == Preset.Way.ARGUMENT && !fits
            ? preset.prompt().big()
            : preset.prompt().first();
    switch (way) {
      // A prompt must not be taken for an option.
      case ARGUMENT -> values.put("prompt", prompt.startsWith("-") ? "\n" + prompt : prompt);
      case STDIN -> input = bytes;
      case FILE -> {
        values.put("prompt.file", Files.write(folder().resolve(PROMPT), bytes).toString());
      }
    }
  }

  private static void budget(Preset preset, Budget remaining, Map<String, String> values) {
    if (remaining.money().isPresent()
        && !preset.currency().isEmpty()
        && preset.currency().equals(remaining.currency())) {
      BigDecimal money = remaining.money().get().setScale(4, RoundingMode.DOWN);
      values.put("budget.money", money.max(BigDecimal.ZERO).stripTrailingZeros().toPlainString());
    }
    remaining.tokens().ifPresent(tokens -> values.put("budget.tokens", Long.toString(tokens)));
  }

  /**
   * A name for the agent's session: always the same for the same attempt, so that it is known even
   * when the engine dies before it was recorded. It has the form of a random UUID because some
   * agents accept no other.
   */
  static String newSession(String effectId) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(("milestone agent session " + effectId).getBytes(StandardCharsets.UTF_8));
      hash[6] = (byte) (hash[6] & 0x0F | 0x40);
      hash[8] = (byte) (hash[8] & 0x3F | 0x80);
      return new UUID(number(hash, 0), number(hash, 8)).toString();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static long number(byte[] bytes, int from) {
    long number = 0;
    for (int i = from; i < from + 8; i++) {
      number = number << 8 | bytes[i] & 0xFF;
    }
    return number;
  }
}
