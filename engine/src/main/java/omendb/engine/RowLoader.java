package omendb.engine;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import omendb.core.OmenException;
import omendb.core.RowBuilder;
import omendb.core.TableSchema;
import omendb.engine.definition.ForeignKey;
import omendb.mvcc.LockMode;
import omendb.mvcc.Transaction;
import omendb.storage.BulkLoad;
import omendb.storage.TableStore;
import org.jspecify.annotations.Nullable;

/// Many rows into one table: COPY, ingest, CREATE TABLE AS. Index entries are loaded beside them,
/// partners of foreign keys are looked for at the end, each once.
final class RowLoader implements AutoCloseable {
  private final Session session;
  private final TableStore table;
  private final TableSchema schema;
  private final int[] keyColumns;
  private final RowRules rules;
  private final boolean onlyNotNull;
  private final int[] notNull;
  private final BulkLoad load;
  private final List<BulkLoad> entries = new ArrayList<>();

  /// For each foreign key the combinations of values met so far.
  private final List<Set<List<@Nullable Object>>> references = new ArrayList<>();

  private long count;

  RowLoader(Session session, TableSchema schema) {
    this.session = session;
    this.schema = schema;
    this.table = session.database().table(schema.oid());
    Transaction tx = session.transaction().current();
    tx.awaitMemory(session.context()::checkCancelled);
    table.lockTable(tx, LockMode.KEY_SHARE);
    this.keyColumns = schema.keyColumns().stream().mapToInt(Integer::intValue).toArray();
    this.rules = new RowRules(session, schema);
    this.onlyNotNull = rules.onlyNotNull();
    this.notNull =
        IntStream.range(0, schema.columns().size())
            .filter(i -> !schema.columns().get(i).nullable())
            .toArray();
    this.load = table.bulkLoad(tx, row -> Violations.duplicateKey(schema, row, session.context()));
    for (TableIndex index : rules.indexes()) {
      entries.add(index.store().bulkLoad(tx, entry -> duplicate(index, entry)));
    }
    rules.rules().references().forEach(_ -> references.add(new HashSet<>()));
  }

  private OmenException duplicate(TableIndex index, @Nullable Object[] entry) {
    return Violations.duplicate(index, index.describe(entry));
  }

  /// True when no rule asks for a row's values, boxed.
  boolean onlyNotNull() {
    return onlyNotNull;
  }

  /// A builder of the rows that [#add(RowBuilder)] takes.
  RowBuilder builder() {
    return new RowBuilder(table.codec().layout());
  }

  /// Takes the row that was built. Its values are boxed only where a rule of the table asks for
  /// them.
  void add(RowBuilder built) {
    long row = built.address();
    if (!onlyNotNull) {
      add(table.codec().decode(row));
      return;
    }
    counted();
    for (int column : notNull) {
      if (table.codec().layout().isNull(row, column)) {
        throw Violations.nullValue(schema, column, table.codec().decode(row), session.context());
      }
    }
    byte[] key =
        keyColumns.length == 0
            ? table.nextHiddenKeyBytes()
            : table.keys().encode(table.codec(), row, keyColumns);
    load.add(key, row, built.length());
  }

  private void counted() {
    if ((++count & 0xfff) == 0) {
      session.context().checkCancelled();
    }
  }

  /// @param row the table's columns in order, in the range of their types
  void add(@Nullable Object[] row) {
    counted();
    rules.check(row);
    byte[] key =
        keyColumns.length == 0 ? table.nextHiddenKeyBytes() : table.keys().encode(row, keyColumns);
    load.add(key, table.codec().encode(row));
    for (int i = 0; i < entries.size(); i++) {
      TableIndex index = rules.indexes().get(i);
      index.load(entries.get(i), row, key);
    }
    for (int i = 0; i < references.size(); i++) {
      List<Integer> columns = rules.rules().references().get(i).columns();
      List<@Nullable Object> values = new ArrayList<>(columns.size());
      columns.forEach(column -> values.add(row[column]));
      if (!values.contains(null)) {
        references.get(i).add(values);
      }
    }
  }

  /// Ends the load within the transaction; returns the number of rows. 23505 when a key is there
  /// twice, 23503 when a partner is missing.
  long finish() {
    load.finish();
    entries.forEach(BulkLoad::finish);
    for (int i = 0; i < references.size(); i++) {
      ForeignKey key = rules.rules().references().get(i);
      References partners = new References(session, key);
      for (List<@Nullable Object> values : references.get(i)) {
        @Nullable Object[] row = new @Nullable Object[schema.columns().size()];
        for (int c = 0; c < values.size(); c++) {
          row[key.columns().get(c)] = values.get(c);
        }
        session
            .transaction()
            .deferral()
            .check(session, key, () -> partners.requirePartner(schema, row, null));
      }
    }
    return count;
  }

  @Override
  public void close() {
    load.close();
    entries.forEach(BulkLoad::close);
  }
}
