package omendb.planner.bind;

import java.util.List;
import omendb.core.ColumnType;
import omendb.core.SqlState;
import omendb.planner.ast.Node;
import omendb.planner.ast.Query;
import omendb.planner.function.CastRules;
import omendb.planner.plan.Expr;
import omendb.planner.rel.Exprs;
import org.jspecify.annotations.Nullable;

/// Binds LIMIT and OFFSET.
final class LimitBinder {
  private final ExprBinder expressions;
  private final Stage stage = new Stage(List.of());

  LimitBinder(StatementContext statement, @Nullable Scope outer, @Nullable CommonTables tables) {
    this.expressions = new ExprBinder(statement, new Scope(outer), stage, tables);
  }

  @Nullable Expr count(Query.@Nullable Limit limit) {
    if (limit != null && limit.withTies()) {
      throw ExprBinder.unsupported("WITH TIES", limit.countPos());
    }
    Node count = limit == null ? null : limit.count();
    return count == null ? null : bind(count, "LIMIT");
  }

  @Nullable Expr offset(Query.@Nullable Limit limit) {
    Node offset = limit == null ? null : limit.offset();
    return offset == null ? null : bind(offset, "OFFSET");
  }

  private @Nullable Expr bind(Node node, String clause) {
    Expr value = stage.within(Stage.Clause.LIMIT, () -> expressions.bind(node));
    if (!Exprs.isConstant(value)) {
      throw ExprBinder.unsupported("a " + clause + " that is no constant", node.pos());
    }
    Expr bound =
        expressions
            .coercion()
            .to(
                value,
                ColumnType.BIGINT,
                CastRules.Context.ASSIGNMENT,
                node.pos(),
                () ->
                    SqlState.DATATYPE_MISMATCH.error(
                        "argument of %s must be type bigint, not type %s",
                        clause, CastRules.plain(value.type())));
    return bound instanceof Expr.Literal literal && literal.value() == null ? null : bound;
  }
}
