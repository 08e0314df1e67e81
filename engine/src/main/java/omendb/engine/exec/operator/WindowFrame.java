package omendb.engine.exec.operator;

import java.math.BigDecimal;
import java.util.List;
import omendb.core.SqlState;
import omendb.core.TypeKind.Form;
import omendb.engine.exec.codegen.Binding;
import omendb.engine.exec.vector.ColumnBuffer;
import omendb.planner.plan.Plan;
import omendb.planner.plan.Plan.FrameBoundKind;
import omendb.planner.plan.Plan.FrameUnit;
import omendb.planner.plan.Plan.SortKey;
import org.jspecify.annotations.Nullable;

/// The places of a row's frame, `[start, end)`.
final class WindowFrame {
  private final Plan.Frame frame;
  private final WindowRows window;
  private final List<SortKey> order;
  private final @Nullable Object startOffset;
  private final @Nullable Object endOffset;
  private int start;
  private int end;

  /// Up to three ranges of places, `[from, to)` each, in order: the frame without what it leaves
  /// out.
  private final int[] ranges = new int[6];

  private int rangeCount;

  /// @param order keys by the rows' columns
  WindowFrame(Plan.Frame frame, WindowRows window, List<SortKey> order, Binding binding) {
    this.frame = frame;
    this.window = window;
    this.order = order;
    this.startOffset = offset(frame.start(), "starting", binding);
    this.endOffset = offset(frame.end(), "ending", binding);
  }

  private static @Nullable Object offset(Plan.FrameBound bound, String which, Binding binding) {
    if (bound.offset() == null) {
      return null;
    }
    Object value = binding.evaluate(bound.offset());
    if (value == null) {
      throw SqlState.NULL_VALUE_NOT_ALLOWED.error("frame %s offset must not be null", which);
    }
    if (value instanceof Number number && number.doubleValue() < 0) {
      throw SqlState.INVALID_PARAMETER_VALUE.error("frame %s offset must not be negative", which);
    }
    return value;
  }

  int start() {
    return start;
  }

  int end() {
    return end;
  }

  void moveTo(int place) {
    int first = window.partitionStart[place];
    int last = window.partitionEnd[place];
    start = Math.clamp(boundary(frame.start(), startOffset, place, false), first, last);
    end = Math.max(start, Math.clamp(boundary(frame.end(), endOffset, place, true), first, last));
    rangeCount = 0;
    switch (frame.exclusion()) {
      case NO_OTHERS -> addRange(start, end);
      case CURRENT_ROW -> addWithout(place, place + 1);
      case GROUP -> addWithout(window.peerStart[place], window.peerEnd[place]);
      case TIES -> {
        addRange(start, Math.min(end, window.peerStart[place]));
        addRange(Math.max(start, place), Math.min(end, place + 1));
        addRange(Math.max(start, window.peerEnd[place]), end);
      }
    }
  }

  private void addWithout(int from, int to) {
    addRange(start, Math.min(end, from));
    addRange(Math.max(start, to), end);
  }

  private void addRange(int from, int to) {
    if (from < to) {
      ranges[2 * rangeCount] = from;
      ranges[2 * rangeCount + 1] = to;
      rangeCount++;
    }
  }

  /// True when the frame is all of `[start, end)`.
  boolean isWhole() {
    return frame.exclusion() == Plan.FrameExclusion.NO_OTHERS;
  }

  int rangeCount() {
    return rangeCount;
  }

  int rangeStart(int range) {
    return ranges[2 * range];
  }

  int rangeEnd(int range) {
    return ranges[2 * range + 1];
  }

  /// The places in the frame.
  int size() {
    int size = 0;
    for (int range = 0; range < rangeCount; range++) {
      size += rangeEnd(range) - rangeStart(range);
    }
    return size;
  }

