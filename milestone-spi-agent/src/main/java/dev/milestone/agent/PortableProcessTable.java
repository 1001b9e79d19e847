package dev.milestone.agent;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The processes as the JDK shows them, for systems without {@code /proc}. Environments cannot be
 * read, so a process that left its tree is not found by its effect.
 */
final class PortableProcessTable implements ProcessTable {

  @Override
  public List<ProcessEntry> processes() {
    return ProcessHandle.allProcesses().flatMap(handle -> entry(handle).stream()).toList();
  }

  @Override
  public Optional<ProcessEntry> find(long pid) {
    return ProcessHandle.of(pid).flatMap(PortableProcessTable::entry);
  }

  @Override
  public Answer hasVariable(long pid, String name, String value) {
    return Answer.NO;
  }

  @Override
  public Map<String, Object> identity(ProcessEntry entry) {
    Map<String, Object> identity = new LinkedHashMap<>();
    identity.put("pid", entry.pid());
    identity.put("start_millis", entry.startKey());
    return identity;
  }

  @Override
  public Optional<ProcessEntry> recorded(Map<String, Object> identity) {
    if (!(identity.get("pid") instanceof Number pid)
        || !(identity.get("start_millis") instanceof Number start)) {
      return Optional.empty();
    }
    return find(pid.longValue()).filter(entry -> entry.startKey() == start.longValue());
  }

  /** When a process started, in milliseconds since the epoch, if the system says so. */
  static Optional<Long> startMillis(long pid) {
    return ProcessHandle.of(pid)
        .flatMap(handle -> handle.info().startInstant())
        .map(Instant::toEpochMilli);
  }

  private static Optional<ProcessEntry> entry(ProcessHandle handle) {
    // Without a start time a re-used number could not be told from the process that was meant.
    return handle.isAlive()
        ? handle
            .info()
            .startInstant()
            .map(
                start ->
                    new ProcessEntry(
                        handle.pid(),
                        handle.parent().map(ProcessHandle::pid).orElse(0L),
                        start.toEpochMilli()))
        : Optional.empty();
  }
}
