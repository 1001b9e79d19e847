package dev.milestone.git;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.FS_POSIX;
import org.jspecify.annotations.Nullable;

/**
 * The file system as JGit may see it: a repository has no configuration file and no hooks, there is
 * no installed git to ask, and making a file executable starts no shell to learn the umask.
 * Thread-safe.
 */
final class SafeFs extends FS_POSIX {

  static final SafeFs INSTANCE = new SafeFs();

  private static final String CONFIG = "config";

  /** A name that is never given to a file. */
  private static final String NO_CONFIG = "milestone-vcs/no-config";

  private SafeFs() {}

  @Override
  public FS newInstance() {
    return new SafeFs();
  }

  @Override
  public File resolve(File dir, String name) {
    return super.resolve(dir, name.equals(CONFIG) ? NO_CONFIG : name);
  }

  @Override
  public boolean setExecute(File file, boolean executable) {
    Path path = file.toPath();
    try {
      Set<PosixFilePermission> now = Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS);
      set(now, executable, PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_EXECUTE);
      set(now, executable, PosixFilePermission.GROUP_READ, PosixFilePermission.GROUP_EXECUTE);
      set(now, executable, PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_EXECUTE);
      Files.setPosixFilePermissions(path, now);
      return true;
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  /** Whoever may read a program may run it; the umask has spoken when the file was made. */
  private static void set(
      Set<PosixFilePermission> all,
      boolean executable,
      PosixFilePermission read,
      PosixFilePermission execute) {
    if (executable && all.contains(read)) {
      all.add(execute);
    } else {
      all.remove(execute);
    }
  }

  @Override
  protected @Nullable File discoverGitExe() {
    return null;
  }

  @Override
  protected @Nullable File discoverGitSystemConfig() {
    return null;
  }

  @Override
  public @Nullable File findHook(Repository repository, String hookName) {
    return null;
  }
}
