package dev.milestone.testkit.vcs;

import dev.milestone.ErrorKind;
import dev.milestone.MilestoneException;
import dev.milestone.spi.vcs.VcsCommit;
import dev.milestone.spi.vcs.VcsSignature;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Commits and trees; their ids come from what they hold. Confined by its store. */
final class MemoryHistory {

  private final Map<String, VcsCommit> commits = new HashMap<>();
  private final Map<String, SortedMap<String, MemoryFile>> trees = new HashMap<>();

  String tree(SortedMap<String, MemoryFile> files) {
    String id = digest("tree " + files);
    trees.put(id, new TreeMap<>(files));
    return id;
  }

  String commit(String tree, List<String> parents, String message, VcsSignature signature) {
    String id = digest("commit " + tree + parents + signature + message);
    commits.put(id, new VcsCommit(id, tree, parents, message, signature));
    return id;
  }

  /** The files of a commit or tree. */
  SortedMap<String, MemoryFile> files(String id) {
    VcsCommit commit = commits.get(id);
    SortedMap<String, MemoryFile> files = trees.get(commit == null ? id : commit.tree());
    if (files == null) {
      throw MilestoneException.refused("vcs_missing", id + " is no commit and no tree");
    }
    return files;
  }

  Optional<VcsCommit> find(String id) {
    return Optional.ofNullable(commits.get(id));
  }

  String require(String id) {
    if (id.length() != 40) {
      throw new MilestoneException(
          ErrorKind.INVALID_INPUT, "bad_commit_id", "'" + id + "' is not the full id of a commit");
    }
    if (!commits.containsKey(id)) {
      throw MilestoneException.refused("vcs_missing", id + " is no commit of the repository");
    }
    return id;
  }

  /** A commit and all before it, newest first. */
  List<String> reachable(String from) {
    Set<String> seen = new LinkedHashSet<>();
    Deque<String> open = new ArrayDeque<>(List.of(from));
    while (!open.isEmpty()) {
      String id = open.removeFirst();
      VcsCommit commit = commits.get(id);
      if (commit != null && seen.add(id)) {
        open.addAll(commit.parents());
      }
    }
    return new ArrayList<>(seen);
  }

  boolean holds(String descendant, String ancestor) {
    return reachable(descendant).contains(ancestor);
  }

  List<VcsCommit> log(String from, Optional<String> without, int limit) {
    List<String> ids = reachable(require(from));
    without.ifPresent(id -> ids.removeAll(reachable(require(id))));
    return ids.stream().limit(limit).map(commits::get).toList();
  }

  /** The nearest commit that both hold. */
  Optional<String> mergeBase(String one, String two) {
    Set<String> ofTwo = Set.copyOf(reachable(two));
    List<String> common = reachable(one).stream().filter(ofTwo::contains).toList();
    return common.stream()
        .filter(id -> common.stream().allMatch(other -> holds(id, other) || !holds(other, id)))
        .findFirst();
  }

  private static String digest(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash).substring(0, 40);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
