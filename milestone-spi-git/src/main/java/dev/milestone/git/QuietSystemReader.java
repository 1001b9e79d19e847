package dev.milestone.git;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.errors.ConfigInvalidException;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;
import org.jspecify.annotations.Nullable;

/**
 * Keeps JGit from measuring file systems. Before it trusts a time stamp JGit measures how fine they
 * are: it writes probe files into the repository and the result into {@code ~/.config/jgit/config}.
 * It does not when the user's configuration already says it, so this reader answers that one
 * question with a careful constant. Everything else it hands on to the reader that was there
 * before, so that a program that uses JGit itself sees no difference. For the repositories that
 * this provider writes to the user's configuration is empty. Thread-safe.
 */
final class QuietSystemReader extends SystemReader.Delegate {

  /**
   * Coarser than the time stamps of any file system in use; files younger than that are read again.
   */
  private static final Duration RESOLUTION = Duration.ofSeconds(2);

  private static final String ASKER = "org.eclipse.jgit.util.FS$FileStoreAttributes";
  private static final String OURS = "dev.milestone.git.";
  private static final String READER = OURS + "QuietSystemReader";
  private static final StoredConfig ANSWER = new FixedResolution();

  private final SystemReader before;

  private QuietSystemReader(SystemReader before) {
    super(before);
    this.before = before;
  }

  /**
   * Puts the reader in place, unless it is; another part of the program may have put its own there
   * meanwhile.
   */
  static synchronized void install() {
    SystemReader now = SystemReader.getInstance();
    if (!(now instanceof QuietSystemReader)) {
      SystemReader.setInstance(new QuietSystemReader(now));
    }
  }

  @Override
  public StoredConfig getUserConfig() throws ConfigInvalidException, IOException {
    boolean ours =
        StackWalker.getInstance().walk(frames -> frames.anyMatch(QuietSystemReader::isOurBusiness));
    return ours ? ANSWER : before.getUserConfig();
  }

  /** A repository that this provider opens has nothing to learn from the user's configuration. */
  private static boolean isOurBusiness(StackWalker.StackFrame frame) {
    String name = frame.getClassName();
    return name.equals(ASKER) || name.startsWith(OURS) && !name.startsWith(READER);
  }

  @Override
  public StoredConfig getJGitConfig() throws ConfigInvalidException, IOException {
    return before.getJGitConfig();
  }

  @Override
  public StoredConfig getSystemConfig() throws ConfigInvalidException, IOException {
    return before.getSystemConfig();
  }

  @Override
  public Path getXdgConfigDirectory(FS fs) {
    return before.getXdgConfigDirectory(fs);
  }

  @Override
  public Path getXdgCacheDirectory(FS fs) {
    return before.getXdgCacheDirectory(fs);
  }

  /** Says how fine time stamps are, whatever the file system. */
  private static final class FixedResolution extends StoredConfig {

    @Override
    public long getTimeUnit(
        String section,
        @Nullable String subsection,
        String name,
        long defaultValue,
        TimeUnit wantUnit) {
      return section.equals("filesystem")
          ? wantUnit.convert(RESOLUTION.toNanos(), TimeUnit.NANOSECONDS)
          : defaultValue;
    }

    @Override
    public void load() {
      // Nothing to load from.
    }

    @Override
    public void save() {
      throw new UnsupportedOperationException("these values are fixed");
    }
  }
}
