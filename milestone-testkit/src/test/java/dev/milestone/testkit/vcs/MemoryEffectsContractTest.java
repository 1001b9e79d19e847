package dev.milestone.testkit.vcs;

import dev.milestone.spi.vcs.VcsProvider;
import java.nio.file.Path;

/** The version control in memory keeps the contract. */
class MemoryEffectsContractTest extends VcsEffectsContract {

  private final MemoryVcs memory = new MemoryVcs();

  @Override
  protected VcsProvider provider() {
    return memory;
  }

  @Override
  protected void create(Path folder) throws Exception {
    memory.create(folder);
  }

  @Override
  protected String commitAll(Path workTree) throws Exception {
    return memory.commitAll(workTree);
  }

  @Override
  protected void ignore(Path workTree, String path) throws Exception {
    memory.ignore(workTree, path);
  }
}
