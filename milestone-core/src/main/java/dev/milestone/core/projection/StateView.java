package dev.milestone.core.projection;

import dev.milestone.core.kernel.State;
import java.util.function.Function;

/** Lets somebody look at the state where it may be touched, such as {@code KernelLoop::look}. */
public interface StateView {

  /** Looks; the function must be quick and must not keep the state or its nodes. */
  <T> T look(Function<State, T> look);
}
