package dev.milestone.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A throw-away PostgreSQL on a loopback port, with the defaults of its installation: fsync on,
 * synchronous commit on. Ended and deleted on closing.
 */
final class LocalPostgres implements AutoCloseable {
  private final Path bin;
  private final List<String> as;
  private final Path folder;
  private final int port;

  private LocalPostgres(Path bin, List<String> as, Path folder, int port) {
    this.bin = bin;
    this.as = as;
    this.folder = folder;
    this.port = port;
  }

  /** Starts one; empty, with a line that says why, where PostgreSQL is not installed. */
  static Optional<LocalPostgres> start(Path data) throws IOException, InterruptedException {
    Optional<Path> bin = binaries();
    if (bin.isEmpty()) {
      System.err.println("PostgreSQL (initdb, pg_ctl) is not installed: DBOS is left out");
      return Optional.empty();
    }
    // The server refuses to run as root.
    boolean root = "root".equals(System.getProperty("user.name"));
    List<String> as =
        root
            ? List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups")
            : List.of();
    if (root && run(as, List.of("true")) != 0) {
      System.err.println("no user 'postgres' to run the server as: DBOS is left out");
      return Optional.empty();
    }
    Path folder = Files.createTempDirectory(data, "pg");
    if (root) {
      // The server's user has to get through; it sees no names.
      Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwx--x--x"));
    }
    if (root && run(List.of(), List.of("chown", "postgres:postgres", folder.toString())) != 0) {
      throw new IOException("cannot hand " + folder + " to the server's user");
    }
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    LocalPostgres server = new LocalPostgres(bin.get(), as, folder, port);
    try {
      server.must("initdb", "-D", folder.resolve("d").toString(), "-A", "trust", "-U", "bench");
      server.must(
          "pg_ctl",
          "-D",
          folder.resolve("d").toString(),
          "-l",
          folder.resolve("log").toString(),
          "-o",
          "-c listen_addresses=127.0.0.1 -c max_connections=200 -c unix_socket_directories="
              + folder
              + " -p "
              + port,
          "-w",
          "start");
    } catch (IOException | RuntimeException e) {
      server.close();
      throw e;
    }
    return Optional.of(server);
  }

  String url() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
  }

  private static Optional<Path> binaries() {
    List<Path> places = new ArrayList<>();
    places.add(Path.of("/usr/lib/postgresql/15/bin"));
    for (String part : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
      places.add(Path.of(part));
    }
    return places.stream()
        .filter(p -> Files.isExecutable(p.resolve("initdb")))
        .filter(p -> Files.isExecutable(p.resolve("pg_ctl")))
        .findFirst();
  }

  private void must(String program, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(bin.resolve(program).toString());
    command.addAll(List.of(arguments));
    if (run(as, command) != 0) {
      throw new IOException(program + " failed");
    }
  }

  private static int run(List<String> as, List<String> command)
      throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(as);
    all.addAll(command);
    Path output = Files.createTempFile("pg", ".out");
    try {
      // Not a pipe: the server keeps what pg_ctl has inherited.
      Process process =
          new ProcessBuilder(all)
              .directory(Path.of("/").toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      if (!process.waitFor(90, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return -1;
      }
      if (process.exitValue() != 0) {
        System.err.println(Files.readString(output, StandardCharsets.UTF_8));
      }
      return process.exitValue();
    } catch (IOException e) {
      return -1;
    } finally {
      Files.delete(output);
    }
  }

  @Override
  public void close() {
    try {
      must("pg_ctl", "-D", folder.resolve("d").toString(), "-m", "immediate", "-w", "stop");
    } catch (IOException e) {
      System.err.println("PostgreSQL did not stop: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    EngineRuns.delete(folder);
  }
}
