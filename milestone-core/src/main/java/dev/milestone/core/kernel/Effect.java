package dev.milestone.core.kernel;

/** Something to be done in the world, named by events. Started only after these are forced. */
public sealed interface Effect {

  /** Hand an attempt to its agent. */
  record RunAttempt(AttemptNode attempt) implements Effect {}

  /** Verify the work of an attempt. */
  record Verify(AttemptNode attempt) implements Effect {}

  /** End an attempt of this engine: it was cancelled, or others have given it up. */
  record EndAttempt(String effectId, String reason) implements Effect {}

  /** An attempt has ended, in whatever way. */
  record Ended(String effectId) implements Effect {}

  /** A session of this engine has ended or was taken over. */
  record SessionOver(String session, String reason) implements Effect {}

  /** Something that deserves a checkpoint has happened. */
  record Checkpoint(String session) implements Effect {}

  /** A task waits until a time. */
  record Wait(TaskNode task) implements Effect {}
}
