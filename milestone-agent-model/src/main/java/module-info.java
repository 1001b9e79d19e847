/** An agent made of a chat model that the program supplies. */
// LangChain4j ships no module descriptor, and its ChatModel is what callers hand in
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"})
module dev.milestone.agent.model {
  requires transitive dev.milestone.api;
  requires dev.milestone.agent;
  requires transitive langchain4j.core;
  requires tools.jackson.core;

  exports dev.milestone.agent.model;
}
