package dev.milestone.git;

import org.eclipse.jgit.lib.ObjectId;

/**
 * One part of a transaction.
 *
 * @param ref full name
 * @param from what it has to be; zero: not there
 * @param to what it becomes; zero: deleted; the same: only compared
 */
record RefChange(String ref, ObjectId from, ObjectId to) {

  static RefChange create(String ref, ObjectId to) {
    return new RefChange(ref, ObjectId.zeroId(), to);
  }

  static RefChange delete(String ref, ObjectId from) {
    return new RefChange(ref, from, ObjectId.zeroId());
  }
}
