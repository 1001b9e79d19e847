package dev.milestone.core.engine;

import dev.milestone.Execution;
import dev.milestone.ExecutionSummary;
import dev.milestone.MilestoneException;
import dev.milestone.model.SessionId;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/** A run under way, as the caller holds it. */
final class ExecutionHandle implements Execution {
  private final SessionId id;
  private final Consumer<ExecutionHandle> cancel;

  /** Whether the caller has it; guarded by this. */
  boolean claimed;

  /** Whether the session is over; guarded by this. */
  boolean over;

  final CompletableFuture<ExecutionSummary> future = new CompletableFuture<>();

  ExecutionHandle(SessionId id, Consumer<ExecutionHandle> cancel) {
    this.id = id;
    this.cancel = cancel;
  }

  @Override
  public SessionId sessionId() {
    return id;
  }

  @Override
  public CompletionStage<ExecutionSummary> result() {
    return future.minimalCompletionStage();
  }

  @Override
  public ExecutionSummary await() throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof MilestoneException m) {
        throw m;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  @Override
  public void cancel() {
    cancel.accept(this);
  }
}
