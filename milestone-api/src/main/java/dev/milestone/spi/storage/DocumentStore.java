package dev.milestone.spi.storage;

import java.util.List;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * Small named documents, each replaced as a whole: a reader sees the old content or the new, never
 * a mixture, also after a crash. Names are one to four ids of the common grammar joined by {@code
 * /}. Thread-safe.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface DocumentStore {

  /** Longest document, in bytes (1 GiB); a longer one is refused. */
  long MAX_DOCUMENT_BYTES = 1L << 30;

  /** The content, if there is such a document. */
  Optional<byte[]> read(String name);

  /**
   * Replaces a document.
   *
   * @param durable whether the call returns only after content and name are forced; otherwise a
   *     crash of the machine (not of the process) may bring the old content back
   */
  void write(String name, byte[] content, boolean durable);

  /** Removes a document; nothing happens when there is none. */
  void delete(String name);

  /** Names that begin with {@code prefix}, sorted. */
  List<String> list(String prefix);
}
