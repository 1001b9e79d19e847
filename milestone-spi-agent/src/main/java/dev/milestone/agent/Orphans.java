package dev.milestone.agent;

import dev.milestone.spi.agent.ProcessLimits;
import dev.milestone.spi.agent.ReconcileRequest;
import dev.milestone.spi.agent.Reconciliation;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** Ends what is left of an attempt whose engine died. Thread-safe. */
final class Orphans {

  private static final long CHECK = 10_000_000;

  private final ProcessTable table;
  private final ProcessLimits limits;

  Orphans(ProcessTable table, ProcessLimits limits) {
    this.table = table;
    this.limits = limits;
  }

  Reconciliation end(ReconcileRequest request) {
    // The identity has to match in boot, number and start: a re-used number is another process and
    // is left alone.
    Optional<ProcessEntry> root = table.recorded(request.identity());
    ProcessTree tree =
        new ProcessTree(
            table, request.effectId(), root, root.map(ProcessEntry::startKey).orElse(0L));
    List<ProcessEntry> running = tree.running();
    if (running.isEmpty()) {
      return Reconciliation.NOTHING_LEFT;
    }
    int found = running.size();
    running = askThenKill(tree, running);
    int ended = tree.ended(running);
    String detail =
        "found "
            + found
            + " process(es) of this attempt still running, ended "
            + ended
            + (running.isEmpty() ? "" : "; still running: " + pids(running));
    return new Reconciliation(true, ended, running.size(), detail);
  }

  private List<ProcessEntry> askThenKill(ProcessTree tree, List<ProcessEntry> first) {
    long start = RealTime.nanos();
    long grace = RealTime.nanosOf(limits.grace());
    long bound = grace + RealTime.nanosOf(ProcessRun.KILL_BOUND);
    tree.signal(first, false);
    List<ProcessEntry> running = tree.running();
    boolean interrupted = false;
    while (!running.isEmpty() && RealTime.nanos() - start < bound) {
      if (RealTime.nanos() - start >= grace) {
        tree.signal(running, true);
      }
      LockSupport.parkNanos(this, CHECK);
      // A pending interrupt would turn the pause into a busy loop; it is handed back at the end.
      interrupted |= Thread.interrupted();
      running = tree.running();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return running;
  }

  private static List<Long> pids(List<ProcessEntry> entries) {
    return entries.stream().map(ProcessEntry::pid).toList();
  }
}
