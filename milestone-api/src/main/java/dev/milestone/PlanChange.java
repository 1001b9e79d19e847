package dev.milestone;

import java.util.List;
import org.apiguardian.api.API;

/**
 * One difference between a plan and the project.
 *
 * @param kind what happens
 * @param what {@code milestone} or {@code task}
 * @param id its id
 * @param title its title
 * @param fields what differs, each as {@code field: before → after}; empty for what is new or gone
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record PlanChange(Kind kind, String what, String id, String title, List<String> fields) {

  /** Copies the list. */
  public PlanChange {
    fields = List.copyOf(fields);
  }

  /** What happens to it. */
  public enum Kind {
    /** It is new. */
    ADDED,
    /** Its definition differs. */
    CHANGED,
    /** It is no longer in the plan. */
    REMOVED,
    /** Its source says that it stands differently: done, given up, put off, or to be done. */
    STATUS;

    /** As it is written in JSON. */
    public String text() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }
}
