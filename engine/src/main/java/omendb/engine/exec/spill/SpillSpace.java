package omendb.engine.exec.spill;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import omendb.core.FailPoint;
import omendb.core.OmenException;
import omendb.core.SqlState;

/// The folder where queries keep what memory has no room for. Thread-safe.
///
/// A file loses its name as soon as it is open, so that its bytes go with its last user, also when
/// that is killed; a name that a crash has left between the two goes when the data folder is opened
/// next.
public final class SpillSpace {
  private final Path folder;
  private final AtomicLong files = new AtomicLong();
  private final AtomicLong heldBytes = new AtomicLong();
  private final AtomicLong writtenBytes = new AtomicLong();

  /// @param folder exists, and is emptied by its owner when it is opened
  public SpillSpace(Path folder) {
    this.folder = folder;
  }

  /// Bytes of all files that are there now.
  public long heldBytes() {
    return heldBytes.get();
  }

  /// Bytes written since the start.
  public long writtenBytes() {
    return writtenBytes.get();
  }

  /// A new file without a name.
  FileChannel open() {
    Path path = folder.resolve("spill-" + files.incrementAndGet());
    try {
      FailPoint.hit("spill.create");
      FileChannel channel =
          FileChannel.open(
              path,
              StandardOpenOption.CREATE_NEW,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      try {
        FailPoint.hit("spill.unlink");
        Files.delete(path);
        return channel;
      } catch (IOException e) {
        channel.close();
        Files.deleteIfExists(path);
        throw e;
      }
    } catch (IOException e) {
      throw error(e, "could not create a temporary file");
    }
  }

  void wrote(long bytes) {
    heldBytes.addAndGet(bytes);
    writtenBytes.addAndGet(bytes);
  }

  void freed(long bytes) {
    heldBytes.addAndGet(-bytes);
  }

  /// 53100 when the disk is full, else 58030.
  static OmenException error(IOException cause, String what) {
    String text = String.valueOf(cause.getMessage());
    String lower = text.toLowerCase(Locale.ROOT);
    if (lower.contains("no space left") || lower.contains("quota exceeded")) {
      return SqlState.DISK_FULL.error("%s: No space left on device", what).causedBy(cause);
    }
    return SqlState.IO_ERROR.error("%s: %s", what, text).causedBy(cause);
  }
}
