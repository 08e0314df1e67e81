package omendb.engine;

import java.util.List;
import omendb.core.Batch;
import omendb.core.ColumnVector;
import omendb.core.RowCodec;
import org.jspecify.annotations.Nullable;

/// The result of a read by key whose columns are the table's own: at most one row, read in place.
final class StoredRow implements Result.Rows {
  private final List<ResultColumn> columns;
  private final RowCodec codec;
  private final int[] numbers;
  private final long address;
  private final long snapshot;
  private boolean taken;

  /// @param numbers the table's columns that the result shows
  /// @param address the row, 0 when there is none
  StoredRow(
      List<ResultColumn> columns, RowCodec codec, int[] numbers, long address, long snapshot) {
    this.columns = columns;
    this.codec = codec;
    this.numbers = numbers;
    this.address = address;
    this.snapshot = snapshot;
  }

  @Override
  public List<ResultColumn> columns() {
    return columns;
  }

  @Override
  public @Nullable Batch next() {
    if (taken || address == 0) {
      return null;
    }
    taken = true;
    ColumnVector[] vectors = new ColumnVector[numbers.length];
    for (int i = 0; i < numbers.length; i++) {
      vectors[i] = new ColumnVector(codec.layout().type(numbers[i]), 1);
      codec.read(address, numbers[i], vectors[i], 0);
    }
    Batch batch = new Batch(vectors);
    batch.rowCount = 1;
    return batch;
  }

  @Override
  public String tag() {
    return taken ? "SELECT 1" : "SELECT 0";
  }

  @Override
  public long snapshot() {
    return snapshot;
  }

  @Override
  public void close() {}
}
