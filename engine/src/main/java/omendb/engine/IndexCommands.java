package omendb.engine;

import java.util.ArrayList;
import java.util.List;
import omendb.core.ColumnType;
import omendb.core.SqlState;
import omendb.core.TableSchema;
import omendb.core.TypeKind;
import omendb.engine.definition.IndexDefinition;
import omendb.mvcc.Transaction;
import omendb.planner.ast.Ddl;
import omendb.planner.ast.IndexElement;
import omendb.planner.ast.Name;
import omendb.planner.ast.Node;
import omendb.storage.BulkLoad;
import omendb.storage.TableStore;
import org.jspecify.annotations.Nullable;

/// CREATE INDEX, and the making of indexes for whoever needs one.
final class IndexCommands {
  private static final int COLUMNS_MAX = 32;

  private final Session session;
  private final DdlCommands definitions;

  IndexCommands(Session session, DdlCommands definitions) {
    this.session = session;
    this.definitions = definitions;
  }

  Result create(Ddl.CreateIndex create) {
    TableSchema table = definitions.requireTable(create.table());
    if (create.concurrently() && session.transactionState() != TransactionState.IDLE) {
      throw SqlState.ACTIVE_SQL_TRANSACTION.error(
          "CREATE INDEX CONCURRENTLY cannot run inside a transaction block");
    }
    refuseUnsupported(create);
    List<IndexDefinition.Part> parts = new ArrayList<>();
    for (IndexElement element : create.shape().elements()) {
      parts.add(part(table, element));
    }
    String asked = create.name();
    if (asked != null && session.transaction().catalog().hasRelation(table.schemaName(), asked)) {
      Name name = Name.of(asked, create.pos());
      definitions.alreadyThere(name, create.ifNotExists());
      return new Result.Command("CREATE INDEX");
    }
    String name = asked == null ? names().index(table, columns(parts)) : asked;
    make(table, name, parts, create.unique(), false);
    return new Result.Command("CREATE INDEX");
  }

  private ConstraintNames names() {
    return new ConstraintNames(session.transaction().catalog());
  }

  private static List<Integer> columns(List<IndexDefinition.Part> parts) {
    return parts.stream().map(IndexDefinition.Part::column).toList();
  }

  private static void refuseUnsupported(Ddl.CreateIndex create) {
    Ddl.IndexShape shape = create.shape();
    if (!shape.method().equals("btree")) {
      throw DdlCommands.unsupported("access method \"" + shape.method() + "\"", create.pos());
    }
    if (!shape.include().isEmpty()) {
      throw DdlCommands.unsupported("CREATE INDEX … INCLUDE", create.pos());
    }
    if (shape.nullsNotDistinct()) {
      throw DdlCommands.unsupported("NULLS NOT DISTINCT", create.pos());
    }
    Ddl.Sourced where = shape.where();
    if (where != null) {
      throw DdlCommands.unsupported("a partial index", where.expression().pos());
    }
    if (shape.elements().size() > COLUMNS_MAX) {
      throw SqlState.TOO_MANY_COLUMNS.error(
          "cannot use more than %d columns in an index", COLUMNS_MAX);
    }
  }

  private static IndexDefinition.Part part(TableSchema table, IndexElement element) {
    if (!(element.expression() instanceof Node.ColumnRef ref) || ref.names().size() != 1) {
      throw DdlCommands.unsupported("an index on an expression", element.pos());
    }
    if (element.collation() != null || !element.operatorClassOptions().isEmpty()) {
      throw DdlCommands.unsupported("a collation or operator class option", element.pos());
    }
    int column = table.columnIndex(ref.last());
    if (column < 0) {
      throw SqlState.UNDEFINED_COLUMN
          .error("column \"%s\" does not exist", ref.last())
          .at(ref.pos());
    }
    requireIndexable(table, column);
    boolean nullsFirst =
        switch (element.nulls()) {
          case FIRST -> true;
          case LAST -> false;
          case DEFAULT -> element.descending();
        };
    return new IndexDefinition.Part(column, element.descending(), nullsFirst);
  }

  /// 0A000 for a type whose values have no order as bytes, 42704 for one that has none at all.
  static void requireIndexable(TableSchema table, int column) {
    requireOrdered(table.columns().get(column).type(), "an index");
  }

  /// @param what the type shall be part of
  static void requireOrdered(ColumnType type, String what) {
    if (type.kind() == TypeKind.JSON) {
      throw SqlState.UNDEFINED_OBJECT
          .error("data type json has no default operator class for access method \"btree\"")
          .withHint(
              "You must specify an operator class for the index or define a default operator"
                  + " class for the data type.");
    }
    if (type.form() == TypeKind.Form.OBJECT || type.kind() == TypeKind.JSONB) {
      throw SqlState.FEATURE_NOT_SUPPORTED.error("type %s cannot be part of %s", type, what);
    }
  }

  /// Makes an index and fills it from the rows that are there; 23505 when they are not unique.
  IndexDefinition make(
      TableSchema table,
      String name,
      List<IndexDefinition.Part> parts,
      boolean unique,
      boolean constraint) {
    definitions.lockTable(table);
    int oid = session.database().storage().nextOid();
    IndexDefinition index =
        new IndexDefinition(oid, table.schemaName(), name, table.oid(), parts, unique, constraint);
    store(index, table);
    session.transaction().editCatalog(state -> state.rules().put(index));
    fill(TableIndex.open(session.database(), index, table));
    return index;
  }

  /// Gives an index of a table that is locked, and maybe has other columns than before, new entries
  /// under a new number.
  void remake(IndexDefinition old, TableSchema table) {
    IndexDefinition index = old.of(session.database().storage().nextOid(), table.oid());
    store(index, table);
    session
        .transaction()
        .editCatalog(state -> {
          state.rules().removeIndex(old.oid());
          state.rules().put(index);
          state.rules().retarget(old.oid(), index.oid());
          state.numbers().moved(old.oid(), index.oid());
        });
    session.transaction().stores().dropped(old.oid());
    fill(TableIndex.open(session.database(), index, table));
  }

  /// Makes the internal table of an index.
  void store(IndexDefinition index, TableSchema table) {
    session.transaction().requireWritable("CREATE INDEX");
    session.transaction().stores().indexCreated(index.oid());
    session.database().createTable(TableIndex.entries(index, table));
  }

  private void fill(TableIndex index) {
    Transaction tx = session.transaction().current();
    TableSchema table = index.table();
    TableStore rows = session.database().table(table.oid());
    StatementContext context = session.context();
    try (BulkLoad load =
        index
            .store()
            .bulkLoad(
                tx,
                entry ->
                    Violations.notUnique(table, index.definition(), index.row(entry), context))) {
      // Nobody else writes the table now, so what is committed is all that there is.
      tx.atNewest(() -> {
        TableReader.forEach(
            rows,
            tx,
            (row, key) -> {
              @Nullable Object[] entry = index.entry(row, key);
              load.add(index.key(entry), index.store().codec().encode(entry));
              return true;
            });
        return load.finish();
      });
    }
  }
}
