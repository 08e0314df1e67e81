package omendb.columnar;

import java.util.List;
import omendb.alex.PiecewiseLinearModel;
import omendb.core.Column;
import omendb.core.TableSchema;
import org.jspecify.annotations.Nullable;

/// All that is known of a segment besides its values: what [DirectoryWriter] writes and
/// [DirectoryReader] reads.
///
/// @param segmentId the segment's number
/// @param schema the table as it was when the segment was written
/// @param groupStarts first position of each row group, and the row count at the end
/// @param columns the table's columns, and the hidden key if there is one
/// @param minKey encoded key of the first row, empty when there is none
/// @param maxKey encoded key of the last row, empty when there is none
/// @param model positions by the prefix of the key
record SegmentDirectory(
    long segmentId,
    TableSchema schema,
    int[] groupStarts,
    List<ColumnEntry> columns,
    byte[] minKey,
    byte[] maxKey,
    PiecewiseLinearModel model) {

  /// True when the buffers of the columns are compressed.
  boolean compressed() {
    return columns.stream().anyMatch(ColumnEntry::compressed);
  }

  int rowCount() {
    return groupStarts[groupStarts.length - 1];
  }

  int rowGroupCount() {
    return groupStarts.length - 1;
  }

  /// What the manifest keeps of the segment.
  SegmentSummary summary(long fileBytes, String hash) {
    List<ZoneMap> zoneMaps =
        columns.subList(0, schema.columns().size()).stream().map(ColumnEntry::zoneMap).toList();
    return new SegmentSummary(
        segmentId, rowCount(), rowGroupCount(), fileBytes, hash, minKey, maxKey, zoneMaps);
  }

  /// A column of the segment.
  ///
  /// @param width bytes of a stored number; 0 for plain bytes
  /// @param compressed whether its buffers are as [CompressedBuffer] makes them
  /// @param dictionary null when the column has none
  /// @param zoneMap over all rows
  /// @param sketch of all values
  /// @param chunks one per row group
  record ColumnEntry(
      Column column,
      Encoding encoding,
      int width,
      boolean compressed,
      @Nullable DictionaryEntry dictionary,
      ZoneMap zoneMap,
      DistinctSketch sketch,
      List<ChunkEntry> chunks) {}

  /// Where a column's dictionary lies.
  record DictionaryEntry(int size, Place offsets, Place values) {}

  /// A column's piece in one row group.
  ///
  /// @param base what is added to stored numbers
  /// @param validity one bit per row, 1 = not NULL; nowhere when the piece has no NULL
  /// @param offsets of plain bytes, else nowhere
  record ChunkEntry(long base, Place validity, Place offsets, Place values, ZoneMap zoneMap) {}

  /// A buffer in the file.
  record Place(long offset, long bytes, int crc) {
    /// For a buffer that is not there.
    static final Place NOWHERE = new Place(0, 0, 0);

    boolean exists() {
      return offset != 0;
    }
  }
}
