package omendb.storage;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import omendb.core.KeyCodec;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.core.TableSchema;
import omendb.mvcc.OwnRows;
import omendb.mvcc.Transaction;
import org.jspecify.annotations.Nullable;

/// Takes the rows of a COPY or an ingest within a transaction.
///
/// Up to `loadRowsMin` rows go the way of single inserts. More are collected in buffers; each full
/// buffer is sorted and written as a segment by a second thread while the next one fills. The
/// segments join the table with the transaction's commit. Rows whose key has an entry in the row
/// store, or was written by the transaction itself, always go the way of single inserts, because
/// the entry would hide the segment's row.
///
/// A key that is there already, or comes twice, is 23505. For one thread; [#finish] or [#close]
/// ends it.
public final class BulkLoad implements AutoCloseable {
  private final Foundation foundation;
  private final TableStore table;
  private final Transaction tx;
  private final Function<@Nullable Object[], OmenException> duplicate;
  private final OwnRows own;
  private final List<ColdSegment> segments = new ArrayList<>();
  private final Set<Long> compared = new HashSet<>();
  private final List<byte[][]> singles = new ArrayList<>();
  private @Nullable ExecutorService writer;
  private @Nullable Future<?> writing;
  private LoadBuffer buffer = new LoadBuffer();
  private long rowCount;
  private boolean ended;

  BulkLoad(
      Foundation foundation,
      TableStore table,
      Transaction tx,
      Function<@Nullable Object[], OmenException> duplicate) {
    if (tx.readOnly()) {
      throw SqlState.READ_ONLY_SQL_TRANSACTION.error(
          "cannot execute %s in a read-only transaction", "COPY FROM");
    }
    this.foundation = foundation;
    this.table = table;
    this.tx = tx;
    this.duplicate = duplicate;
    this.own = table.hot().ownRows(tx);
  }

  /// Takes a row of a table with a hidden key.
  public void add(byte[] row) {
    add(table.nextHiddenKeyBytes(), row);
  }

  /// Takes a row with its encoded key.
  public void add(byte[] key, byte[] row) {
    buffer.add(key, row);
    added();
  }

  /// Takes a row of `length` bytes at a native address, with its encoded key.
  public void add(byte[] key, long row, int length) {
    buffer.add(key, row, length);
    added();
  }

  private void added() {
    rowCount++;
    if (buffer.bytes() >= foundation.options().loadBufferBytes()) {
      flush();
    }
  }

  /// Rows taken so far.
  public long rowCount() {
    return rowCount;
  }

  /// Makes the rows part of the transaction: it sees them from now on, others with its commit.
  /// Returns how many.
  public long finish() {
    if (writer == null && buffer.rowCount() <= foundation.options().loadRowsMin()) {
      for (int i = 0; i < buffer.rowCount(); i++) {
        insert(buffer.key(i), buffer.rowBytes(i));
      }
      close();
      return rowCount;
    }
    if (buffer.rowCount() > 0) {
      flush();
    }
    await();
    for (byte[][] single : singles) {
      insert(single[0], single[1]);
    }
    if (!segments.isEmpty()) {
      PendingLoad load = new PendingLoad(foundation, table, tx, segments, compared);
      tx.attach(load);
      table.pending().add(tx, load);
      segments.clear(); // they are the attachment's now
    }
    close();
    return rowCount;
  }

  private void insert(byte[] key, byte[] row) {
    if (!table.insert(tx, key, row)) {
      LoadBuffer one = new LoadBuffer();
      try {
        one.add(key, row);
        throw duplicate(one.row(0));
      } finally {
        one.close();
      }
    }
  }

  /// Hands the buffer over to the writing thread and begins another one.
  private void flush() {
    await();
    if (writer == null) {
      writer =
          Executors.newSingleThreadExecutor(
              Thread.ofPlatform().name("omendb-load-", 0).daemon().factory());
    }
    LoadBuffer full = buffer;
    buffer = new LoadBuffer();
    writing =
        writer.submit(() -> {
          try (full) {
            write(full);
          }
        });
  }

  private void write(LoadBuffer full) {
    TableSchema schema = table.schema();
    int twice = full.sort();
    if (twice >= 0) {
      throw duplicate(full.row(twice));
    }
    LoadCheck check = new LoadCheck(table, tx, full, this::duplicate);
    if (!schema.hiddenKey()) {
      check.againstHotRows(own, singles);
      check.againstSegments(segments, compared);
    }
    if (full.rowCount() == check.taken()) {
      return;
    }
    long id = foundation.manifest().newSegmentId();
    try (SegmentDraft draft = new SegmentDraft("load", foundation, schema, id)) {
      for (int i = 0; i < full.rowCount(); i++) {
        if (!check.taken(i)) {
          draft.add(full.row(i), full.key(i));
        }
      }
      segments.add(draft.finish(0));
    }
  }

  /// Waits for the segment in the writing.
  private void await() {
    Future<?> running = writing;
    writing = null;
    if (running == null) {
      return;
    }
    try {
      running.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof OmenException error
          ? error
          : SqlState.INTERNAL_ERROR.error("a load failed: %s", e).causedBy(e);
    } catch (InterruptedException e) {
      writing = running; // close waits for it
      Thread.currentThread().interrupt();
      throw SqlState.QUERY_CANCELED.error("canceling statement due to user request").causedBy(e);
    }
  }

  private OmenException duplicate(long row) {
    return duplicate.apply(table.codec().decode(row));
  }

  /// The error of a key that is not unique, as PostgreSQL words it.
  static OmenException duplicate(TableSchema schema, @Nullable Object[] values) {
    int[] keyColumns = schema.keyColumns().stream().mapToInt(Integer::intValue).toArray();
    String names =
        String.join(
            ", ", schema.keyColumns().stream().map(i -> schema.columns().get(i).name()).toList());
    String key = KeyCodec.of(schema).describe(values, keyColumns);
    return SqlState.UNIQUE_VIOLATION
        .error("duplicate key value violates unique constraint \"%s\"", schema.keyName())
        .withDetail("Key (%s)=(%s) already exists.", names, key)
        .withNames(
            new OmenException.Names(
                schema.schemaName(), schema.name(), null, null, schema.keyName()));
  }

  /// Ends the load. What [#finish] has not handed to the transaction is removed.
  @Override
  public void close() {
    if (ended) {
      return;
    }
    ended = true;
    ExecutorService running = writer;
    if (running != null) {
      running.close(); // waits for the segment in the writing
    }
    segments.forEach(SegmentDraft::abandon);
    segments.clear();
    buffer.close();
  }
}
