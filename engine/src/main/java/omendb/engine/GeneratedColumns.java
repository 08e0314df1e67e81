package omendb.engine;

import java.util.ArrayList;
import java.util.List;
import omendb.core.Column;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.core.TableSchema;
import omendb.engine.definition.GeneratedColumn;
import omendb.engine.definition.TableRules;
import omendb.planner.ast.AlterTable;
import omendb.planner.ast.Constraint;
import omendb.planner.ast.Ddl;
import omendb.planner.function.CastRules;
import omendb.planner.parse.SqlParser;
import omendb.planner.plan.Expr;
import omendb.planner.rel.Exprs;

/// The columns of tables that are GENERATED ALWAYS AS … STORED.
final class GeneratedColumns {
  private final Session session;

  GeneratedColumns(Session session) {
    this.session = session;
  }

  /// Notes those of a new table: 42804 for a value of another type, 42P17 for one that depends on
  /// another generated column or on more than the row.
  void define(TableSchema table, List<Ddl.TableElement> elements) {
    List<GeneratedColumn> columns = new ArrayList<>();
    for (Ddl.TableElement element : elements) {
      if (element instanceof Ddl.ColumnDefinition definition) {
        for (Constraint constraint : definition.constraints()) {
          if (constraint instanceof Constraint.Generated generated) {
            String text = generated.expression().text();
            columns.add(new GeneratedColumn(table.oid(), definition.name(), text));
          }
        }
      }
    }
    if (columns.isEmpty()) {
      return;
    }
    for (GeneratedColumn column : columns) {
      check(table, column, columns);
    }
    session.transaction().editCatalog(state -> state.rules().generate(table.oid(), columns));
  }

  private void check(TableSchema table, GeneratedColumn column, List<GeneratedColumn> all) {
    Expr value = bind(session, column, table);
    for (GeneratedColumn other : all) {
      int place = table.columnIndex(other.column());
      if (Exprs.anyColumn(value, each -> each == place)) {
        throw SqlState.INVALID_OBJECT_DEFINITION
            .error(
                "cannot use generated column \"%s\" in column generation expression",
                other.column())
            .withDetail("A generated column cannot reference another generated column.");
      }
    }
    if (!Immutable.is(value)) {
      throw SqlState.INVALID_OBJECT_DEFINITION.error("generation expression is not immutable");
    }
  }

  /// The value over the table's columns, as one of the column's type.
  static Expr bind(Session session, GeneratedColumn column, TableSchema table) {
    Column target = table.columns().get(table.columnIndex(column.column()));
    Expr value =
        session
            .database()
            .planner()
            .value(
                column.expression(),
                SessionCatalogView.relation(table),
                new SessionCatalogView(session),
                session.context());
    if (value.type().equals(target.type())) {
      return value;
    }
    if (!CastRules.allowed(value.type(), target.type(), CastRules.Context.ASSIGNMENT)) {
      throw SqlState.DATATYPE_MISMATCH
          .error(
              "column \"%s\" is of type %s but default expression is of type %s",
              target.name(), CastRules.plain(target.type()), CastRules.plain(value.type()))
          .withHint("You will need to rewrite or cast the expression.");
    }
    return new Expr.Cast(value, target.type(), false);
  }

  /// The columns that COPY means; none stands for all.
  ///
  /// @throws OmenException 42P10 when one of those asked for is generated
  List<String> copied(TableSchema table, List<String> asked) {
    TableRules rules = session.transaction().catalog().rules().of(table.oid());
    if (asked.isEmpty() && !rules.generated().isEmpty()) {
      return table.columns().stream()
          .map(Column::name)
          .filter(name -> !rules.generates(name))
          .toList();
    }
    for (String name : asked) {
      if (rules.generates(name)) {
        throw SqlState.INVALID_COLUMN_REFERENCE
            .error("column \"%s\" is a generated column", name)
            .withDetail("Generated columns cannot be used in COPY.");
      }
    }
    return asked;
  }

  /// 428C9 for a generated column.
  static void requireGiven(TableRules rules, String column) {
    if (rules.generates(column)) {
      throw SqlState.GENERATED_ALWAYS
          .error("cannot insert a non-DEFAULT value into column \"%s\"", column)
          .withDetail("Column \"%s\" is a generated column.", column);
    }
  }

  /// The generated columns of a table after one of its columns has got another name.
  static List<GeneratedColumn> renamed(TableRules rules, String old, String name) {
    return rules.generated().stream()
        .map(each ->
            each.saying(
                each.column().equals(old) ? name : each.column(),
                SqlParser.renameColumn(each.expression(), old, name)))
        .toList();
  }

  /// Takes back that a column is generated, as it goes: 2BP01 when others are made of it.
  void dropColumn(TableSchema table, AlterTable.DropColumn drop) {
    TableRules rules = session.transaction().catalog().rules().of(table.oid());
    int place = table.columnIndex(drop.column());
    for (GeneratedColumn each : rules.generated()) {
      if (Exprs.anyColumn(bind(session, each, table), column -> column == place)) {
        String what = "column " + drop.column() + " of table " + table.name();
        if (drop.cascade()) {
          throw DdlCommands.unsupported(
              "DROP COLUMN … CASCADE of a column that generates others", drop.pos());
        }
        throw SqlState.DEPENDENT_OBJECTS_STILL_EXIST
            .error("cannot drop %s because other objects depend on it", what)
            .withDetail("column %s of table %s depends on %s", each.column(), table.name(), what)
            .withHint("Use DROP ... CASCADE to drop the dependent objects too.");
      }
    }
    List<GeneratedColumn> left =
        rules.generated().stream().filter(each -> !each.column().equals(drop.column())).toList();
    if (left.size() < rules.generated().size()) {
      session.transaction().editCatalog(state -> state.rules().generate(table.oid(), left));
    }
  }

  /// DROP EXPRESSION: the column keeps its values and becomes a plain one.
  void dropExpression(TableSchema table, AlterTable.DropExpression drop) {
    AlterTableCommand.requireColumn(table, drop.column());
    TableRules rules = session.transaction().catalog().rules().of(table.oid());
    if (!rules.generates(drop.column())) {
      OmenException error =
          SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE.error(
              "column \"%s\" of relation \"%s\" is not a stored generated column",
              drop.column(), table.name());
      if (!drop.ifExists()) {
        throw error;
      }
      session.notice(
          new Notice("NOTICE", SqlState.SUCCESSFUL_COMPLETION, error.message() + ", skipping"));
      return;
    }
    List<GeneratedColumn> left =
        rules.generated().stream().filter(each -> !each.column().equals(drop.column())).toList();
    session.transaction().editCatalog(state -> state.rules().generate(table.oid(), left));
  }

  /// 0A000 for the type of a column that generates others, or is generated.
  void requireUnused(TableSchema table, String column) {
    int place = table.columnIndex(column);
    for (GeneratedColumn each :
        session.transaction().catalog().rules().of(table.oid()).generated()) {
      if (each.column().equals(column)
          || Exprs.anyColumn(bind(session, each, table), found -> found == place)) {
        throw SqlState.FEATURE_NOT_SUPPORTED
            .error("cannot alter type of a column used by a generated column")
            .withDetail("Column \"%s\" is used by generated column \"%s\".", column, each.column());
      }
    }
  }
}
