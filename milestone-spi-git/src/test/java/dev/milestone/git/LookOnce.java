package dev.milestone.git;

import dev.milestone.spi.vcs.VcsRepository;
import dev.milestone.spi.vcs.VcsRequest;
import java.nio.file.Path;
import java.util.List;

/** A program that looks at a repository and ends: {@code LookOnce FOLDER}. */
final class LookOnce {

  private LookOnce() {}

  public static void main(String[] arguments) {
    try (VcsRepository repository =
        new GitProvider().open(new VcsRequest(Path.of(arguments[0]))).orElseThrow()) {
      System.out.println(repository.state(List.of()).changed());
    }
  }
}
