package omendb.engine;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import omendb.core.Column;
import omendb.core.ColumnType;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.core.TableSchema;
import omendb.engine.definition.CheckDefinition;
import omendb.engine.definition.ForeignKey;
import omendb.engine.definition.IndexDefinition;
import omendb.engine.definition.Privilege;
import omendb.engine.definition.TableRules;
import omendb.mvcc.Transaction;
import omendb.planner.ast.AlterTable;
import omendb.planner.ast.Constraint;
import omendb.planner.function.Evaluator;
import omendb.planner.plan.Expr;
import omendb.planner.rel.Exprs;
import org.jspecify.annotations.Nullable;

/// Adds and drops UNIQUE, CHECK and FOREIGN KEY constraints; rows that are there must keep them.
final class ConstraintCommands {
  private final Session session;
  private final DdlCommands definitions;

  ConstraintCommands(Session session, DdlCommands definitions) {
    this.session = session;
    this.definitions = definitions;
  }

  /// @param column the column whose own constraint it is, else null
  void add(TableSchema table, Constraint constraint, @Nullable String column) {
    switch (constraint) {
      case Constraint.Unique unique -> addUnique(table, unique, column);
      case Constraint.Check check -> addCheck(table, check);
      case Constraint.ForeignKey key -> addForeignKey(table, key, column);
      default -> throw DdlCommands.unsupported("this constraint", constraint.pos());
    }
  }

  private CatalogState catalog() {
    return session.transaction().catalog();
  }

  private ConstraintNames names() {
    return new ConstraintNames(catalog());
  }

  private void requireFresh(TableSchema table, @Nullable String name) {
    if (name != null
        && (catalog().rules().of(table.oid()).names(name) || table.keyName().equals(name))) {
      throw SqlState.DUPLICATE_OBJECT.error(
          "constraint \"%s\" for relation \"%s\" already exists", name, table.name());
    }
  }

  // UNIQUE

  private void addUnique(TableSchema table, Constraint.Unique unique, @Nullable String column) {
    if (unique.usingIndex() != null || unique.timing().deferrable()) {
      throw DdlCommands.unsupported("this form of UNIQUE", unique.pos());
    }
    List<IndexDefinition.Part> parts = new ArrayList<>();
    List<Integer> include = new ArrayList<>();
    for (String name : unique.include()) {
      include.add(requireKeyColumn(table, name));
    }
    Set<Integer> seen = new TreeSet<>();
    for (String name : column == null ? unique.columns() : List.of(column)) {
      int index = requireKeyColumn(table, name);
      if (!seen.add(index)) {
        throw SqlState.DUPLICATE_COLUMN.error(
            "column \"%s\" appears twice in unique constraint", name);
      }
      IndexCommands.requireIndexable(table, index);
      parts.add(IndexDefinition.Part.ascending(index));
    }
    String name = unique.name();
    requireFresh(table, name);
    if (name != null && catalog().hasRelation(table.schemaName(), name)) {
      throw SqlState.DUPLICATE_TABLE.error("relation \"%s\" already exists", name);
    }
    String chosen =
        name == null
            ? names().unique(table, parts.stream().map(IndexDefinition.Part::column).toList())
            : name;
    IndexDefinition.Traits traits =
        new IndexDefinition.Traits(true, unique.nullsNotDistinct(), true, null);
    new IndexCommands(session, definitions).make(table, chosen, parts, traits, include);
  }

  private static int requireKeyColumn(TableSchema table, String name) {
    int index = table.columnIndex(name);
    if (index < 0) {
      throw SqlState.UNDEFINED_COLUMN.error("column \"%s\" named in key does not exist", name);
    }
    return index;
  }

  // CHECK

