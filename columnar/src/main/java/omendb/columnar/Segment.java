package omendb.columnar;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import omendb.columnar.ChunkDecoder.Selection;
import omendb.columnar.InflatedChunks.Piece;
import omendb.columnar.InflatedChunks.Shape;
import omendb.columnar.SegmentDirectory.ChunkEntry;
import omendb.columnar.SegmentDirectory.ColumnEntry;
import omendb.columnar.SegmentDirectory.DictionaryEntry;
import omendb.core.Column;
import omendb.core.ColumnType;
import omendb.core.ColumnVector;
import omendb.core.RowBuffer;
import omendb.core.RowLayout;
import omendb.core.SqlState;
import omendb.core.TableSchema;
import omendb.core.TypeKind;
import org.jspecify.annotations.Nullable;

/// A segment file, mapped and read in place. Thread-safe; whoever closes it makes sure that nobody
/// reads any more, because addresses in vectors point into the mapping.
///
/// Damage is an XX001 error: of the directory at [#open], of a column's row group when it is first
/// read. Positions number the segment's rows from 0 in key order.
public final class Segment implements AutoCloseable {
  private final SegmentFile file;
  private final SegmentDirectory directory;
  private final TableSchema schema;
  private final SegmentSummary summary;
  private final RowLayout layout;
  private final SegmentKeys keys;
  private final int[] groupStarts;

  /// Rows of every group but the last when they are a power of two, as its exponent; else -1.
  private final int groupShift;

  /// By column and row group, null until first read. The entries are immutable, and reading one
  /// twice does no harm, so that plain stores do.
  private final @Nullable ColumnChunk[] chunks;

  private final @Nullable Dictionary[] dictionaries;

  /// Columns of the file by those of the table; null when they are the same.
  private final int @Nullable [] places;

  private final @Nullable MissingColumns missing;

  /// The decompressed pieces of a compressed segment; null for one that is read in place.
  private final @Nullable InflatedChunks inflated;

  private final ChunkCache cache;
  private final long id;

  private Segment(
      SegmentFile file,
      TableSchema schema,
      @Nullable SegmentColumns columns,
      long id,
      ChunkCache cache) {
    this.file = file;
    this.cache = cache;
    this.directory = file.directory();
    this.summary = directory.summary(file.bytes(), file.hash());
    this.schema = schema;
    this.layout = RowLayout.of(schema);
    this.groupStarts = directory.groupStarts();
    this.groupShift = groupShift(groupStarts);
    this.chunks = new ColumnChunk[directory.columns().size() * directory.rowGroupCount()];
    this.dictionaries = new Dictionary[directory.columns().size()];
    this.places =
        columns == null ? null : columns.places().stream().mapToInt(Integer::intValue).toArray();
    this.missing = columns == null ? null : new MissingColumns(layout, columns.missing());
    this.id = id;
    this.inflated = directory.compressed() ? new InflatedChunks(file, chunks.length) : null;
    this.keys = new SegmentKeys(this, directory);
  }

  /// Opens the file with the schema that it was written with.
  public static Segment open(Path path) {
    SegmentFile file = SegmentFile.open(path);
    return new Segment(
        file,
        file.directory().schema(),
        null,
        file.directory().segmentId(),
        new ChunkCache(Long.MAX_VALUE));
  }

  /// Opens the file for a table whose columns have the types that it was written with; names may
  /// have changed since.
  ///
  /// @param cache keeps what is decompressed
  public static Segment open(Path path, TableSchema schema, ChunkCache cache) {
    SegmentFile file = SegmentFile.open(path);
    TableSchema written = file.directory().schema();
    if (!types(written).equals(types(schema))
        || !written.keyColumns().equals(schema.keyColumns())) {
      file.close();
      throw SqlState.DATA_CORRUPTED.error(
          "segment file \"%s\" does not have the columns of table \"%s\"", path, schema.name());
    }
    return new Segment(file, schema, null, file.directory().segmentId(), cache);
  }

