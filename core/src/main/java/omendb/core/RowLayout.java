package omendb.core;

import java.util.List;

/// Where each column of a row lies: the one descriptor of the stored row, shared by version slabs,
/// transaction arenas, RocksDB values and the loaders.
///
/// ```
///  0                          nullBytes                      fixedBytes
///  +--------------------------+------------------------------+---------------------+
///  | null bits, 1 = NULL,     | one slot per column, natural | bytes of variable   |
///  | column i is bit i%8 of   | width, unaligned             | columns, in column  |
///  | byte i/8                 |                              | order               |
///  +--------------------------+------------------------------+---------------------+
/// ```
///
/// | column | slot |
/// |---|---|
/// | BOOLEAN | 1 byte |
/// | SMALLINT | 2 |
/// | INTEGER, DATE, REAL | 4 |
/// | BIGINT, TIME, TIMESTAMP(TZ), DOUBLE, NUMERIC(p ≤ 18), OID and what else is kept as a number | 8 |
/// | NUMERIC(p ≤ 38), UUID | 16: low word, high word |
/// | text, bytea, unconstrained NUMERIC (as decimal text), INTERVAL (16 bytes), json, arrays ([ArrayBytes]), ranges ([RangeBytes]) | 8: int offset from the row's start, int length |
///
/// A NULL's slot is zero. All numbers are little-endian.
public final class RowLayout {
  private final ColumnType[] types;
  private final int[] offsets;
  private final int[] widths;
  private final int fixedBytes;

  private RowLayout(ColumnType[] types) {
    this.types = types;
    this.offsets = new int[types.length];
    this.widths = new int[types.length];
    int offset = (types.length + 7) / 8;
    for (int i = 0; i < types.length; i++) {
      offsets[i] = offset;
      widths[i] = slotBytes(types[i]);
      offset += widths[i];
    }
    this.fixedBytes = offset;
  }

  public static RowLayout of(List<ColumnType> types) {
    return new RowLayout(types.toArray(ColumnType[]::new));
  }

  public static RowLayout of(TableSchema schema) {
    return of(schema.columns().stream().map(Column::type).toList());
  }

  public int columnCount() {
    return types.length;
  }

  public ColumnType type(int column) {
    return types[column];
  }

  /// Bytes from the row's start to the column's slot.
  public int offset(int column) {
    return offsets[column];
  }

  /// Bytes of the column's slot.
  public int width(int column) {
    return widths[column];
  }

  /// Bytes of null bits and slots; the variable part follows.
  public int fixedBytes() {
    return fixedBytes;
  }

  /// True when the column's bytes lie in the variable part.
  public boolean variable(int column) {
    return switch (types[column].form()) {
      case BYTES, OBJECT -> true;
      case LONG, DOUBLE, WIDE -> false;
    };
  }

  public boolean isNull(long row, int column) {
    return (NativeMemory.getByte(row + (column >> 3)) & (1 << (column & 7))) != 0;
  }

  /// The value of a LONG column, widened.
  public long getLong(long row, int column) {
    long at = row + offsets[column];
    return switch (widths[column]) {
      case 1 -> NativeMemory.getByte(at);
      case 2 -> NativeMemory.getShort(at);
      case 4 -> NativeMemory.getInt(at);
      default -> NativeMemory.getLong(at);
    };
  }

  /// The value of a DOUBLE column, widened.
  public double getDouble(long row, int column) {
    long at = row + offsets[column];
    return widths[column] == 4 ? NativeMemory.getFloat(at) : NativeMemory.getDouble(at);
  }

  /// The address of a variable column's bytes.
  public long bytesAddress(long row, int column) {
    return row + NativeMemory.getInt(row + offsets[column]);
  }

  /// The length of a variable column's bytes.
  public int bytesLength(long row, int column) {
    return NativeMemory.getInt(row + offsets[column] + 4);
  }

  /// Bytes that the whole row takes.
  public int rowBytes(long row) {
    int end = fixedBytes;
    for (int i = types.length - 1; i >= 0; i--) {
      if (variable(i) && !isNull(row, i)) {
        return Math.max(
            end, NativeMemory.getInt(row + offsets[i]) + NativeMemory.getInt(row + offsets[i] + 4));
      }
    }
    return end;
  }

  private static int slotBytes(ColumnType type) {
    return switch (type.form()) {
      case WIDE -> 16;
      case BYTES, OBJECT -> 8;
      case DOUBLE -> type.kind() == TypeKind.REAL ? 4 : 8;
      case LONG ->
          switch (type.kind()) {
            case BOOLEAN -> 1;
            case SMALLINT -> 2;
            case INTEGER, DATE -> 4;
            default -> 8;
          };
    };
  }
}
