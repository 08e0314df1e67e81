package omendb.planner.rel;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import omendb.planner.CatalogView.ColumnStatistics;
import omendb.planner.CatalogView.Relation;
import omendb.planner.plan.Expr;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.SetOp;
import org.apache.calcite.rel.logical.LogicalAggregate;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rel.logical.LogicalJoin;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.logical.LogicalSort;
import org.apache.calcite.rel.logical.LogicalUnion;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;
import org.jspecify.annotations.Nullable;

/// Row counts and distinct values of a tree, from the catalog's statistics. Independence and
/// containment are assumed, as usual.
final class Estimates {
  private static final double FUNCTION_ROWS = 10;
  private static final double WORKING_ROWS = 100;
  private static final double RECURSION_STEPS = 10;
  private static final double UNKNOWN_DISTINCT = 0.1;

  private final Map<RelNode, Double> rows = new IdentityHashMap<>();
  private final Selectivity selectivity = new Selectivity(this);

  /// A column of a stored relation.
  record Origin(Relation relation, int column) {
    @Nullable ColumnStatistics statistics() {
      List<ColumnStatistics> columns = relation.statistics().columns();
      return column < columns.size() ? columns.get(column) : null;
    }
  }

  double rows(RelNode rel) {
    Double known = rows.get(rel);
    if (known == null) {
      known = Math.max(computeRows(rel), 0.001);
      rows.put(rel, known);
    }
    return known;
  }

  /// Sets the estimate of a joined set of factors, which knows more than the single join.
  void set(RelNode rel, double estimate) {
    rows.put(rel, Math.max(estimate, 0.001));
  }

  private double computeRows(RelNode rel) {
    return switch (rel) {
      case RelationScan scan -> Math.max(scan.relation().statistics().rows(), 1);
      case LogicalFilter filter ->
          rows(filter.getInput()) * selectivity.of(filter.getCondition(), filter.getInput());
      case LogicalProject project -> rows(project.getInput());
      case LogicalJoin join -> joinRows(join);
      case LogicalAggregate aggregate -> groups(aggregate);
      case LogicalSort sort -> sortRows(sort);
      case LogicalUnion union ->
          union.getInputs().stream().mapToDouble(this::rows).sum() * (union.all ? 1 : 0.7);
      case SetOp set -> rows(set.getInput(0)) * 0.5;
      case ConstantRows constants -> constants.rows().size();
      case FunctionSet set -> rows(set.getInput()) * FUNCTION_ROWS;
      case WorkingRows _ -> WORKING_ROWS;
      case RecursiveRows recursive ->
          rows(recursive.getLeft()) + RECURSION_STEPS * rows(recursive.getRight());
      case RowLocks locks -> limited(rows(locks.getInput()), locks.limit());
      default -> rel.getInputs().stream().mapToDouble(this::rows).max().orElse(1);
    };
  }

  private double sortRows(LogicalSort sort) {
    return limited(rows(sort.getInput()), sort.fetch);
  }

  private static double limited(double input, @Nullable RexNode fetch) {
    Object limit = fetch == null ? null : value(fetch);
    return limit instanceof Number number ? Math.min(number.doubleValue(), input) : input;
  }

  private double groups(LogicalAggregate aggregate) {
    if (aggregate.getGroupCount() == 0) {
      return 1;
    }
    double groups = 1;
    for (int key : aggregate.getGroupSet()) {
      groups *= distinct(aggregate.getInput(), key);
    }
    return Math.min(groups, rows(aggregate.getInput()));
  }

  private double joinRows(LogicalJoin join) {
    double left = rows(join.getLeft());
    double right = rows(join.getRight());
    return switch (join.getJoinType()) {
      case SEMI -> left * semiFraction(join);
      case ANTI -> left * Math.max(1 - semiFraction(join), 0.02);
      case LEFT -> Math.max(left, left * right * joinFraction(join));
      case RIGHT -> Math.max(right, left * right * joinFraction(join));
      case FULL -> left + right;
      default -> left * right * joinFraction(join);
    };
  }

  private double joinFraction(LogicalJoin join) {
    int width = Algebra.width(join.getLeft());
    double fraction = 1;
    double most = 1 / Math.max(rows(join.getLeft()), rows(join.getRight()));
    boolean keyed = false;
    for (RexNode part : RelOptUtil.conjunctions(join.getCondition())) {
      double distinct = equated(part, join, width, true);
      if (distinct > 0) {
        keyed = true;
        fraction /= distinct;
      } else if (!part.isAlwaysTrue()) {
        fraction *= selectivity.ofResidual(part);
      }
    }
    return keyed ? Math.max(fraction, most) : fraction;
  }

