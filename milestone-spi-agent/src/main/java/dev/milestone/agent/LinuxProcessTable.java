package dev.milestone.agent;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads {@code /proc}. A process that ends while it is looked at is simply not there. */
final class LinuxProcessTable implements ProcessTable {

  /**
   * Longest environment that is searched; the kernel's own limit on arguments and environment is
   * below it.
   */
  private static final int MAX_ENVIRONMENT = 8 * 1024 * 1024;

  private static final int MAX_STAT = 4096;

  private final Path proc;
  private final String bootId;

  LinuxProcessTable(Path proc) {
    this.proc = proc;
    try {
      this.bootId = Files.readString(proc.resolve("sys/kernel/random/boot_id")).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public List<ProcessEntry> processes() {
    List<ProcessEntry> entries = new ArrayList<>();
    try (DirectoryStream<Path> folders =
        Files.newDirectoryStream(proc, p -> isNumber(p.getFileName().toString()))) {
      for (Path folder : folders) {
        find(Long.parseLong(folder.getFileName().toString())).ifPresent(entries::add);
      }
    } catch (IOException | DirectoryIteratorException e) {
      // Without a listing nothing is known; the caller reports what it could not end.
      return entries;
    }
    return entries;
  }

  @Override
  public Optional<ProcessEntry> find(long pid) {
    byte[] stat = read(proc.resolve(Long.toString(pid)).resolve("stat"), MAX_STAT);
    return stat == null
        ? Optional.empty()
        : parseStat(pid, new String(stat, StandardCharsets.ISO_8859_1));
  }

  /**
   * Reads a line of {@code /proc/PID/stat}. The second field is the program's name in parentheses
   * and may itself hold blanks and parentheses, so counting begins after the last one.
   */
  static Optional<ProcessEntry> parseStat(long pid, String stat) {
    int end = stat.lastIndexOf(')');
    if (end < 0 || end + 2 >= stat.length()) {
      return Optional.empty();
    }
    // From here on: state is field 3, parent field 4, start time field 22.
    String[] fields = stat.substring(end + 2).strip().split(" ");
    if (fields.length < 20) {
      return Optional.empty();
    }
    char state = fields[0].isEmpty() ? 'X' : fields[0].charAt(0);
    if (state == 'Z' || state == 'X' || state == 'x') {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new ProcessEntry(pid, Long.parseLong(fields[1]), Long.parseLong(fields[19])));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  @Override
  public Answer hasVariable(long pid, String name, String value) {
    Path folder = proc.resolve(Long.toString(pid));
    try {
      Object owner = Files.getAttribute(folder, "unix:uid");
      if (!owner.equals(Files.getAttribute(proc.resolve("self"), "unix:uid"))) {
        return Answer.NO;
      }
    } catch (NoSuchFileException e) {
      return Answer.NOT_NOW;
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return Answer.NO;
    }
    byte[] environment;
    try (InputStream in = Files.newInputStream(folder.resolve("environ"))) {
      environment = in.readNBytes(MAX_ENVIRONMENT);
    } catch (AccessDeniedException e) {
      return Answer.NO;
    } catch (IOException e) {
      return Answer.NOT_NOW;
    }
    if (environment.length == 0) {
      return Answer.NOT_NOW;
    }
    return contains(environment, (name + "=" + value).getBytes(StandardCharsets.UTF_8))
        ? Answer.YES
        : Answer.NO;
  }

  /** Whether one of the NUL-separated entries equals the given one. */
  private static boolean contains(byte[] environment, byte[] entry) {
    int start = 0;
    while (start < environment.length) {
      int end = start;
      while (end < environment.length && environment[end] != 0) {
        end++;
      }
      if (java.util.Arrays.equals(environment, start, end, entry, 0, entry.length)) {
        return true;
      }
      start = end + 1;
    }
    return false;
  }

  @Override
  public Map<String, Object> identity(ProcessEntry entry) {
    Map<String, Object> identity = new LinkedHashMap<>();
    identity.put("boot_id", bootId);
    identity.put("pid", entry.pid());
    identity.put("start_ticks", entry.startKey());
    PortableProcessTable.startMillis(entry.pid())
        .ifPresent(millis -> identity.put("start_millis", millis));
    return identity;
  }

  @Override
  public Optional<ProcessEntry> recorded(Map<String, Object> identity) {
    if (!bootId.equals(identity.get("boot_id"))
        || !(identity.get("pid") instanceof Number pid)
        || !(identity.get("start_ticks") instanceof Number ticks)) {
      return Optional.empty();
    }
    return find(pid.longValue()).filter(entry -> entry.startKey() == ticks.longValue());
  }

  private static boolean isNumber(String name) {
    if (name.isEmpty() || name.length() > 18) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      if (name.charAt(i) < '0' || name.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  private static byte @org.jspecify.annotations.Nullable [] read(Path file, int limit) {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(limit);
    } catch (IOException e) {
      return null;
    }
  }
}
