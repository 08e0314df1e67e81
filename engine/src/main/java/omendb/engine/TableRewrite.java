package omendb.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import omendb.columnar.Segment;
import omendb.core.Column;
import omendb.core.RowCodec;
import omendb.core.RowLayout;
import omendb.core.TableSchema;
import omendb.engine.definition.ForeignKey;
import omendb.engine.definition.IndexDefinition;
import omendb.engine.definition.SequenceDefinition;
import omendb.engine.definition.TableRules;
import omendb.mvcc.Transaction;
import omendb.planner.function.Evaluator;
import omendb.planner.plan.Expr;
import omendb.storage.BulkLoad;
import omendb.storage.ColumnOrigins;
import omendb.storage.TableStore;
import org.jspecify.annotations.Nullable;

/// Gives a table other columns, under a new number, within the transaction.
///
/// Where each row keeps its key and the values that it has, and new columns have one value for all
/// rows, the new table takes over the segments and only hot rows are written anew. Else every row
/// is.
final class TableRewrite {
  /// A column of the table as it will be.
  ///
  /// @param from the column's index in the table as it is, [ColumnOrigins#NEW] for a new one
  /// @param value the new value over the columns of the table as it is; null when the value stays
  /// @param varying true when the default of a new column gives each row a value of its own
  record Target(Column column, int from, @Nullable Expr value, boolean varying) {
    static Target kept(Column column, int from) {
      return new Target(column, from, null, false);
    }
  }

  private final Session session;
  private final DdlCommands definitions;
  private final TableSchema table;
  private final List<Target> targets;

  /// For each column of the table as it is, its new index or -1.
  private final int[] places;

  /// @param table which [DdlCommands#lockTable] holds
  TableRewrite(Session session, DdlCommands definitions, TableSchema table, List<Target> targets) {
    this.session = session;
    this.definitions = definitions;
    this.table = table;
    this.targets = targets;
    this.places = new int[table.columns().size()];
    Arrays.fill(places, -1);
    for (int i = 0; i < targets.size(); i++) {
      if (targets.get(i).from() >= 0) {
        places[targets.get(i).from()] = i;
      }
    }
  }

  /// @param counters new columns that count
  TableSchema run(List<IdentityCommands.Counter> counters) {
    session.transaction().requireWritable("ALTER TABLE");
    Transaction tx = session.transaction().current();
    tx.awaitMemory(session.context()::checkCancelled);
    TableSchema next = next();
    TableStore store = session.database().table(table.oid());
    session.transaction().stores().tableCreated(next.oid());
    boolean takesOver = keepsKey() && counters.isEmpty() && keepsValues() && !store.writtenBy(tx);
    if (takesOver) {
      byte[] values = new RowCodec(RowLayout.of(next)).encode(newValues(next));
      List<Integer> from = targets.stream().map(Target::from).toList();
      session
          .database()
          .storage()
          .takeOver(store, next.stored(), new ColumnOrigins(from, values), tx);
      moveRules(next, true);
      session.transaction().stores().dropped(table.oid());
      return next;
    }
    session.database().createTable(next).young(tx);
    moveRules(next, false);
    session.transaction().stores().dropped(table.oid());
    next = new IdentityCommands(session, definitions).count(next, counters);
    copy(store, next);
    return next;
  }

  private TableSchema next() {
    boolean keyed = table.keyColumns().stream().allMatch(column -> places[column] >= 0);
    return new TableSchema(
        session.database().storage().nextOid(),
        table.schemaName(),
        table.name(),
        targets.stream().map(Target::column).toList(),
        keyed ? mapped(table.keyColumns()) : List.of(),
        keyed ? table.keyName() : "");
  }

  private List<Integer> mapped(List<Integer> columns) {
    return columns.stream().map(column -> places[column]).toList();
  }

  private boolean keepsKey() {
    for (int column : table.keyColumns()) {
      int place = places[column];
      if (place < 0
          || !targets.get(place).column().type().equals(table.columns().get(column).type())) {
        return false;
      }
    }
    return true;
  }

  private boolean keepsValues() {
    boolean computed =
        session.transaction().catalog().rules().of(table.oid()).indexes().stream()
            .anyMatch(index -> !index.plain());
    if (computed && changesTypes()) {
      return false;
    }
    for (Target target : targets) {
      boolean kept =
          target.from() < 0
              ? !target.varying()
              : target.value() == null
                  && Segment.holds(
                      target.column().type(), table.columns().get(target.from()).type());
      if (!kept) {
        return false;
      }
    }
    return true;
  }

  private boolean changesTypes() {
    return targets.stream()
        .anyMatch(target ->
            target.from() >= 0
                && !target.column().type().equals(table.columns().get(target.from()).type()));
  }

  /// A row of defaults for the new columns.
  private @Nullable Object[] newValues(TableSchema next) {
    @Nullable Object[] row = new @Nullable Object[targets.size()];
    new DefaultValues(session, next, given()).fill(row);
    return row;
  }

  private int[] given() {
    return Arrays.stream(places).filter(place -> place >= 0).sorted().toArray();
  }

