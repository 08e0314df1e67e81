package omendb.core;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Boxed values (see [TypeKind]) to the bytes of a [RowLayout] and back; also reads a row's columns
/// into vectors. Thread-safe: it holds only the layout.
public final class RowCodec {
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;

  private final RowLayout layout;

  public RowCodec(RowLayout layout) {
    this.layout = layout;
  }

  public RowLayout layout() {
    return layout;
  }

  /// The row's bytes. Values must already be in the range of their column's type.
  public byte[] encode(@Nullable Object[] values) {
    int count = layout.columnCount();
    byte[][] variable = new byte[count][];
    int size = layout.fixedBytes();
    for (int i = 0; i < count; i++) {
      Object value = values[i];
      if (value != null && layout.variable(i)) {
        variable[i] = variableBytes(layout.type(i), value);
        size += variable[i].length;
      }
    }
    byte[] row = new byte[size];
    MemorySegment segment = MemorySegment.ofArray(row);
    int end = layout.fixedBytes();
    for (int i = 0; i < count; i++) {
      Object value = values[i];
      if (value == null) {
        row[i >> 3] |= (byte) (1 << (i & 7));
        continue;
      }
      int offset = layout.offset(i);
      byte[] bytes = variable[i];
      if (bytes != null) {
        segment.set(INT, offset, end);
        segment.set(INT, offset + 4, bytes.length);
        System.arraycopy(bytes, 0, row, end, bytes.length);
        end += bytes.length;
      } else {
        putFixed(segment, offset, i, value);
      }
    }
    return row;
  }

  private void putFixed(MemorySegment row, int offset, int column, Object value) {
    ColumnType type = layout.type(column);
    switch (type.form()) {
      case WIDE -> {
        row.set(LONG, offset, low(type, value));
        row.set(LONG, offset + 8, high(type, value));
      }
      case DOUBLE -> {
        double number = ((Number) value).doubleValue();
        if (layout.width(column) == 4) {
          row.set(ValueLayout.JAVA_FLOAT_UNALIGNED, offset, (float) number);
        } else {
          row.set(ValueLayout.JAVA_DOUBLE_UNALIGNED, offset, number);
        }
      }
      case LONG -> {
        long number = unscaled(type, value);
        switch (layout.width(column)) {
          case 1 -> row.set(ValueLayout.JAVA_BYTE, offset, (byte) number);
          case 2 -> row.set(SHORT, offset, (short) number);
          case 4 -> row.set(INT, offset, (int) number);
          default -> row.set(LONG, offset, number);
        }
      }
      case BYTES, OBJECT -> throw new AssertionError(type);
    }
  }

  /// The long that stands for a boxed value of a type in LONG form.
  public static long unscaled(ColumnType type, Object value) {
    return switch (value) {
      case Boolean truth -> truth ? 1 : 0;
      case BigDecimal decimal -> decimal.setScale(type.scale()).unscaledValue().longValueExact();
      default -> ((Number) value).longValue();
    };
  }

  /// The low word of a boxed value of a type in WIDE form.
  static long low(ColumnType type, Object value) {
    return value instanceof UUID uuid
        ? uuid.getLeastSignificantBits()
        : ((BigDecimal) value).setScale(type.scale()).unscaledValue().longValue();
  }

  /// The high word of a boxed value of a type in WIDE form.
  static long high(ColumnType type, Object value) {
    return value instanceof UUID uuid
        ? uuid.getMostSignificantBits()
        : ((BigDecimal) value).setScale(type.scale()).unscaledValue().shiftRight(64).longValue();
  }

  /// The stored bytes of a boxed value of a type in BYTES or OBJECT form.
  public static byte[] variableBytes(ColumnType type, Object value) {
    return switch (value) {
      case byte[] bytes -> bytes;
      case String text -> text.getBytes(StandardCharsets.UTF_8);
      case BigDecimal decimal ->
          (SpecialNumeric.is(decimal) ? SpecialNumeric.text(decimal) : decimal.toPlainString())
              .getBytes(StandardCharsets.US_ASCII);
      case Interval interval -> {
        byte[] bytes = new byte[16];
        MemorySegment segment = MemorySegment.ofArray(bytes);
        segment.set(LONG, 0, interval.micros());
        segment.set(INT, 8, interval.days());
        segment.set(INT, 12, interval.months());
        yield bytes;
      }
      case RangeValue range -> RangeBytes.encode(range);
      case MultirangeValue multirange -> RangeBytes.encode(multirange);
      case @Nullable Object[] array when type.element() != null ->
          ArrayBytes.encode(type.element(), array);
      default ->
          throw SqlState.FEATURE_NOT_SUPPORTED.error("values of type %s cannot be stored", type);
    };
  }

