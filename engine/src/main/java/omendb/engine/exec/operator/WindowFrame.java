package omendb.engine.exec.operator;

import java.util.List;
import omendb.core.Interval;
import omendb.core.SqlState;
import omendb.engine.exec.codegen.Binding;
import omendb.engine.exec.vector.ColumnBuffer;
import omendb.planner.function.Comparison;
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

  /// Null unless the frame is a RANGE with an offset.
  private final @Nullable RangeOffset range;

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
    boolean byRange = frame.unit() == FrameUnit.RANGE && (startOffset != null || endOffset != null);
    this.range =
        byRange
            ? new RangeOffset(window.rows.columns[order.getFirst().column()], binding.context())
            : null;
  }

  private @Nullable Object offset(Plan.FrameBound bound, String which, Binding binding) {
    if (bound.offset() == null) {
      return null;
    }
    Object value = binding.evaluate(bound.offset());
    if (value == null) {
      throw SqlState.NULL_VALUE_NOT_ALLOWED.error("frame %s offset must not be null", which);
    }
    boolean negative =
        switch (value) {
          case Interval interval -> Comparison.compare(interval, new Interval(0, 0, 0)) < 0;
          // NaN too
          case Number number -> !(number.doubleValue() >= 0);
          default -> false;
        };
    if (negative) {
      throw frame.unit() == FrameUnit.RANGE
          ? SqlState.INVALID_PRECEDING_OR_FOLLOWING_SIZE.error(
              "invalid preceding or following size in window function")
          : SqlState.INVALID_PRECEDING_OR_FOLLOWING_SIZE.error(
              "frame %s offset must not be negative", which);
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
        RangeOffset known = range;
        if (known != null && offset != null) {
          yield byValue(known, offset, place, before, isEnd);
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
  private long byValue(
      RangeOffset distance, Object offset, int place, boolean down, boolean isEnd) {
    SortKey key = order.getFirst();
    ColumnBuffer column = window.rows.columns[key.column()];
    int row = window.sorted[place];
    if (column.isNull(row)) {
      return isEnd ? window.peerEnd[place] : window.peerStart[place];
    }
    Object bound = distance.shifted(row, offset, down != key.descending());
    int low = window.partitionStart[place];
    int high = window.partitionEnd[place];
    while (low < high) {
      int middle = (low + high) >>> 1;
      int other = window.sorted[middle];
      boolean before;
      if (column.isNull(other)) {
        before = key.nullsFirst();
      } else {
        int order = distance.compare(other, bound);
        int directed = key.descending() ? -order : order;
        before = isEnd ? directed <= 0 : directed < 0;
      }
      if (before) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
