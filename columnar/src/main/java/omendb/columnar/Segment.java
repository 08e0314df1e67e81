package omendb.columnar;

import java.nio.file.Path;
import omendb.core.ColumnVector;
import omendb.core.RowBuffer;
import omendb.core.TableSchema;
import org.jspecify.annotations.Nullable;

/// A segment file, mapped and read in place. Thread-safe; whoever closes it makes sure that nobody
/// reads any more, because addresses in vectors point into the mapping.
///
/// Damage is an XX001 error: of the directory at [#open], of a column's row group when it is first
/// read.
public final class Segment implements AutoCloseable {
  private Segment() {}

  /// Opens the file with the schema that it was written with.
  public static Segment open(Path file) {
    throw new AssertionError("in work");
  }

  /// Opens the file for a table whose columns have the types that it was written with; names may
  /// have changed.
  public static Segment open(Path file, TableSchema schema) {
    throw new AssertionError("in work");
  }

  public Path file() {
    throw new AssertionError("in work");
  }

  public long id() {
    throw new AssertionError("in work");
  }

  public TableSchema schema() {
    throw new AssertionError("in work");
  }

  /// What the writer's [SegmentWriter#finish] returned.
  public SegmentSummary summary() {
    throw new AssertionError("in work");
  }

  public int rowCount() {
    throw new AssertionError("in work");
  }

  public int rowGroupCount() {
    throw new AssertionError("in work");
  }

  /// Position of the group's first row.
  public int rowGroupStart(int rowGroup) {
    throw new AssertionError("in work");
  }

  public int rowGroupRows(int rowGroup) {
    throw new AssertionError("in work");
  }

  /// The row group that holds the position.
  public int rowGroupOf(int position) {
    throw new AssertionError("in work");
  }

  public ZoneMap zoneMap(int column) {
    throw new AssertionError("in work");
  }

  public ZoneMap zoneMap(int column, int rowGroup) {
    throw new AssertionError("in work");
  }

  /// The position of the row with this encoded key, or -1.
  public int findKey(byte[] key) {
    throw new AssertionError("in work");
  }

  /// As [#findKey] for an exact key (`KeyCodec.exact()`) given by its prefix.
  public int findPrefix(long prefix) {
    throw new AssertionError("in work");
  }

  /// The first position whose key is not less than `key` (which may be a part of a key); the row
  /// count when there is none.
  public int lowerBound(byte[] key) {
    throw new AssertionError("in work");
  }

  /// The encoded key of the row.
  public byte[] keyAt(int position) {
    throw new AssertionError("in work");
  }

  /// Reads rows `[from, from + count)` of a column to the vector's beginning. Bytes are addresses
  /// into the mapping, good until the segment is closed.
  public void read(int column, int from, int count, ColumnVector into) {
    throw new AssertionError("in work");
  }

  /// Reads rows `base + selection[0..count)` (ascending) of a column, dense from index 0.
  public void readSelected(int column, int base, int[] selection, int count, ColumnVector into) {
    throw new AssertionError("in work");
  }

  /// Puts the row together in its `RowLayout`; returns its address in the buffer.
  public long writeRow(int position, RowBuffer into) {
    throw new AssertionError("in work");
  }

  /// The column's dictionary; null when the column is not dictionary-coded.
  public @Nullable Dictionary dictionary(int column) {
    throw new AssertionError("in work");
  }

  /// Reads the dictionary codes of rows `[from, from + count)`; -1 is NULL.
  public void readCodes(int column, int from, int count, int[] codes) {
    throw new AssertionError("in work");
  }

  /// Reads the whole file and checks every checksum and the hash.
  public void verify() {
    throw new AssertionError("in work");
  }

  /// Unmaps the file.
  @Override
  public void close() {}
}
