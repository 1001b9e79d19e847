package dev.milestone.storage.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Who writes to a store, in words for people that have to wait for it. */
final class Holder {

  private static final int MAX_PROGRAM = 100;
  private static final int MAX_BYTES = 1024;

  private Holder() {}

  /** This process. */
  static String describe() {
    // Only the program, no arguments: those may hold secrets, and this file is for everybody who
    // can read the store.
    String java = System.getProperty("sun.java.command", "").strip().split("\\s", 2)[0];
    String program =
        java.isEmpty() ? ProcessHandle.current().info().command().orElse("unknown program") : java;
    String shown =
        program.length() > MAX_PROGRAM
            ? "…" + program.substring(program.length() - MAX_PROGRAM)
            : program;
    return "process "
        + ProcessHandle.current().pid()
        + " ("
        + shown.replaceAll("\\p{Cntrl}", " ")
        + ")";
  }

  /** The process that wrote last. */
  static String read(FileOps ops, Folder folder) {
    byte[] bytes = new byte[MAX_BYTES];
    try (FileOps.OpenFile file = ops.open(folder.holder(), FileOps.Access.READ)) {
      int n = file.read(ByteBuffer.wrap(bytes), 0);
      return n == 0 ? "another process" : new String(bytes, 0, n, StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "another process";
    }
  }
}
