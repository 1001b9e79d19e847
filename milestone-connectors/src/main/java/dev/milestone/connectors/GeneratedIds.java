package dev.milestone.connectors;

/**
 * Ids for tasks that have none: made of the heading and the title, so that another order or another
 * mark does not change them. Stateless.
 */
final class GeneratedIds {

  private static final int SLUG = 30;

  private GeneratedIds() {}

  /** An id for an item under a heading; two items of the same title below it share it. */
  static String of(String heading, ChecklistItem item) {
    StringBuilder path = new StringBuilder(Titles.plain(heading));
    ChecklistItem parent = item.parent;
    for (int i = 0; parent != null && i < Limits.MAX_DEPTH; i++) {
      path.append('/').append(bare(parent));
      parent = parent.parent;
    }
    String title = bare(item);
    String slug = Titles.slug(title, SLUG);
    return (slug.isEmpty() ? "task" : slug) + "-" + Titles.hash(path + "/" + title);
  }

  private static String bare(ChecklistItem item) {
    return Titles.plain(item.label.title()).replace(BoxMark.DONE_SIGN, "").strip();
  }
}
