package omendb.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import omendb.core.ColumnType;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.core.TableSchema;
import omendb.engine.definition.CheckDefinition;
import omendb.engine.definition.ForeignKey;
import omendb.engine.definition.IndexDefinition;
import omendb.engine.definition.TableRules;
import omendb.mvcc.Transaction;
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
    if (unique.nullsNotDistinct()
        || !unique.include().isEmpty()
        || unique.usingIndex() != null
        || unique.timing().deferrable()) {
      throw DdlCommands.unsupported("this form of UNIQUE", unique.pos());
    }
    List<IndexDefinition.Part> parts = new ArrayList<>();
    Set<Integer> seen = new TreeSet<>();
    for (String name : column == null ? unique.columns() : List.of(column)) {
      int index = table.columnIndex(name);
      if (index < 0) {
        throw SqlState.UNDEFINED_COLUMN.error("column \"%s\" named in key does not exist", name);
      }
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
    new IndexCommands(session, definitions).make(table, chosen, parts, true, true);
  }

  // CHECK

  private void addCheck(TableSchema table, Constraint.Check check) {
    if (check.timing().notValid()) {
      throw DdlCommands.unsupported("NOT VALID", check.pos());
    }
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
    requireHolds(table, bound, name);
    CheckDefinition definition =
        new CheckDefinition(session.database().storage().nextOid(), table.oid(), name, condition);
    session.transaction().editCatalog(state -> state.rules().put(definition));
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
    session.transaction().editCatalog(state -> state.rules().put(key));
    References partners = new References(session, key);
    forEachRow(
        table,
        (row, rowKey) -> {
          if (columns.stream().noneMatch(each -> row[each] == null)) {
            partners.requirePartner(table, row, null);
          }
          return true;
        });
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
      throw SqlState.FEATURE_NOT_SUPPORTED.error("dropping a primary key is not supported");
    }
    OmenException error =
        SqlState.UNDEFINED_OBJECT.error(
            "constraint \"%s\" of relation \"%s\" does not exist", name, table.name());
    if (!ifExists) {
      throw error;
    }
    session.notice(new Notice("NOTICE", error.state(), error.message() + ", skipping"));
  }

  /// Removes an index; the foreign keys that stand on it go with it or forbid it.
  void dropIndex(IndexDefinition index, boolean cascade, String what) {
    CatalogState catalog = catalog();
    List<ForeignKey> keys =
        catalog.rules().of(index.tableOid()).referencedBy().stream()
            .filter(key -> key.targetIndex() == index.oid())
            .toList();
    List<String> lines =
        keys.stream()
            .map(key -> Dependents.described(catalog, key) + " depends on " + what)
            .toList();
    Dependents dependents = new Dependents(List.of(), keys, List.of(), lines);
    if (!keys.isEmpty() && !cascade) {
      throw dependents.refusal(what);
    }
    dependents.drop(session);
    session.transaction().editCatalog(state -> state.rules().removeIndex(index.oid()));
    session.transaction().stores().dropped(index.oid());
  }
}
