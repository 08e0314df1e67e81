package omendb.planner.bind;

import java.util.ArrayList;
import java.util.List;
import omendb.core.ColumnType;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.core.TypeKind;
import omendb.planner.ast.Node;
import omendb.planner.ast.Query;
import omendb.planner.plan.AggregateFunction;
import omendb.planner.plan.Expr;
import omendb.planner.plan.Operator;
import omendb.planner.rel.Algebra;
import omendb.planner.rel.Algebra.Subquery;
import omendb.planner.rel.Algebra.SubqueryKind;
import omendb.planner.rel.Exprs;
import omendb.planner.rel.Repeatable;
import org.apache.calcite.rel.RelNode;

/// Binds subqueries in expressions.
final class SubqueryBinder {
  private final ExprBinder expressions;
  private final OperatorBinder operators;

  SubqueryBinder(ExprBinder expressions, OperatorBinder operators) {
    this.expressions = expressions;
    this.operators = operators;
  }

  private Algebra algebra() {
    return expressions.statement().algebra();
  }

  private BoundQuery bind(Query query) {
    QueryBinder binder =
        new QueryBinder(expressions.statement(), expressions.scope(), expressions.tables());
    return expressions
        .statement()
        .within(Recursion.Place.SUBQUERY, () -> binder.bind(query, List.of()));
  }

  private Expr.Column value(
      SubqueryKind kind, RelNode rel, Expr comparison, ColumnType type, boolean nullable) {
    Subquery subquery =
        new Subquery(
            kind,
            rel,
            expressions.scope().id(algebra()::newScope),
            comparison == Exprs.TRUE ? null : comparison);
    return algebra().subquery(subquery, type, nullable);
  }

  Expr exists(Node.Exists exists) {
    BoundQuery query = bind(exists.query());
    return value(SubqueryKind.EXISTS, query.rel(), Exprs.TRUE, ColumnType.BOOLEAN, false);
  }

  Expr scalar(Query query, int position) {
    BoundQuery bound = bind(query);
    if (bound.columns().size() != 1) {
      throw SqlState.SYNTAX_ERROR.error("subquery must return only one column").at(position);
    }
    return scalar(bound.rel());
  }

  /// The only column of the only row of a query that is bound.
  Expr scalar(RelNode rel) {
    return value(SubqueryKind.SCALAR, rel, Exprs.TRUE, Algebra.column(rel, 0).type(), true);
  }

  /// The columns of a query's only row, each as a subquery that the rows are read by again: 0A000
  /// where these could be other rows each time.
  List<Expr> row(Node.ScalarQuery query, int columns) {
    BoundQuery bound = bind(query.query());
    if (bound.columns().size() != columns) {
      throw SqlState.SYNTAX_ERROR
          .error("number of columns does not match number of values")
          .at(query.pos());
    }
    if (!Repeatable.is(bound.rel(), algebra())) {
      throw ExprBinder.unsupported(
          "assignment of a subquery with LIMIT, volatile functions or the like to several columns",
          query.pos());
    }
    List<Expr> values = new ArrayList<>();
    for (int i = 0; i < columns; i++) {
      Expr.Column column = Algebra.column(bound.rel(), i);
      RelNode one = algebra().project(bound.rel(), List.of(column));
      values.add(value(SubqueryKind.SCALAR, one, Exprs.TRUE, column.type(), true));
    }
    return values;
  }

  /// The type of an array of such values: arrays become one of a dimension more.
  private static ColumnType collected(ColumnType element, int position) {
    if (element.kind() == TypeKind.ARRAY) {
      return element;
    }
    if (element.element() != null) {
      throw SqlState.FEATURE_NOT_SUPPORTED
          .error("arrays of %s are not supported", element)
          .at(position);
    }
    return ColumnType.array(element);
  }

  Expr array(Query query, int position) {
    BoundQuery bound = bind(query);
    if (bound.columns().size() != 1) {
      throw SqlState.SYNTAX_ERROR.error("subquery must return only one column").at(position);
    }
    return array(bound, Algebra.column(bound.rel(), 0).type(), position);
  }

  /// An array of the only column of a query that is bound, as values of a type.
  Expr array(BoundQuery bound, ColumnType as, int position) {
    Expr element = expressions.coercion().to(Algebra.column(bound.rel(), 0), as, false, position);
    ColumnType type = collected(element.type(), position);
    RelNode collected =
        algebra()
            .aggregate(
                bound.rel(),
                List.of(),
                List.of(),
                List.of(
                    new Algebra.Aggregation(
                        AggregateFunction.ARRAY_AGG,
                        List.of(element),
                        false,
                        null,
                        bound.order(),
                        type)));
    Expr orEmpty =
        new Expr.Call(
            Operator.COALESCE,
            List.of(Algebra.column(collected, 0), new Expr.Literal(new Object[0], type)),
            type,
            false);
    return value(
        SubqueryKind.SCALAR,
        algebra().project(collected, List.of(orEmpty)),
        Exprs.TRUE,
        type,
        true);
  }

  Expr in(Node.InQuery in) {
    Expr found = any(in.operand(), "=", in.query(), in.pos());
    return in.negated() ? Exprs.not(found) : found;
  }

  Expr quantified(Node.QuantifiedQuery quantified) {
    String symbol = quantified.operator().name();
    if (!quantified.all()) {
      return any(quantified.left(), symbol, quantified.query(), quantified.pos());
    }
    String opposite = OperatorBinder.negation(symbol, quantified.pos());
    return Exprs.not(any(quantified.left(), opposite, quantified.query(), quantified.pos()));
  }

  private Expr any(Node operand, String symbol, Query query, int position) {
    List<Expr> left =
        operand instanceof Node.Row row
            ? expressions.bindAll(row.fields())
            : List.of(expressions.bind(operand));
    BoundQuery bound = bind(query);
    if (bound.columns().size() != left.size()) {
      throw columnCount(bound.columns().size() > left.size(), position);
    }
    List<Expr> right = new ArrayList<>();
    for (int i = 0; i < left.size(); i++) {
      Expr.Column column = Algebra.column(bound.rel(), i);
      right.add(new Expr.Column(Algebra.RIGHT + i, column.type(), column.nullable()));
    }
    Expr comparison =
        left.size() == 1
            ? operators.binary(symbol, left.getFirst(), right.getFirst(), position)
            : operators.rows(symbol, left, right, position);
    return value(
        SubqueryKind.ANY, bound.rel(), comparison, ColumnType.BOOLEAN, comparison.nullable());
  }

  private static OmenException columnCount(boolean many, int position) {
    return SqlState.SYNTAX_ERROR
        .error("subquery has too %s columns", many ? "many" : "few")
        .at(position);
  }
}
