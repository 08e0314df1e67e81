package omendb.pgwire;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import omendb.core.ColumnType;
import omendb.core.MultirangeValue;
import omendb.core.OmenException;
import omendb.core.RangeValue;
import omendb.core.SqlState;
import org.jspecify.annotations.Nullable;

/// The binary form of ranges and multiranges.
///
/// ```
/// flags (int8) | bounds, each with its length            a range
/// count (int32) | ranges, each with its length           a multirange
/// ```
///
/// The flags: 1 empty, 2 and 4 the lower and the upper bound belong to it, 8 and 16 there is none.
final class RangeBinary {
  private static final int EMPTY = 1;
  private static final int LOWER_INC = 2;
  private static final int UPPER_INC = 4;
  private static final int NO_LOWER = 8;
  private static final int NO_UPPER = 16;

  private RangeBinary() {}

  /// Writes the range with its length before it.
  static void write(ByteBuf out, ColumnType bound, RangeValue range) {
    int start = out.writerIndex();
    out.writeInt(0);
    Object lower = range.lower();
    Object upper = range.upper();
    int flags = range.lowerInc() ? LOWER_INC : 0;
    flags |= range.upperInc() ? UPPER_INC : 0;
    flags |= lower == null ? NO_LOWER : 0;
    flags |= upper == null ? NO_UPPER : 0;
    out.writeByte(range.empty() ? EMPTY : flags);
    if (lower != null) {
      ValueWriter.writeElement(out, bound, lower);
    }
    if (upper != null) {
      ValueWriter.writeElement(out, bound, upper);
    }
    out.setInt(start, out.writerIndex() - start - 4);
  }

  /// Writes the multirange with its length before it.
  static void write(ByteBuf out, ColumnType bound, MultirangeValue multirange) {
    int start = out.writerIndex();
    out.writeInt(0);
    out.writeInt(multirange.ranges().size());
    for (RangeValue range : multirange.ranges()) {
      write(out, bound, range);
    }
    out.setInt(start, out.writerIndex() - start - 4);
  }

  static RangeValue read(MessageReader in, ColumnType bound) {
    int flags = in.readByte();
    if ((flags & EMPTY) != 0) {
      return RangeValue.EMPTY;
    }
    Object lower = (flags & NO_LOWER) != 0 ? null : bound(in, bound);
    Object upper = (flags & NO_UPPER) != 0 ? null : bound(in, bound);
    return RangeValue.of(lower, (flags & LOWER_INC) != 0, upper, (flags & UPPER_INC) != 0)
        .canonical(bound);
  }

  private static Object bound(MessageReader in, ColumnType bound) {
    @Nullable Object value = ParameterReader.readSized(in, bound);
    if (value == null) {
      throw malformed("range");
    }
    return value;
  }

  static MultirangeValue readMany(MessageReader in, ColumnType bound) {
    int count = in.readInt();
    List<RangeValue> ranges = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int length = in.readInt();
      if (length < 1) {
        throw malformed("multirange");
      }
      MessageReader part =
          new MessageReader(io.netty.buffer.Unpooled.wrappedBuffer(in.readBytes(length)));
      ranges.add(read(part, bound));
    }
    return MultirangeValue.of(ranges);
  }

  private static OmenException malformed(String kind) {
    return SqlState.INVALID_BINARY_REPRESENTATION.error("malformed %s", kind);
  }
}
