/** Agent providers: external processes. */
module dev.milestone.agent {
  requires transitive dev.milestone.api;
  requires org.slf4j;
  requires tools.jackson.core;
}
