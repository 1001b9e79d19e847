package dev.milestone.agent;

import dev.milestone.MilestoneException;
import dev.milestone.Problem;
import dev.milestone.model.AgentDefinition;
import dev.milestone.spi.agent.Assignment;
import java.util.ArrayList;
import java.util.List;

/**
 * The argument list of an agent with its placeholders: {@code {run}}, {@code {task.id}} and {@code
 * {workspace}} anywhere in an argument, {@code {prompt}} as an argument of its own. Each argument
 * stays one argument whatever is put in; what was put in is not looked at again; other text in
 * braces stays as it stands. Immutable.
 */
final class CommandTemplate {

  private static final String PROMPT = "{prompt}";

  private final List<String> arguments;

  private CommandTemplate(List<String> arguments) {
    this.arguments = arguments;
  }

  /** The template of a declaration; refuses {@code {prompt}} inside a longer argument. */
  static CommandTemplate of(AgentDefinition definition) {
    List<Problem> problems = new ArrayList<>();
    for (int i = 0; i < definition.command().size(); i++) {
      String argument = definition.command().get(i);
      if (argument.contains(PROMPT) && !argument.equals(PROMPT)) {
        problems.add(
            Problem.of(
                "agents." + definition.id() + ".command[" + i + "]",
                argument,
                "{prompt} as an argument of its own",
                "a prompt inside a longer argument would be read as part of it; read it from"
                    + " standard input instead"));
      }
    }
    if (!problems.isEmpty()) {
      throw MilestoneException.invalid(
          "bad_command", "the command of agent " + definition.id() + " cannot be used", problems);
    }
    return new CommandTemplate(definition.command());
  }

  /** The argument list for an assignment. */
  List<String> fill(Assignment assignment) {
    List<String> filled = new ArrayList<>(arguments.size());
    for (String argument : arguments) {
      filled.add(argument.equals(PROMPT) ? assignment.prompt() : fill(argument, assignment));
    }
    return filled;
  }

  private static String fill(String argument, Assignment assignment) {
    StringBuilder filled = new StringBuilder(argument.length());
    int at = 0;
    while (at < argument.length()) {
      if (argument.startsWith("{run}", at)) {
        filled.append(assignment.task().run());
        at += "{run}".length();
      } else if (argument.startsWith("{task.id}", at)) {
        filled.append(assignment.task().id().value());
        at += "{task.id}".length();
      } else if (argument.startsWith("{workspace}", at)) {
        filled.append(assignment.workspace());
        at += "{workspace}".length();
      } else {
        filled.append(argument.charAt(at));
        at++;
      }
    }
    return filled.toString();
  }
}
