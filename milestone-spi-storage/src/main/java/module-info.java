/** Storage providers: in memory and in files. */
module dev.milestone.storage {
  requires transitive dev.milestone.api;
  requires org.slf4j;
}
