package dev.milestone.git;

import dev.milestone.spi.vcs.VcsRemark;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts in order what a process left that died while it moved refs. Runs under the lock that process
 * held, so nobody of the engine is at work.
 */
final class Recovery {

  private Recovery() {}

  static List<VcsRemark> run(GitShared shared) {
    try {
      Intent intent = Intent.read(shared.notes()).orElse(null);
      if (intent == null) {
        return List.of();
      }
      List<VcsRemark> told = new ArrayList<>(StaleLocks.recover(shared.notes()));
      if (intent.landing().isPresent()) {
        told.addAll(new Landing(shared).finish(intent.landing().get()));
      }
      Intent.clear(shared.notes());
      return told;
    } catch (IOException e) {
      throw SmallFile.failed(shared.notes(), e);
    }
  }
}