  private void addCheck(TableSchema table, Constraint.Check check) {
    requireFresh(table, check.name());
    definitions.lockTable(table);
    String condition = check.condition().text();
    Expr bound = CheckExpressions.bind(session, condition, table);
    Set<Integer> columns = new TreeSet<>();
    Exprs.visit(
        bound,
        e -> {
          if (e instanceof Expr.Column column) {
            columns.add(column.index());
          }
        });
    String asked = check.name();
    String name = asked == null ? names().check(table, List.copyOf(columns)) : asked;
    boolean valid = !check.timing().notValid();
    if (valid) {
      requireHolds(table, bound, name);
    }
    CheckDefinition definition =
        new CheckDefinition(
            session.database().storage().nextOid(), table.oid(), name, condition, valid);
    session.transaction().editCatalog(state -> state.rules().put(definition));
  }

  /// Looks at all rows of a table whose values have been converted.
  void recheck(TableSchema table) {
    for (CheckDefinition check : catalog().rules().of(table.oid()).checks()) {
      if (check.valid()) {
        Expr bound = CheckExpressions.bind(session, check.condition(), table);
        requireHolds(table, bound, check.name());
      }
    }
  }

  private void requireHolds(TableSchema table, Expr condition, String name) {
    StatementContext context = session.context();
    forEachRow(
        table,
        (row, _) -> {
          Object holds = Evaluator.evaluate(condition, row, context.parameters(), context);
          if (Boolean.FALSE.equals(holds)) {
            throw SqlState.CHECK_VIOLATION
                .error(
                    "check constraint \"%s\" of relation \"%s\" is violated by some row",
                    name, table.name())
                .withNames(
                    new OmenException.Names(table.schemaName(), table.name(), null, null, name));
          }
          return true;
        });
  }

  private void forEachRow(TableSchema table, TableReader.Visitor visitor) {
    Transaction tx = session.transaction().current();
    tx.atNewest(() -> {
      TableReader.forEach(session.database().table(table.oid()), tx, visitor);
      return table;
    });
  }

  // FOREIGN KEY

  private void addForeignKey(
      TableSchema table, Constraint.ForeignKey asked, @Nullable String column) {
    requireFresh(table, asked.name());
    TableSchema target = definitions.requireTable(asked.target());
    definitions.lockTable(table);
    definitions.lockTable(target);
    List<Integer> columns = columns(table, column == null ? asked.columns() : List.of(column));
    String given = asked.name();
    String name = given == null ? names().foreignKey(table, columns) : given;
    ForeignKey key =
        new ForeignKeyBinder(catalog(), table, target)
            .bind(session.database().storage().nextOid(), name, columns, asked);
    StatementRights.requireColumns(
        session,
        target,
        Privilege.REFERENCES,
        key.targetColumns().stream().mapToInt(Integer::intValue).toArray());
    session.transaction().editCatalog(state -> state.rules().put(key));
    if (key.valid()) {
      requirePartners(table, key);
    }
  }

  private void requirePartners(TableSchema table, ForeignKey key) {
    References partners = new References(session, key);
    forEachRow(
        table,
        (row, _) -> {
          if (key.columns().stream().noneMatch(each -> row[each] == null)) {
            partners.requirePartner(table, row, null);
          }
          return true;
        });
  }

  // VALIDATE

  /// VALIDATE CONSTRAINT: looks at all rows of a constraint that was added as NOT VALID.
  void validate(TableSchema table, String name) {
    definitions.lockTable(table);
    TableRules rules = catalog().rules().of(table.oid());
    for (ForeignKey key : rules.references()) {
      if (key.name().equals(name)) {
        if (!key.valid()) {
          definitions.lockTable(target(key));
          requirePartners(table, key);
          session.transaction().editCatalog(state -> state.rules().put(key.validated()));
        }
        return;
      }
    }
    for (CheckDefinition check : rules.checks()) {
      if (check.name().equals(name)) {
        if (!check.valid()) {
          requireHolds(table, CheckExpressions.bind(session, check.condition(), table), name);
          session.transaction().editCatalog(state -> state.rules().put(check.validated()));
        }
        return;
      }
    }
    boolean other =
        table.keyName().equals(name)
            || rules.indexes().stream()
                .anyMatch(index -> index.constraint() && index.name().equals(name));
    throw other
        ? SqlState.WRONG_OBJECT_TYPE.error(
            "constraint \"%s\" of relation \"%s\" is not a foreign key or check constraint",
            name, table.name())
        : SqlState.UNDEFINED_OBJECT.error(
            "constraint \"%s\" of relation \"%s\" does not exist", name, table.name());
  }

