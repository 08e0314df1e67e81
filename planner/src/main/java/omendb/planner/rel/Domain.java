package omendb.planner.rel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import omendb.core.ColumnType;
import omendb.core.SqlState;
import omendb.planner.plan.Plan;
import omendb.planner.plan.Plan.JoinKind;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.SetOp;
import org.apache.calcite.rel.logical.LogicalAggregate;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rel.logical.LogicalJoin;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.logical.LogicalSort;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.util.ImmutableBitSet;

/// Unnests a subquery of any shape: it is computed for every distinct combination of the outer
/// columns that it reads (the domain), whose columns then stand in the place of the references
/// (Neumann and Kemper, "Unnesting Arbitrary Queries", 2015).
final class Domain {
  private final Algebra algebra;
  private final CorrelationId scope;
  private final RelNode domain;
  private final Map<Integer, Integer> positions = new HashMap<>();

  /// @param left the outer rows
  /// @param columns the outer columns that the subquery reads
  Domain(Algebra algebra, CorrelationId scope, RelNode left, ImmutableBitSet columns) {
    this.algebra = algebra;
    this.scope = scope;
    List<RexNode> nodes = new ArrayList<>();
    for (int column : columns) {
      positions.put(column, nodes.size());
      nodes.add(algebra.rex().makeInputRef(left, column));
    }
    this.domain = algebra.distinct(algebra.plainProject(left, nodes));
  }

  /// The conditions that bring the outer rows and an unnested tree together.
  ///
  /// @param at where the tree's domain columns begin in the joined row
  List<RexNode> conditions(RelNode left, int at) {
    List<RexNode> conditions = new ArrayList<>();
    positions.forEach((column, position) -> {
      RexNode outer = algebra.rex().makeInputRef(left, column);
      conditions.add(same(outer, new RexInputRef(at + position, outer.getType())));
    });
    return conditions;
  }

  private RexNode same(RexNode a, RexNode b) {
    boolean nullable = a.getType().isNullable() || b.getType().isNullable();
    return algebra
        .rex()
        .makeCall(
            nullable ? SqlStdOperatorTable.IS_NOT_DISTINCT_FROM : SqlStdOperatorTable.EQUALS, a, b);
  }

  int width() {
    return positions.size();
  }

  /// The tree without references to the scope: its columns, then the domain's.
  RelNode unnest(RelNode rel) {
    if (!Correlations.refersTo(rel, scope)) {
      return algebra.plainJoin(rel, domain, JoinKind.INNER, algebra.rex().makeLiteral(true));
    }
    return switch (rel) {
      case LogicalFilter filter -> {
        RelNode input = unnest(filter.getInput());
        yield LogicalFilter.create(
            input, resolve(filter.getCondition(), Algebra.width(filter.getInput()), input));
      }
      case LogicalProject project -> project(project);
      case LogicalJoin join -> join(join);
      case LogicalAggregate aggregate -> aggregate(aggregate);
      case LogicalSort sort -> sort(sort);
      case SetOp set -> {
        List<RelNode> inputs = new ArrayList<>();
        set.getInputs().forEach(input -> inputs.add(unnest(input)));
        yield set.copy(set.getTraitSet(), inputs);
      }
      case FunctionSet set -> functions(set);
      case WindowSet set -> window(set);
      default ->
          throw SqlState.FEATURE_NOT_SUPPORTED.error("this correlated subquery is not supported");
    };
  }

  private RexNode resolve(RexNode node, int at, RelNode input) {
    return Correlations.replaceOuter(
        node, scope, column -> algebra.rex().makeInputRef(input, at + position(column)));
  }

  private int position(int column) {
    Integer position = positions.get(column);
    if (position == null) {
      throw new IllegalStateException("column " + column + " is not of the domain");
    }
    return position;
  }

  private RelNode project(LogicalProject project) {
    RelNode input = unnest(project.getInput());
    int at = Algebra.width(project.getInput());
    List<RexNode> nodes = new ArrayList<>();
    project.getProjects().forEach(node -> nodes.add(resolve(node, at, input)));
    nodes.addAll(refs(input, at, width()));
    return algebra.plainProject(input, nodes);
  }

