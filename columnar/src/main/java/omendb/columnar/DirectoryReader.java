package omendb.columnar;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import omendb.alex.PiecewiseLinearModel;
import omendb.columnar.SegmentDirectory.ChunkEntry;
import omendb.columnar.SegmentDirectory.ColumnEntry;
import omendb.columnar.SegmentDirectory.DictionaryEntry;
import omendb.columnar.SegmentDirectory.Place;
import omendb.core.Column;
import omendb.core.ColumnType;
import omendb.core.TableSchema;
import omendb.core.TypeKind;
import org.jspecify.annotations.Nullable;

/// Reads what [DirectoryWriter] wrote. The bytes have passed their checksum; what still does not
/// fit is an IllegalArgumentException or a BufferUnderflowException.
final class DirectoryReader {
  private final ByteBuffer in;

  private DirectoryReader(byte[] bytes) {
    this.in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  static SegmentDirectory decode(byte[] bytes) {
    DirectoryReader reader = new DirectoryReader(bytes);
    SegmentDirectory directory = reader.directory();
    check(!reader.in.hasRemaining());
    return directory;
  }

  private SegmentDirectory directory() {
    return new SegmentDirectory(
        in.getLong(),
        table(),
        groupStarts(),
        list(this::column),
        bytes(),
        bytes(),
        PiecewiseLinearModel.fromBytes(bytes()));
  }

  private int[] groupStarts() {
    int[] starts = list(in::getInt).stream().mapToInt(Integer::intValue).toArray();
    check(starts.length > 0 && starts[0] == 0);
    for (int i = 1; i < starts.length; i++) {
      check(starts[i] > starts[i - 1]);
    }
    return starts;
  }

  private TableSchema table() {
    int oid = in.getInt();
    String schemaName = text();
    String name = text();
    String keyName = text();
    List<Integer> keyColumns = list(in::getInt);
    List<Column> columns = list(this::plainColumn);
    return new TableSchema(oid, schemaName, name, columns, keyColumns, keyName);
  }

  private Column plainColumn() {
    return new Column(text(), type(), in.get() != 0, null);
  }

  private ColumnType type() {
    int oid = in.getInt();
    int precision = in.getInt();
    int scale = in.getInt();
    TypeKind kind = kind(oid);
    return new ColumnType(kind, precision, scale, kind == TypeKind.ARRAY ? type() : null);
  }

  private static TypeKind kind(int oid) {
    for (TypeKind kind : TypeKind.values()) {
      if (kind.oid() == oid) {
        return kind;
      }
    }
    throw new IllegalArgumentException("type " + oid);
  }

  private ColumnEntry column() {
    Column column = plainColumn();
    Encoding encoding = Encoding.ofCode(in.get());
    int width = in.get();
    byte compression = in.get();
    check(compression == 0 || compression == CompressedBuffer.ZSTD);
    DictionaryEntry dictionary =
        in.get() == 0 ? null : new DictionaryEntry(in.getInt(), place(), place());
    check((dictionary != null) == (encoding == Encoding.DICTIONARY));
    return new ColumnEntry(
        column,
        encoding,
        width,
        compression != 0,
        dictionary,
        zoneMap(column.type()),
        DistinctSketch.fromBytes(bytes()),
        list(() -> chunk(column.type())));
  }

  private ChunkEntry chunk(ColumnType type) {
    return new ChunkEntry(in.getLong(), place(), place(), place(), zoneMap(type));
  }

  private Place place() {
    return new Place(in.getLong(), in.getLong(), in.getInt());
  }

  private ZoneMap zoneMap(ColumnType type) {
    return new ZoneMap(type, in.getInt(), in.getInt(), in.getLong(), bounds());
  }

  private @Nullable Bounds bounds() {
    int kind = in.get();
    return switch (kind) {
      case DirectoryWriter.BOUNDS_NONE -> null;
      case DirectoryWriter.BOUNDS_LONGS -> new Bounds.Longs(in.getLong(), in.getLong());
      case DirectoryWriter.BOUNDS_DOUBLES -> new Bounds.Doubles(in.getDouble(), in.getDouble());
      case DirectoryWriter.BOUNDS_WIDES ->
          new Bounds.Wides(in.getLong(), in.getLong(), in.getLong(), in.getLong());
      case DirectoryWriter.BOUNDS_BYTES -> new Bounds.Bytes(bytes(), bytes(), in.get() != 0);
      default -> throw new IllegalArgumentException("bounds " + kind);
    };
  }

  private String text() {
    return new String(bytes(), StandardCharsets.UTF_8);
  }

  private byte[] bytes() {
    byte[] bytes = new byte[count()];
    in.get(bytes);
    return bytes;
  }

  private <T> List<T> list(Supplier<T> element) {
    int count = count();
    List<T> list = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      list.add(element.get());
    }
    return list;
  }

  /// A count or length; what is counted takes at least a byte each.
  private int count() {
    int count = in.getInt();
    check(count >= 0 && count <= in.remaining());
    return count;
  }

  private static void check(boolean holds) {
    if (!holds) {
      throw new IllegalArgumentException("the directory contradicts itself");
    }
  }
}
