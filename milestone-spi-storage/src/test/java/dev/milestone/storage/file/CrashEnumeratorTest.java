package dev.milestone.storage.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Opens the store in states that a loss of power could leave. A failure names its seed; {@code
 * -Dmilestone.storage.seed=N} runs that story alone. {@code -Dmilestone.long=true} takes more
 * stories.
 */
class CrashEnumeratorTest {

  private static final int STATES_AN_OPERATION = 4;
  private static final long WANTED = Boolean.getBoolean("milestone.long") ? 5_000_000 : 250_000;

  @Test
  void whatWasAcknowledgedIsThereInEveryStateAfterALossOfPower() {
    Long only = Long.getLong("milestone.storage.seed");
    long states = 0;
    for (long seed = only == null ? 1 : only; states < WANTED; seed++) {
      CrashRun run = new CrashRun(seed, Line::new);
      Optional<String> wrong = run.run(STATES_AN_OPERATION);
      assertEquals(Optional.empty(), wrong);
      states += run.states;
      if (only != null) {
        return;
      }
    }
    assertTrue(states >= WANTED);
    System.out.println("crash states checked: " + states);
  }
}
