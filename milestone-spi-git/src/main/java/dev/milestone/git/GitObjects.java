package dev.milestone.git;

import dev.milestone.ErrorKind;
import dev.milestone.MilestoneException;
import dev.milestone.spi.vcs.VcsCommit;
import dev.milestone.spi.vcs.VcsPerson;
import dev.milestone.spi.vcs.VcsSignature;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheBuilder;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.dircache.InvalidPathException;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.revwalk.RevTree;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;

/** Reads and writes commits and trees. What is written depends on what is asked for only. */
final class GitObjects {

  private final GitShared shared;

  GitObjects(GitShared shared) {
    this.shared = shared;
  }

  /** Writes a commit; the same again is the same object. */
  ObjectId commit(ObjectId tree, List<ObjectId> parents, String message, VcsSignature signature) {
    if (message.isBlank() || message.indexOf('\0') >= 0) {
      throw new MilestoneException(
          ErrorKind.INVALID_INPUT, "bad_message", "a commit needs a message without NUL");
    }
    CommitBuilder commit = new CommitBuilder();
    commit.setTreeId(tree);
    commit.setParentIds(parents);
    commit.setMessage(message);
    commit.setAuthor(ident(signature.author(), signature));
    commit.setCommitter(ident(signature.committer(), signature));
    return insert(inserter -> inserter.insert(commit));
  }

  private static PersonIdent ident(VcsPerson person, VcsSignature signature) {
    return new PersonIdent(person.name(), person.email(), signature.time(), ZoneOffset.UTC);
  }

  ObjectId blob(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return insert(inserter -> inserter.insert(Constants.OBJ_BLOB, bytes));
  }

  /** The content of a small blob. */
  String text(ObjectId blob) {
    try {
      return new String(
          shared.repository().open(blob, Constants.OBJ_BLOB).getBytes(SmallFile.MAX_BYTES),
          StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /**
   * The tree {@code base} with some paths as they are in another tree.
   *
   * @param paths files; those that the other tree lacks go
   */
  ObjectId withPaths(ObjectId base, ObjectId other, List<String> paths) {
    try (ObjectInserter inserter = shared.repository().newObjectInserter();
        TreeWalk walk = new TreeWalk(shared.repository())) {
      java.util.Set<String> taken = java.util.Set.copyOf(paths);
      walk.addTree(base);
      walk.addTree(other);
      walk.setRecursive(true);
      DirCache index = DirCache.newInCore();
      DirCacheBuilder builder = index.builder();
      while (walk.next()) {
        int from = taken.contains(walk.getPathString()) ? 1 : 0;
        if (walk.getRawMode(from) != 0) {
          DirCacheEntry entry = new DirCacheEntry(walk.getRawPath());
          entry.setFileMode(walk.getFileMode(from));
          entry.setObjectId(walk.getObjectId(from));
          builder.add(entry);
        }
      }
      builder.finish();
      ObjectId tree = index.writeTree(inserter);
      inserter.flush();
      return tree;
    } catch (IllegalStateException | InvalidPathException e) {
      throw new MilestoneException(
          ErrorKind.INVALID_INPUT,
          "bad_parts",
          "the parts cannot be separate commits: a file and a folder of one name; use one part");
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** The tree of a commit, or the tree itself. */
  ObjectId tree(ObjectId id) {
    try (RevWalk walk = new RevWalk(shared.repository())) {
      RevObject object = walk.parseAny(id);
      if (object instanceof RevCommit commit) {
        return commit.getTree().copy();
      }
      if (object instanceof RevTree) {
        return id;
      }
      throw missing(id, "is no commit and no tree");
    } catch (MissingObjectException e) {
      throw missing(id, "is not there");
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** Refuses what is no commit. */
  ObjectId requireCommit(String text) {
    ObjectId id = GitShared.id(text);
    if (read(id).isEmpty()) {
      throw missing(id, "is no commit of the repository");
    }
    return id;
  }

  Optional<VcsCommit> read(ObjectId id) {
    try (RevWalk walk = new RevWalk(shared.repository())) {
      return Optional.of(value(walk.parseCommit(id)));
    } catch (MissingObjectException | IncorrectObjectTypeException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** Newest first. */
  List<VcsCommit> log(ObjectId from, Optional<ObjectId> without, int limit) {
    try (RevWalk walk = new RevWalk(shared.repository())) {
      walk.markStart(walk.parseCommit(from));
      if (without.isPresent()) {
        walk.markUninteresting(walk.parseCommit(without.get()));
      }
      List<VcsCommit> found = new ArrayList<>();
      for (RevCommit commit = walk.next();
          commit != null && found.size() < limit;
          commit = walk.next()) {
        found.add(value(commit));
      }
      return List.copyOf(found);
    } catch (MissingObjectException | IncorrectObjectTypeException e) {
      throw missing(from, "or " + without.map(ObjectId::name).orElse("") + " is no commit");
    } catch (IOException e) {
      throw failed(e);
    }
  }

  boolean holds(ObjectId descendant, ObjectId ancestor) {
    try (RevWalk walk = new RevWalk(shared.repository())) {
      return walk.isMergedInto(walk.parseCommit(ancestor), walk.parseCommit(descendant));
    } catch (MissingObjectException | IncorrectObjectTypeException e) {
      return false;
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private static VcsCommit value(RevCommit commit) {
    List<String> parents = new ArrayList<>();
    for (RevCommit parent : commit.getParents()) {
      parents.add(parent.name());
    }
    PersonIdent author = commit.getAuthorIdent();
    PersonIdent committer = commit.getCommitterIdent();
    return new VcsCommit(
        commit.name(),
        commit.getTree().name(),
        parents,
        commit.getFullMessage(),
        new VcsSignature(
            person(author),
            person(committer),
            committer == null ? Instant.EPOCH : committer.getWhenAsInstant()));
  }

  /** What a stranger wrote may be anything. */
  private static VcsPerson person(@org.jspecify.annotations.Nullable PersonIdent ident) {
    String name = ident == null ? "" : clean(ident.getName());
    return new VcsPerson(
        name.isBlank() ? "unknown" : name, ident == null ? "" : clean(ident.getEmailAddress()));
  }

  private static String clean(String text) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length() && out.length() < VcsPerson.MAX_LENGTH; i++) {
      char c = text.charAt(i);
      if (c >= ' ' && c != '<' && c != '>' && c != 0x7f) {
        out.append(c);
      }
    }
    return out.toString();
  }

  <T> T insert(Insertion<T> what) {
    try (ObjectInserter inserter = shared.repository().newObjectInserter()) {
      T made = what.into(inserter);
      inserter.flush();
      return made;
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** Something that is written. */
  interface Insertion<T> {
    T into(ObjectInserter inserter) throws IOException;
  }

  private MilestoneException missing(ObjectId id, String why) {
    return MilestoneException.refused("vcs_missing", id.name() + " " + why);
  }

  MilestoneException failed(IOException e) {
    return SmallFile.failed(shared.commonDir().resolve("objects"), e);
  }
}