  /// Opens a file that was written as another segment, when the table had other columns. The key's
  /// columns are those of then; others may have a type that holds the file's values as they are.
  public static Segment open(
      Path path, TableSchema schema, SegmentColumns columns, long id, ChunkCache cache) {
    SegmentFile file = SegmentFile.open(path);
    if (!fits(file.directory().schema(), schema, columns.places())) {
      file.close();
      throw SqlState.DATA_CORRUPTED.error(
          "segment file \"%s\" does not have the columns of table \"%s\"", path, schema.name());
    }
    return new Segment(file, schema, columns, id, cache);
  }

  private static boolean fits(TableSchema written, TableSchema schema, List<Integer> places) {
    List<Integer> key = schema.keyColumns().stream().map(places::get).toList();
    boolean fits = places.size() == schema.columns().size() && written.keyColumns().equals(key);
    for (int i = 0; fits && i < places.size(); i++) {
      int place = places.get(i);
      ColumnType type = schema.columns().get(i).type();
      fits =
          place < 0
              || place < written.columns().size()
                  && holds(type, written.columns().get(place).type());
    }
    return fits;
  }

  /// True when the stored values of one type are, as they are stored, values of the other: an
  /// integer of a wider type, a text of another length, a decimal of the same scale.
  public static boolean holds(ColumnType type, ColumnType stored) {
    if (type.equals(stored)) {
      return true;
    }
    return switch (stored.kind()) {
      case SMALLINT -> type.kind() == TypeKind.INTEGER || type.kind() == TypeKind.BIGINT;
      case INTEGER -> type.kind() == TypeKind.BIGINT;
      case TEXT, VARCHAR -> type.kind() == TypeKind.TEXT || type.kind() == TypeKind.VARCHAR;
      case NUMERIC ->
          type.kind() == TypeKind.NUMERIC
              && type.form() == stored.form()
              && type.scale() == stored.scale();
      default -> false;
    };
  }

  private static List<ColumnType> types(TableSchema schema) {
    return schema.columns().stream().map(Column::type).toList();
  }

  private static int groupShift(int[] starts) {
    if (starts.length <= 2) {
      return Integer.SIZE - 1;
    }
    int rows = starts[1];
    for (int i = 2; i < starts.length - 1; i++) {
      if (starts[i] - starts[i - 1] != rows) {
        return -1;
      }
    }
    return Integer.bitCount(rows) == 1
            && starts[starts.length - 1] - starts[starts.length - 2] <= rows
        ? Integer.numberOfTrailingZeros(rows)
        : -1;
  }

  public Path file() {
    return file.path();
  }

  public long id() {
    return id;
  }

  public TableSchema schema() {
    return schema;
  }

  /// What the writer's [SegmentWriter#finish] returned.
  public SegmentSummary summary() {
    return summary;
  }

  /// True when the file's buffers are compressed: what is read is kept in the [ChunkCache].
  public boolean compressed() {
    return inflated != null;
  }

  public int rowCount() {
    return directory.rowCount();
  }

  public int rowGroupCount() {
    return groupStarts.length - 1;
  }

  /// Position of the group's first row.
  public int rowGroupStart(int rowGroup) {
    return groupStarts[rowGroup];
  }

  public int rowGroupRows(int rowGroup) {
    return groupStarts[rowGroup + 1] - groupStarts[rowGroup];
  }

  /// The row group that holds the position.
  public int rowGroupOf(int position) {
    if (groupShift >= 0) {
      return position >>> groupShift;
    }
    int found = Arrays.binarySearch(groupStarts, position);
    return found >= 0 ? found : -found - 2;
  }

  /// The column's place in the file, or -1.
  private int place(int column) {
    return places == null ? column : places[column];
  }

  /// What stands for a column without a place in the file.
  MissingColumns missing() {
    return Objects.requireNonNull(missing);
  }

  public ZoneMap zoneMap(int column) {
    int place = place(column);
    return place < 0
        ? missing().zoneMap(column, rowCount())
        : directory.columns().get(place).zoneMap();
  }

  public ZoneMap zoneMap(int column, int rowGroup) {
    int place = place(column);
    return place < 0
        ? missing().zoneMap(column, rowGroupRows(rowGroup))
        : directory.columns().get(place).chunks().get(rowGroup).zoneMap();
  }

