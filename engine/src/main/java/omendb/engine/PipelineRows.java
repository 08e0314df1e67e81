package omendb.engine;

import java.util.List;
import omendb.core.Batch;
import omendb.engine.exec.QueryResult;
import omendb.mvcc.Transaction;
import org.jspecify.annotations.Nullable;

/// A query's rows as its last pipeline yields them.
final class PipelineRows implements Result.Rows {
  private final Session session;
  private final List<ResultColumn> columns;
  private final QueryResult result;
  private final long snapshot;
  private final Transaction transaction;
  private long count;
  private boolean closed;
  private boolean noted;
  private boolean begun;
  private @Nullable Batch first;

  PipelineRows(Session session, List<ResultColumn> columns, QueryResult result, long snapshot) {
    this.session = session;
    this.columns = columns;
    this.result = result;
    this.snapshot = snapshot;
    this.transaction = session.transaction().current();
    transaction.opened();
  }

  @Override
  public List<ResultColumn> columns() {
    return columns;
  }

  /// Computes the first rows now, and with them all that the query locks, so that a conflict is the
  /// statement's and not that of whoever pulls rows.
  void begin() {
    try {
      first = nextBatch();
      begun = true;
    } catch (RuntimeException | Error e) {
      result.close();
      throw e;
    }
  }

  private @Nullable Batch nextBatch() {
    Batch batch = result.next();
    while (batch != null && batch.rowCount == 0) {
      batch = result.next();
    }
    return batch;
  }

  @Override
  public @Nullable Batch next() {
    return session.guarded(() -> {
      Batch batch = begun ? first : nextBatch();
      begun = false;
      if (batch == null) {
        note();
      } else {
        count += batch.rowCount;
      }
      return batch;
    });
  }

  @Override
  public String tag() {
    return "SELECT " + count;
  }

  @Override
  public long snapshot() {
    return snapshot;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      note();
      try {
        result.close();
      } finally {
        transaction.closed();
      }
    }
  }

  /// The session has read at this snapshot; only now, since the query may ask for the one before.
  private void note() {
    if (!noted) {
      noted = true;
      session.noteSnapshot(snapshot);
    }
  }
}
