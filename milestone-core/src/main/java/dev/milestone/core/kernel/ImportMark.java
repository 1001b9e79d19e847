package dev.milestone.core.kernel;

import dev.milestone.model.TaskDefinition;
import dev.milestone.spi.plan.ImportedTask;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a task comes from and how it stood there when that was last taken in: the extension {@value
 * #KEY} of its definition. Immutable.
 *
 * @param format name of the format
 * @param id its id in the source
 * @param status its status there, as written there
 * @param held why it was held; empty when it was not
 */
public record ImportMark(String format, String id, String status, String held) {

  /** The extension, of tasks and of milestones. */
  public static final String KEY = "x-import";

  /** Longest reason that is kept. */
  static final int MAX_HELD = 1_000;

  /** The mark of a task as its source has it now. */
  public static ImportMark of(String format, ImportedTask origin) {
    return new ImportMark(
        format, origin.foreignId(), origin.foreignStatus(), cut(origin.heldBecause()));
  }

  static String cut(String text) {
    return text.length() <= MAX_HELD ? text : text.substring(0, MAX_HELD - 1) + "…";
  }

  /** The mark of a task; empty when it comes from no other tool. */
  public static Optional<ImportMark> of(TaskDefinition task) {
    if (!(task.extensions().get(KEY) instanceof Map<?, ?> map)) {
      return Optional.empty();
    }
    return Optional.of(
        new ImportMark(
            text(map.get("format")),
            text(map.get("id")),
            text(map.get("status")),
            text(map.get("held"))));
  }

  private static String text(@Nullable Object value) {
    return value instanceof String s ? s : "";
  }

  /** A definition that carries this mark. */
  public TaskDefinition on(TaskDefinition task) {
    Map<String, Object> mark = new LinkedHashMap<>();
    mark.put("format", format);
    mark.put("id", id);
    mark.put("status", status);
    if (!held.isEmpty()) {
      mark.put("held", held);
    }
    Map<String, Object> extensions = new LinkedHashMap<>(task.extensions());
    extensions.put(KEY, mark);
    return task.toBuilder().extensions(extensions).build();
  }
}