  /// A sketch of the column's values; merges with those of other segments. Not to be changed.
  public DistinctSketch distinctSketch(int column) {
    int place = place(column);
    return place < 0 ? missing().sketch(column) : directory.columns().get(place).sketch();
  }

  /// The position of the row with this encoded key, or -1.
  public int findKey(byte[] key) {
    return keys.find(key);
  }

  /// As [#findKey] for an exact key (`KeyCodec.exact()`) given by its prefix.
  public int findPrefix(long prefix) {
    return keys.findPrefix(prefix);
  }

  /// The first position whose key is not less than `key` (which may be a part of a key); the row
  /// count when there is none.
  public int lowerBound(byte[] key) {
    return keys.lowerBound(key);
  }

  /// The encoded key of the row.
  public byte[] keyAt(int position) {
    return keys.keyAt(position);
  }

  /// Reads rows `[from, from + count)` of a column to the vector's beginning. Bytes are addresses
  /// into the mapping, good until the segment is closed.
  public void read(int column, int from, int count, ColumnVector into) {
    int place = place(column);
    if (place < 0) {
      missing().read(column, count, into);
      return;
    }
    into.hasNulls = false;
    int done = 0;
    while (done < count) {
      int group = rowGroupOf(from + done);
      int row = from + done - groupStarts[group];
      int rows = Math.min(count - done, rowGroupRows(group) - row);
      ChunkDecoder.read(stored(place, group), row, rows, into, done);
      done += rows;
    }
  }

  /// Reads rows `base + selection[0..count)` (ascending) of a column, dense from index 0.
  public void readSelected(int column, int base, int[] selection, int count, ColumnVector into) {
    int place = place(column);
    if (place < 0) {
      missing().read(column, count, into);
      return;
    }
    into.hasNulls = false;
    int done = 0;
    while (done < count) {
      int group = rowGroupOf(base + selection[done]);
      int groupBase = base - groupStarts[group];
      int end = count;
      if (base + selection[count - 1] >= groupStarts[group + 1]) {
        end = done + 1;
        while (base + selection[end] < groupStarts[group + 1]) {
          end++;
        }
      }
      Selection rows = new Selection(groupBase, selection, done, end);
      ChunkDecoder.readSelected(stored(place, group), rows, into);
      done = end;
    }
  }

  /// Puts the row together in its `RowLayout`; returns its address in the buffer.
  public long writeRow(int position, RowBuffer into) {
    return RowAssembler.write(this, layout, position, into);
  }

  /// The column's dictionary; null when the column is not dictionary-coded.
  public @Nullable Dictionary dictionary(int column) {
    int place = place(column);
    return place < 0 ? null : storedDictionary(place);
  }

  private @Nullable Dictionary storedDictionary(int column) {
    Dictionary dictionary = dictionaries[column];
    if (dictionary == null) {
      ColumnEntry entry = directory.columns().get(column);
      DictionaryEntry places = entry.dictionary();
      if (places == null) {
        return null;
      }
      String name = "dictionary of column " + entry.column().name();
      if (inflated != null) {
        return inflatedDictionary(column, places, inflated, name);
      }
      dictionary =
          new Dictionary(
              places.size(),
              file.verified(places.offsets(), 4L * (places.size() + 1), name),
              file.verified(places.values(), -1, name));
      dictionaries[column] = dictionary;
    }
    return dictionary;
  }

  private synchronized Dictionary inflatedDictionary(
      int column, DictionaryEntry places, InflatedChunks pieces, String name) {
    Dictionary known = dictionaries[column];
    if (known == null) {
      known = pieces.dictionary(places, name);
      dictionaries[column] = known;
    }
    return known;
  }

  /// Reads the dictionary codes of rows `[from, from + count)`; -1 is NULL. Only for a column with
  /// a dictionary.
  public void readCodes(int column, int from, int count, int[] codes) {
    int done = 0;
    while (done < count) {
      int group = rowGroupOf(from + done);
      int row = from + done - groupStarts[group];
      int rows = Math.min(count - done, rowGroupRows(group) - row);
      ColumnChunk chunk = stored(place(column), group);
      ChunkDecoder.readCodes(chunk, row, rows, codes, done);
      for (int i = 0; chunk.hasNulls() && i < rows; i++) {
        codes[done + i] = chunk.isNull(row + i) ? -1 : codes[done + i];
      }
      done += rows;
    }
  }