  /// The boxed value of a type in OBJECT form from its stored bytes.
  public static Object object(ColumnType type, long address, int length) {
    return switch (type.kind()) {
      case NUMERIC -> numeric(NativeMemory.bytes(address, length));
      case INTERVAL ->
          new Interval(
              NativeMemory.getInt(address + 12),
              NativeMemory.getInt(address + 8),
              NativeMemory.getLong(address));
      case ARRAY -> ArrayBytes.decode(java.util.Objects.requireNonNull(type.element()), address);
      default -> {
        ColumnType bound = type.bound();
        if (bound == null) {
          throw new AssertionError(type);
        }
        yield type.multirange() != null
            ? RangeBytes.range(bound, address)
            : RangeBytes.multirange(bound, address);
      }
    };
  }

  private static BigDecimal numeric(byte[] stored) {
    String text = new String(stored, StandardCharsets.US_ASCII);
    BigDecimal special = text.charAt(text.length() - 1) > '9' ? SpecialNumeric.parse(text) : null;
    return special == null ? new BigDecimal(text) : special;
  }

  /// The boxed value of one column of the row at this native address.
  public @Nullable Object value(long row, int column) {
    if (layout.isNull(row, column)) {
      return null;
    }
    ColumnType type = layout.type(column);
    return switch (type.form()) {
      case LONG -> {
        long value = layout.getLong(row, column);
        yield switch (type.kind()) {
          case BOOLEAN -> value != 0;
          case NUMERIC -> BigDecimal.valueOf(value, type.scale());
          default -> value;
        };
      }
      case DOUBLE -> layout.getDouble(row, column);
      case BYTES -> {
        byte[] bytes =
            NativeMemory.bytes(layout.bytesAddress(row, column), layout.bytesLength(row, column));
        yield type.kind() == TypeKind.BYTEA ? bytes : new String(bytes, StandardCharsets.UTF_8);
      }
      case WIDE -> {
        long at = row + layout.offset(column);
        long low = NativeMemory.getLong(at);
        long high = NativeMemory.getLong(at + 8);
        yield type.kind() == TypeKind.UUID
            ? new UUID(high, low)
            : new BigDecimal(ColumnVector.wide(high, low), type.scale());
      }
      case OBJECT ->
          object(type, layout.bytesAddress(row, column), layout.bytesLength(row, column));
    };
  }

  /// The boxed values of the row at this native address.
  public @Nullable Object[] decode(long row) {
    @Nullable Object[] values = new @Nullable Object[layout.columnCount()];
    for (int i = 0; i < values.length; i++) {
      values[i] = value(row, i);
    }
    return values;
  }

  /// Puts one column of the row into a vector at `index`. The vector's `hasNulls` is only ever
  /// raised here; the caller clears it for a fresh batch.
  public void read(long row, int column, ColumnVector into, int index) {
    if (layout.isNull(row, column)) {
      into.nulls[index] = 1;
      into.hasNulls = true;
      return;
    }
    into.nulls[index] = 0;
    switch (into.form) {
      case LONG -> into.longs[index] = layout.getLong(row, column);
      case DOUBLE -> into.doubles[index] = layout.getDouble(row, column);
      case WIDE -> {
        long at = row + layout.offset(column);
        into.longs[index] = NativeMemory.getLong(at);
        into.highs[index] = NativeMemory.getLong(at + 8);
      }
      case BYTES -> {
        into.longs[index] = layout.bytesAddress(row, column);
        into.lengths[index] = layout.bytesLength(row, column);
      }
      case OBJECT ->
          into.objects[index] =
              object(
                  layout.type(column),
                  layout.bytesAddress(row, column),
                  layout.bytesLength(row, column));
    }
  }

  /// Reads one column of `count` rows, given by their addresses, into a vector from index 0.
  public void readAll(long[] rows, int count, int column, ColumnVector into) {
    into.hasNulls = false;
    Arrays.fill(into.nulls, 0, count, (byte) 0);
    for (int i = 0; i < count; i++) {
      read(rows[i], column, into, i);
    }
  }
}