  private double semiFraction(LogicalJoin join) {
    int width = Algebra.width(join.getLeft());
    double fraction = 1;
    for (RexNode part : RelOptUtil.conjunctions(join.getCondition())) {
      double left = equated(part, join, width, false);
      if (left > 0) {
        double right = Math.min(sideDistinct(part, join, width), rows(join.getRight()));
        fraction = Math.min(fraction, right / left);
      } else if (!part.isAlwaysTrue()) {
        fraction *= 0.9;
      }
    }
    return Math.min(1, fraction);
  }

  /// The distinct values of an equation between the two sides; 0 for any other condition.
  private double equated(RexNode part, LogicalJoin join, int width, boolean larger) {
    int[] sides = sides(part, width);
    if (sides == null) {
      return 0;
    }
    double left = distinct(join.getLeft(), sides[0]);
    return larger ? Math.max(left, distinct(join.getRight(), sides[1])) : left;
  }

  private double sideDistinct(RexNode part, LogicalJoin join, int width) {
    int[] sides = sides(part, width);
    return sides == null ? 1 : distinct(join.getRight(), sides[1]);
  }

  private static int @Nullable [] sides(RexNode part, int width) {
    if (part instanceof RexCall call
        && (call.getKind() == SqlKind.EQUALS || call.getKind() == SqlKind.IS_NOT_DISTINCT_FROM)
        && column(call.getOperands().get(0)) instanceof RexInputRef a
        && column(call.getOperands().get(1)) instanceof RexInputRef b) {
      int low = Math.min(a.getIndex(), b.getIndex());
      int high = Math.max(a.getIndex(), b.getIndex());
      return low < width && high >= width ? new int[] {low, high - width} : null;
    }
    return null;
  }

  /// The column inside casts, or the node itself.
  static RexNode column(RexNode node) {
    RexNode inner = node;
    while (inner instanceof RexCall call
        && call.getOperator() instanceof ExprOperator operator
        && operator.node() instanceof Expr.Cast) {
      inner = call.getOperands().getFirst();
    }
    return inner;
  }

  /// Distinct values of a column, filters left aside.
  double distinct(RelNode rel, int column) {
    Origin origin = origin(rel, column);
    if (origin == null) {
      return rel instanceof LogicalAggregate a && a.getGroupCount() == 1 && column == 0
          ? rows(rel)
          : Math.max(1, rows(rel) * UNKNOWN_DISTINCT);
    }
    return distinct(origin);
  }

  static double distinct(Origin origin) {
    Relation relation = origin.relation();
    double total = Math.max(relation.statistics().rows(), 1);
    ColumnStatistics statistics = origin.statistics();
    if (statistics != null && statistics.distinct() > 0) {
      return Math.max(1, Math.min(statistics.distinct(), total));
    }
    boolean key = relation.keyColumns().equals(List.of(origin.column()));
    return key ? total : Math.max(1, total * UNKNOWN_DISTINCT);
  }

  /// Where the column's values come from unchanged, or null.
  @Nullable Origin origin(RelNode rel, int column) {
    return switch (rel) {
      case RelationScan scan ->
          column < scan.relation().columns().size() ? new Origin(scan.relation(), column) : null;
      case LogicalFilter filter -> origin(filter.getInput(), column);
      case LogicalSort sort -> origin(sort.getInput(), column);
      case LogicalProject project ->
          column(project.getProjects().get(column)) instanceof RexInputRef ref
              ? origin(project.getInput(), ref.getIndex())
              : null;
      case LogicalAggregate aggregate ->
          column < aggregate.getGroupCount()
              ? origin(aggregate.getInput(), aggregate.getGroupSet().nth(column))
              : null;
      case LogicalJoin join -> {
        int width = Algebra.width(join.getLeft());
        yield column < width
            ? origin(join.getLeft(), column)
            : origin(join.getRight(), column - width);
      }
      case FunctionSet set ->
          column < Algebra.width(set.getInput()) ? origin(set.getInput(), column) : null;
      case WindowSet set ->
          column < Algebra.width(set.getInput()) ? origin(set.getInput(), column) : null;
      case RowLocks locks -> origin(locks.getInput(), column);
      default -> null;
    };
  }

  /// The value of a literal, or null.
  static @Nullable Object value(RexNode node) {
    if (node instanceof RexLiteral literal) {
      return literal.isNull() ? null : literal.getValue();
    }
    if (node instanceof RexCall call
        && call.getOperator() instanceof ExprOperator operator
        && operator.node() instanceof Expr.Literal literal) {
      return literal.value();
    }
    return null;
  }

  double filtered(RelNode input, RexNode condition) {
    return rows(input) * selectivity.of(condition, input);
  }

  double residual(RexNode condition) {
    return selectivity.ofResidual(condition);
  }
}
