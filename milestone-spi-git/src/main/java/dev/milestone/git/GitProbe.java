package dev.milestone.git;

import dev.milestone.spi.vcs.VcsCapabilities;
import dev.milestone.spi.vcs.VcsFeature;
import dev.milestone.spi.vcs.VcsRemark;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.eclipse.jgit.errors.ConfigInvalidException;
import org.eclipse.jgit.lib.Config;

/**
 * Finds out what can be done in a repository that was not refused. Reads, and starts nothing: for
 * native git only the PATH is looked at.
 */
final class GitProbe {

  private GitProbe() {}

  static VcsCapabilities of(GitLocation location) {
    Set<VcsFeature> features =
        EnumSet.of(
            VcsFeature.BRANCHES, VcsFeature.WORKSPACES, VcsFeature.COMMITS, VcsFeature.MERGES);
    List<VcsRemark> remarks = new ArrayList<>();
    if (NativeGitProgram.find().isPresent()) {
      features.add(VcsFeature.SECOND_MERGE);
    }
    Config config = config(location);
    if (config.getString("core", null, "hooksPath") != null) {
      remarks.add(
          new VcsRemark(
              "hooks_path", "core.hooksPath is set; its hooks do not run for the engine"));
    }
    if (config.getString("core", null, "fsmonitor") != null) {
      remarks.add(
          new VcsRemark("fsmonitor", "core.fsmonitor is set; it does not run for the engine"));
    }
    if (config.getBoolean("commit", null, "gpgSign", false)) {
      remarks.add(
          new VcsRemark("signing", "commit.gpgSign is set; commits of the engine are not signed"));
    }
    if (config.getBoolean("core", null, "sparseCheckout", false)) {
      remarks.add(new VcsRemark("sparse", "this checkout is sparse; workspaces have all files"));
    }
    for (String remote : config.getSubsections("remote")) {
      if (config.getBoolean("remote", remote, "promisor", false)) {
        remarks.add(
            new VcsRemark(
                "partial_clone",
                "objects are fetched from '"
                    + remote
                    + "' when needed, which the engine does not; run 'git fetch --refetch' first"));
      }
    }
    if (Files.exists(location.commonDir().resolve("shallow"))) {
      remarks.add(
          new VcsRemark("shallow", "history is cut off; run 'git fetch --unshallow' for figures"));
    }
    if (usesFilters(location)) {
      remarks.add(
          new VcsRemark(
              "filters",
              "files with a filter (LFS) are checked out as they are stored and cannot be"
                  + " committed"));
    }
    return new VcsCapabilities(features, cut(remarks));
  }

  private static List<VcsRemark> cut(List<VcsRemark> remarks) {
    return remarks.subList(0, Math.min(remarks.size(), VcsCapabilities.MAX_REMARKS));
  }

  private static Config config(GitLocation location) {
    Config config = new Config();
    try {
      if (Files.isRegularFile(location.commonDir().resolve("config"))) {
        config.fromText(SmallFile.read(location.commonDir().resolve("config")));
      }
    } catch (ConfigInvalidException e) {
      throw dev.milestone.MilestoneException.refused(
          "vcs_broken", "the configuration of the repository cannot be read: " + e.getMessage());
    }
    return config;
  }

  private static boolean usesFilters(GitLocation location) {
    return List.of(
            location.workTree().resolve(".gitattributes"),
            location.commonDir().resolve("info/attributes"))
        .stream()
        .filter(Files::isRegularFile)
        .anyMatch(file -> SmallFile.read(file).contains("filter="));
  }
}
