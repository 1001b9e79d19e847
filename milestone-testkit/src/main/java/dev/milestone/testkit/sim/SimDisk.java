package dev.milestone.testkit.sim;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What several stores share and what survives: forced events, documents, who is there. Confined.
 */
final class SimDisk {

  /** A batch that was written and not forced. */
  static final class Batch {
    final Actor writer;
    final List<byte[]> events;
    boolean settled;

    Batch(Actor writer, List<byte[]> events) {
      this.writer = writer;
      this.events = events;
    }
  }

  /** A process in line for a turn. */
  record Waiting(Actor process, Runnable turn) {}

  final SimWorld world;
  final boolean locks;
  final boolean exclusive;
  final boolean ackEarly;
  private final SimChecker checker;

  /** Forced lines; sequence n is at n - 1. */
  final List<byte[]> forced = new ArrayList<>();

  final List<Batch> unforced = new ArrayList<>();
  final Map<String, byte[]> documents = new LinkedHashMap<>();
  final Map<String, byte @Nullable []> beforeVolatile = new LinkedHashMap<>();
  final Map<String, Actor> present = new LinkedHashMap<>();
  private final List<Waiting> line = new ArrayList<>();
  private @Nullable Actor holder;

  SimDisk(SimWorld world, boolean locks, boolean exclusive, boolean ackEarly, SimChecker checker) {
    this.world = world;
    this.locks = locks;
    this.exclusive = exclusive;
    this.ackEarly = ackEarly;
    this.checker = checker;
  }

  // ---- turns ----

  void wait(Actor process, Runnable turn) {
    line.add(new Waiting(process, turn));
    grant();
  }

  private void grant() {
    line.removeIf(w -> !w.process.alive);
    if (exclusive && holder != null || line.isEmpty()) {
      return;
    }
    Waiting next = line.remove(world.random.below(line.size()));
    holder = next.process;
    world.after(next.process, world.random.between(5, 400), "turn", next.turn);
    if (!exclusive) {
      grant();
    }
  }

  void release(Actor process) {
    if (holder == process) {
      holder = null;
      grant();
    }
  }

  // ---- durability ----

  Batch write(Actor writer, List<byte[]> events) {
    Batch batch = new Batch(writer, List.copyOf(events));
    unforced.add(batch);
    return batch;
  }

  void force(Batch batch) {
    if (batch.settled) {
      return;
    }
    batch.settled = true;
    unforced.remove(batch);
    for (byte[] event : batch.events) {
      long sequence = forced.size() + 1L;
      byte[] line = complete(event, sequence);
      forced.add(line);
      checker.forced(sequence, line);
    }
  }

  private static byte[] complete(byte[] event, long sequence) {
    String tail = ",\"seq\":" + sequence + ",\"schema\":1}";
    byte[] end = tail.getBytes(StandardCharsets.US_ASCII);
    byte[] line = new byte[event.length - 1 + end.length];
    System.arraycopy(event, 0, line, 0, event.length - 1);
    System.arraycopy(end, 0, line, event.length - 1, end.length);
    return line;
  }

  /** A process has died: what it had written may be found by others or not, as a whole. */
  void died(Actor process) {
    for (Batch batch : List.copyOf(unforced)) {
      if (batch.writer == process) {
        lose(batch);
      }
    }
    line.removeIf(w -> w.process == process);
    release(process);
  }

  private void lose(Batch batch) {
    if (world.random.chance(50)) {
      force(batch);
    } else {
      batch.settled = true;
      unforced.remove(batch);
    }
  }

  /** The machine has lost power; all processes are dead. */
  void lostPower() {
    for (Batch batch : List.copyOf(unforced)) {
      lose(batch);
    }
    beforeVolatile.forEach(
        (name, before) -> {
          if (world.random.chance(50)) {
            if (before == null) {
              documents.remove(name);
            } else {
              documents.put(name, before);
            }
          }
        });
    beforeVolatile.clear();
    line.clear();
    holder = null;
  }

  void put(String name, byte[] content, boolean durable) {
    if (durable) {
      beforeVolatile.remove(name);
    } else if (!beforeVolatile.containsKey(name)) {
      beforeVolatile.put(name, documents.get(name));
    }
    documents.put(name, content);
  }
}
