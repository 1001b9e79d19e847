package dev.milestone.storage.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * Plants the faults a store like this could have, and shows that the tests of this module would
 * find each.
 */
class PlantedBugsTest {

  private static final int SEEDS = 100;
  private static final int STATES_AN_OPERATION = 4;

  @Test
  void noForceIsFound() {
    assertFound(Line::new, SimDisk.Bug.NO_FORCE);
  }

  @Test
  void noDirectoryForceIsFound() {
    assertFound(Line::new, SimDisk.Bug.NO_DIRECTORY_FORCE);
  }

  @Test
  void documentOrSnapshotWrittenInPlaceIsFound() {
    assertFound(Line::new, SimDisk.Bug.REPLACE_IN_PLACE);
  }

  @Test
  void acknowledgingBeforeTheForceIsFound() {
    assertFound(Line::new, SimDisk.Bug.FORCE_AFTER_ACK);
  }

  @Test
  void acceptingATornTailIsFound() {
    assertFound(Credulous::new);
  }

  @Test
  void lockingOnlyRoundTheWriteIsFound() {
    assertEquals(Optional.empty(), TwoProcesses.run());
    Optional<String> wrong = Optional.empty();
    for (int i = 0; i < 20 && wrong.isEmpty(); i++) {
      wrong = TwoProcesses.run(SimDisk.Bug.LOCK_ROUND_THE_WRITE_ONLY);
    }
    assertTrue(wrong.isPresent(), "two processes that decide without the lock did no harm");
    System.out.println("LOCK_ROUND_THE_WRITE_ONLY: " + wrong.get());
  }

  private static void assertFound(Supplier<Line> lines, SimDisk.Bug... bugs) {
    for (long seed = 1; seed <= SEEDS; seed++) {
      assertEquals(Optional.empty(), new CrashRun(seed, Line::new).run(1), "without the bug");
      Optional<String> wrong = new CrashRun(seed, lines, bugs).run(STATES_AN_OPERATION);
      if (wrong.isPresent()) {
        System.out.println(
            (bugs.length == 0 ? "TORN_TAIL_ACCEPTED" : bugs[0])
                + ": "
                + wrong.get().lines().findFirst().get());
        return;
      }
    }
    throw new AssertionError("not found in " + SEEDS + " stories");
  }

  /** Takes any line that looks complete, whatever its CRC and chain say. */
  private static final class Credulous extends Line {
    @Override
    boolean intact(byte[] buffer, int offset, int crcStart) {
      return true;
    }

    @Override
    boolean chains(byte[] previous, byte[] buffer, int offset) {
      return readChain(buffer);
    }
  }
}