  private List<RexNode> refs(RelNode rel, int from, int count) {
    List<RexNode> refs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      refs.add(algebra.rex().makeInputRef(rel, from + i));
    }
    return refs;
  }

  private RelNode join(LogicalJoin join) {
    JoinRelType type = join.getJoinType();
    if (type == JoinRelType.FULL || type == JoinRelType.RIGHT) {
      throw SqlState.FEATURE_NOT_SUPPORTED.error(
          "a correlated subquery over a %s join is not supported", type.lowerName);
    }
    boolean right = Correlations.refersTo(join.getRight(), scope);
    boolean left =
        type != JoinRelType.INNER || !right || Correlations.refersTo(join.getLeft(), scope);
    RelNode newLeft = left ? unnest(join.getLeft()) : join.getLeft();
    RelNode newRight = right ? unnest(join.getRight()) : join.getRight();
    int leftWidth = Algebra.width(join.getLeft());
    int rightWidth = Algebra.width(join.getRight());
    int newLeftWidth = Algebra.width(newLeft);
    int at = left ? leftWidth : newLeftWidth + rightWidth;
    List<RexNode> conditions = new ArrayList<>();
    RexNode moved =
        Correlations.remap(
            join.getCondition(), i -> i < leftWidth ? i : i - leftWidth + newLeftWidth);
    conditions.add(
        Correlations.replaceOuter(
            moved,
            scope,
            column -> new RexInputRef(at + position(column), domainType(position(column)))));
    if (left && right) {
      for (int i = 0; i < width(); i++) {
        conditions.add(
            same(
                new RexInputRef(leftWidth + i, domainType(i)),
                new RexInputRef(newLeftWidth + rightWidth + i, domainType(i))));
      }
    }
    RelNode joined =
        LogicalJoin.create(
            newLeft,
            newRight,
            List.of(),
            org.apache.calcite.rex.RexUtil.composeConjunction(algebra.rex(), conditions),
            java.util.Set.of(),
            type);
    if (!type.projectsRight()) {
      return joined;
    }
    List<RexNode> nodes = refs(joined, 0, leftWidth);
    nodes.addAll(refs(joined, newLeftWidth, rightWidth));
    nodes.addAll(refs(joined, at, width()));
    return algebra.plainProject(joined, nodes);
  }

  private org.apache.calcite.rel.type.RelDataType domainType(int position) {
    return domain.getRowType().getFieldList().get(position).getType();
  }

  private RelNode aggregate(LogicalAggregate aggregate) {
    RelNode grouped = group(aggregate);
    if (aggregate.getGroupCount() > 0) {
      return grouped;
    }
    int calls = aggregate.getAggCallList().size();
    List<RexNode> conditions = new ArrayList<>();
    for (int i = 0; i < width(); i++) {
      conditions.add(
          same(
              new RexInputRef(i, domainType(i)),
              new RexInputRef(width() + calls + i, domainType(i))));
    }
    RelNode joined =
        algebra.plainJoin(
            domain,
            grouped,
            JoinKind.LEFT,
            org.apache.calcite.rex.RexUtil.composeConjunction(algebra.rex(), conditions));
    List<RexNode> nodes = new ArrayList<>();
    for (int i = 0; i < calls; i++) {
      nodes.add(
          orEmpty(
              algebra,
              aggregate.getAggCallList().get(i),
              algebra.rex().makeInputRef(joined, width() + i)));
    }
    nodes.addAll(refs(joined, 0, width()));
    return algebra.plainProject(joined, nodes);
  }

  /// The aggregate for each combination of the domain that has rows: keys, calls, domain.
  RelNode group(LogicalAggregate aggregate) {
    RelNode input = unnest(aggregate.getInput());
    int at = Algebra.width(aggregate.getInput());
    ImmutableBitSet added = ImmutableBitSet.range(at, at + width());
    List<ImmutableBitSet> sets = new ArrayList<>();
    aggregate.getGroupSets().forEach(set -> sets.add(set.union(added)));
    RelNode grouped =
        LogicalAggregate.create(
            input,
            List.of(),
            aggregate.getGroupSet().union(added),
            sets,
            aggregate.getAggCallList());
    int keys = aggregate.getGroupCount();
    List<RexNode> nodes = refs(grouped, 0, keys);
    nodes.addAll(refs(grouped, keys + width(), aggregate.getAggCallList().size()));
    nodes.addAll(refs(grouped, keys, width()));
    return algebra.plainProject(grouped, nodes);
  }

  /// An aggregate's column after an outer join: a count over nothing is 0.
  static RexNode orEmpty(Algebra algebra, AggregateCall call, RexNode column) {
    if (call.getAggregation().getKind() != SqlKind.COUNT) {
      return column;
    }
    RexNode zero = algebra.rex().makeExactLiteral(java.math.BigDecimal.ZERO, call.getType());
    return algebra
        .rex()
        .makeCall(
            call.getType(),
            SqlStdOperatorTable.CASE,
            List.of(algebra.rex().makeCall(SqlStdOperatorTable.IS_NULL, column), zero, column));
  }

  private RelNode sort(LogicalSort sort) {
    RelNode input = unnest(sort.getInput());
    if (sort.fetch == null && sort.offset == null) {
      return input;
    }
    int at = Algebra.width(sort.getInput());
    List<Plan.SortKey> order = new ArrayList<>();
    for (RelFieldCollation key : sort.getCollation().getFieldCollations()) {
      order.add(PhysicalPlanner.sortKey(key, i -> i));
    }
    Plan.WindowCall number =
        new Plan.WindowCall(
            "row_number",
            List.of(),
            new Plan.Frame(
                Plan.FrameUnit.ROWS,
                new Plan.FrameBound(Plan.FrameBoundKind.UNBOUNDED_PRECEDING, null),
                new Plan.FrameBound(Plan.FrameBoundKind.CURRENT_ROW, null)),
            ColumnType.BIGINT);
    List<Integer> partition = ImmutableBitSet.range(at, at + width()).asList();
    RelNode numbered =
        new WindowSet(input, new WindowSet.Definition(partition, order, List.of(number)));
    RexNode row = algebra.rex().makeInputRef(numbered, at + width());
    List<RexNode> conditions = new ArrayList<>();
    RexNode last = sort.fetch;
    if (sort.offset != null) {
      conditions.add(algebra.rex().makeCall(SqlStdOperatorTable.GREATER_THAN, row, sort.offset));
      last =
          last == null
              ? null
              : algebra
                  .rex()
                  .makeCall(row.getType(), SqlStdOperatorTable.PLUS, List.of(last, sort.offset));
    }
    if (last != null) {
      conditions.add(algebra.rex().makeCall(SqlStdOperatorTable.LESS_THAN_OR_EQUAL, row, last));
    }
    RelNode cut = algebra.plainFilter(numbered, conditions);
    return algebra.plainProject(cut, refs(cut, 0, at + width()));
  }

  private RelNode functions(FunctionSet set) {
    RelNode input = unnest(set.getInput());
    int at = Algebra.width(set.getInput());
    List<RexNode> calls = new ArrayList<>();
    set.calls().forEach(call -> calls.add(resolve(call, at, input)));
    return behind(new FunctionSet(input, calls, set.shape()), at, Algebra.width(set) - at);
  }

  private RelNode window(WindowSet set) {
    RelNode input = unnest(set.getInput());
    int at = Algebra.width(set.getInput());
    List<Integer> partition = new ArrayList<>(set.definition().partition());
    partition.addAll(ImmutableBitSet.range(at, at + width()).asList());
    RelNode windows =
        new WindowSet(
            input,
            new WindowSet.Definition(
                partition, set.definition().order(), set.definition().calls()));
    return behind(windows, at, Algebra.width(set) - at);
  }

  /// Moves the domain's columns behind those that a node has added.
  private RelNode behind(RelNode rel, int at, int added) {
    List<RexNode> nodes = refs(rel, 0, at);
    nodes.addAll(refs(rel, at + width(), added));
    nodes.addAll(refs(rel, at, width()));
    return algebra.plainProject(rel, nodes);
  }
}
