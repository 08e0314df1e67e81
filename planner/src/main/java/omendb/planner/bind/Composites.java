package omendb.planner.bind;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import omendb.core.ColumnType;
import omendb.planner.ast.Node;
import omendb.planner.plan.Expr;
import omendb.planner.plan.Operator;
import omendb.planner.rel.Exprs;
import org.jspecify.annotations.Nullable;

/// Whole rows as arguments of the functions that make json of them: a table's name, `t.*` and
/// `ROW(…)` become one json object.
final class Composites {
  private static final Set<String> TAKERS =
      Set.of(
          "row_to_json",
          "to_json",
          "to_jsonb",
          "json_agg",
          "jsonb_agg",
          "json_build_object",
          "jsonb_build_object",
          "json_build_array",
          "jsonb_build_array",
          "json_object_agg",
          "jsonb_object_agg");

  private final ExprBinder expressions;

  Composites(ExprBinder expressions) {
    this.expressions = expressions;
  }

  static boolean taken(String function) {
    return TAKERS.contains(function);
  }

  /// The object of a whole row; null when the argument is none.
  @Nullable Expr row(Node node) {
    return switch (node) {
      case Node.Row row -> {
        List<Expr> arguments = new ArrayList<>();
        for (Node field : row.fields()) {
          arguments.add(name("f" + (arguments.size() / 2 + 1)));
          arguments.add(expressions.bind(field));
        }
        yield object(arguments, node.pos());
      }
      case Node.ColumnRef ref when ref.names().size() == 1 -> {
        Scope.Source source = expressions.scope().source(null, ref.last());
        boolean column =
            new ColumnLookup(expressions.statement()).lookup(ref, expressions.scope()) != null;
        yield source == null || column || isScalar(source) ? null : row(source, node.pos());
      }
      case Node.Star star when star.qualifier().size() == 1 -> {
        Scope.Source source = expressions.scope().source(null, star.qualifier().getFirst());
        yield source == null ? null : row(source, node.pos());
      }
      default -> null;
    };
  }

  /// True for a function in FROM that gives no rows but values.
  private static boolean isScalar(Scope.Source source) {
    if (source.fields().size() != 1) {
      return false;
    }
    Scope.Field field = source.fields().getFirst();
    return field.tableOid() == 0
        && (field.name().equals(source.alias()) || field.name().equals("value"));
  }

  /// Beside an outer join the row may be absent, which a column that cannot be NULL tells.
  private Expr row(Scope.Source source, int position) {
    List<Expr> arguments = new ArrayList<>();
    Expr witness = null;
    for (Scope.Field field : source.fields()) {
      Expr value = expressions.stage().located(field.value(), position);
      arguments.add(name(field.name()));
      arguments.add(value);
      if (value.nullable() && neverNull(field)) {
        witness = value;
      }
    }
    Expr object = object(arguments, position);
    return witness == null
        ? object
        : ExprBinder.caseOf(
            List.of(
                new Expr.When(
                    Exprs.bool(Operator.IS_NULL, List.of(witness)),
                    new Expr.Literal(null, ColumnType.JSON))),
            object);
  }

  private boolean neverNull(Scope.Field field) {
    var relation =
        field.tableOid() == 0 ? null : expressions.statement().relation(field.tableOid());
    return relation != null
        && field.columnNumber() > 0
        && !relation.columns().get(field.columnNumber() - 1).nullable();
  }

  private Expr object(List<Expr> arguments, int position) {
    return expressions.calls().call("json_row", arguments, position);
  }

  private static Expr name(String name) {
    return new Expr.Literal(name, ColumnType.TEXT);
  }
}
