package dev.milestone.cli;

import dev.milestone.MilestoneEngine;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;

/** A verb. Confined to the thread that runs it. */
abstract class Command {

  @Mixin GlobalOptions options = new GlobalOptions();

  private @Nullable Invocation invocation;

  /** Does what the verb says. */
  abstract int run() throws Exception;

  final void attach(Invocation to) {
    this.invocation = to;
  }

  final Invocation invocation() {
    Invocation now = invocation;
    if (now == null) {
      throw new IllegalStateException("the command is not attached to an invocation");
    }
    return now;
  }

  final Console console() {
    return invocation().console();
  }

  final boolean json() {
    return options.json;
  }

  /**
   * Where relative paths of the command line begin: always the working directory, as in {@code git
   * -C} it is not.
   */
  final Path resolve(Path path) {
    return invocation().cwd().resolve(path);
  }

  /** Opens the project for looking only. */
  final MilestoneEngine look() {
    return invocation().open(options, Access.LOOK);
  }

  /** Opens the project for changes. */
  final MilestoneEngine change() {
    return invocation().open(options, Access.CHANGE);
  }

  /** Opens the project for changes, and creates it when there is none. */
  final MilestoneEngine create() {
    return invocation().open(options, Access.CREATE);
  }

  /** Prints one document. */
  final void document(String schema, Map<String, ?> content) {
    console().out().println(Json.document(schema, content));
  }

  /** Prints lines on standard output. */
  final void print(List<String> lines) {
    lines.forEach(console().out()::println);
  }

  /** Prints a line for people unless they want quiet. */
  final void say(String line) {
    if (!options.quiet) {
      console().out().println(line);
    }
  }

  /** How a project is opened. */
  enum Access {
    /** Nothing is written. */
    LOOK,
    /** The project must exist. */
    CHANGE,
    /** The project is created when it does not exist. */
    CREATE
  }
}
