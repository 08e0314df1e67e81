package omendb.mvcc;

import java.util.Arrays;
import omendb.alex.AlexCursor;
import omendb.alex.AlexMap;
import org.jspecify.annotations.Nullable;

/// A walk over a [KeyIndex] in the order of whole keys. Inside it is a stack: a cursor per layer of
/// the index and the group that stands at the end of it.
final class IndexCursor {
  private final KeyIndex index;
  private final RowDirectory rows;
  private final byte @Nullable [] from;
  private final byte @Nullable [] to;
  private final boolean descending;
  private AlexCursor[] stack = new AlexCursor[1];

  /// For each layer: all slices above it equal the bound's at which the walk begins.
  private boolean[] onBound = new boolean[1];

  private int top;
  private int[] group = new int[0];
  private int groupAt;
  private int rowId;
  private boolean inside;
  private boolean done;

  IndexCursor(
      KeyIndex index,
      RowDirectory rows,
      byte @Nullable [] from,
      byte @Nullable [] to,
      boolean descending) {
    this.index = index;
    this.rows = rows;
    this.from = from;
    this.to = to;
    this.descending = descending;
    this.top = -1;
    push(index.root(), true);
  }

  private void push(AlexMap map, boolean bounded) {
    top++;
    if (top == stack.length) {
      stack = Arrays.copyOf(stack, 2 * top);
      onBound = Arrays.copyOf(onBound, 2 * top);
    }
    byte[] bound = descending ? to : from;
    long unbounded = descending ? Long.MAX_VALUE : Long.MIN_VALUE;
    long start = bounded && bound != null ? KeyIndex.slice(bound, top) : unbounded;
    stack[top] = descending ? map.descending(start) : map.ascending(start);
    onBound[top] = bounded && bound != null;
  }

  /// Moves to the next row; `false` at the end.
  boolean next() {
    while (!done && step()) {
      if (!inside) {
        if (beforeStart()) {
          continue;
        }
        inside = true;
      }
      if (!beyondEnd()) {
        return true;
      }
      done = true;
    }
    done = true;
    return false;
  }

  int rowId() {
    return rowId;
  }

  private boolean beforeStart() {
    if (descending) {
      return to != null && rows.compareKey(rowId, to) >= 0;
    }
    return from != null && rows.compareKey(rowId, from) < 0;
  }

  private boolean beyondEnd() {
    if (descending) {
      return from != null && rows.compareKey(rowId, from) < 0;
    }
    return to != null && rows.compareKey(rowId, to) >= 0;
  }

  private boolean step() {
    if (groupAt < group.length) {
      rowId = group[descending ? group.length - 1 - groupAt : groupAt];
      groupAt++;
      return true;
    }
    while (top >= 0) {
      AlexCursor cursor = stack[top];
      if (!cursor.next()) {
        top--;
        continue;
      }
      long payload = cursor.payload();
      if (KeyIndex.isRow(payload)) {
        rowId = index.row(payload);
        return true;
      }
      if (KeyIndex.isGroup(payload)) {
        group = KeyIndex.groupRows(payload);
        groupAt = 0;
        return step();
      }
      byte[] bound = descending ? to : from;
      boolean bounded = onBound[top] && bound != null && cursor.key() == KeyIndex.slice(bound, top);
      push(index.layer(payload), bounded);
    }
    return false;
  }
}
