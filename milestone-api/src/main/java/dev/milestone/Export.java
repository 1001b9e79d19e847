package dev.milestone;

import java.nio.file.Path;
import java.util.List;
import org.apiguardian.api.API;

/**
 * What was exported. Nothing has been written: {@link #documents()} are to be stored by whoever
 * asked.
 *
 * @param format name of the format
 * @param documents the files with their new content, in order
 * @param warnings what could not be said in this format
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Export(String format, List<Document> documents, List<String> warnings) {

  /** Copies the lists. */
  public Export {
    documents = List.copyOf(documents);
    warnings = List.copyOf(warnings);
  }

  /**
   * A file.
   *
   * @param file where it was read from
   * @param content its new content, not copied
   * @param changed whether the content differs from what was read
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Document(Path file, byte[] content, boolean changed) {}
}
