package dev.milestone.git;

import dev.milestone.MilestoneException;
import dev.milestone.spi.vcs.VcsBranches;
import dev.milestone.spi.vcs.VcsCapabilities;
import dev.milestone.spi.vcs.VcsCommits;
import dev.milestone.spi.vcs.VcsMerges;
import dev.milestone.spi.vcs.VcsRepository;
import dev.milestone.spi.vcs.VcsState;
import dev.milestone.spi.vcs.VcsWorkspaces;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.ObjectId;

/**
 * A repository. Looking holds nothing open between two looks; what is opened for the rest stays so
 * until it is closed. Thread-safe.
 */
final class GitRepository implements VcsRepository {

  private final GitLocation location;
  private final Config config;
  private final GitShared shared;

  GitRepository(GitLocation location, Config config, Steps steps) {
    this.location = location;
    this.config = config;
    this.shared = new GitShared(location, config, steps);
  }

  @Override
  public Path commonDirectory() {
    return location.commonDir();
  }

  @Override
  public Path workTree() {
    return location.workTree();
  }

  @Override
  public VcsState state(List<String> ignored) {
    QuietSystemReader.install();
    GitHead head = GitHead.read(location);
    try (ReadOnlyRepository repository = new ReadOnlyRepository(location, config);
        StoredObjects objects =
            new StoredObjects(config, location.commonDir().resolve("objects"))) {
      StatusWalk walk = new StatusWalk(repository, objects, WorkTrees.index(location), ignored);
      walk.run(head.commit());
      return new VcsState(
          head.branch(), head.commit().map(ObjectId::name), walk.changed(), walk.untracked());
    } catch (MissingObjectException e) {
      throw MilestoneException.refused(
          "vcs_broken",
          "the repository at "
              + location.workTree()
              + " lacks the object "
              + e.getObjectId().name()
              + "; fetch it, or run 'git fsck' there");
    } catch (IOException e) {
      throw SmallFile.failed(location.workTree(), e);
    }
  }

  @Override
  public VcsCapabilities capabilities() {
    return GitProbe.of(location);
  }

  @Override
  public VcsBranches branches() {
    return new GitBranches(shared);
  }

  @Override
  public VcsCommits commits() {
    return new GitCommits(shared);
  }

  @Override
  public VcsWorkspaces workspaces() {
    return new GitWorkspaces(shared);
  }

  @Override
  public VcsMerges merges() {
    return new GitMerges(shared);
  }

  @Override
  public void close() {
    shared.close();
  }
}
