package dev.milestone.git;

import org.eclipse.jgit.attributes.AttributesNodeProvider;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.ObjectDatabase;
import org.eclipse.jgit.lib.RefDatabase;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.RepositoryBuilder;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.util.FS;

/**
 * A repository as JGit's walk over a work tree needs it: places, the harmless part of the
 * configuration, and attributes. JGit's own {@code FileRepository} reads the configuration of user
 * and system (for which it runs {@code git}), follows includes, and obeys what it finds; this one
 * has nothing to obey. What it is not asked for in a walk is not there.
 */
final class ReadOnlyRepository extends Repository {

  private final StoredConfig config;

  ReadOnlyRepository(GitLocation location, Config harmless) {
    super(
        new RepositoryBuilder()
            .setFS(FS.DETECTED)
            .setGitDir(location.gitDir().toFile())
            .setGitCommonDir(location.commonDir().toFile())
            .setWorkTree(location.workTree().toFile())
            .setIndexFile(location.gitDir().resolve("index").toFile()));
    this.config = new MemoryConfig(harmless);
  }

  @Override
  public StoredConfig getConfig() {
    return config;
  }

  @Override
  public AttributesNodeProvider createAttributesNodeProvider() {
    return new InfoAttributes(getCommonDirectory().toPath());
  }

  @Override
  public String getIdentifier() {
    return getDirectory().getPath();
  }

  @Override
  public void create(boolean bare) {
    throw readOnly();
  }

  @Override
  public ObjectDatabase getObjectDatabase() {
    throw readOnly();
  }

  @Override
  public RefDatabase getRefDatabase() {
    throw readOnly();
  }

  @Override
  public void scanForRepoChanges() {
    throw readOnly();
  }

  @Override
  public void notifyIndexChanged(boolean internal) {
    // Nobody listens.
  }

  /** There is nothing open that would have to be closed. */
  @Override
  public void close() {}

  private static UnsupportedOperationException readOnly() {
    return new UnsupportedOperationException("this view of a repository is for looking only");
  }

  /** Configuration that comes from nowhere and goes nowhere. */
  private static final class MemoryConfig extends StoredConfig {

    MemoryConfig(Config harmless) {
      super(harmless);
    }

    @Override
    public void load() {
      // Nothing to load from.
    }

    @Override
    public void save() {
      throw readOnly();
    }
  }
}
