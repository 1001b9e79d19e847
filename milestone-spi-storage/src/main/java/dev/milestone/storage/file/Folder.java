package dev.milestone.storage.file;

import java.nio.file.Path;
import java.util.Locale;

/**
 * Where what stands in a store. Immutable.
 *
 * <pre>
 * format                                version of the store's form
 * lock                                  the one locked file; nothing but {@link LockFile} ever opens it
 * forced                                watermark: the last forced sequence, see {@link Watermark}
 * holder                                who wrote last, for people
 * segments/00000000000000000001.jsonl   events; named by the first sequence
 * segments/….manifest                   of a sealed segment
 * segments/….suspect                    a force of this segment failed
 * documents/                            see {@link FileDocuments}
 * sealed/                               the second place, unless it is configured elsewhere
 * </pre>
 */
record Folder(Path root, Path secondPlace) {

  static final String SEGMENT = ".jsonl";
  static final String MANIFEST = ".manifest";
  static final String SUSPECT = ".suspect";
  static final String TEMPORARY = ".tmp-";

  Path format() {
    return root.resolve("format");
  }

  Path lock() {
    return root.resolve("lock");
  }

  Path forced() {
    return root.resolve("forced");
  }

  Path holder() {
    return root.resolve("holder");
  }

  Path segments() {
    return root.resolve("segments");
  }

  Path documents() {
    return root.resolve("documents");
  }

  Path segment(long first) {
    return segments().resolve(name(first) + SEGMENT);
  }

  Path manifest(long first) {
    return segments().resolve(name(first) + MANIFEST);
  }

  Path suspect(long first) {
    return segments().resolve(name(first) + SUSPECT);
  }

  Path rebuilt(long first) {
    return segments().resolve(TEMPORARY + name(first));
  }

  Path sealedCopy(long first) {
    return secondPlace.resolve(name(first) + SEGMENT + ".gz");
  }

  Path sealedManifest(long first) {
    return secondPlace.resolve(name(first) + MANIFEST);
  }

  Path head() {
    return secondPlace.resolve("head");
  }

  static String name(long first) {
    return String.format(Locale.ROOT, "%020d", first);
  }

  /** The sequence in the name of a file of the given kind, or -1. */
  static long firstOf(String name, String suffix) {
    if (name.length() != 20 + suffix.length() || !name.endsWith(suffix)) {
      return -1;
    }
    long n = 0;
    for (int i = 0; i < 20; i++) {
      char c = name.charAt(i);
      if (c < '0' || c > '9' || n > Long.MAX_VALUE / 10 - 1) {
        return -1;
      }
      n = n * 10 + (c - '0');
    }
    return n > 0 ? n : -1;
  }
}
