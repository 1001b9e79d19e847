package dev.milestone.agent;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The processes of this machine, as far as the operating system shows them. Thread-safe. */
interface ProcessTable {

  /** All running processes that can be seen; zombies are not running. */
  List<ProcessEntry> processes();

  /** One process, if it is running. */
  Optional<ProcessEntry> find(long pid);

  /**
   * Whether the environment a process was started with holds a variable with this value. {@link
   * Answer#NO} when that can never be known, and for processes of other users.
   */
  Answer hasVariable(long pid, String name, String value);

  /** An answer about a process that changes while it is looked at. */
  enum Answer {
    /** It is so. */
    YES,
    /** It is not so. */
    NO,
    /**
     * The process has just ended, or shows no environment – which a process also does for a moment
     * while it turns into another program. Looking again helps.
     */
    NOT_NOW
  }

  /** What to record about a process so that {@link #recorded} finds it again. */
  Map<String, Object> identity(ProcessEntry entry);

  /** The process that was recorded, if exactly that one is still running. */
  Optional<ProcessEntry> recorded(Map<String, Object> identity);

  /** The table that fits this system. */
  static ProcessTable system() {
    Path proc = Path.of("/proc");
    return Files.isReadable(proc.resolve("self/stat"))
            && Files.isReadable(proc.resolve("sys/kernel/random/boot_id"))
        ? new LinuxProcessTable(proc)
        : new PortableProcessTable();
  }
}