  /// The frame's place with the number, from 0; -1 when it has fewer.
  int place(long number) {
    long left = number;
    for (int range = 0; range < rangeCount; range++) {
      int length = rangeEnd(range) - rangeStart(range);
      if (left >= 0 && left < length) {
        return rangeStart(range) + (int) left;
      }
      left -= length;
    }
    return -1;
  }

  private long boundary(Plan.FrameBound bound, @Nullable Object offset, int place, boolean isEnd) {
    return switch (bound.kind()) {
      case UNBOUNDED_PRECEDING -> window.partitionStart[place];
      case UNBOUNDED_FOLLOWING -> window.partitionEnd[place];
      case CURRENT_ROW ->
          frame.unit() == FrameUnit.ROWS
              ? place + (isEnd ? 1 : 0)
              : isEnd ? window.peerEnd[place] : window.peerStart[place];
      case PRECEDING, FOLLOWING -> {
        boolean before = bound.kind() == FrameBoundKind.PRECEDING;
        if (frame.unit() == FrameUnit.RANGE) {
          yield byValue(offset, place, before, isEnd);
        }
        long distance = offset instanceof Number number ? number.longValue() : 0;
        long signed = before ? -distance : distance;
        yield frame.unit() == FrameUnit.ROWS
            ? saturated(place, signed) + (isEnd ? 1 : 0)
            : byGroup(window.group[place] + signed, place, isEnd);
      }
    };
  }

  private static long saturated(long place, long distance) {
    return Math.clamp(distance, -(1L << 40), 1L << 40) + place;
  }

  private long byGroup(long group, int place, boolean isEnd) {
    int at = window.partitionStart[place];
    int last = window.partitionEnd[place];
    while (at < last && (isEnd ? window.group[at] <= group : window.group[at] < group)) {
      at = window.peerEnd[at];
    }
    return at;
  }

  /// The first place whose key is not before (for an end: is after) the row's key and the offset.
  private long byValue(@Nullable Object offset, int place, boolean before, boolean isEnd) {
    SortKey key = order.size() == 1 ? order.getFirst() : null;
    ColumnBuffer column = key == null ? null : window.rows.columns[key.column()];
    if (key == null || column == null || !(offset instanceof Number) || column.form == Form.BYTES) {
      throw SqlState.FEATURE_NOT_SUPPORTED.error(
          "RANGE with offset PRECEDING/FOLLOWING is not supported for this ordering column");
    }
    int row = window.sorted[place];
    if (column.isNull(row)) {
      return isEnd ? window.peerEnd[place] : window.peerStart[place];
    }
    BigDecimal distance = new BigDecimal(offset.toString());
    BigDecimal bound =
        number(column, row).add(before != key.descending() ? distance.negate() : distance);
    int at = window.partitionStart[place];
    int last = window.partitionEnd[place];
    while (at < last && isBefore(column, window.sorted[at], bound, key, isEnd)) {
      at = window.peerEnd[at];
    }
    return at;
  }

  private static boolean isBefore(
      ColumnBuffer column, int row, BigDecimal bound, SortKey key, boolean orEqual) {
    if (column.isNull(row)) {
      return key.nullsFirst();
    }
    int order = number(column, row).compareTo(bound);
    int directed = key.descending() ? -order : order;
    return orEqual ? directed <= 0 : directed < 0;
  }

  private static BigDecimal number(ColumnBuffer column, int row) {
    return switch (column.form) {
      case LONG -> BigDecimal.valueOf(column.longs[row], column.type.scale());
      case DOUBLE -> new BigDecimal(column.doubles[row]);
      case WIDE ->
          new BigDecimal(
              omendb.core.ColumnVector.wide(column.highs[row], column.longs[row]),
              column.type.scale());
      case OBJECT, BYTES -> {
        if (column.objects.length > row && column.objects[row] instanceof BigDecimal number) {
          yield number;
        }
        throw SqlState.FEATURE_NOT_SUPPORTED.error(
            "RANGE with offset PRECEDING/FOLLOWING is not supported for column type %s",
            column.type);
      }
    };
  }
}
