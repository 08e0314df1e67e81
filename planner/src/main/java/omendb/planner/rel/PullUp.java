package omendb.planner.rel;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.logical.LogicalAggregate;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rel.logical.LogicalJoin;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.logical.LogicalSort;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;

/// Takes the predicates that refer to one outer scope out of a subquery, so that they can become
/// the condition of a join with it. It is the cheap way to unnest, and covers filters under
/// projections, joins and groupings; [Domain] does the rest.
final class PullUp {
  private final Algebra algebra;
  private final CorrelationId scope;

  PullUp(Algebra algebra, CorrelationId scope) {
    this.algebra = algebra;
    this.scope = scope;
  }

  /// @param rel no longer refers to the scope; its first columns are the original's
  /// @param conditions over `rel`'s columns and the scope's
  record Pulled(RelNode rel, List<RexNode> conditions) {}

  /// Null when the tree has a reference elsewhere than in a predicate that can be moved.
  @Nullable Pulled pull(RelNode rel) {
    if (!Correlations.refersTo(rel, scope)) {
      return new Pulled(rel, List.of());
    }
    return switch (rel) {
      case LogicalFilter filter -> filter(filter);
      case LogicalProject project -> project(project);
      case LogicalJoin join -> join(join);
      case LogicalAggregate aggregate -> aggregate(aggregate);
      case LogicalSort sort ->
          sort.fetch == null && sort.offset == null ? pull(sort.getInput()) : null;
      default -> null;
    };
  }

  private @Nullable Pulled filter(LogicalFilter filter) {
    Pulled input = pull(filter.getInput());
    if (input == null) {
      return null;
    }
    List<RexNode> conditions = new ArrayList<>(input.conditions());
    List<RexNode> kept = split(filter.getCondition(), conditions);
    return new Pulled(algebra.plainFilter(input.rel(), kept), conditions);
  }

  /// The conjuncts that do not refer to the scope; the others are added to `conditions`.
  private List<RexNode> split(RexNode condition, List<RexNode> conditions) {
    List<RexNode> kept = new ArrayList<>();
    for (RexNode part : RelOptUtil.conjunctions(condition)) {
      (Correlations.refersTo(part, scope) ? conditions : kept).add(part);
    }
    return kept;
  }

  private @Nullable Pulled project(LogicalProject project) {
    Pulled input = pull(project.getInput());
    if (input == null) {
      return null;
    }
    List<RexNode> nodes = new ArrayList<>(project.getProjects());
    for (RexNode node : nodes) {
      if (Correlations.refersTo(node, scope)) {
        return null;
      }
    }
    return reproject(input.rel(), nodes, input.conditions());
  }

  /// Projects `nodes` and, behind them, the columns that the conditions read.
  private Pulled reproject(RelNode input, List<RexNode> nodes, List<RexNode> conditions) {
    List<RexNode> all = new ArrayList<>(nodes);
    IntUnaryOperator move =
        column -> {
          RexInputRef ref = algebra.rex().makeInputRef(input, column);
          int at = all.indexOf(ref);
          if (at < 0) {
            at = all.size();
            all.add(ref);
          }
          return at;
        };
    List<RexNode> moved = Correlations.remapAll(conditions, move);
    return new Pulled(algebra.plainProject(input, all), moved);
  }

