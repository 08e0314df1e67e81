package omendb.engine;

import omendb.core.TableSchema;
import omendb.storage.BulkLoad;
import omendb.storage.TableStore;
import org.jspecify.annotations.Nullable;

/// Many rows into one table: COPY, ingest, CREATE TABLE AS.
final class RowLoader implements AutoCloseable {
  private final Session session;
  private final TableStore table;
  private final TableSchema schema;
  private final int[] keyColumns;
  private final BulkLoad load;
  private long count;

  RowLoader(Session session, TableSchema schema) {
    this.session = session;
    this.schema = schema;
    this.table = session.database().table(schema.oid());
    this.keyColumns = schema.keyColumns().stream().mapToInt(Integer::intValue).toArray();
    this.load = table.bulkLoad(session.transaction().current());
  }

  /// @param row the table's columns in order, in the range of their types
  void add(@Nullable Object[] row) {
    if ((++count & 0xfff) == 0) {
      session.context().checkCancelled();
    }
    RowWriter.checkNotNull(schema, row);
    byte[] key =
        keyColumns.length == 0 ? table.nextHiddenKeyBytes() : table.keys().encode(row, keyColumns);
    load.add(key, table.codec().encode(row));
  }

  /// Ends the load within the transaction; returns the number of rows. 23505 when a key is there
  /// twice.
  long finish() {
    load.finish();
    return count;
  }

  @Override
  public void close() {
    load.close();
  }
}
