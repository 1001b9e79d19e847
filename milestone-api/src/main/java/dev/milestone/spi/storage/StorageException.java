package dev.milestone.spi.storage;

import dev.milestone.ErrorKind;
import dev.milestone.MilestoneException;
import java.util.List;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * A store could not do what it was asked. Codes: {@code no_store}, {@code damaged}, {@code busy},
 * {@code store_failed} (a force failed: close, reopen, verify), {@code store_closed}, {@code
 * disk_full}, {@code io}, {@code network_file_system}, {@code newer_format}, {@code too_large},
 * {@code bad_name}, {@code bad_event}, {@code bad_sequence}, {@code bad_setting}, {@code
 * no_location}, {@code read_only}, {@code already_announced}, {@code second_class_loader}, {@code
 * defect}.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public class StorageException extends MilestoneException {

  private static final long serialVersionUID = 1L;

  /** Makes an error without a cause. */
  public StorageException(ErrorKind kind, String code, String message) {
    this(kind, code, message, null);
  }

  /** Makes an error with a cause. */
  public StorageException(ErrorKind kind, String code, String message, @Nullable Throwable cause) {
    super(kind, code, message, kind == ErrorKind.BUSY, List.of(), cause);
  }
}