  private TableSchema target(ForeignKey key) {
    return Objects.requireNonNull(catalog().tableByOid(key.targetOid()));
  }

  // NOT NULL

  /// SET NOT NULL: 23502 when a row has no value.
  void setNotNull(TableSchema table, int index) {
    definitions.lockTable(table);
    Column column = table.columns().get(index);
    if (!column.nullable()) {
      return;
    }
    requireValues(table, index);
    putNullable(table, index, false);
  }

  /// 23502 when a row has no value in the column.
  void requireValues(TableSchema table, int index) {
    Column column = table.columns().get(index);
    forEachRow(
        table,
        (row, _) -> {
          if (row[index] == null) {
            throw SqlState.NOT_NULL_VIOLATION
                .error(
                    "column \"%s\" of relation \"%s\" contains null values",
                    column.name(), table.name())
                .withNames(
                    new OmenException.Names(
                        table.schemaName(), table.name(), column.name(), null, null));
          }
          return true;
        });
  }

  /// DROP NOT NULL. Indexes that have no place for a NULL of this column are made anew.
  void dropNotNull(TableSchema table, int index) {
    definitions.lockTable(table);
    Column column = table.columns().get(index);
    if (column.nullable()) {
      return;
    }
    if (table.keyColumns().contains(index)) {
      throw SqlState.INVALID_TABLE_DEFINITION.error(
          "column \"%s\" is in a primary key", column.name());
    }
    if (catalog().sequences().identity(table.oid(), index) != null) {
      throw SqlState.SYNTAX_ERROR.error(
          "column \"%s\" of relation \"%s\" is an identity column", column.name(), table.name());
    }
    TableSchema changed = putNullable(table, index, true);
    IndexCommands indexes = new IndexCommands(session, definitions);
    for (IndexDefinition old : catalog().rules().of(table.oid()).indexes()) {
      if (old.columns().contains(index) && !TableIndex.open(session, old, changed).masked()) {
        indexes.remake(old, changed);
      }
    }
  }

  private TableSchema putNullable(TableSchema table, int index, boolean nullable) {
    List<Column> columns = new ArrayList<>(table.columns());
    Column old = columns.get(index);
    columns.set(index, new Column(old.name(), old.type(), nullable, old.defaultSql()));
    TableSchema changed = table.withColumns(columns);
    definitions.replace(table, changed);
    return changed;
  }

  private static List<Integer> columns(TableSchema table, List<String> names) {
    List<Integer> columns = new ArrayList<>();
    for (String name : names) {
      int index = table.columnIndex(name);
      if (index < 0) {
        throw SqlState.UNDEFINED_COLUMN.error(
            "column \"%s\" referenced in foreign key constraint does not exist", name);
      }
      columns.add(index);
    }
    return columns;
  }

  /// The types of the two sides, for [ForeignKeyBinder].
  static boolean comparable(ColumnType left, ColumnType right) {
    boolean numbers = isNumber(left) && isNumber(right);
    boolean texts = left.isText() && right.isText();
    return left.kind() == right.kind() || numbers || texts;
  }

  private static boolean isNumber(ColumnType type) {
    return switch (type.kind()) {
      case SMALLINT, INTEGER, BIGINT, NUMERIC -> true;
      default -> false;
    };
  }

  // ALTER

