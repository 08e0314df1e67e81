package omendb.engine;

import java.util.ArrayList;
import java.util.List;
import omendb.core.Batch;
import org.jspecify.annotations.Nullable;

/// A small result that is held as boxed rows: SHOW, EXPLAIN, RETURNING.
final class MemoryRows implements Result.Rows {
  private static final int BATCH_ROWS = 1024;

  private final List<ResultColumn> columns;
  private final String verb;
  private final boolean counted;
  private final List<@Nullable Object[]> rows = new ArrayList<>();
  private final long snapshot;
  private final BoxedRows vectors;
  private int position;

  /// A result whose tag is the verb alone.
  MemoryRows(List<ResultColumn> columns, String verb) {
    this(columns, verb, false, 0);
  }

  /// @param counted true when the tag ends with the number of rows
  MemoryRows(List<ResultColumn> columns, String verb, boolean counted, long snapshot) {
    this.columns = List.copyOf(columns);
    this.verb = verb;
    this.counted = counted;
    this.snapshot = snapshot;
    this.vectors = new BoxedRows(columns.stream().map(ResultColumn::type).toList());
  }

  void add(@Nullable Object... values) {
    rows.add(values);
  }

  @Override
  public List<ResultColumn> columns() {
    return columns;
  }

  @Override
  public @Nullable Batch next() {
    if (position >= rows.size()) {
      return null;
    }
    int end = Math.min(rows.size(), position + BATCH_ROWS);
    Batch batch = vectors.batch(rows.subList(position, end));
    position = end;
    return batch;
  }

  @Override
  public String tag() {
    return counted ? verb + " " + rows.size() : verb;
  }

  @Override
  public long snapshot() {
    return snapshot;
  }

  @Override
  public void close() {
    vectors.close();
  }
}
