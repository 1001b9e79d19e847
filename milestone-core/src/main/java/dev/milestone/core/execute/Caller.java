package dev.milestone.core.execute;

import dev.milestone.model.Actor;
import org.jspecify.annotations.Nullable;

/**
 * On whose behalf a command comes.
 *
 * @param actor who acts
 * @param correlation what its events share; null: the command stands at the root
 * @param parent the event that brought it about
 */
public record Caller(Actor actor, @Nullable String correlation, @Nullable String parent) {

  /** A command of a user. */
  public static Caller of(Actor actor) {
    return new Caller(actor, null, null);
  }
}
