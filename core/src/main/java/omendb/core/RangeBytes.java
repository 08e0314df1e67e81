package omendb.core;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Ranges and multiranges as stored bytes.
///
/// ```
/// flags (1) | lower bound | upper bound        a range; bounds only where there are some
/// count (4) | ranges                           a multirange
/// ```
///
/// The flags are PostgreSQL's: 1 empty, 2 and 4 the lower and the upper bound belong to it, 8 and
/// 16 there is none. A bound is 8 bytes, of a numrange its length (4) and its decimal text. All
/// numbers are little-endian.
final class RangeBytes {
  private static final int EMPTY = 1;
  private static final int LOWER_INC = 2;
  private static final int UPPER_INC = 4;
  private static final int NO_LOWER = 8;
  private static final int NO_UPPER = 16;

  private RangeBytes() {}

  static byte[] encode(RangeValue range) {
    byte[] lower = bound(range.lower());
    byte[] upper = bound(range.upper());
    int flags = range.empty() ? EMPTY : 0;
    flags |= range.lowerInc() ? LOWER_INC : 0;
    flags |= range.upperInc() ? UPPER_INC : 0;
    flags |= range.lower() == null ? NO_LOWER : 0;
    flags |= range.upper() == null ? NO_UPPER : 0;
    return ByteBuffer.allocate(1 + lower.length + upper.length)
        .put((byte) flags)
        .put(lower)
        .put(upper)
        .array();
  }

  private static byte[] bound(@Nullable Object value) {
    return switch (value) {
      case null -> new byte[0];
      case BigDecimal number -> {
        byte[] text = RowCodec.variableBytes(ColumnType.NUMERIC, number);
        yield buffer(4 + text.length).putInt(text.length).put(text).array();
      }
      default -> buffer(8).putLong((Long) value).array();
    };
  }

  static byte[] encode(MultirangeValue multirange) {
    List<byte[]> parts = multirange.ranges().stream().map(RangeBytes::encode).toList();
    int size = 4 + parts.stream().mapToInt(part -> part.length).sum();
    ByteBuffer out = buffer(size).putInt(parts.size());
    parts.forEach(out::put);
    return out.array();
  }

  private static ByteBuffer buffer(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  /// @param bound the type of the bounds
  static RangeValue range(ColumnType bound, long address) {
    return next(bound, new long[] {address});
  }

  static MultirangeValue multirange(ColumnType bound, long address) {
    int count = NativeMemory.getInt(address);
    long[] at = {address + 4};
    List<RangeValue> ranges = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      ranges.add(next(bound, at));
    }
    return new MultirangeValue(ranges);
  }

  /// @param at where the range begins; moved on
  private static RangeValue next(ColumnType bound, long[] at) {
    int flags = NativeMemory.getByte(at[0]);
    at[0]++;
    Object lower = (flags & NO_LOWER) != 0 ? null : bound(bound, at);
    Object upper = (flags & NO_UPPER) != 0 ? null : bound(bound, at);
    return new RangeValue(
        (flags & EMPTY) != 0, lower, (flags & LOWER_INC) != 0, upper, (flags & UPPER_INC) != 0);
  }

  private static Object bound(ColumnType bound, long[] at) {
    if (bound.kind() != TypeKind.NUMERIC) {
      long value = NativeMemory.getLong(at[0]);
      at[0] += 8;
      return value;
    }
    int length = NativeMemory.getInt(at[0]);
    Object value = RowCodec.object(bound, at[0] + 4, length);
    at[0] += 4 + length;
    return value;
  }
}
