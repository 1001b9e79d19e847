package dev.milestone.git;

import dev.milestone.ErrorKind;
import dev.milestone.MilestoneException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.eclipse.jgit.errors.ConfigInvalidException;
import org.eclipse.jgit.internal.storage.file.LockFile;
import org.eclipse.jgit.lib.Config;

/**
 * The {@code branch.<name>.*} keys of a repository's configuration. The file is read as text and
 * changed as text: nothing that it includes is looked at, what others wrote stays as it is. Runs
 * under the provider's lock for refs.
 */
final class BranchSettings {

  /** Keys that mean something to Git; they are not settings of the engine. */
  private static final Set<String> OF_GIT =
      Set.of("remote", "merge", "rebase", "pushremote", "mergeoptions", "description");

  private static final String SECTION = "branch";
  private static final int MAX_VALUE = 1_000;
  private static final int MAX_TRIES = 200;
  private static final int PAUSE_MILLIS = 10;

  private final GitShared shared;

  BranchSettings(GitShared shared) {
    this.shared = shared;
  }

  Map<String, String> read(String branch) {
    Config config = parse(text());
    Map<String, String> found = new TreeMap<>();
    for (String key : config.getNames(SECTION, branch)) {
      String value = config.getString(SECTION, branch, key);
      String lower = key.toLowerCase(java.util.Locale.ROOT);
      if (!OF_GIT.contains(lower)) {
        found.put(lower, value == null ? "" : value);
      }
    }
    return found;
  }

  /** Sets keys, those of Git too; an empty value removes one. */
  void write(String branch, Map<String, String> settings) {
    settings.forEach(BranchSettings::check);
    change(
        config ->
            settings.forEach(
                (key, value) -> {
                  if (value.isEmpty()) {
                    config.unset(SECTION, branch, key);
                  } else {
                    config.setString(SECTION, branch, key, value);
                  }
                }));
  }

  void remove(String branch) {
    if (!parse(text()).getNames(SECTION, branch).isEmpty()) {
      change(config -> config.unsetSection(SECTION, branch));
    }
  }

  static void check(String key, String value) {
    boolean good = !key.isEmpty() && key.charAt(0) >= 'a' && key.charAt(0) <= 'z';
    for (int i = 0; i < key.length(); i++) {
      char c = key.charAt(i);
      good &= c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-';
    }
    good &= value.length() <= MAX_VALUE && value.indexOf('\0') < 0;
    if (!good) {
      throw new MilestoneException(
          ErrorKind.INVALID_INPUT,
          "bad_setting",
          "a setting of a branch has a key of small letters, digits and '-', and at most "
              + MAX_VALUE
              + " characters: "
              + key);
    }
  }

  private interface Change {
    void of(Config config);
  }

  private void change(Change change) {
    Path file = file();
    LockFile lock = new LockFile(file.toFile());
    try {
      await(lock);
      String before = text();
      Config config = parse(before);
      if (!config.toText().equals(before)) {
        throw MilestoneException.refused(
            "vcs_config", file + " is written in a way that cannot be changed safely; tidy it up");
      }
      change.of(config);
      String after = config.toText();
      if (after.equals(before)) {
        lock.unlock();
        return;
      }
      shared.steps().before("settings");
      lock.setFSync(true);
      lock.write(after.getBytes(StandardCharsets.UTF_8));
      if (!lock.commit()) {
        throw new IOException("its lock was lost");
      }
    } catch (IOException e) {
      throw SmallFile.failed(file, e);
    } finally {
      lock.unlock();
    }
  }

  private void await(LockFile lock) throws IOException {
    for (int i = 0; i < MAX_TRIES; i++) {
      if (lock.lock()) {
        return;
      }
      try {
        Thread.sleep(PAUSE_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
    }
    throw new MilestoneException(
        ErrorKind.BUSY,
        "vcs_locked",
        "another program holds " + file() + ".lock; if none runs, remove the file",
        true,
        List.of(),
        null);
  }

  private String text() {
    return Files.exists(file()) ? SmallFile.read(file()) : "";
  }

  private Path file() {
    return shared.commonDir().resolve("config");
  }

  private Config parse(String text) {
    try {
      Config config = new Config();
      config.fromText(text);
      return config;
    } catch (ConfigInvalidException e) {
      throw MilestoneException.refused(
          "vcs_broken", file() + " cannot be read: " + e.getMessage() + "; correct it");
    }
  }
}
