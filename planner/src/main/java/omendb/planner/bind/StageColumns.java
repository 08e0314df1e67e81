package omendb.planner.bind;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import omendb.core.ColumnType;
import omendb.planner.plan.Expr;
import omendb.planner.plan.Plan;
import omendb.planner.rel.Algebra;
import omendb.planner.rel.Exprs;
import org.apache.calcite.rel.RelNode;
import org.jspecify.annotations.Nullable;

/// Gives the window functions and sets of a stage their columns in the tree.
final class StageColumns {
  private final Algebra algebra;
  private final Stage stage;

  StageColumns(Algebra algebra, Stage stage) {
    this.algebra = algebra;
    this.stage = stage;
  }

  /// Applies a change to all expressions inside windows and sets.
  static void rewrite(Stage stage, UnaryOperator<Expr> change) {
    stage
        .windows()
        .replaceAll(use ->
            new Stage.WindowUse(
                use.function(),
                use.arguments().stream().map(change).toList(),
                filter(use, change),
                use.partition().stream().map(change).toList(),
                use.order().stream()
                    .map(item ->
                        new Algebra.OrderItem(
                            change.apply(item.expression()), item.descending(), item.nullsFirst()))
                    .toList(),
                use.frame(),
                use.type()));
    stage
        .sets()
        .replaceAll(use -> new Stage.SetUse(change.apply(use.call()), use.columns(), use.names()));
  }

  private static @Nullable Expr filter(Stage.WindowUse use, UnaryOperator<Expr> change) {
    Expr filter = use.filter();
    return filter == null ? null : change.apply(filter);
  }

  /// Adds the columns, and replaces their virtual numbers in `values`.
  RelNode place(RelNode input, List<Expr> values) {
    RelNode rel = input;
    if (!stage.windows().isEmpty()) {
      rel = windows(rel, values);
    }
    return stage.sets().isEmpty() ? rel : sets(rel, values);
  }

  private record WindowGroup(List<Expr> partition, List<Algebra.OrderItem> order) {}

  private RelNode windows(RelNode input, List<Expr> values) {
    List<Expr> columns = new ArrayList<>();
    for (int i = 0; i < Algebra.width(input); i++) {
      columns.add(Algebra.column(input, i));
    }
    Map<WindowGroup, List<Integer>> groups = new java.util.LinkedHashMap<>();
    for (int i = 0; i < stage.windows().size(); i++) {
      Stage.WindowUse use = stage.windows().get(i);
      groups
          .computeIfAbsent(new WindowGroup(use.partition(), use.order()), _ -> new ArrayList<>())
          .add(i);
    }
    Map<WindowGroup, WindowColumns> placed = new HashMap<>();
    groups.forEach((group, uses) -> placed.put(group, columns(group, uses, columns)));
    RelNode rel = algebra.project(input, columns);
    Map<Integer, Expr> found = new HashMap<>();
    for (Map.Entry<WindowGroup, List<Integer>> entry : groups.entrySet()) {
      WindowColumns window = java.util.Objects.requireNonNull(placed.get(entry.getKey()));
      int at = Algebra.width(rel);
      rel = algebra.window(rel, window.partition(), window.order(), window.calls());
      for (int i = 0; i < entry.getValue().size(); i++) {
        found.put(Stage.WINDOW + entry.getValue().get(i), Algebra.column(rel, at + i));
      }
    }
    replace(values, found);
    StageColumns.rewrite(stage, e -> Exprs.rewrite(e, c -> of(c, found)));
    return rel;
  }

  private record WindowColumns(
      List<Integer> partition, List<Plan.SortKey> order, List<Plan.WindowCall> calls) {}

  private WindowColumns columns(WindowGroup group, List<Integer> uses, List<Expr> columns) {
    List<Integer> partition = new ArrayList<>();
    group.partition().forEach(e -> partition.add(column(e, columns)));
    List<Plan.SortKey> order = new ArrayList<>();
    for (Algebra.OrderItem item : group.order()) {
      order.add(
          new Plan.SortKey(
              column(item.expression(), columns), item.descending(), item.nullsFirst()));
    }
    List<Plan.WindowCall> calls = new ArrayList<>();
    for (int index : uses) {
      Stage.WindowUse use = stage.windows().get(index);
      List<Integer> arguments = new ArrayList<>();
      use.arguments().forEach(e -> arguments.add(column(e, columns)));
      Expr condition = use.filter();
      int filter = condition == null ? -1 : column(condition, columns);
      calls.add(new Plan.WindowCall(use.function(), arguments, filter, use.frame(), use.type()));
    }
    return new WindowColumns(partition, order, calls);
  }

  private static int column(Expr expr, List<Expr> columns) {
    int at = columns.indexOf(expr);
    if (at < 0) {
      at = columns.size();
      columns.add(expr);
    }
    return at;
  }

  private RelNode sets(RelNode input, List<Expr> values) {
    int at = Algebra.width(input);
    List<Expr> calls = new ArrayList<>();
    List<ColumnType> types = new ArrayList<>();
    for (Stage.SetUse use : stage.sets()) {
      if (Exprs.anyColumn(use.call(), i -> i >= Stage.SET && i < Algebra.VIRTUAL)) {
        throw ExprBinder.unsupported("a set-returning function inside another", 0);
      }
      calls.add(use.call());
      types.addAll(use.columns());
    }
    RelNode rel = withSubqueries(input, calls);
    at = Algebra.width(rel);
    rel = algebra.functions(rel, calls, types, false, false);
    Map<Integer, Expr> found = new HashMap<>();
    for (int i = 0; i < types.size(); i++) {
      found.put(Stage.SET + i, Algebra.column(rel, at + i));
    }
    replace(values, found);
    return rel;
  }

  /// Subqueries that calls have as arguments become columns before them.
  private RelNode withSubqueries(RelNode input, List<Expr> calls) {
    List<Expr> columns = new ArrayList<>();
    int width = Algebra.width(input);
    for (int i = 0; i < width; i++) {
      columns.add(Algebra.column(input, i));
    }
    calls.replaceAll(call -> {
      if (!(call instanceof Expr.Function function)) {
        return call;
      }
      List<Expr> arguments = new ArrayList<>();
      for (Expr argument : function.arguments()) {
        boolean subquery = Exprs.anyColumn(argument, i -> i >= Algebra.SUBQUERY);
        arguments.add(
            subquery
                ? new Expr.Column(column(argument, columns), argument.type(), argument.nullable())
                : argument);
      }
      return new Expr.Function(function.id(), arguments, function.type(), function.nullable());
    });
    return columns.size() == width ? input : algebra.project(input, columns);
  }

  private static void replace(List<Expr> values, Map<Integer, Expr> found) {
    values.replaceAll(value -> Exprs.rewrite(value, e -> of(e, found)));
  }

  private static @Nullable Expr of(Expr expr, Map<Integer, Expr> found) {
    return expr instanceof Expr.Column column ? found.get(column.index()) : null;
  }
}
