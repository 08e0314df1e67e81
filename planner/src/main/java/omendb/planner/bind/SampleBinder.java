package omendb.planner.bind;

import java.util.ArrayList;
import java.util.List;
import omendb.core.ColumnType;
import omendb.core.SqlState;
import omendb.planner.CatalogView.Relation;
import omendb.planner.ast.FromItem;
import omendb.planner.ast.Node;
import omendb.planner.plan.Expr;
import omendb.planner.rel.Exprs;
import org.jspecify.annotations.Nullable;

/// Binds TABLESAMPLE as a condition on each row: a random number, or with REPEATABLE the place of
/// the row's key among all numbers, is below the share that is wanted. Both methods take single
/// rows. Without a primary key equal rows share a place.
final class SampleBinder {
  private final ExprBinder expressions;

  SampleBinder(StatementContext statement, @Nullable Scope outer, @Nullable CommonTables tables) {
    this.expressions = new ExprBinder(statement, new Scope(outer), new Stage(List.of()), tables);
  }

  /// 0A000 for a sample of what is no table.
  static void refuse(FromItem.Table table) {
    if (table.sample() != null) {
      throw SqlState.FEATURE_NOT_SUPPORTED
          .error("TABLESAMPLE clause can only be applied to tables and materialized views")
          .at(table.pos());
    }
  }

  Expr condition(FromItem.Sample sample, Relation relation, List<Scope.Field> fields) {
    String method = sample.method().name();
    if (!method.equals("bernoulli") && !method.equals("system")) {
      throw SqlState.UNDEFINED_OBJECT
          .error("tablesample method %s does not exist", method)
          .at(sample.method().pos());
    }
    if (sample.arguments().size() != 1) {
      throw SqlState.INVALID_TABLESAMPLE_ARGUMENT
          .error(
              "tablesample method %s requires 1 argument, not %d",
              method, sample.arguments().size())
          .at(sample.method().pos());
    }
    Node percent = sample.arguments().getFirst();
    Expr share = call("tablesample_share", List.of(number(percent)), percent.pos());
    return expressions
        .coercion()
        .condition(less(place(sample, relation, fields), share), "TABLESAMPLE", sample.pos());
  }

  private Expr place(FromItem.Sample sample, Relation relation, List<Scope.Field> fields) {
    Node seed = sample.repeatable();
    if (seed == null) {
      return call("random", List.of(), sample.pos());
    }
    List<Expr> arguments = new ArrayList<>(List.of(number(seed)));
    List<Integer> key = relation.keyColumns();
    for (int i = 0; i < fields.size(); i++) {
      if (key.isEmpty() || key.contains(i)) {
        arguments.add(fields.get(i).value());
      }
    }
    return call("tablesample_place", arguments, seed.pos());
  }

  private Expr number(Node node) {
    return expressions.coercion().to(expressions.bind(node), ColumnType.DOUBLE, false, node.pos());
  }

  private Expr call(String name, List<Expr> arguments, int position) {
    return expressions.calls().call(name, arguments, position);
  }

  private static Expr less(Expr left, Expr right) {
    return Exprs.bool(omendb.planner.plan.Operator.LESS, List.of(left, right));
  }
}
