package dev.milestone.testkit.vcs;

import dev.milestone.model.AttemptId;
import dev.milestone.model.MilestoneId;
import dev.milestone.model.TaskId;
import dev.milestone.spi.vcs.VcsAttempt;
import dev.milestone.spi.vcs.VcsCommitPart;
import dev.milestone.spi.vcs.VcsCommitRequest;
import dev.milestone.spi.vcs.VcsMergeRequest;
import dev.milestone.spi.vcs.VcsPerson;
import dev.milestone.spi.vcs.VcsSignature;
import dev.milestone.spi.vcs.message.CommitMessage;
import dev.milestone.spi.vcs.message.ConventionalHeader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Requests with made-up attempts and times. Immutable. */
final class VcsSamples {

  private static final VcsPerson AUTHOR = new VcsPerson("Agent", "agent@example.org");
  private static final VcsPerson COMMITTER = new VcsPerson("Engine", "engine@example.org");

  VcsAttempt attempt(int number) {
    return new VcsAttempt(MilestoneId.of("m1"), new AttemptId(TaskId.of("t1"), number), 10);
  }

  VcsSignature signature(int number) {
    return new VcsSignature(
        AUTHOR, COMMITTER, Instant.parse("2026-03-01T10:00:00Z").plusSeconds(number));
  }

  String message(VcsAttempt attempt, int checkpoint) {
    CommitMessage.Builder message =
        CommitMessage.builder(
                new ConventionalHeader(
                    "feat", Optional.of(attempt.milestone().value()), false, "do the work"))
            .paragraph("What was done.")
            .attempt(attempt);
    if (checkpoint > 0) {
      message.trailer("Checkpoint", Integer.toString(checkpoint));
    }
    return message.build().text();
  }

  VcsCommitRequest request(
      VcsAttempt attempt, int checkpoint, String branch, String parent, String tree) {
    return request(
        attempt,
        checkpoint,
        branch,
        parent,
        tree,
        List.of(new VcsCommitPart(message(attempt, checkpoint), List.of())));
  }

  VcsCommitRequest request(
      VcsAttempt attempt,
      int checkpoint,
      String branch,
      String parent,
      String tree,
      List<VcsCommitPart> parts) {
    return new VcsCommitRequest(
        attempt, checkpoint, branch, parent, tree, parts, signature(attempt.id().number()));
  }

  VcsMergeRequest merge(String target, List<String> commits) {
    List<VcsMergeRequest.Source> sources = new ArrayList<>();
    for (String commit : commits) {
      sources.add(new VcsMergeRequest.Source("s" + sources.size(), commit));
    }
    return new VcsMergeRequest(target, sources, "chore(m1): integrate\n", signature(0));
  }

  static void write(Path root, String path, String text) {
    try {
      Path file = root.resolve(path);
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String read(Path root, String path) {
    try {
      return Files.readString(root.resolve(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
