package omendb.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import omendb.core.Column;
import omendb.core.ColumnType;
import omendb.core.KeyCodec;
import omendb.core.SqlState;
import omendb.core.TableSchema;
import omendb.core.TypeKind;
import omendb.engine.definition.IndexDefinition;
import omendb.mvcc.Transaction;
import omendb.planner.ast.Ddl;
import omendb.planner.ast.IndexElement;
import omendb.planner.ast.Name;
import omendb.planner.ast.Node;
import omendb.planner.ast.SortKey;
import omendb.planner.bind.CheckBinder;
import omendb.planner.bind.OutputNames;
import omendb.planner.parse.SqlParser;
import omendb.planner.plan.Expr;
import omendb.storage.BulkLoad;
import omendb.storage.TableStore;

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
    Ddl.IndexShape shape = create.shape();
    StorageParameters.check(StorageParameters.Kind.INDEX, shape.options(), false);
    if (shape.tablespace() != null) {
      PhysicalActions.requireTablespace(shape.tablespace());
    }
    List<IndexDefinition.Part> parts = new ArrayList<>();
    for (IndexElement element : shape.elements()) {
      parts.add(part(table, element));
    }
    List<Integer> include = new ArrayList<>();
    for (IndexElement element : shape.include()) {
      include.add(included(table, element));
    }
    Ddl.Sourced where = shape.where();
    if (where != null) {
      requirePredicate(table, where);
    }
    String asked = create.name();
    if (asked != null && session.transaction().catalog().hasRelation(table.schemaName(), asked)) {
      Name name = Name.of(asked, create.pos());
      definitions.alreadyThere(name, create.ifNotExists());
      return new Result.Command("CREATE INDEX");
    }
    String name = asked == null ? names().index(table, names(table, parts, include)) : asked;
    String predicate = where == null ? null : where.text();
    IndexDefinition.Traits traits =
        new IndexDefinition.Traits(create.unique(), shape.nullsNotDistinct(), false, predicate);
    make(table, name, parts, traits, include);
    return new Result.Command("CREATE INDEX");
  }

  private ConstraintNames names() {
    return new ConstraintNames(session.transaction().catalog());
  }

  /// The names of an index's columns, as an index without a name of its own is called by them.
  static List<String> names(
      TableSchema table, List<IndexDefinition.Part> parts, List<Integer> include) {
    List<Column> columns = new ArrayList<>();
    for (IndexDefinition.Part part : parts) {
      columns.add(
          part.expression() == null
              ? table.columns().get(part.column())
              : new Column(name(part, columns), ColumnType.TEXT, true, null));
    }
    include.forEach(column -> columns.add(table.columns().get(column)));
    return columns.stream().map(Column::name).toList();
  }

  /// The name of an expression in an index, none of those before it.
  static String name(IndexDefinition.Part part, List<Column> before) {
    Node expression = SqlParser.parseExpression(Objects.requireNonNull(part.expression()));
    String base = OutputNames.ofIndexed(expression);
    String name = base;
    for (int i = 1; taken(before, name); i++) {
      name = base + i;
    }
    return name;
  }

  private static boolean taken(List<Column> columns, String name) {
    return columns.stream().anyMatch(column -> column.name().equals(name));
  }

  private static void refuseUnsupported(Ddl.CreateIndex create) {
    Ddl.IndexShape shape = create.shape();
    if (!shape.method().equals("btree")) {
      throw DdlCommands.unsupported("access method \"" + shape.method() + "\"", create.pos());
    }
    if (shape.elements().size() + shape.include().size() > COLUMNS_MAX) {
      throw SqlState.TOO_MANY_COLUMNS.error(
          "cannot use more than %d columns in an index", COLUMNS_MAX);
    }
  }

  private IndexDefinition.Part part(TableSchema table, IndexElement element) {
    if (!element.operatorClassOptions().isEmpty()) {
      throw DdlCommands.unsupported("an operator class option", element.pos());
    }
    IndexElements.requireCollation(element);
    boolean nullsFirst =
        switch (element.nulls()) {
          case FIRST -> true;
          case LAST -> false;
          case DEFAULT -> element.descending();
        };
    if (element.expression() instanceof Node.ColumnRef ref && ref.names().size() == 1) {
      int column = column(table, ref);
      requireIndexable(table, column);
      String operators = IndexElements.operatorClass(element, table.columns().get(column).type());
      return new IndexDefinition.Part(column, null, operators, element.descending(), nullsFirst);
    }
    String text = IndexElements.text(element);
    Expr value = IndexExpressions.bind(session, text, CheckBinder.Use.INDEX, table);
    if (!Immutable.is(value)) {
      throw SqlState.INVALID_OBJECT_DEFINITION.error(
          "functions in index expression must be marked IMMUTABLE");
    }
    requireOrdered(value.type(), "an index");
    return new IndexDefinition.Part(
        IndexDefinition.Part.EXPRESSION,
        text,
        IndexElements.operatorClass(element, value.type()),
        element.descending(),
        nullsFirst);
  }

  private static int column(TableSchema table, Node.ColumnRef ref) {
    int column = table.columnIndex(ref.last());
    if (column < 0) {
      throw SqlState.UNDEFINED_COLUMN
          .error("column \"%s\" does not exist", ref.last())
          .at(ref.pos());
    }
    return column;
  }

  private static int included(TableSchema table, IndexElement element) {
    if (!(element.expression() instanceof Node.ColumnRef ref) || ref.names().size() != 1) {
      throw SqlState.FEATURE_NOT_SUPPORTED
          .error("expressions are not supported in included columns")
          .at(element.pos());
    }
    if (element.descending() || element.nulls() != SortKey.Nulls.DEFAULT) {
      throw SqlState.INVALID_OBJECT_DEFINITION
          .error("including column does not support ASC/DESC options")
          .at(element.pos());
    }
    return column(table, ref);
  }

  private void requirePredicate(TableSchema table, Ddl.Sourced where) {
    Expr predicate = IndexExpressions.bind(session, where.text(), CheckBinder.Use.PREDICATE, table);
    if (!Immutable.is(predicate)) {
      throw SqlState.INVALID_OBJECT_DEFINITION.error(
          "functions in index predicate must be marked IMMUTABLE");
    }
  }

  /// 0A000 for a type whose values have no order as bytes, 42704 for one that has none at all.
  static void requireIndexable(TableSchema table, int column) {
    requireOrdered(table.columns().get(column).type(), "an index");
  }

  /// @param what the type shall be part of
  static void requireOrdered(ColumnType type, String what) {
    if (!isOrdered(type.kind())) {
      throw SqlState.UNDEFINED_OBJECT
          .error("data type %s has no default operator class for access method \"btree\"", type)
          .withHint(
              "You must specify an operator class for the index or define a default operator"
                  + " class for the data type.");
    }
    if (!KeyCodec.has(type)) {
      throw SqlState.FEATURE_NOT_SUPPORTED.error("type %s cannot be part of %s", type, what);
    }
  }

  private static boolean isOrdered(TypeKind kind) {
    return switch (kind) {
      case JSON, JSONPATH, XID -> false;
      default -> !TypeKind.SHAPES.contains(kind);
    };
  }

  /// Makes an index and fills it from the rows that are there; 23505 when they are not unique.
  IndexDefinition make(
      TableSchema table,
      String name,
      List<IndexDefinition.Part> parts,
      IndexDefinition.Traits traits,
      List<Integer> include) {
    definitions.lockTable(table);
    int oid = session.database().storage().nextOid();
    IndexDefinition index =
        new IndexDefinition(oid, table.schemaName(), name, table.oid(), parts, traits, include);
    store(index, table);
    session.transaction().editCatalog(state -> state.rules().put(index));
    fill(TableIndex.open(session, index, table));
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
    fill(TableIndex.open(session, index, table));
  }

  /// Makes the internal table of an index.
  void store(IndexDefinition index, TableSchema table) {
    session.transaction().requireWritable("CREATE INDEX");
    session.transaction().stores().indexCreated(index.oid());
    session.database().createTable(TableIndex.entries(session, index, table));
  }

  private void fill(TableIndex index) {
    Transaction tx = session.transaction().current();
    TableSchema table = index.table();
    TableStore rows = session.database().table(table.oid());
    try (BulkLoad load =
        index.store().bulkLoad(tx, entry -> Violations.notUnique(index, index.describe(entry)))) {
      // Nobody else writes the table now, so what is committed is all that there is.
      tx.atNewest(() -> {
        TableReader.forEach(
            rows,
            tx,
            (row, key) -> {
              index.load(load, row, key);
              return true;
            });
        return load.finish();
      });
    }
  }
}
