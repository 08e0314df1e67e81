package omendb.planner.rel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;
import omendb.core.ColumnType;
import omendb.core.TypeKind;
import omendb.planner.plan.Expr;
import omendb.planner.plan.Operator;
import omendb.planner.plan.Plan;
import omendb.planner.plan.Plan.JoinKind;
import omendb.planner.rel.PhysicalPlanner.Converted;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.logical.LogicalJoin;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;

/// Makes a physical join: keys out of equations, the smaller input on the build side where the kind
/// of join leaves the choice.
final class JoinPlanner {
  private final Algebra algebra;
  private final Estimates estimates;
  private final PhysicalPlanner inputs;

  JoinPlanner(Algebra algebra, Estimates estimates, PhysicalPlanner inputs) {
    this.algebra = algebra;
    this.estimates = estimates;
    this.inputs = inputs;
  }

  Converted convert(LogicalJoin join, ImmutableBitSet needed) {
    int leftWidth = Algebra.width(join.getLeft());
    int width = leftWidth + Algebra.width(join.getRight());
    boolean swap = swaps(join);
    List<RexNode> equations = new ArrayList<>();
    List<RexNode> residual = new ArrayList<>();
    ImmutableBitSet kept = needed;
    ImmutableBitSet read = needed;
    for (RexNode part : RelOptUtil.conjunctions(join.getCondition())) {
      boolean equation = isEquation(part, leftWidth);
      (equation ? equations : residual).add(part);
      read = read.union(Correlations.inputs(part));
      kept = equation ? kept : kept.union(Correlations.inputs(part));
    }
    Converted left = inputs.convert(join.getLeft(), below(read, 0, leftWidth));
    Converted right = inputs.convert(join.getRight(), below(read, leftWidth, width));
    Converted probe = swap ? right : left;
    ImmutableBitSet builds = swap ? below(read, 0, leftWidth) : below(read, leftWidth, width);
    Converted build = pruned(swap ? left : right, builds);
    int offset = probe.plan().types().size();
    boolean both = join.getJoinType().projectsRight();
    int[] positions = new int[both ? width : leftWidth];
    IntUnaryOperator columns =
        column -> {
          boolean ofLeft = column < leftWidth;
          Converted side = ofLeft == swap ? build : probe;
          int at = side.positions()[ofLeft ? column : column - leftWidth];
          return at < 0 ? -1 : side == build ? at + offset : at;
        };
    Arrays.setAll(positions, both || !swap ? columns : column -> build.positions()[column]);
    Keys keys = new Keys(new ArrayList<>(), new ArrayList<>());
    for (RexNode equation : equations) {
      add(equation, leftWidth, swap, probe, build, keys);
    }
    ToExpr convert = inputs.expressions(columns);
    List<Expr> rest = new ArrayList<>();
    for (RexNode part : residual) {
      if (!part.isAlwaysTrue()) {
        rest.add(convert.convert(part));
      }
    }
    Plan plan =
        new Plan.Join(
            probe.plan(),
            build.plan(),
            kind(join, swap),
            keys.left(),
            keys.right(),
            rest.isEmpty() ? null : Exprs.and(rest),
            estimates.rows(join));
    return new Converted(plan, positions);
  }

  private record Keys(List<Expr> left, List<Expr> right) {}

  private static ImmutableBitSet below(ImmutableBitSet columns, int from, int to) {
    return columns.intersect(ImmutableBitSet.range(from, to)).shift(-from);
  }

  private boolean swaps(LogicalJoin join) {
    return switch (join.getJoinType()) {
      case INNER, LEFT, SEMI, ANTI ->
          estimates.rows(join.getRight()) > estimates.rows(join.getLeft());
      case RIGHT -> estimates.rows(join.getRight()) >= estimates.rows(join.getLeft());
      default -> false;
    };
  }

  private static JoinKind kind(LogicalJoin join, boolean swap) {
    return switch (join.getJoinType()) {
      case LEFT -> swap ? JoinKind.RIGHT : JoinKind.LEFT;
      case RIGHT -> swap ? JoinKind.LEFT : JoinKind.RIGHT;
      case FULL -> JoinKind.FULL;
      case SEMI -> swap ? JoinKind.RIGHT_SEMI : JoinKind.SEMI;
      case ANTI -> swap ? JoinKind.RIGHT_ANTI : JoinKind.ANTI;
      default -> JoinKind.INNER;
    };
  }

