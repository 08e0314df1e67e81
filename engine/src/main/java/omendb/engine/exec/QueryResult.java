package omendb.engine.exec;

import java.util.List;
import omendb.core.Batch;
import omendb.core.ColumnType;
import omendb.core.SqlState;
import omendb.engine.exec.operator.OrderedCursor;
import omendb.engine.exec.operator.QueryRun;
import org.jspecify.annotations.Nullable;

/// The rows of a running query, pulled by one thread. Work is done only while the caller is within
/// [#next()]; closing ends the query and frees what it holds.
public final class QueryResult implements AutoCloseable {
  private final QueryRun run;
  private final OrderedCursor cursor;
  private final Batch batch;

  QueryResult(QueryRun run, OrderedCursor cursor) {
    this.run = run;
    this.cursor = cursor;
    this.batch = new Batch(cursor.vectors());
  }

  public List<ColumnType> types() {
    return cursor.types();
  }

  /// The next rows, valid until the next call; null at the end.
  public @Nullable Batch next() {
    try {
      batch.rowCount = cursor.next();
      return batch.rowCount == 0 ? null : batch;
    } catch (OutOfMemoryError e) {
      throw SqlState.OUT_OF_MEMORY.error("out of memory").causedBy(e);
    }
  }

  @Override
  public void close() {
    run.close();
  }
}
