package omendb.engine.exec.operator;

import omendb.core.ColumnVector;

/// Keeps all rows that come.
final class CollectSink extends Step {
  final Rows rows;

  CollectSink(Rows rows) {
    this.rows = rows;
  }

  @Override
  void consume(ColumnVector[] in, int count) {
    rows.append(in, count);
  }
}
