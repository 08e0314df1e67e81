package omendb.engine.exec.operator;

import java.util.function.IntUnaryOperator;
import omendb.engine.exec.vector.ColumnBuffer;
import omendb.engine.exec.vector.RowOrder;

/// Rows in the order of a window, cut into partitions and groups of peers. Places number the rows
/// in that order.
final class WindowRows {
  final Rows rows;
  final int[] sorted;
  final int size;

  /// Per place the first place of its partition, and the first one after it.
  final int[] partitionStart;

  final int[] partitionEnd;

  /// Per place the first place of its peers, and the first one after them.
  final int[] peerStart;

  final int[] peerEnd;

  /// Per place the number of its group of peers within the partition, from 0.
  final int[] group;

  private final IntUnaryOperator columns;

  /// @param columns where an input column lies in the rows
  WindowRows(
      Rows rows, int[] sorted, RowOrder byPartition, RowOrder byOrder, IntUnaryOperator columns) {
    this.rows = rows;
    this.sorted = sorted;
    this.columns = columns;
    this.size = sorted.length;
    partitionStart = new int[size];
    partitionEnd = new int[size];
    peerStart = new int[size];
    peerEnd = new int[size];
    group = new int[size];
    for (int place = 0; place < size; place++) {
      boolean newPartition =
          place == 0 || byPartition.compare(sorted[place - 1], sorted[place]) != 0;
      boolean newPeers = newPartition || byOrder.compare(sorted[place - 1], sorted[place]) != 0;
      partitionStart[place] = newPartition ? place : partitionStart[place - 1];
      peerStart[place] = newPeers ? place : peerStart[place - 1];
      group[place] = newPartition ? 0 : group[place - 1] + (newPeers ? 1 : 0);
    }
    for (int place = size - 1; place >= 0; place--) {
      boolean last = place == size - 1;
      partitionEnd[place] =
          last || partitionStart[place + 1] != partitionStart[place]
              ? place + 1
              : partitionEnd[place + 1];
      peerEnd[place] =
          last || peerStart[place + 1] != peerStart[place] ? place + 1 : peerEnd[place + 1];
    }
  }

  /// The rows' column that is an input column; by row number, not place.
  ColumnBuffer column(int inputColumn) {
    return rows.columns[columns.applyAsInt(inputColumn)];
  }

  int place(int inputColumn) {
    return columns.applyAsInt(inputColumn);
  }
}