  /// ALTER CONSTRAINT: when a foreign key is checked.
  void alter(TableSchema table, AlterTable.AlterConstraint change) {
    definitions.lockTable(table);
    TableRules rules = catalog().rules().of(table.oid());
    for (ForeignKey key : rules.references()) {
      if (key.name().equals(change.name())) {
        ForeignKey timed = key.timed(ForeignKeyBinder.timing(change.timing()));
        session.transaction().editCatalog(state -> state.rules().put(timed));
        return;
      }
    }
    boolean other =
        table.keyName().equals(change.name())
            || rules.checks().stream().anyMatch(check -> check.name().equals(change.name()))
            || rules.indexes().stream()
                .anyMatch(index -> index.constraint() && index.name().equals(change.name()));
    throw other
        ? SqlState.WRONG_OBJECT_TYPE.error(
            "constraint \"%s\" of relation \"%s\" is not a foreign key constraint",
            change.name(), table.name())
        : SqlState.UNDEFINED_OBJECT.error(
            "constraint \"%s\" of relation \"%s\" does not exist", change.name(), table.name());
  }

  // DROP

  /// DROP CONSTRAINT.
  void drop(TableSchema table, String name, boolean ifExists, boolean cascade) {
    definitions.lockTable(table);
    TableRules rules = catalog().rules().of(table.oid());
    for (ForeignKey key : rules.references()) {
      if (key.name().equals(name)) {
        session.transaction().editCatalog(state -> state.rules().removeForeignKey(key.oid()));
        return;
      }
    }
    for (CheckDefinition check : rules.checks()) {
      if (check.name().equals(name)) {
        session.transaction().editCatalog(state -> state.rules().removeCheck(check.oid()));
        return;
      }
    }
    for (IndexDefinition index : rules.indexes()) {
      if (index.constraint() && index.name().equals(name)) {
        dropIndex(index, cascade, "constraint " + name + " on table " + table.name());
        return;
      }
    }
    if (table.keyName().equals(name)) {
      dropPrimaryKey(table, cascade);
      return;
    }
    OmenException error =
        SqlState.UNDEFINED_OBJECT.error(
            "constraint \"%s\" of relation \"%s\" does not exist", name, table.name());
    if (!ifExists) {
      throw error;
    }
    session.notice(
        new Notice("NOTICE", SqlState.SUCCESSFUL_COMPLETION, error.message() + ", skipping"));
  }

  /// The rows are stored anew, in no order; the columns stay NOT NULL.
  private void dropPrimaryKey(TableSchema table, boolean cascade) {
    dropKeysOn(
        table.oid(), 0, cascade, "constraint " + table.keyName() + " on table " + table.name());
    TableSchema now = definitions.current(table);
    TableSchema fresh =
        new TableSchema(
            session.database().storage().nextOid(),
            now.schemaName(),
            now.name(),
            now.columns(),
            List.of(),
            "");
    definitions.swap(now, fresh);
    new QueryRunner(session).copyRows(now, fresh);
  }

  /// Removes an index; the foreign keys that stand on it go with it or forbid it.
  void dropIndex(IndexDefinition index, boolean cascade, String what) {
    dropKeysOn(index.tableOid(), index.oid(), cascade, what);
    session.transaction().editCatalog(state -> state.rules().removeIndex(index.oid()));
    session.transaction().stores().dropped(index.oid());
  }

  /// @param index the number of an index, 0 for the primary key
  private void dropKeysOn(int tableOid, int index, boolean cascade, String what) {
    CatalogState catalog = catalog();
    List<ForeignKey> keys =
        catalog.rules().of(tableOid).referencedBy().stream()
            .filter(key -> key.targetIndex() == index)
            .toList();
    List<String> lines = new ArrayList<>();
    List<ViewDefinition> views = new ArrayList<>();
    if (index == 0) {
      views.addAll(KeyedViews.of(session, tableOid));
      views.forEach(view -> lines.add("view " + view.name() + " depends on " + what));
      Set<Integer> gone = new HashSet<>();
      views.forEach(view -> gone.add(view.oid()));
      Dependents others = Dependents.of(session, gone);
      views.addAll(others.views());
      lines.addAll(others.lines());
    }
    keys.forEach(key -> lines.add(Dependents.described(catalog, key) + " depends on " + what));
    Dependents dependents = new Dependents(views, keys, lines);
    if (!dependents.isEmpty() && !cascade) {
      throw dependents.refusal(what);
    }
    dependents.drop(session);
  }
}
