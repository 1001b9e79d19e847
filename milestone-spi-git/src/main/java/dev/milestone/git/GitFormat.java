package dev.milestone.git;

import dev.milestone.MilestoneException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.errors.ConfigInvalidException;
import org.eclipse.jgit.lib.Config;

/**
 * Reads a repository's configuration, refuses formats that JGit would misread, and keeps the keys
 * that can do no harm.
 */
final class GitFormat {

  /** Extensions that change nothing that is read here. */
  private static final Set<String> HARMLESS_EXTENSIONS =
      Set.of("noop", "preciousobjects", "worktreeconfig", "relativeworktrees", "partialclone");

  /**
   * The keys that are kept, all of {@code core}. Each only says how files are compared. What is not
   * here – hooks, filters, monitors, commands, includes, paths – does not exist for JGit.
   */
  private static final List<String> KEPT =
      List.of(
          "autocrlf",
          "checkstat",
          "eol",
          "filemode",
          "ignorecase",
          "precomposeunicode",
          "symlinks",
          "trustctime");

  private GitFormat() {}

  /** The harmless part of the configuration. */
  static Config read(GitLocation location) {
    Config all = parse(location.commonDir().resolve("config"));
    refuseUnknownFormat(location, all);
    refuseOtherWorkTree(location, all);
    Config kept = new Config();
    for (String key : KEPT) {
      String value = all.getString("core", null, key);
      if (value != null) {
        kept.setString("core", null, key, value);
      }
    }
    return kept;
  }

  private static Config parse(Path file) {
    Config config = new Config();
    if (!Files.exists(file)) {
      return config;
    }
    try {
      // Parsed as text: nothing that the file includes is looked at.
      config.fromText(SmallFile.read(file));
    } catch (ConfigInvalidException e) {
      throw MilestoneException.refused(
          "vcs_broken", file + " cannot be read: " + e.getMessage() + "; correct it");
    }
    return config;
  }

  private static void refuseUnknownFormat(GitLocation location, Config config) {
    String version =
        Optional.ofNullable(config.getString("core", null, "repositoryformatversion")).orElse("0");
    if (!version.strip().equals("0") && !version.strip().equals("1")) {
      throw unsupported(location, "its format version is " + version + ", known are 0 and 1");
    }
    for (String name : config.getNames("extensions")) {
      String key = name.toLowerCase(Locale.ROOT);
      String value =
          Optional.ofNullable(config.getString("extensions", null, name))
              .orElse("")
              .toLowerCase(Locale.ROOT);
      boolean known =
          switch (key) {
            case "objectformat" -> value.equals("sha1");
            case "refstorage" -> value.equals("files");
            default -> HARMLESS_EXTENSIONS.contains(key);
          };
      if (!known) {
        throw unsupported(location, "it uses extensions." + name + " = " + value);
      }
    }
    if (Files.isDirectory(location.commonDir().resolve("reftable"))) {
      throw unsupported(location, "its branches are stored as reftable");
    }
  }

  /**
   * A submodule names its own work tree, which is fine; any other place could be anything on this
   * machine.
   */
  private static void refuseOtherWorkTree(GitLocation location, Config config) {
    String elsewhere = config.getString("core", null, "worktree");
    if (elsewhere == null || location.linked()) {
      return;
    }
    try {
      if (location.gitDir().resolve(elsewhere).toRealPath().equals(location.workTree())) {
        return;
      }
    } catch (IOException | java.nio.file.InvalidPathException e) {
      // Refused below: it is not the folder it was found in.
    }
    throw unsupported(location, "core.worktree puts its work tree at " + elsewhere);
  }

  static MilestoneException unsupported(GitLocation location, String why) {
    return MilestoneException.refused(
        "vcs_unsupported",
        "the repository at "
            + location.workTree()
            + " cannot be used safely: "
            + why
            + "; work without version control (--no-git), or convert the repository");
  }
}
