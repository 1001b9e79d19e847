package dev.milestone.git;

import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a process is about to lock, written before it does. One that is found while nobody holds the
 * provider's lock was left by a process that died: {@link StaleLocks} puts that in order.
 *
 * @param locks lock files that JGit will make
 * @param landing a checkout that is brought to another commit
 */
record Intent(List<Path> locks, Optional<Landing> landing) {

  private static final String FIRST_LINE = "milestone-vcs-intent 1";

  /**
   * A checkout that is brought to another commit.
   *
   * @param workTree its root
   * @param branch the branch that it is on
   * @param from the commit that it was at
   * @param to the commit that it goes to
   * @param proof a file of the provider's; a lock that is the same file by another name is ours
   */
  record Landing(Path workTree, String branch, String from, String to, Path proof) {}

  static Path file(Path notes) {
    return notes.resolve("intent");
  }

  static Intent ofLocks(List<Path> locks) {
    return new Intent(List.copyOf(locks), Optional.empty());
  }

  void write(Path notes) throws IOException {
    StringBuilder out = new StringBuilder(FIRST_LINE).append('\n');
    for (Path lock : locks) {
      out.append("lock ").append(encoded(lock.toString())).append('\n');
    }
    landing.ifPresent(
        l ->
            out.append("landing ")
                .append(encoded(l.workTree().toString()))
                .append(' ')
                .append(encoded(l.branch()))
                .append(' ')
                .append(l.from())
                .append(' ')
                .append(l.to())
                .append(' ')
                .append(encoded(l.proof().toString()))
                .append('\n'));
    out.append("end\n");
    Files.createDirectories(notes);
    Path beside = notes.resolve("intent.new");
    Files.writeString(beside, out);
    Files.move(beside, file(notes), StandardCopyOption.ATOMIC_MOVE);
  }

  static Optional<Intent> read(Path notes) {
    Path file = file(notes);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    List<Path> locks = new ArrayList<>();
    Optional<Landing> landing = Optional.empty();
    for (String line : SmallFile.read(file).split("\n")) {
      String[] words = line.split(" ");
      if (words[0].equals("lock") && words.length == 2) {
        locks.add(Path.of(decoded(words[1])));
      } else if (words[0].equals("landing") && words.length == 6) {
        landing =
            Optional.of(
                new Landing(
                    Path.of(decoded(words[1])),
                    decoded(words[2]),
                    words[3],
                    words[4],
                    Path.of(decoded(words[5]))));
      }
    }
    return Optional.of(new Intent(locks, landing));
  }

  static void clear(Path notes) throws IOException {
    Files.deleteIfExists(file(notes));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
