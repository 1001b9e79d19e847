/** The version-control provider on JGit. */
@SuppressWarnings("requires-automatic") // JGit ships no module descriptor
module dev.milestone.git {
  requires transitive dev.milestone.api;
  requires org.eclipse.jgit;
  requires org.slf4j;
}
