package dev.milestone.testkit.model;

import org.apiguardian.api.API;

/** What a {@link MockModelServer} speaks. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public enum ModelProtocol {
  /** {@code POST …/messages} of Anthropic. */
  ANTHROPIC_MESSAGES,
  /** {@code POST …/responses} of OpenAI. */
  OPENAI_RESPONSES,
  /** {@code POST …/chat/completions} of OpenAI and those who speak like it. */
  OPENAI_CHAT,
  /** {@code POST …/models/NAME:generateContent} and {@code …:streamGenerateContent} of Gemini. */
  GEMINI
}