  private @Nullable Pulled join(LogicalJoin join) {
    JoinRelType type = join.getJoinType();
    boolean rightFixed = type != JoinRelType.INNER;
    if (type == JoinRelType.RIGHT || type == JoinRelType.FULL) {
      return null;
    }
    if (rightFixed
        && (Correlations.refersTo(join.getRight(), scope)
            || Correlations.refersTo(join.getCondition(), scope))) {
      return null;
    }
    Pulled left = pull(join.getLeft());
    Pulled right = pull(join.getRight());
    if (left == null || right == null) {
      return null;
    }
    int leftWidth = Algebra.width(join.getLeft());
    int newLeftWidth = Algebra.width(left.rel());
    int shift = newLeftWidth - leftWidth;
    RexNode condition = Correlations.remap(join.getCondition(), i -> i < leftWidth ? i : i + shift);
    List<RexNode> conditions = new ArrayList<>(left.conditions());
    conditions.addAll(Correlations.remapAll(right.conditions(), i -> i + newLeftWidth));
    List<RexNode> kept = split(condition, conditions);
    RelNode joined =
        LogicalJoin.create(
            left.rel(),
            right.rel(),
            List.of(),
            org.apache.calcite.rex.RexUtil.composeConjunction(algebra.rex(), kept),
            Set.of(),
            type);
    List<RexNode> original = new ArrayList<>();
    for (int i = 0; i < Algebra.width(join); i++) {
      original.add(algebra.rex().makeInputRef(joined, i < leftWidth ? i : i + shift));
    }
    return reproject(joined, original, conditions);
  }

  /// A grouping may be made finer by what the subquery equates with outer columns: for one outer
  /// row the finer groups that match are the groups of the rows that match.
  private @Nullable Pulled aggregate(LogicalAggregate aggregate) {
    if (aggregate.getGroupCount() == 0 || aggregate.getGroupSets().size() > 1) {
      return null;
    }
    Pulled input = pull(aggregate.getInput());
    return input == null ? null : group(aggregate, input);
  }

  /// The aggregate by its own keys and the columns that the conditions equate; also for an
  /// aggregate without keys, whose value over no rows the caller has to supply.
  @Nullable Pulled group(LogicalAggregate aggregate, Pulled input) {
    List<RexNode> nodes = new ArrayList<>();
    for (int i = 0; i < Algebra.width(aggregate.getInput()); i++) {
      nodes.add(algebra.rex().makeInputRef(input.rel(), i));
    }
    int width = nodes.size();
    List<RexNode> outerSides = new ArrayList<>();
    for (RexNode condition : input.conditions()) {
      RexNode[] sides = equality(condition);
      if (sides == null) {
        return null;
      }
      nodes.add(sides[0]);
      outerSides.add(sides[1]);
    }
    RelNode extended = algebra.plainProject(input.rel(), nodes);
    ImmutableBitSet keys =
        aggregate.getGroupSet().union(ImmutableBitSet.range(width, nodes.size()));
    RelNode grouped =
        LogicalAggregate.create(extended, List.of(), keys, null, aggregate.getAggCallList());
    int own = aggregate.getGroupCount();
    int added = outerSides.size();
    int calls = aggregate.getAggCallList().size();
    List<RexNode> output = new ArrayList<>();
    for (int i = 0; i < own + calls + added; i++) {
      int from = i < own ? i : i < own + calls ? i + added : i - calls;
      output.add(algebra.rex().makeInputRef(grouped, from));
    }
    RelNode projected = algebra.plainProject(grouped, output);
    List<RexNode> conditions = new ArrayList<>();
    for (int i = 0; i < added; i++) {
      RexNode key = algebra.rex().makeInputRef(projected, own + calls + i);
      conditions.add(
          algebra
              .rex()
              .makeCall(
                  org.apache.calcite.sql.fun.SqlStdOperatorTable.EQUALS, key, outerSides.get(i)));
    }
    return new Pulled(projected, conditions);
  }

  /// The inner and the outer side of an equation between them, or null.
  private RexNode @Nullable [] equality(RexNode condition) {
    if (!(condition instanceof RexCall call) || call.getKind() != SqlKind.EQUALS) {
      return null;
    }
    RexNode a = call.getOperands().get(0);
    RexNode b = call.getOperands().get(1);
    if (isInner(a) && isOuter(b)) {
      return new RexNode[] {a, b};
    }
    return isInner(b) && isOuter(a) ? new RexNode[] {b, a} : null;
  }

  private boolean isInner(RexNode node) {
    return !Correlations.refersTo(node, scope);
  }

  private static boolean isOuter(RexNode node) {
    return Correlations.inputs(node).isEmpty();
  }
}
