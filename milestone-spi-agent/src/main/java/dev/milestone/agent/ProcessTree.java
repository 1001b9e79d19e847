package dev.milestone.agent;

import dev.milestone.agent.ProcessEntry.Key;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * The processes that belong to one effect: a root and its descendants, and whatever was started
 * with the effect's id in its environment, with its descendants. Once seen, a process stays a
 * member even when its parent has ended and the kernel has given it another. This process and its
 * ancestors are never members. Confined to one thread at a time.
 */
final class ProcessTree {

  private final ProcessTable table;
  private final String effectId;
  private static final int MOST_LOOKS = 20;
  private static final int MOST_LOOKS_IN_VAIN = 5;
  private static final long BETWEEN_LOOKS = 1_000_000;

  private final Map<Key, ProcessEntry> members = new LinkedHashMap<>();
  private final Set<Key> signalled = new HashSet<>();
  private final Map<Key, Integer> looksInVain = new HashMap<>();
  private final Set<Key> withoutEnvironment = new HashSet<>();
  private final long notBefore;

  /**
   * Describes a tree; nothing is looked at yet.
   *
   * @param effectId value of {@link #EFFECT_VARIABLE}; empty: only descendants count
   * @param root the process at the top, if it is known
   * @param notBefore start key before which no process can belong to the effect; saves reading
   *     their environments
   */
  ProcessTree(ProcessTable table, String effectId, Optional<ProcessEntry> root, long notBefore) {
    this.table = table;
    this.effectId = effectId;
    this.notBefore = notBefore;
    root.ifPresent(entry -> members.put(entry.key(), entry));
  }

  /** Variable by which the processes of an effect are found. */
  static final String EFFECT_VARIABLE = "MILESTONE_EFFECT_ID";

  /**
   * Looks for members and returns those that are running. Between two looks at the list a process
   * can hand on its place to a child and end, and one that is turning into another program shows no
   * environment; so as long as there are such ones, and for a bounded time, it looks again.
   */
  List<ProcessEntry> running() {
    List<ProcessEntry> found = List.of();
    for (int look = 0; look < MOST_LOOKS; look++) {
      Set<Key> unclear = new HashSet<>();
      found = look(unclear);
      if (unclear.isEmpty()) {
        return found;
      }
      for (Key key : unclear) {
        if (looksInVain.merge(key, 1, Integer::sum) >= MOST_LOOKS_IN_VAIN) {
          withoutEnvironment.add(key);
        }
      }
      LockSupport.parkNanos(this, BETWEEN_LOOKS);
    }
    return found;
  }

  private List<ProcessEntry> look(Set<Key> unclear) {
    Map<Long, ProcessEntry> byPid = new HashMap<>();
    Map<Long, List<ProcessEntry>> children = new HashMap<>();
    for (ProcessEntry entry : table.processes()) {
      byPid.put(entry.pid(), entry);
      children.computeIfAbsent(entry.parent(), pid -> new ArrayList<>()).add(entry);
    }
    Set<Long> untouchable = selfAndAncestors(byPid);
    ArrayDeque<ProcessEntry> open = new ArrayDeque<>();
    for (ProcessEntry member : members.values()) {
      ProcessEntry now = byPid.get(member.pid());
      if (now != null && now.sameAs(member)) {
        open.add(now);
      }
    }
    for (ProcessEntry entry : byPid.values()) {
      if (!untouchable.contains(entry.pid()) && carriesTheEffect(entry, unclear)) {
        open.add(entry);
      }
    }
    return withDescendants(open, children, untouchable);
  }

  private boolean carriesTheEffect(ProcessEntry entry, Set<Key> unclear) {
    if (effectId.isEmpty() || entry.startKey() < notBefore) {
      return false;
    }
    ProcessTable.Answer answer = table.hasVariable(entry.pid(), EFFECT_VARIABLE, effectId);
    if (answer == ProcessTable.Answer.NOT_NOW && !withoutEnvironment.contains(entry.key())) {
      unclear.add(entry.key());
    }
    return answer == ProcessTable.Answer.YES;
  }

  private List<ProcessEntry> withDescendants(
      ArrayDeque<ProcessEntry> open,
      Map<Long, List<ProcessEntry>> children,
      Set<Long> untouchable) {
    Set<ProcessEntry> found = new LinkedHashSet<>();
    while (!open.isEmpty()) {
      ProcessEntry entry = open.poll();
      if (!untouchable.contains(entry.pid()) && found.add(entry)) {
        members.putIfAbsent(entry.key(), entry);
        for (ProcessEntry child : children.getOrDefault(entry.pid(), List.of())) {
          // A child older than its parent was adopted by a process that got a re-used number.
          if (child.startKey() >= entry.startKey()) {
            open.add(child);
          }
        }
      }
    }
    return List.copyOf(found);
  }

  /**
   * Sends SIGTERM, or SIGKILL with {@code forcibly}, to each that is still the process that was
   * seen.
   */
  void signal(Collection<ProcessEntry> entries, boolean forcibly) {
    for (ProcessEntry entry : entries) {
      // The handle remembers the start time itself and the JDK compares it again when it sends the
      // signal; comparing ours
      // after the handle is made closes the gap between the listing and the handle.
      Optional<ProcessHandle> handle = ProcessHandle.of(entry.pid());
      if (handle.isPresent() && table.find(entry.pid()).filter(entry::sameAs).isPresent()) {
        signalled.add(entry.key());
        boolean ignored = forcibly ? handle.get().destroyForcibly() : handle.get().destroy();
      }
    }
  }

  /** How many of the processes that got a signal are not among those still running. */
  int ended(Collection<ProcessEntry> stillRunning) {
    Set<Key> gone = new HashSet<>(signalled);
    stillRunning.forEach(entry -> gone.remove(entry.key()));
    return gone.size();
  }

  private static Set<Long> selfAndAncestors(Map<Long, ProcessEntry> byPid) {
    Set<Long> pids = new HashSet<>();
    long pid = ProcessHandle.current().pid();
    while (pid > 0 && pids.add(pid)) {
      ProcessEntry entry = byPid.get(pid);
      pid = entry == null ? 0 : entry.parent();
    }
    return pids;
  }
}
