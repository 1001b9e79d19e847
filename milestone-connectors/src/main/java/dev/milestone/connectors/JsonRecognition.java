package dev.milestone.connectors;

import dev.milestone.spi.plan.PlanFile;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/**
 * Tells the plans of task-master and beads from other JSON by the names of the first fields. Looks
 * at the beginning of a file only and is content with broken ones, so that reading can say where
 * they are broken. Stateless.
 */
final class JsonRecognition {

  private static final int CERTAIN = 95;
  private static final int LIKELY = 75;
  private static final int BY_NAME = 30;

  private static final Set<String> TASK =
      Set.of(
          "title",
          "name",
          "description",
          "details",
          "status",
          "priority",
          "dependencies",
          "depends_on",
          "subtasks",
          "subTasks",
          "testStrategy",
          "test_strategy");

  private static final Set<String> ISSUE =
      Set.of(
          "title",
          "status",
          "priority",
          "issue_type",
          "created_at",
          "updated_at",
          "closed_at",
          "dependencies",
          "description",
          "_type",
          "close_reason",
          "compaction_level");

  private JsonRecognition() {}

  /** How sure it is that a file is a {@code tasks.json}. */
  static int taskMaster(PlanFile file) {
    boolean named = baseName(file).equals("tasks.json");
    Glance glance = new Glance(file.content());
    glance.run();
    if (glance.opened == 0) {
      return named && glance.blank ? BY_NAME : 0;
    }
    if (glance.sawTask) {
      boolean sure = glance.task.contains("id") && count(glance.task, TASK) >= 2;
      if (!sure && !(named && glance.task.contains("id"))) {
        return count(glance.task, TASK) >= 4 ? LIKELY : 0;
      }
      return glance.opened == '{' ? CERTAIN : LIKELY;
    }
    if (glance.opened == '{' && glance.sawTasks) {
      return named ? LIKELY : BY_NAME;
    }
    return named && glance.first.contains("tags") || named && glance.first.isEmpty() ? BY_NAME : 0;
  }

  /** How sure it is that a file is an {@code issues.jsonl}. */
  static int beads(PlanFile file) {
    String name = baseName(file);
    boolean named = name.equals("issues.jsonl") || name.equals("beads.jsonl");
    Glance glance = new Glance(file.content());
    glance.run();
    if (glance.opened == 0) {
      return named ? BY_NAME : 0;
    }
    if (glance.opened != '{' || !glance.firstInOneLine || glance.sawTasks) {
      return named && glance.opened == '{' && !glance.sawTasks ? BY_NAME : 0;
    }
    int known = count(glance.first, ISSUE);
    if (glance.first.contains("id") && glance.first.contains("title") && known >= 3) {
      return CERTAIN;
    }
    return named || glance.first.contains("_type") ? BY_NAME : 0;
  }

  private static int count(Set<String> found, Set<String> known) {
    int count = 0;
    for (String name : found) {
      if (known.contains(name)) {
        count++;
      }
    }
    return count;
  }

  private static String baseName(PlanFile file) {
    return file.name().substring(file.name().lastIndexOf('/') + 1);
  }

  /** The names of the first object's fields and of the first task's, as far as can be seen. */
  private static final class Glance {
    private static final int MOST = 1 << 18;
    private static final int MAX_DEPTH = 8;

    private final byte[] bytes;
    private final int to;
    private final Set<String> first = new HashSet<>();
    private final Set<String> task = new HashSet<>();
    private final String[] names = new String[MAX_DEPTH + 1];
    private final byte[] kinds = new byte[MAX_DEPTH + 1];
    private byte opened;
    private boolean blank = true;
    private boolean sawTasks;
    private boolean sawTask;
    private boolean firstInOneLine = true;
    private boolean firstDone;

    Glance(byte[] bytes) {
      this.bytes = bytes;
      this.to = Math.min(bytes.length, MOST);
    }

    void run() {
      int i = to >= 3 && bytes[0] == (byte) 0xEF && bytes[1] == (byte) 0xBB ? 3 : 0;
      int depth = 0;
      boolean lineStart = true;
      boolean nameNext = false;
      while (i < to && !firstDone) {
        byte b = bytes[i];
        if (lineStart && (b == '<' || b == '=' || b == '>')) {
          i = lineEnd(i);
          blank = false;
          continue;
        }
        lineStart = b == '\n';
        if (b == '\n' && depth > 0) {
          firstInOneLine = false;
        }
        blank &= JsonFault.isBlank(b);
        if (b == '{' || b == '[') {
          if (opened == 0) {
            opened = b;
          }
          depth++;
          if (depth > MAX_DEPTH) {
            return;
          }
          kinds[depth] = b;
          names[depth] = "";
          nameNext = b == '{';
          entered(depth);
        } else if (b == '}' || b == ']') {
          depth--;
          if (depth <= 0) {
            firstDone = true;
          } else if (sawTask && depth == taskDepth - 1) {
            return;
          }
        } else if (b == '"') {
          int end = stringEnd(i);
          if (nameNext && depth > 0 && kinds[depth] == '{') {
            name(depth, i, end);
            nameNext = false;
          }
          i = end;
          continue;
        } else if (b == ',' && depth > 0) {
          nameNext = kinds[depth] == '{';
        } else if (opened == 0 && !JsonFault.isBlank(b)) {
          return;
        }
        i++;
      }
    }

    private int taskDepth;

    /** A task is an object in a list that is the root or stands in a field {@code tasks}. */
    private void entered(int depth) {
      boolean list = kinds[depth] == '[' && depth >= 2 && depth <= 3;
      if (list && "tasks".equals(names[depth - 1])) {
        sawTasks = true;
      }
      if (!sawTask && kinds[depth] == '{' && depth >= 2 && kinds[depth - 1] == '[') {
        boolean bare = depth == 2;
        boolean tagged = depth >= 3 && depth <= 4 && "tasks".equals(names[depth - 2]);
        if (bare || tagged) {
          sawTask = true;
          taskDepth = depth;
        }
      }
    }

    private void name(int depth, int start, int end) {
      String name =
          new String(
              bytes,
              start + 1,
              Math.max(0, Math.min(end - start - 2, 100)),
              StandardCharsets.UTF_8);
      names[depth] = name;
      if (depth == 1) {
        first.add(name);
      }
      if (sawTask && depth == taskDepth && task.size() < 200) {
        task.add(name);
      }
    }

    private int stringEnd(int start) {
      int i = start + 1;
      while (i < to && bytes[i] != '"') {
        i += bytes[i] == '\\' ? 2 : 1;
      }
      return Math.min(i + 1, to);
    }

    private int lineEnd(int from) {
      int i = from;
      while (i < to && bytes[i] != '\n') {
        i++;
      }
      return Math.min(i + 1, to);
    }
  }
}