  /// The table's column as it lies in the file; null when the file lacks it.
  @Nullable ColumnChunk chunk(int column, int rowGroup) {
    int place = place(column);
    return place < 0 ? null : stored(place, rowGroup);
  }

  /// The file's column in a row group; its checksums are verified on first use.
  ColumnChunk stored(int column, int rowGroup) {
    int slot = column * rowGroupCount() + rowGroup;
    ColumnChunk chunk = chunks[slot];
    if (inflated != null) {
      inflated.markRead(slot);
      return chunk != null ? chunk : inflate(column, rowGroup, slot, inflated);
    }
    return chunk != null ? chunk : map(column, rowGroup, slot);
  }

  private ColumnChunk map(int column, int rowGroup, int slot) {
    ColumnEntry entry = directory.columns().get(column);
    ChunkEntry places = entry.chunks().get(rowGroup);
    Shape shape = shape(entry, rowGroup);
    ColumnChunk chunk =
        new ColumnChunk(
            entry.encoding(),
            entry.width(),
            places.base(),
            shape.rows(),
            file.verified(places.validity(), shape.validityBytes(), "validity of " + shape.name()),
            file.verified(places.offsets(), shape.offsetsBytes(), "offsets of " + shape.name()),
            file.verified(places.values(), shape.valuesBytes(), shape.name()),
            storedDictionary(column));
    chunks[slot] = chunk;
    return chunk;
  }

  private Shape shape(ColumnEntry entry, int rowGroup) {
    int rows = rowGroupRows(rowGroup);
    boolean plain = entry.encoding() == Encoding.PLAIN;
    boolean noNulls = entry.chunks().get(rowGroup).zoneMap().nullCount() == 0;
    return new Shape(
        "row group " + rowGroup + " of column " + entry.column().name(),
        rows,
        noNulls ? 0 : (rows + 7) / 8,
        plain ? 4L * (rows + 1) : 0,
        plain ? -1 : (long) entry.width() * rows);
  }

  /// Decompresses the piece and keeps it, unless another thread just did.
  private ColumnChunk inflate(int column, int rowGroup, int slot, InflatedChunks pieces) {
    ColumnEntry entry = directory.columns().get(column);
    Piece piece =
        pieces.inflate(
            entry, entry.chunks().get(rowGroup), shape(entry, rowGroup), storedDictionary(column));
    if (pieces.keep(chunks, slot, piece)) {
      cache.added(this, slot, piece.block().bytes());
      return piece.chunk();
    }
    piece.block().free();
    return stored(column, rowGroup);
  }

  /// True when the piece was read since the last call.
  boolean wasRead(int slot) {
    return inflated != null && inflated.wasRead(slot);
  }

  /// Takes a decompressed piece out; returns its memory.
  @Nullable NativeBlock takeOut(int slot) {
    return inflated == null ? null : inflated.takeOut(chunks, slot);
  }

  /// What is known of the file besides its values.
  SegmentDirectory directory() {
    return directory;
  }

  /// Reads the whole file and checks every checksum and the hash.
  public void verify() {
    for (int column = 0; column < directory.columns().size(); column++) {
      ColumnEntry entry = directory.columns().get(column);
      for (int group = 0; group < rowGroupCount(); group++) {
        if (inflated == null) {
          map(column, group, column * rowGroupCount() + group);
        } else {
          inflated
              .inflate(
                  entry, entry.chunks().get(group), shape(entry, group), storedDictionary(column))
              .block()
              .free();
        }
      }
    }
    file.verifyHash();
  }

  /// Unmaps the file.
  @Override
  public void close() {
    if (inflated != null) {
      cache.forget(this, inflated.free());
    }
    file.close();
    if (missing != null) {
      missing.close();
    }
  }
}
