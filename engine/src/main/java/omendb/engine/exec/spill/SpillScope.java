package omendb.engine.exec.spill;

import java.util.concurrent.atomic.AtomicLong;
import omendb.core.SqlState;
import omendb.engine.exec.memory.MemoryBudget;
import org.jspecify.annotations.Nullable;

/// When a statement's operators are to write rows to disk, and how much they may. Thread-safe.
public final class SpillScope {
  /// Never: for plans that hold next to nothing.
  public static final SpillScope NONE = new SpillScope(null, Long.MAX_VALUE, Long.MAX_VALUE);

  private final @Nullable SpillSpace space;
  private final long memoryBytes;
  private final long fileBytesMax;
  private final AtomicLong heldBytes = new AtomicLong();
  private final AtomicLong writtenBytes = new AtomicLong();

  /// @param memoryBytes what all operators together may hold before those that can begin to write
  /// @param fileBytesMax what all temporary files together may hold
  public SpillScope(@Nullable SpillSpace space, long memoryBytes, long fileBytesMax) {
    this.space = space;
    this.memoryBytes = memoryBytes;
    this.fileBytesMax = fileBytesMax;
  }

  /// True when an operator that would take `more` bytes is to write rows to disk.
  public boolean pressed(MemoryBudget used, long more) {
    return space != null && used.usedBytes() > memoryBytes - more;
  }

  /// What all operators together may hold.
  public long memoryBytes() {
    return memoryBytes;
  }

  /// A new, empty file; whoever asks closes it.
  public SpillFile file() {
    SpillSpace known = space;
    if (known == null) {
      throw new IllegalStateException("nothing is to be written");
    }
    return new SpillFile(known, this);
  }

  /// Takes room for bytes to be written, or 53400.
  void reserve(long bytes) {
    if (heldBytes.addAndGet(bytes) > fileBytesMax) {
      heldBytes.addAndGet(-bytes);
      throw SqlState.CONFIGURATION_LIMIT_EXCEEDED.error(
          "temporary file size exceeds \"temp_file_limit\" (%dkB)", fileBytesMax >> 10);
    }
    writtenBytes.addAndGet(bytes);
  }

  /// Bytes that the statement's operators have written.
  public long writtenBytes() {
    return writtenBytes.get();
  }

  void release(long bytes) {
    heldBytes.addAndGet(-bytes);
  }
}
