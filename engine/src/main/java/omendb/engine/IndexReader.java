package omendb.engine;

import java.util.List;
import omendb.core.KeyRange;
import omendb.core.RowBuffer;
import omendb.core.TableSchema;
import omendb.engine.definition.IndexDefinition;
import omendb.mvcc.Transaction;
import omendb.storage.TableStore;
import org.jspecify.annotations.Nullable;

/// Reads a table's rows by one of its indexes: entries of a range first, then the row of each.
final class IndexReader {
  private final Session session;
  private final TableIndex index;
  private final TableStore table;

  IndexReader(Session session, IndexDefinition index, TableSchema table) {
    this.session = session;
    this.index = TableIndex.open(session, index, table);
    this.table = session.database().table(table.oid());
  }

  /// Gives the rows whose first indexed columns have this encoding; entries with a NULL among them
  /// lie there too, so the visitor compares.
  void forEach(byte[] prefix, TableReader.Visitor visitor) {
    forEach(KeyRanges.prefix(prefix), visitor);
  }

  /// Gives the rows whose entries lie in the range.
  void forEach(KeyRange range, TableReader.Visitor visitor) {
    Transaction tx = session.transaction().current();
    RowBuffer scratch = session.context().scratch();
    TableReader.forEach(
        index.store(),
        tx,
        List.of(),
        range,
        (entry, _) -> {
          byte[] key = index.rowKey(entry);
          long address = table.get(tx, key, scratch);
          @Nullable Object[] row = address == 0 ? null : table.codec().decode(address);
          return row == null || visitor.accept(row, key);
        });
  }
}
