package dev.milestone.git;

import java.io.IOException;
import java.nio.file.Path;
import org.eclipse.jgit.attributes.AttributesNodeProvider;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.jspecify.annotations.Nullable;

/**
 * A repository that is written to. Its configuration is the harmless part that was copied, kept in
 * memory and never stored, with two keys added: what is written is forced to the disk. Thread-safe
 * as JGit's repositories are; closed by its maker.
 */
final class SafeRepository extends FileRepository {

  private final @Nullable FileBasedConfig config;

  private SafeRepository(FileRepositoryBuilder places, Config harmless) throws IOException {
    super(places);
    FileBasedConfig own = super.getConfig();
    for (String key : harmless.getNames("core")) {
      own.setString("core", null, key, harmless.getString("core", null, key));
    }
    own.setBoolean("core", null, "fsyncObjectFiles", true);
    own.setBoolean("core", null, "fsyncRefFiles", true);
    config = own;
  }

  /** The part of a repository that its work trees share: objects and refs. */
  static SafeRepository shared(Path commonDir, Config harmless) throws IOException {
    return open(commonDir, commonDir, commonDir, harmless);
  }

  /** One work tree, with its index and HEAD. */
  static SafeRepository of(GitLocation location, Config harmless) throws IOException {
    return open(location.gitDir(), location.commonDir(), location.workTree(), harmless);
  }

  private static SafeRepository open(Path gitDir, Path commonDir, Path workTree, Config harmless)
      throws IOException {
    QuietSystemReader.install();
    FileRepositoryBuilder places = new FileRepositoryBuilder();
    places.setFS(SafeFs.INSTANCE);
    places.setGitDir(gitDir.toFile());
    places.setGitCommonDir(commonDir.toFile());
    places.setObjectDirectory(commonDir.resolve("objects").toFile());
    places.setWorkTree(workTree.toFile());
    places.setIndexFile(gitDir.resolve("index").toFile());
    return new SafeRepository(places, harmless);
  }

  /** JGit looks at the user's configuration with every call; there is nothing to look for. */
  @Override
  public FileBasedConfig getConfig() {
    return config == null ? super.getConfig() : config;
  }

  @Override
  public AttributesNodeProvider createAttributesNodeProvider() {
    return new InfoAttributes(getCommonDirectory().toPath());
  }

  /** Nothing is collected where linked work trees exist: JGit would take what they alone hold. */
  @Override
  public void autoGC(org.eclipse.jgit.lib.ProgressMonitor monitor) {
    // Left to native git.
  }
}
