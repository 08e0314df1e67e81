package omendb.columnar;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import omendb.columnar.SegmentDirectory.ChunkEntry;
import omendb.columnar.SegmentDirectory.ColumnEntry;
import omendb.columnar.SegmentDirectory.DictionaryEntry;
import omendb.columnar.SegmentDirectory.Place;
import omendb.core.Column;
import omendb.core.ColumnType;
import omendb.core.TableSchema;
import org.jspecify.annotations.Nullable;

/// Writes a [SegmentDirectory] as bytes; [DirectoryReader] is its mirror, field by field.
///
/// Numbers are little-endian; `text` and `bytes` are an int32 length and that many bytes, `list` an
/// int32 count and the elements.
///
/// ```
/// directory = segmentId int64, table, list of groupStart int32, list of column,
///             minKey bytes, maxKey bytes, model bytes
/// table     = oid int32, schemaName text, name text, keyName text, list of keyColumn int32,
///             list of (name text, type, nullable int8)
/// type      = oid int32, precision int32, scale int32, element type if oid is 0
/// column    = name text, type, nullable int8, encoding int8, width int8, compression int8,
///             dictionary int8, if 1: size int32, offsets place, values place;
///             zoneMap, sketch bytes, list of chunk
/// chunk     = base int64, validity place, offsets place, values place, zoneMap
/// place     = offset int64, length int64, CRC32C int32; all 0 when there is no such buffer
/// zoneMap   = rows int32, nulls int32, distinct int64, kind int8, then by kind
///             0 nothing, 1 two int64, 2 two float64, 3 four int64,
///             4 min bytes, max bytes, cut int8
/// ```
final class DirectoryWriter {
  static final int BOUNDS_NONE = 0;
  static final int BOUNDS_LONGS = 1;
  static final int BOUNDS_DOUBLES = 2;
  static final int BOUNDS_WIDES = 3;
  static final int BOUNDS_BYTES = 4;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private DirectoryWriter() {}

  static byte[] encode(SegmentDirectory directory) {
    DirectoryWriter writer = new DirectoryWriter();
    writer.put(directory);
    return writer.out.toByteArray();
  }

  private void put(SegmentDirectory directory) {
    putLong(directory.segmentId());
    put(directory.schema());
    putInt(directory.groupStarts().length);
    for (int start : directory.groupStarts()) {
      putInt(start);
    }
    putInt(directory.columns().size());
    directory.columns().forEach(this::put);
    put(directory.minKey());
    put(directory.maxKey());
    put(directory.model().toBytes());
  }

  private void put(TableSchema schema) {
    putInt(schema.oid());
    put(schema.schemaName());
    put(schema.name());
    put(schema.keyName());
    putInt(schema.keyColumns().size());
    schema.keyColumns().forEach(this::putInt);
    putInt(schema.columns().size());
    schema.columns().forEach(this::put);
  }

  private void put(Column column) {
    put(column.name());
    put(column.type());
    putByte(column.nullable() ? 1 : 0);
  }

  private void put(ColumnType type) {
    putInt(type.kind().oid());
    putInt(type.precision());
    putInt(type.scale());
    ColumnType element = type.element();
    if (element != null) {
      put(element);
    }
  }

  private void put(ColumnEntry entry) {
    put(entry.column());
    putByte(entry.encoding().code());
    putByte(entry.width());
    putByte(entry.compressed() ? CompressedBuffer.ZSTD : 0);
    DictionaryEntry dictionary = entry.dictionary();
    putByte(dictionary == null ? 0 : 1);
    if (dictionary != null) {
      putInt(dictionary.size());
      put(dictionary.offsets());
      put(dictionary.values());
    }
    put(entry.zoneMap());
    put(entry.sketch().toBytes());
    putInt(entry.chunks().size());
    entry.chunks().forEach(this::put);
  }

  private void put(ChunkEntry chunk) {
    putLong(chunk.base());
    put(chunk.validity());
    put(chunk.offsets());
    put(chunk.values());
    put(chunk.zoneMap());
  }

  private void put(Place place) {
    putLong(place.offset());
    putLong(place.bytes());
    putInt(place.crc());
  }

  private void put(ZoneMap zoneMap) {
    putInt(zoneMap.rowCount());
    putInt(zoneMap.nullCount());
    putLong(zoneMap.distinct());
    put(zoneMap.bounds());
  }

  private void put(@Nullable Bounds bounds) {
    switch (bounds) {
      case null -> putByte(BOUNDS_NONE);
      case Bounds.Longs longs -> {
        putByte(BOUNDS_LONGS);
        putLong(longs.min());
        putLong(longs.max());
      }
      case Bounds.Doubles doubles -> {
        putByte(BOUNDS_DOUBLES);
        putLong(Double.doubleToRawLongBits(doubles.min()));
        putLong(Double.doubleToRawLongBits(doubles.max()));
      }
      case Bounds.Wides wides -> {
        putByte(BOUNDS_WIDES);
        putLong(wides.minHigh());
        putLong(wides.minLow());
        putLong(wides.maxHigh());
        putLong(wides.maxLow());
      }
      case Bounds.Bytes bytes -> {
        putByte(BOUNDS_BYTES);
        put(bytes.min());
        put(bytes.max());
        putByte(bytes.maxCut() ? 1 : 0);
      }
    }
  }

  private void put(String text) {
    put(text.getBytes(StandardCharsets.UTF_8));
  }

  private void put(byte[] bytes) {
    putInt(bytes.length);
    out.writeBytes(bytes);
  }

  private void putByte(int value) {
    out.write(value);
  }

  private void putInt(int value) {
    for (int shift = 0; shift < Integer.SIZE; shift += 8) {
      out.write(value >>> shift);
    }
  }

  private void putLong(long value) {
    putInt((int) value);
    putInt((int) (value >>> 32));
  }
}