  private static boolean isEquation(RexNode part, int leftWidth) {
    if (!(part instanceof RexCall call)
        || call.getKind() != SqlKind.EQUALS && call.getKind() != SqlKind.IS_NOT_DISTINCT_FROM) {
      return false;
    }
    int a = side(call.getOperands().get(0), leftWidth);
    int b = side(call.getOperands().get(1), leftWidth);
    boolean keyed = a != 0 && b != 0 && a != b;
    return keyed
        && (call.getKind() == SqlKind.EQUALS
            || zero(RelTypes.column(call.getOperands().get(0).getType())) != null);
  }

  /// 1 for the left input, 2 for the right one, 0 for neither or both.
  private static int side(RexNode node, int leftWidth) {
    ImmutableBitSet columns = Correlations.inputs(node);
    if (columns.isEmpty()) {
      return 0;
    }
    boolean left = columns.nth(0) < leftWidth;
    boolean right = columns.length() > leftWidth;
    return left && right ? 0 : left ? 1 : 2;
  }

  private void add(
      RexNode equation, int leftWidth, boolean swap, Converted probe, Converted build, Keys keys) {
    RexCall call = (RexCall) equation;
    boolean firstLeft = side(call.getOperands().get(0), leftWidth) == 1;
    RexNode left = call.getOperands().get(firstLeft ? 0 : 1);
    RexNode right = call.getOperands().get(firstLeft ? 1 : 0);
    Converted leftSide = swap ? build : probe;
    Converted rightSide = swap ? probe : build;
    Expr leftKey = inputs.expressions(leftSide.columns()).convert(left);
    Expr rightKey = inputs.expressions(c -> rightSide.positions()[c - leftWidth]).convert(right);
    Expr probeKey = swap ? rightKey : leftKey;
    Expr buildKey = swap ? leftKey : rightKey;
    boolean nullsMatch =
        call.getKind() == SqlKind.IS_NOT_DISTINCT_FROM
            && (leftKey.nullable() || rightKey.nullable());
    if (nullsMatch) {
      keys.left().add(Exprs.bool(Operator.IS_NULL, List.of(probeKey)));
      keys.right().add(Exprs.bool(Operator.IS_NULL, List.of(buildKey)));
      probeKey = orZero(probeKey);
      buildKey = orZero(buildKey);
    }
    keys.left().add(probeKey);
    keys.right().add(buildKey);
  }

  /// Any value in the place of NULL: another key tells the two apart.
  private static Expr orZero(Expr key) {
    Expr.Literal zero = zero(key.type());
    return zero == null || !key.nullable()
        ? key
        : new Expr.Call(Operator.COALESCE, List.of(key, zero), key.type(), false);
  }

  private static Expr.@Nullable Literal zero(ColumnType type) {
    Object value =
        switch (type.kind()) {
          case BOOLEAN -> false;
          case SMALLINT, INTEGER, BIGINT, DATE, TIME, TIMETZ, TIMESTAMP, TIMESTAMPTZ, OID -> 0L;
          case XID, XID8, PG_LSN, TID, MONEY, MACADDR, MACADDR8 -> 0L;
          case REGCLASS, REGTYPE, REGPROC, REGNAMESPACE, REGROLE -> 0L;
          case REAL, DOUBLE -> 0.0;
          case NUMERIC -> java.math.BigDecimal.ZERO.setScale(type.scale());
          case TEXT, VARCHAR, CHAR, NAME, INTERNAL_CHAR -> "";
          default -> null;
        };
    return value == null || type.kind() == TypeKind.UNKNOWN ? null : new Expr.Literal(value, type);
  }

  /// The build side without columns that only its own filters read.
  private Converted pruned(Converted build, ImmutableBitSet needed) {
    List<Integer> kept = new ArrayList<>();
    for (int column : needed) {
      int at = build.positions()[column];
      if (!kept.contains(at)) {
        kept.add(at);
      }
    }
    int total = build.plan().types().size();
    if (kept.size() == total || kept.isEmpty()) {
      return build;
    }
    kept.sort(null);
    int[] positions = new int[build.positions().length];
    for (int i = 0; i < positions.length; i++) {
      positions[i] = needed.get(i) ? kept.indexOf(build.positions()[i]) : -1;
    }
    List<Expr> columns = new ArrayList<>();
    for (int at : kept) {
      columns.add(new Expr.Column(at, build.plan().types().get(at), true));
    }
    return new Converted(new Plan.Project(build.plan(), columns), positions);
  }
}
