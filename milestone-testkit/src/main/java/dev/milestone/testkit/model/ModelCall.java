package dev.milestone.testkit.model;

import java.util.List;
import org.apiguardian.api.API;

/**
 * What a model was asked. Immutable.
 *
 * @param number of the call at its server, from 1
 * @param protocol how it was asked
 * @param model the name of the model that was asked for; empty when none was named
 * @param streaming whether the answer is wanted in parts
 * @param tools names of the tools that the agent announces, in its order
 * @param said what the user's side of the conversation has said so far, in order: an agent's own
 *     preface, the prompt, later prompts
 * @param answers how many answers of the model the conversation holds already; more than none in
 *     the first call of a run that goes on with a session
 * @param toolResults what tools have answered since the model or the user's side spoke last, in
 *     order
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record ModelCall(
    long number,
    ModelProtocol protocol,
    String model,
    boolean streaming,
    List<String> tools,
    List<String> said,
    int answers,
    List<String> toolResults) {

  /** A call as it was read. */
  public ModelCall {
    tools = List.copyOf(tools);
    said = List.copyOf(said);
    toolResults = List.copyOf(toolResults);
  }

  /** Whether the user's side has said something that contains a text. */
  public boolean mentions(String text) {
    return said.stream().anyMatch(each -> each.contains(text));
  }

  /** Whether the model is asked to go on after a tool has answered. */
  public boolean afterTool() {
    return !toolResults.isEmpty();
  }
}
