package dev.milestone.testkit.model;

import static dev.milestone.testkit.model.Json.object;

/** The errors of OpenAI's protocols. */
final class OpenAiErrors {

  private OpenAiErrors() {}

  static Object error(int status, String message) {
    String type =
        switch (status) {
          case 401 -> "authentication_error";
          case 429 -> "rate_limit_error";
          default -> status < 500 ? "invalid_request_error" : "server_error";
        };
    String code =
        switch (status) {
          case 401 -> "invalid_api_key";
          case 429 -> "rate_limit_exceeded";
          default -> null;
        };
    return object("error", object("message", message, "type", type, "param", null, "code", code));
  }
}
