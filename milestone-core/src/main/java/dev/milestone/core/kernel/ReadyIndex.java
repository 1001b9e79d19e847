package dev.milestone.core.kernel;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeSet;

/** Ready tasks by what they need, the class with the best task first. Confined to the state. */
final class ReadyIndex {
  private static final Comparator<WorkClass> BY_BEST =
      (a, b) -> TaskNode.DISPATCH_ORDER.compare(a.ready.first(), b.ready.first());

  private final Map<WorkClass.Key, WorkClass> classes = new HashMap<>();

  /** Classes that have a ready task. */
  private final TreeSet<WorkClass> byBest = new TreeSet<>(BY_BEST);

  private int size;

  int size() {
    return size;
  }

  void add(TaskNode task) {
    WorkClass workClass = classes.computeIfAbsent(task.needs, WorkClass::new);
    task.workClass = workClass;
    if (!workClass.ready.isEmpty()) {
      byBest.remove(workClass);
    }
    if (workClass.ready.add(task)) {
      size++;
    }
    byBest.add(workClass);
  }

  void remove(TaskNode task) {
    WorkClass workClass = task.workClass;
    if (workClass == null || workClass.ready.isEmpty()) {
      return;
    }
    byBest.remove(workClass);
    if (workClass.ready.remove(task)) {
      size--;
    }
    task.workClass = null;
    if (workClass.ready.isEmpty()) {
      classes.remove(workClass.key);
    } else {
      byBest.add(workClass);
    }
  }

  /** Classes, the one with the best task first; the caller must not change the index meanwhile. */
  List<WorkClass> classes(int limit) {
    List<WorkClass> list = new ArrayList<>(Math.min(limit, byBest.size()));
    for (WorkClass workClass : byBest) {
      if (list.size() == limit) {
        break;
      }
      list.add(workClass);
    }
    return list;
  }

  Iterator<WorkClass> iterator() {
    return byBest.iterator();
  }

  List<TaskNode> inOrder(int limit) {
    record Head(TaskNode task, Iterator<TaskNode> rest) {}
    PriorityQueue<Head> heads =
        new PriorityQueue<>((a, b) -> TaskNode.DISPATCH_ORDER.compare(a.task, b.task));
    for (WorkClass workClass : byBest) {
      Iterator<TaskNode> tasks = workClass.ready.iterator();
      heads.add(new Head(tasks.next(), tasks));
    }
    List<TaskNode> list = new ArrayList<>(Math.min(limit, size));
    while (list.size() < limit && !heads.isEmpty()) {
      Head head = heads.remove();
      list.add(head.task);
      if (head.rest.hasNext()) {
        heads.add(new Head(head.rest.next(), head.rest));
      }
    }
    return list;
  }
}
