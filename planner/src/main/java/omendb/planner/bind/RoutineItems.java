package omendb.planner.bind;

import java.util.ArrayList;
import java.util.List;
import omendb.core.ColumnType;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.core.TypeKind;
import omendb.planner.Routine;
import omendb.planner.ast.FromItem;
import omendb.planner.ast.Node;
import omendb.planner.bind.FromBinder.Side;
import omendb.planner.bind.RoutineResolver.Called;
import omendb.planner.bind.Scope.Field;
import omendb.planner.bind.Scope.Source;
import omendb.planner.plan.Expr;
import omendb.planner.rel.Algebra;
import omendb.planner.rel.Exprs;
import org.apache.calcite.rel.RelNode;
import org.jspecify.annotations.Nullable;

/// Binds functions of users in FROM, alone: a subquery that sees its arguments.
final class RoutineItems {
  private final StatementContext statement;
  private final @Nullable CommonTables tables;

  RoutineItems(StatementContext statement, @Nullable CommonTables tables) {
    this.statement = statement;
    this.tables = tables;
  }

  /// True when the item is a call of a name that users' functions have.
  boolean mayBe(FromItem.Function item) {
    return call(item) instanceof Node.Call call
        && !statement
            .catalog()
            .routines(call.function().schema(), call.function().name())
            .isEmpty();
  }

  private static @Nullable Node call(FromItem.Function item) {
    return item.functions().size() == 1 && !item.ordinality()
        ? item.functions().getFirst().call()
        : null;
  }

  /// The rows; null when the item is no call of a user's function.
  ///
  /// @param visible the levels whose columns the arguments see
  @Nullable Side bind(FromItem.Function item, @Nullable Scope visible, @Nullable Scope outer) {
    if (!mayBe(item) || !(call(item) instanceof Node.Call call)) {
      return null;
    }
    Stage stage = new Stage(List.of());
    ExprBinder binder = new ExprBinder(statement, new Scope(visible), stage, tables);
    Called called =
        stage.within(Stage.Clause.FROM, () -> new RoutineResolver(binder).resolve(call));
    if (called == null) {
      return null;
    }
    List<Routine.Column> columns = columns(item, called);
    RelNode rel = new RoutineCalls(binder).rows(called, columns);
    if (!called.routine().set()) {
      rel = only(rel, binder.scope());
    }
    FromItem.Alias alias = item.alias();
    boolean single = columns.size() == 1 && called.result().kind() != TypeKind.RECORD;
    boolean unnamed = single && called.columns().isEmpty();
    String name = alias == null ? called.routine().name() : alias.name();
    List<Field> fields = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      String column = unnamed ? name : columns.get(i).name();
      fields.add(new Field(column, Algebra.column(rel, i), 0, 0));
    }
    Scope scope = new Scope(outer);
    List<Field> named = alias == null ? fields : FromBinder.renamed(fields, alias);
    scope.add(new Source(null, name, named, single, 0));
    return new Side(rel, scope);
  }

  /// The first row, or one of NULLs.
  private RelNode only(RelNode rel, Scope scope) {
    Algebra algebra = statement.algebra();
    RelNode first = algebra.sort(rel, List.of(), new Expr.Literal(1L, ColumnType.BIGINT), null);
    RelNode one = algebra.one();
    RelNode joined =
        algebra.lateral(one, first, new Scope(scope).id(algebra::newScope), true, Exprs.TRUE);
    List<Expr> columns = new ArrayList<>();
    for (int i = Algebra.width(one); i < Algebra.width(joined); i++) {
      columns.add(Algebra.column(joined, i));
    }
    return algebra.project(joined, columns);
  }

  private List<Routine.Column> columns(FromItem.Function item, Called called) {
    List<FromItem.ColumnType> defined =
        item.columns().isEmpty() ? item.functions().getFirst().columns() : item.columns();
    boolean open = called.result().kind() == TypeKind.RECORD && called.columns().isEmpty();
    if (!defined.isEmpty()) {
      if (!open) {
        throw superfluous(called, defined.getFirst().pos());
      }
      List<Routine.Column> columns = new ArrayList<>();
      for (FromItem.ColumnType column : defined) {
        columns.add(new Routine.Column(column.name(), statement.type(column.type()), null));
      }
      return columns;
    }
    if (open) {
      throw SqlState.SYNTAX_ERROR
          .error("a column definition list is required for functions returning \"record\"")
          .at(called.position());
    }
    return called.columns().isEmpty()
        ? List.of(new Routine.Column(called.routine().name(), called.result(), null))
        : called.columns();
  }

  private static OmenException superfluous(Called called, int position) {
    String message =
        called.columns().isEmpty()
            ? "a column definition list is only allowed for functions returning \"record\""
            : "a column definition list is redundant for a function with OUT parameters";
    return SqlState.SYNTAX_ERROR.error(message).at(position);
  }
}
