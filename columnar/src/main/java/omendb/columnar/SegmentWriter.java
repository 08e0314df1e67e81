package omendb.columnar;

import java.nio.file.Path;
import omendb.core.TableSchema;

/// Writes one segment file. Rows come in strictly ascending key order; nothing of the file is valid
/// before [#finish]. Not thread-safe.
public final class SegmentWriter implements AutoCloseable {
  public SegmentWriter(Path file, TableSchema schema, long segmentId, SegmentOptions options) {}

  /// Appends the row at this address (its `RowLayout` is that of the schema) with its encoded key.
  public void add(long rowAddress, byte[] key) {
    throw new AssertionError("in work");
  }

  /// Rows added so far.
  public int rowCount() {
    throw new AssertionError("in work");
  }

  /// Bytes held in memory until [#finish]; about the size of the file. Whoever fills the writer
  /// cuts segments by this.
  public long bufferedBytes() {
    throw new AssertionError("in work");
  }

  /// Writes the file and forces it to disk; the caller renames it and forces the folder.
  public SegmentSummary finish() {
    throw new AssertionError("in work");
  }

  /// Frees the memory; deletes the file when [#finish] did not succeed.
  @Override
  public void close() {}
}
