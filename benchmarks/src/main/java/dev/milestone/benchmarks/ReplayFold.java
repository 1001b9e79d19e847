package dev.milestone.benchmarks;

import dev.milestone.core.journal.StoredEvent;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Per milestone: how many events of each type, and the last status of each task. */
final class ReplayFold {

  private ReplayFold() {}

  private static long mix(String milestone, String key, int value) {
    long h = milestone.hashCode() * 0x9E3779B97F4A7C15L + key.hashCode() * 0xC2B2AE3D27D4EB4FL;
    h = ((h + value) ^ h >>> 29) * 0x165667B19E3779F9L;
    return h ^ h >>> 32;
  }

  /** The way one writes it first: maps of maps. */
  static final class Maps {
    private final Map<String, OfMilestone> milestones = new HashMap<>();

    private record OfMilestone(Map<String, Integer> byType, Map<String, String> lastStatus) {}

    void add(
        @Nullable String milestone, String type, @Nullable String task, @Nullable String status) {
      if (milestone != null) {
        OfMilestone m =
            milestones.computeIfAbsent(
                milestone, k -> new OfMilestone(new HashMap<>(), new HashMap<>()));
        m.byType.merge(type, 1, Integer::sum);
        if (task != null && status != null) {
          m.lastStatus.put(task, status);
        }
      }
    }

    /** Equal for equal states, however they were folded. */
    long hash() {
      long[] sum = new long[1];
      milestones.forEach(
          (id, m) -> {
            m.byType.forEach((type, n) -> sum[0] += mix(id, type, n));
            m.lastStatus.forEach((task, status) -> sum[0] += mix(id, task, status.hashCode()));
          });
      return sum[0];
    }
  }

  /** Ids by the numbers that the view gives them, and arrays in place of maps. */
  static final class Columns {
    private final StoredEvent view;
    private final Map<String, Integer> unnumberedIds = new HashMap<>();
    private final Map<String, Integer> unnumberedTypes = new HashMap<>();
    private int[][] counts = new int[64][];
    private String[] statuses = new String[64];
    private int[] milestoneOf = new int[64];

    Columns(StoredEvent view) {
      this.view = view;
    }

    void add() {
      int m = view.milestoneNumber();
      if (m < 0) {
        String id = view.milestone();
        if (id == null) {
          return;
        }
        m = StoredEvent.MAX_SHARED_IDS + another(unnumberedIds, id);
      }
      int type = view.typeNumber();
      if (type < 0) {
        type = StoredEvent.MAX_SHARED_TYPES + another(unnumberedTypes, view.type());
      }
      grow(m);
      int[] byType = counts[m];
      if (byType == null || byType.length <= type) {
        byType = byType == null ? new int[type + 16] : Arrays.copyOf(byType, type + 16);
        counts[m] = byType;
      }
      byType[type]++;
      String status = view.text("status");
      int t = view.taskNumber();
      if (t < 0) {
        String task = view.text("task_id");
        if (task != null) {
          t = StoredEvent.MAX_SHARED_IDS + another(unnumberedIds, task);
        }
      }
      if (t >= 0 && status != null) {
        grow(t);
        statuses[t] = status;
        milestoneOf[t] = m;
      }
    }

    private static int another(Map<String, Integer> unnumbered, String text) {
      Integer known = unnumbered.putIfAbsent(text, unnumbered.size());
      return known == null ? unnumbered.size() - 1 : known;
    }

    private void grow(int n) {
      if (n >= statuses.length) {
        counts = Arrays.copyOf(counts, 2 * n);
        statuses = Arrays.copyOf(statuses, 2 * n);
        milestoneOf = Arrays.copyOf(milestoneOf, 2 * n);
      }
    }

    /** Equal to that of {@link Maps} for the same events. */
    long hash() {
      Map<Integer, String> ids = new HashMap<>();
      unnumberedIds.forEach((id, n) -> ids.put(StoredEvent.MAX_SHARED_IDS + n, id));
      Map<Integer, String> types = new HashMap<>();
      unnumberedTypes.forEach((type, n) -> types.put(StoredEvent.MAX_SHARED_TYPES + n, type));
      long sum = 0;
      for (int n = 0; n < statuses.length; n++) {
        int[] byType = counts[n];
        for (int t = 0; byType != null && t < byType.length; t++) {
          if (byType[t] > 0) {
            String type = types.get(t);
            sum += mix(id(ids, n), type == null ? view.numberedType(t) : type, byType[t]);
          }
        }
        if (statuses[n] != null) {
          sum += mix(id(ids, milestoneOf[n]), id(ids, n), statuses[n].hashCode());
        }
      }
      return sum;
    }

    private String id(Map<Integer, String> ids, int n) {
      String id = ids.get(n);
      return id == null ? view.numbered(n) : id;
    }
  }
}
