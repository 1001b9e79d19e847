package dev.milestone.testkit.vcs;

import dev.milestone.spi.vcs.VcsProvider;
import dev.milestone.spi.vcs.VcsRepository;
import dev.milestone.spi.vcs.VcsRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * Version control for tests: history in memory, work trees as folders. Keeps the same contract as
 * the real one, and is gone with the object; who opens a repository again, as after a crash of the
 * engine, finds it as it was. Merges whole files: two that change the same one conflict.
 * Thread-safe.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class MemoryVcs implements VcsProvider {

  private final Map<Path, MemoryStore> stores = new LinkedHashMap<>();

  /** Version control without a repository. */
  public MemoryVcs() {}

  @Override
  public String name() {
    return "memory";
  }

  /** Makes a repository in a folder, on the branch {@code main}, without a commit. */
  public synchronized void create(Path folder) throws IOException {
    Path root = folder.toRealPath();
    stores.put(root, new MemoryStore(root));
  }

  /** Commits everything in a work tree, as a person would, and returns the id. */
  public String commitAll(Path workTree) throws IOException {
    return store(workTree).orElseThrow().commitAll(workTree.toRealPath());
  }

  /** Marks a path as one that is never tracked; a folder with all below it. */
  public void ignore(Path workTree, String path) throws IOException {
    store(workTree).orElseThrow().ignore(path);
  }

  @Override
  public Optional<VcsRepository> open(VcsRequest request) {
    try {
      if (!Files.isDirectory(request.folder())) {
        return Optional.empty();
      }
      Path folder = request.folder().toRealPath();
      return store(folder)
          .map(store -> new MemoryRepository(store, store.workTreeOf(folder).orElseThrow()));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private synchronized Optional<MemoryStore> store(Path folder) throws IOException {
    Path real = folder.toRealPath();
    return stores.values().stream().filter(store -> store.workTreeOf(real).isPresent()).findFirst();
  }
}
