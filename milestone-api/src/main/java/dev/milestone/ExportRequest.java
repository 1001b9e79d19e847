package dev.milestone;

import java.nio.file.Path;
import java.util.List;
import org.apiguardian.api.API;

/**
 * What to export.
 *
 * @param format name of the format
 * @param files the files as they are now; empty: those that the plan was taken in from
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record ExportRequest(String format, List<Path> files) {

  /** Copies the list. */
  public ExportRequest {
    files = List.copyOf(files);
  }

  /** Everything of a format, into the files it was taken in from. */
  public static ExportRequest of(String format) {
    return new ExportRequest(format, List.of());
  }
}
