/** The version-control provider on JGit. */
@SuppressWarnings("requires-automatic") // JGit ships no module descriptor
module dev.milestone.git {
  requires transitive dev.milestone.api;
  requires org.eclipse.jgit;
  requires org.slf4j;

  exports dev.milestone.git;

  provides dev.milestone.spi.vcs.VcsProvider with
      dev.milestone.git.GitProvider;
}
