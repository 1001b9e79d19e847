package dev.milestone.git;

import dev.milestone.MilestoneException;
import dev.milestone.model.AttemptId;
import dev.milestone.model.MilestoneId;
import dev.milestone.model.TaskId;
import dev.milestone.spi.vcs.VcsAttempt;
import dev.milestone.spi.vcs.VcsWorkspace.Stage;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the provider notes about a workspace, as the file {@code milestone} in the folder that Git
 * keeps for it. Git moves and removes the file with that folder.
 *
 * @param effect that made it
 * @param attempt for whom
 * @param branch that was made for it
 * @param base at which the branch began
 * @param stage how far it is
 * @param parked the commit that keeps its work, once its removal has begun; else empty
 */
record WorkspaceNote(
    String effect, VcsAttempt attempt, String branch, String base, Stage stage, String parked) {

  private static final String NAME = "milestone";
  private static final String FIRST_LINE = "milestone-vcs-workspace 1";

  /** Whether a folder of Git's belongs to a workspace. */
  static boolean marks(Path gitDir) {
    return Files.isRegularFile(gitDir.resolve(NAME));
  }

  WorkspaceNote at(Stage next) {
    return new WorkspaceNote(effect, attempt, branch, base, next, parked);
  }

  WorkspaceNote removing(Optional<String> commit) {
    return new WorkspaceNote(effect, attempt, branch, base, Stage.REMOVING, commit.orElse(""));
  }

  void write(Path gitDir) throws IOException {
    Map<String, String> lines = new LinkedHashMap<>();
    lines.put("effect", effect);
    lines.put("milestone", attempt.milestone().value());
    lines.put("task", attempt.id().task().value());
    lines.put("attempt", Integer.toString(attempt.id().number()));
    lines.put("token", Long.toString(attempt.token()));
    lines.put("branch", branch);
    lines.put("base", base);
    lines.put("stage", stage.name());
    lines.put("parked", parked);
    StringBuilder out = new StringBuilder(FIRST_LINE).append('\n');
    lines.forEach(
        (key, value) ->
            out.append(key)
                .append(' ')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8))
                .append('\n'));
    Path beside = gitDir.resolve(NAME + ".new");
    Files.writeString(beside, out);
    Files.move(beside, gitDir.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
  }

  static Optional<WorkspaceNote> read(Path gitDir) {
    if (!marks(gitDir)) {
      return Optional.empty();
    }
    Map<String, String> lines = new LinkedHashMap<>();
    String[] text = SmallFile.read(gitDir.resolve(NAME)).split("\n");
    for (String line : text) {
      int space = line.indexOf(' ');
      if (space > 0) {
        lines.put(
            line.substring(0, space),
            URLDecoder.decode(line.substring(space + 1), StandardCharsets.UTF_8));
      }
    }
    try {
      if (!text[0].equals(FIRST_LINE)) {
        throw new IllegalArgumentException("its first line is '" + text[0] + "'");
      }
      VcsAttempt attempt =
          new VcsAttempt(
              MilestoneId.of(word(lines, "milestone")),
              new AttemptId(
                  TaskId.of(word(lines, "task")), Integer.parseInt(word(lines, "attempt"))),
              Long.parseLong(word(lines, "token")));
      return Optional.of(
          new WorkspaceNote(
              word(lines, "effect"),
              attempt,
              word(lines, "branch"),
              word(lines, "base"),
              Stage.valueOf(word(lines, "stage")),
              lines.getOrDefault("parked", "")));
    } catch (IllegalArgumentException | MilestoneException e) {
      throw MilestoneException.refused(
          "vcs_broken",
          gitDir.resolve(NAME) + " cannot be read: " + e.getMessage() + "; it was left as it is");
    }
  }

  private static String word(Map<String, String> lines, String key) {
    String value = lines.get(key);
    if (value == null || value.isEmpty()) {
      throw new IllegalArgumentException("'" + key + "' is missing");
    }
    return value;
  }
}
