package dev.milestone.agent.acp;

import dev.milestone.agent.WorkspaceFiles;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Answers what an agent asks leave for. Only single uses are allowed, never "always": what comes
 * later is looked at as well. Immutable.
 */
final class Permissions {

  private static final int MAX_PATHS = 1_000;

  /** Names under which agents put the files that a tool works on. */
  private static final Set<String> PATH_KEYS =
      Set.of(
          "path",
          "paths",
          "file_path",
          "filePath",
          "filepath",
          "fileName",
          "filename",
          "abs_path",
          "absolute_path",
          "directory",
          "dir",
          "source",
          "destination",
          "target");

  private static final Set<String> COMMAND_KEYS = Set.of("command", "cmd", "script");

  private final AcpSettings.Policy policy;
  private final WorkspaceFiles files;

  Permissions(AcpSettings.Policy policy, WorkspaceFiles files) {
    this.policy = policy;
    this.files = files;
  }

  /**
   * What is to be done about a request.
   *
   * @param answer allowed, denied, or to be asked
   * @param what the request in words
   * @param why why it is not simply allowed; empty when it is
   */
  record Verdict(Answer answer, String what, String why) {}

  /** What a request meets with. */
  enum Answer {
    ALLOWED,
    DENIED,
    ASK
  }

  /** Looks at the tool call of a request. */
  Verdict judge(Map<?, ?> call) {
    String kind = Tree.text(call, "kind");
    String what = Tree.line(kind + " " + Tree.text(call, "title"), 400);
    if (policy == AcpSettings.Policy.DENY) {
      return new Verdict(Answer.DENIED, what, "this agent may do nothing that it has to ask for");
    }
    String why = objection(kind, call);
    if (why.isEmpty()) {
      return new Verdict(Answer.ALLOWED, what, "");
    }
    return new Verdict(policy == AcpSettings.Policy.ASK ? Answer.ASK : Answer.DENIED, what, why);
  }

  private String objection(String kind, Map<?, ?> call) {
    boolean edit = kind.equals("edit");
    if (!edit && !kind.equals("read") && !kind.equals("search")) {
      return "only reading and editing files is allowed";
    }
    if (Tree.map(call, "rawInput").keySet().stream().anyMatch(COMMAND_KEYS::contains)) {
      return "it would run a command";
    }
    Set<String> paths = paths(call);
    if (paths.isEmpty()) {
      return "it does not say which file";
    }
    if (paths.size() > MAX_PATHS) {
      return "it names more than " + MAX_PATHS + " files";
    }
    for (String path : paths) {
      boolean whole = !edit && files.root().toString().equals(path);
      if (!whole && !files.contains(path, edit)) {
        return Tree.line(path, 200) + " is not a file of the workspace that it may " + kind;
      }
    }
    return "";
  }

  private static Set<String> paths(Map<?, ?> call) {
    Set<String> paths = new LinkedHashSet<>();
    List<Object> found = new ArrayList<>();
    Tree.list(call, "locations").forEach(place -> found.add(Tree.text(place, "path")));
    Tree.list(call, "content").stream()
        .filter(part -> Tree.text(part, "type").equals("diff"))
        .forEach(part -> found.add(Tree.text(part, "path")));
    Tree.map(call, "rawInput")
        .forEach(
            (key, value) -> {
              if (key instanceof String name && PATH_KEYS.contains(name)) {
                if (value instanceof List<?> list) {
                  found.addAll(list);
                } else if (value != null) {
                  found.add(value);
                }
              }
            });
    for (Object path : found) {
      if (path instanceof String text && !text.isEmpty() && paths.size() <= MAX_PATHS) {
        paths.add(text);
      }
    }
    return paths;
  }

  /**
   * The answer in the protocol's form: the option for a single use, or that for a refusal; where
   * there is none, the request counts as cancelled, which allows nothing either.
   */
  static Map<String, Object> outcome(boolean allowed, List<?> options) {
    for (String kind : allowed ? List.of("allow_once") : List.of("reject_once", "reject_always")) {
      for (Object option : options) {
        String id = Tree.text(option, "optionId");
        if (Tree.text(option, "kind").equals(kind) && !id.isEmpty()) {
          return Map.of("outcome", Map.of("outcome", "selected", "optionId", id));
        }
      }
    }
    return Map.of("outcome", Map.of("outcome", "cancelled"));
  }
}
