package dev.milestone.agent;

import dev.milestone.model.Budget;
import dev.milestone.model.Dependency;
import dev.milestone.model.Estimate;
import dev.milestone.model.MilestoneDefinition;
import dev.milestone.model.TaskDefinition;
import dev.milestone.spi.agent.Assignment;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Writes an assignment as the JSON document {@code milestone.assignment/1} that an external process
 * reads on standard input. The shape is described in {@code docs/external-agents.md}; fields are
 * added, never renamed.
 */
final class AssignmentJson {

  static final String SCHEMA = "milestone.assignment/1";

  private static final int MAX_DEPTH = 64;
  private static final JsonFactory FACTORY = new JsonFactory();

  private AssignmentJson() {}

  /** The document, ended by a line break so that {@code read} in a shell gets it whole. */
  static byte[] write(Assignment assignment) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(4096);
    try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), bytes)) {
      json.writeStartObject();
      text(json, "schema", SCHEMA);
      json.writeName("task");
      task(json, assignment.task());
      json.writeName("milestone");
      milestone(json, assignment.milestone());
      json.writeNumberProperty("attempt", assignment.attempt().number());
      json.writeNumberProperty("fencing_token", assignment.fencingToken());
      text(json, "effect_id", assignment.effectId());
      text(json, "session", assignment.session().value());
      text(json, "workspace", assignment.workspace().toString());
      text(json, "project", assignment.project().toString());
      text(json, "prompt", assignment.prompt());
      json.writeName("context");
      value(json, assignment.context(), 0);
      texts(json, "previous_failures", assignment.previousFailures());
      assignment.resume().ifPresent(session -> text(json, "resume", session.id()));
      if (!assignment.remaining().unlimited()) {
        json.writeName("remaining");
        remaining(json, assignment.remaining());
      }
      json.writeEndObject();
    }
    bytes.write('\n');
    return bytes.toByteArray();
  }

  private static void task(JsonGenerator json, TaskDefinition task) {
    json.writeStartObject();
    text(json, "id", task.id().value());
    text(json, "milestone_id", task.milestone().value());
    text(json, "title", task.title());
    text(json, "description", task.description());
    text(json, "kind", task.kind());
    json.writeNumberProperty("priority", task.priority());
    json.writeArrayPropertyStart("depends_on");
    task.dependencies().forEach(dependency -> dependency(json, dependency));
    json.writeEndArray();
    texts(json, "requires", task.requires());
    json.writeName("resources");
    value(json, task.resources(), 0);
    if (task.estimate().isPresent()) {
      Estimate estimate = task.estimate().get();
      json.writeObjectPropertyStart("estimate");
      text(json, "optimistic", estimate.optimistic().toString());
      text(json, "likely", estimate.likely().toString());
      text(json, "pessimistic", estimate.pessimistic().toString());
      json.writeEndObject();
    }
    texts(json, "files", task.files());
    text(json, "run", task.run());
    texts(json, "verify", task.verify());
    task.timeout().ifPresent(timeout -> text(json, "timeout", timeout.toString()));
    json.writeObjectPropertyStart("retry");
    json.writeNumberProperty("attempts", task.retry().attempts());
    text(json, "backoff", task.retry().backoff().toString());
    json.writeEndObject();
    texts(json, "criteria", task.criteria());
    task.extensions()
        .forEach(
            (key, extension) -> {
              json.writeName(wellFormed(key));
              value(json, extension, 0);
            });
    json.writeEndObject();
  }

  private static void remaining(JsonGenerator json, Budget remaining) {
    json.writeStartObject();
    remaining
        .money()
        .ifPresent(
            money -> {
              text(json, "money", money.toPlainString());
              text(json, "currency", remaining.currency());
            });
    remaining.tokens().ifPresent(tokens -> json.writeNumberProperty("tokens", tokens));
    remaining.time().ifPresent(time -> text(json, "time", time.toString()));
    remaining.attempts().ifPresent(attempts -> json.writeNumberProperty("attempts", attempts));
    json.writeEndObject();
  }

  private static void dependency(JsonGenerator json, Dependency dependency) {
    json.writeStartObject();
    dependency.task().ifPresent(id -> text(json, "task", id.value()));
    dependency.milestone().ifPresent(id -> text(json, "milestone", id.value()));
    text(json, "type", dependency.type().text());
    text(json, "lag", dependency.lag().toString());
    json.writeEndObject();
  }

  private static void milestone(JsonGenerator json, MilestoneDefinition milestone) {
    json.writeStartObject();
    text(json, "id", milestone.id().value());
    text(json, "title", milestone.title());
    text(json, "description", milestone.description());
    json.writeEndObject();
  }

  private static void text(JsonGenerator json, String name, String value) {
    json.writeStringProperty(name, wellFormed(value));
  }

  private static void texts(JsonGenerator json, String name, List<String> values) {
    json.writeArrayPropertyStart(name);
    values.forEach(value -> json.writeString(wellFormed(value)));
    json.writeEndArray();
  }

  private static void value(
      JsonGenerator json, @org.jspecify.annotations.Nullable Object value, int depth) {
    if (depth > MAX_DEPTH) {
      throw new IllegalArgumentException("a context value is nested deeper than " + MAX_DEPTH);
    }
    if (value == null) {
      json.writeNull();
    } else if (value instanceof Map<?, ?> map) {
      json.writeStartObject();
      map.forEach(
          (key, inner) -> {
            json.writeName(wellFormed(String.valueOf(key)));
            value(json, inner, depth + 1);
          });
      json.writeEndObject();
    } else if (value instanceof Iterable<?> list) {
      json.writeStartArray();
      list.forEach(inner -> value(json, inner, depth + 1));
      json.writeEndArray();
    } else if (value instanceof Boolean truth) {
      json.writeBoolean(truth);
    } else if (value instanceof Number number) {
      number(json, number);
    } else {
      json.writeString(wellFormed(value.toString()));
    }
  }

  private static void number(JsonGenerator json, Number number) {
    if (number instanceof BigDecimal decimal) {
      json.writeNumber(decimal);
    } else if (number instanceof BigInteger integer) {
      json.writeNumber(integer);
    } else if (number instanceof Double || number instanceof Float) {
      double value = number.doubleValue();
      if (Double.isFinite(value)) {
        json.writeNumber(value);
      } else {
        json.writeString(number.toString());
      }
    } else {
      json.writeNumber(number.longValue());
    }
  }

  /** The text with lone surrogates replaced: they have no UTF-8 form. */
  static String wellFormed(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        return replaceLoneSurrogates(text);
      }
    }
    return text;
  }

  private static String replaceLoneSurrogates(String text) {
    StringBuilder clean = new StringBuilder(text.length());
    text.codePoints()
        .map(point -> point >= 0xD800 && point <= 0xDFFF ? 0xFFFD : point)
        .forEach(clean::appendCodePoint);
    return clean.toString();
  }
}
