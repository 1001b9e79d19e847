package dev.milestone.core.engine;

import dev.milestone.ErrorKind;
import dev.milestone.MilestoneException;
import dev.milestone.Problem;
import dev.milestone.core.prompt.PromptTemplate;
import dev.milestone.core.prompt.Prompts;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The project's own prompt, {@code .milestones/templates/prompt.md}, or ours where it has none.
 * Read when an execution begins, and kept until the next does. Thread-safe.
 */
final class ProjectPrompt {

  /** Where it stands, from the project's root. */
  static final String FILE = ".milestones/templates/prompt.md";

  private final Optional<Path> root;
  private volatile PromptTemplate template = Prompts.DEFAULT;

  ProjectPrompt(Optional<Path> root) {
    this.root = root;
  }

  PromptTemplate template() {
    return template;
  }

  /**
   * Reads it again.
   *
   * @throws MilestoneException kind {@code INVALID_INPUT}, with the place, when it cannot be used
   */
  PromptTemplate load() {
    PromptTemplate read = root.map(ProjectPrompt::read).orElse(Prompts.DEFAULT);
    template = read;
    return read;
  }

  private static PromptTemplate read(Path root) {
    Path file = root.resolve(FILE);
    Path at = root;
    for (Path part : Path.of(FILE)) {
      at = at.resolve(part);
      if (Files.isSymbolicLink(at)) {
        throw invalid("a symbolic link at " + root.relativize(at), "a file of its own");
      }
    }
    byte[] bytes;
    try (SeekableByteChannel in =
        Files.newByteChannel(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
      if (in.size() > PromptTemplate.MAX_BYTES) {
        throw invalid(in.size() + " bytes", "at most " + PromptTemplate.MAX_BYTES + " bytes");
      }
      ByteBuffer buffer = ByteBuffer.allocate((int) in.size());
      while (buffer.hasRemaining() && in.read(buffer) >= 0) {
        // until the end
      }
      bytes = new byte[buffer.position()];
      buffer.flip().get(bytes);
    } catch (NoSuchFileException e) {
      return Prompts.DEFAULT;
    } catch (IOException e) {
      throw new MilestoneException(
          ErrorKind.IO, "io", "the template " + FILE + " cannot be read: " + e.getMessage());
    }
    try {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(bytes))
              .toString();
      return PromptTemplate.parse(FILE, text, Prompts.NAMES);
    } catch (CharacterCodingException e) {
      throw invalid("bytes that are not UTF-8", "UTF-8");
    }
  }

  private static MilestoneException invalid(String found, String expected) {
    return MilestoneException.invalid(
        "bad_template",
        "the template " + FILE + " cannot be used",
        List.of(
            new Problem(
                FILE, 0, 0, "", found, expected, "without the file a prompt of ours is used")));
  }
}
