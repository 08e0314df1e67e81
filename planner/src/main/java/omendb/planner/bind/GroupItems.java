package omendb.planner.bind;

import java.util.ArrayList;
import java.util.List;
import omendb.core.SqlState;
import omendb.planner.ast.Node;
import omendb.planner.ast.Query;
import omendb.planner.plan.Expr;
import omendb.planner.rel.Exprs;
import org.jspecify.annotations.Nullable;

/// A GROUP BY clause as keys and sets of them.
final class GroupItems {
  private static final int CUBE_MAX = 12;

  private final ExprBinder binder;
  private final Targets targets;
  private final List<Expr> keys = new ArrayList<>();
  private List<List<Integer>> sets = List.of();

  GroupItems(ExprBinder binder, Targets targets) {
    this.binder = binder;
    this.targets = targets;
  }

  List<Expr> keys() {
    return keys;
  }

  /// Positions in the keys; empty without GROUP BY.
  List<List<Integer>> sets() {
    return sets;
  }

  void bind(Query.@Nullable GroupBy groupBy) {
    if (groupBy == null) {
      return;
    }
    List<List<Integer>> product = List.of(List.of());
    for (Query.GroupItem item : groupBy.items()) {
      product = product(product, sets(item));
    }
    sets = groupBy.distinct() ? product.stream().distinct().toList() : product;
  }

  private static List<List<Integer>> product(List<List<Integer>> left, List<List<Integer>> right) {
    List<List<Integer>> product = new ArrayList<>();
    for (List<Integer> a : left) {
      for (List<Integer> b : right) {
        List<Integer> both = new ArrayList<>(a);
        b.stream().filter(key -> !a.contains(key)).forEach(both::add);
        both.sort(null);
        product.add(both);
      }
    }
    return product;
  }

  private List<List<Integer>> sets(Query.GroupItem item) {
    return switch (item) {
      case Query.GroupExpression expression -> List.of(keys(expression.expression()));
      case Query.GroupNothing _ -> List.of(List.of());
      case Query.Rollup rollup -> {
        List<List<Integer>> sets = new ArrayList<>();
        List<Integer> prefix = new ArrayList<>();
        sets.add(List.of());
        for (Node node : rollup.expressions()) {
          prefix.addAll(keys(node));
          sets.addFirst(List.copyOf(prefix));
        }
        yield sets;
      }
      case Query.Cube cube -> cube(cube);
      case Query.GroupingSets all -> {
        List<List<Integer>> sets = new ArrayList<>();
        all.items().forEach(inner -> sets.addAll(sets(inner)));
        yield sets;
      }
    };
  }

  private List<List<Integer>> cube(Query.Cube cube) {
    if (cube.expressions().size() > CUBE_MAX) {
      throw SqlState.TOO_MANY_COLUMNS
          .error("CUBE is limited to %d elements", CUBE_MAX)
          .at(cube.pos());
    }
    List<List<Integer>> sets = List.of(List.of());
    for (Node node : cube.expressions()) {
      sets = product(sets, List.of(keys(node), List.of()));
    }
    return sets;
  }

  private List<Integer> keys(Node node) {
    List<Integer> positions = new ArrayList<>();
    if (node instanceof Node.Row row) {
      row.fields().forEach(field -> positions.addAll(keys(field)));
      return positions;
    }
    Expr key = binder.stage().within(Stage.Clause.GROUP_BY, () -> targets.grouped(node));
    if (Exprs.anyColumn(key, i -> i >= Stage.AGGREGATE && i < Stage.WINDOW)) {
      throw SqlState.GROUPING_ERROR
          .error("aggregate functions are not allowed in GROUP BY")
          .at(node.pos());
    }
    Sortable.requireEquality(key.type(), node.pos());
    int at = keys.indexOf(key);
    if (at < 0) {
      at = keys.size();
      keys.add(key);
    }
    positions.add(at);
    return positions;
  }
}
