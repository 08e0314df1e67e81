package omendb.planner.bind;

import java.util.List;
import omendb.core.SqlState;
import omendb.planner.CatalogView.Relation;
import omendb.planner.ast.Node;
import omendb.planner.plan.Expr;
import omendb.planner.rel.Algebra;
import omendb.planner.rel.Exprs;
import org.jspecify.annotations.Nullable;

/// Binds conditions that each row of a table must keep.
public final class CheckBinder {
  private final StatementContext statement;

  public CheckBinder(StatementContext statement) {
    this.statement = statement;
  }

  /// What an expression is for, as errors name it.
  public enum Use {
    TRANSFORM("transform expression"),
    INDEX("index expression"),
    PREDICATE("index predicate");

    private final String words;

    Use(String words) {
      this.words = words;
    }
  }

  /// An expression over the table's columns, at positions 0, 1, …. 0A000 for a subquery, 42803 for
  /// an aggregate.
  public Expr value(Node expression, Relation table, Use use) {
    return value(
        expression, new Assignments(statement, table).scope(table.name(), table.schema(), 0), use);
  }

  Expr value(Node expression, Scope scope, Use use) {
    ExprBinder binder = new ExprBinder(statement, scope, new Stage(List.of()), null);
    Expr bound =
        use == Use.PREDICATE
            ? binder.condition(expression, "WHERE")
            : statement.coercion().known(binder.bind(expression), expression.pos());
    if (Exprs.anyColumn(bound, i -> i >= Algebra.SUBQUERY)) {
      throw SqlState.FEATURE_NOT_SUPPORTED
          .error("cannot use subquery in %s", use.words)
          .at(expression.pos());
    }
    if (Exprs.anyColumn(bound, i -> i >= Stage.AGGREGATE)) {
      throw SqlState.GROUPING_ERROR
          .error("aggregate functions are not allowed in %ss", use.words)
          .at(expression.pos());
    }
    return bound;
  }

  /// Why a view's rows cannot be changed, and so have no CHECK OPTION; null when they can.
  public @Nullable String refusal(Relation view) {
    return ViewTarget.refusal(statement, view);
  }

  /// The condition over the table's columns, at positions 0, 1, …. 0A000 for a subquery, 42803 for
  /// an aggregate.
  public Expr bind(Node condition, Relation table) {
    Scope scope = new Assignments(statement, table).scope(table.name(), table.schema(), 0);
    Stage stage = new Stage(List.of());
    ExprBinder binder = new ExprBinder(statement, scope, stage, null);
    Expr bound = binder.condition(condition, "CHECK");
    if (Exprs.anyColumn(bound, i -> i >= Algebra.SUBQUERY)) {
      throw SqlState.FEATURE_NOT_SUPPORTED
          .error("cannot use subquery in check constraint")
          .at(condition.pos());
    }
    if (Exprs.anyColumn(bound, i -> i >= Stage.AGGREGATE)) {
      throw SqlState.GROUPING_ERROR
          .error("aggregate functions are not allowed in check constraints")
          .at(condition.pos());
    }
    return bound;
  }
}
