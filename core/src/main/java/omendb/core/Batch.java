package omendb.core;

/// Rows in columns: `vectors.length` columns of `rowCount` dense rows. The producer may reuse the
/// vectors for its next batch; whoever keeps values copies them.
public final class Batch {
  public final ColumnVector[] vectors;
  public int rowCount;

  public Batch(ColumnVector[] vectors) {
    this.vectors = vectors;
  }

  public int columnCount() {
    return vectors.length;
  }
}
