package dev.milestone.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that every verb takes, before or after it. Filled in by the parser. */
final class GlobalOptions {

  @Option(names = "-C", paramLabel = "DIR", description = "the project, or a folder in it")
  @Nullable Path folder;

  @Option(names = "--json", description = "JSON on standard output, and nothing else there")
  boolean json;

  @Option(
      names = "--as",
      paramLabel = "NAME",
      description = "who acts; default: the operating-system user")
  @Nullable String actor;

  @Option(names = "--no-color", description = "no colour")
  boolean noColor;

  @Option(
      names = {"-q", "--quiet"},
      description = "only results and errors")
  boolean quiet;

  @Option(
      names = {"-v", "--verbose"},
      description = "more, and the trace of a defect")
  boolean verbose;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "this help")
  boolean help;

  @Option(names = "--version", versionHelp = true, description = "the version")
  boolean version;
}
