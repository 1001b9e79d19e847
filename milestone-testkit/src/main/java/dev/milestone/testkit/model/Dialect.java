package dev.milestone.testkit.model;

import tools.jackson.databind.JsonNode;

/** One protocol, read and written. Without state. */
interface Dialect {

  /** Reads a call; what is missing is read as empty. */
  ModelCall read(long number, String path, JsonNode body);

  /** Writes an answer. */
  Answer write(ModelCall call, Spoken spoken, TokenUsage usage);

  /** The body of an error. */
  Object error(int status, String message);
}
