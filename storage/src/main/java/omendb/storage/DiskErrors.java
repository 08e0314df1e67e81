package omendb.storage;

import java.io.IOException;
import java.util.Locale;
import omendb.core.OmenException;
import omendb.core.SqlState;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/// What RocksDB and the file system say, in our words: disk full 53100, damage XX001, anything else
/// of the disk 58030.
final class DiskErrors {
  private DiskErrors() {}

  static OmenException of(RocksDBException failure, String what) {
    Status status = failure.getStatus();
    String text = String.valueOf(failure.getMessage());
    if (status != null) {
      if (status.getCode() == Status.Code.Corruption) {
        return SqlState.DATA_CORRUPTED.error("%s: %s", what, text).causedBy(failure);
      }
      if (status.getSubCode() == Status.SubCode.NoSpace) {
        return full(what, failure);
      }
    }
    return of(text, what, failure);
  }

  static OmenException of(IOException failure, String what) {
    return of(String.valueOf(failure.getMessage()), what, failure);
  }

  private static OmenException of(String text, String what, Throwable cause) {
    String lower = text.toLowerCase(Locale.ROOT);
    if (lower.contains("no space left")) {
      return full(what, cause);
    }
    if (lower.startsWith("corruption") || lower.contains("checksum mismatch")) {
      return SqlState.DATA_CORRUPTED.error("%s: %s", what, text).causedBy(cause);
    }
    return SqlState.IO_ERROR.error("%s: %s", what, text).causedBy(cause);
  }

  private static OmenException full(String what, Throwable cause) {
    return SqlState.DISK_FULL.error("%s: No space left on device", what).causedBy(cause);
  }
}
