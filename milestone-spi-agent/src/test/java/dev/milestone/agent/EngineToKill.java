package dev.milestone.agent;

import dev.milestone.spi.agent.AttemptControl;
import dev.milestone.testkit.agent.SampleAssignments;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;

/**
 * Stands for an engine that is killed while its agent works: {@code EngineToKill WORKSPACE EFFECT
 * SCRIPT}.
 */
final class EngineToKill {

  private EngineToKill() {}

  public static void main(String[] arguments) throws Exception {
    Path workspace = Path.of(arguments[0]);
    new ProcessAgentProvider()
        .create(Fixture.shell(workspace, arguments[2]))
        .work(SampleAssignments.of(workspace, arguments[1]), new Recorder(workspace));
  }

  private record Recorder(Path workspace) implements AttemptControl {

    @Override
    public void processStarted(Map<String, Object> identity) {
      try {
        Path file = workspace.resolve("identity.tmp");
        Files.writeString(
            file,
            identity.get("boot_id")
                + " "
                + identity.get("pid")
                + " "
                + identity.get("start_ticks"));
        Files.move(file, workspace.resolve("identity"), StandardCopyOption.ATOMIC_MOVE);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void progress(double fraction, String note) {}

    @Override
    public void note(String text) {}

    @Override
    public void heartbeat() {}

    @Override
    public boolean cancelled() {
      return false;
    }

    @Override
    public void onCancel(Runnable action) {}
  }
}