  // Definitions

  /// Lets all that belongs to the table follow it.
  ///
  /// @param entriesStay the entries of indexes are right for the new table
  private void moveRules(TableSchema next, boolean entriesStay) {
    TableRules rules = session.transaction().catalog().rules().of(table.oid());
    Map<Integer, ForeignKey> keys = new HashMap<>();
    rules.references().forEach(key -> keys.put(key.oid(), key));
    rules.referencedBy().forEach(key -> keys.put(key.oid(), key));
    definitions.replace(table, next);
    forgetColumns(next);
    session
        .transaction()
        .editCatalog(state -> {
          state.rules().removeTable(table.oid());
          rules.checks().forEach(check -> state.rules().put(check.of(next.oid())));
          state.rules().generate(next.oid(), rules.generated());
          keys.values().forEach(key -> state.rules().put(moved(key, next)));
          for (SequenceDefinition sequence : state.sequences().ownedBy(table.oid())) {
            SequenceDefinition.Owner owner = sequence.owner();
            state
                .sequences()
                .put(
                    sequence.of(
                        new SequenceDefinition.Owner(
                            next.oid(), places[owner.column()], owner.kind())));
          }
        });
    for (IndexDefinition old : rules.indexes()) {
      moveIndex(old, next, entriesStay);
    }
  }

  /// Removes what was said about columns that are gone.
  private void forgetColumns(TableSchema next) {
    session
        .transaction()
        .editCatalog(state -> {
          int oid = state.numbers().oid(next.oid());
          for (int i = 0; i < places.length; i++) {
            if (places[i] < 0) {
              state.comments().dropColumn(oid, table.columns().get(i).name());
              state.grants().put(oid, table.columns().get(i).name(), null);
            }
          }
        });
  }

  private ForeignKey moved(ForeignKey key, TableSchema next) {
    ForeignKey moved = key.moved(table.oid(), next.oid());
    if (key.tableOid() == table.oid()) {
      moved = moved.from(mapped(key.columns()));
    }
    return key.targetOid() == table.oid() ? moved.to(mapped(key.targetColumns())) : moved;
  }

  private void moveIndex(IndexDefinition old, TableSchema next, boolean entriesStay) {
    List<IndexDefinition.Part> parts =
        old.parts().stream()
            .map(part -> part.expression() == null ? part.at(places[part.column()]) : part)
            .toList();
    List<Integer> include =
        old.include().stream().map(column -> places[column]).filter(c -> c >= 0).toList();
    int oid = entriesStay ? old.oid() : session.database().storage().nextOid();
    IndexDefinition index = old.of(oid, next.oid()).over(parts, include);
    if (!entriesStay) {
      new IndexCommands(session, definitions).store(index, next);
      session.transaction().stores().dropped(old.oid());
    }
    session
        .transaction()
        .editCatalog(state -> {
          state.rules().put(index);
          state.rules().retarget(old.oid(), index.oid());
          state.numbers().moved(old.oid(), index.oid());
        });
  }

  // Rows

  /// Writes every row of the table anew, with its index entries.
  private void copy(TableStore store, TableSchema next) {
    TableStore target = session.database().table(next.oid());
    Transaction tx = session.transaction().current();
    StatementContext context = session.context();
    DefaultValues defaults = new DefaultValues(session, next, given());
    List<BulkLoad> entries = new ArrayList<>();
    RowRules rules = new RowRules(session, next);
    int[] key = next.keyColumns().stream().mapToInt(Integer::intValue).toArray();
    try (BulkLoad load = target.bulkLoad(tx, row -> Violations.duplicateKey(next, row, context))) {
      for (TableIndex index : rules.indexes()) {
        entries.add(
            index
                .store()
                .bulkLoad(tx, entry -> Violations.notUnique(index, index.describe(entry))));
      }
      tx.atNewest(() -> {
        TableReader.forEach(
            store,
            tx,
            (old, _) -> {
              @Nullable Object[] row = converted(old, context);
              defaults.fill(row);
              byte[] rowKey =
                  key.length == 0 ? target.nextHiddenKeyBytes() : target.keys().encode(row, key);
              load.add(rowKey, target.codec().encode(row));
              for (int i = 0; i < entries.size(); i++) {
                TableIndex index = rules.indexes().get(i);
                index.load(entries.get(i), row, rowKey);
              }
              return true;
            });
        load.finish();
        entries.forEach(BulkLoad::finish);
        return next;
      });
    } finally {
      entries.forEach(BulkLoad::close);
    }
  }

  private @Nullable Object[] converted(@Nullable Object[] old, StatementContext context) {
    context.checkCancelled();
    @Nullable Object[] row = new @Nullable Object[targets.size()];
    for (int i = 0; i < row.length; i++) {
      Target target = targets.get(i);
      Expr value = target.value();
      if (value != null) {
        row[i] = Evaluator.evaluate(value, old, context.parameters(), context);
      } else if (target.from() >= 0) {
        row[i] = old[target.from()];
      }
    }
    return row;
  }
}
