package dev.milestone.git;

import dev.milestone.spi.vcs.VcsNames;
import dev.milestone.spi.vcs.VcsRepository;
import dev.milestone.spi.vcs.VcsRequest;
import dev.milestone.spi.vcs.VcsWorkspaceRequest;
import java.nio.file.Path;

/**
 * A program that makes three workspaces, and one that its siblings make, too: {@code MakeWorkspaces
 * REPOSITORY FOLDER BASE FIRST}.
 */
final class MakeWorkspaces {

  private MakeWorkspaces() {}

  public static void main(String[] arguments) {
    int first = Integer.parseInt(arguments[3]);
    try (VcsRepository repository =
        new GitProvider().open(new VcsRequest(Path.of(arguments[0]))).orElseThrow()) {
      for (int number : new int[] {first, 100, first + 1, first + 2}) {
        repository
            .workspaces()
            .create(
                new VcsWorkspaceRequest(
                    "w" + number,
                    Path.of(arguments[1]),
                    GitWorkshop.attempt(number),
                    VcsNames.attempt(GitWorkshop.attempt(number)),
                    arguments[2]));
        System.out.println("got " + number);
      }
    }
  }
}
