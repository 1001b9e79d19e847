package dev.milestone.spi.agent;

import org.apiguardian.api.API;

/**
 * What became of an attempt whose engine died.
 *
 * @param found whether something of it was still running
 * @param ended how many processes were ended
 * @param remaining how many could not be ended
 * @param detail a sentence for the event
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Reconciliation(boolean found, int ended, int remaining, String detail) {

  /** Nothing of it is left. */
  public static final Reconciliation NOTHING_LEFT =
      new Reconciliation(false, 0, 0, "no process of this attempt is running");
}
