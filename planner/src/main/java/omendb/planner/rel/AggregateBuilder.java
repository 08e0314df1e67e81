package omendb.planner.rel;

import java.util.ArrayList;
import java.util.List;
import omendb.planner.plan.AggregateFunction;
import omendb.planner.plan.Expr;
import omendb.planner.rel.Algebra.Aggregation;
import omendb.planner.rel.Algebra.OrderItem;
import org.apache.calcite.rel.RelCollation;
import org.apache.calcite.rel.RelCollations;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.logical.LogicalAggregate;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.util.ImmutableBitSet;

/// Puts an aggregation into the tree: a projection that computes keys and arguments, keys first,
/// and the aggregate over it.
final class AggregateBuilder {
  private final Algebra algebra;
  private final List<RexNode> columns = new ArrayList<>();

  AggregateBuilder(Algebra algebra) {
    this.algebra = algebra;
  }

  RelNode build(RelNode input, List<Expr> keys, List<List<Integer>> sets, List<Aggregation> calls) {
    List<Expr> needed = new ArrayList<>(keys);
    for (Aggregation call : calls) {
      needed.addAll(call.arguments());
      if (call.filter() != null) {
        needed.add(call.filter());
      }
      call.order().forEach(item -> needed.add(item.expression()));
    }
    RelNode joined = new SubqueryJoin(algebra).attach(input, needed);
    List<RexNode> nodes = new ArrayList<>();
    needed.forEach(e -> nodes.add(algebra.rex(e, joined)));
    columns.addAll(nodes.subList(0, keys.size()));
    int[] next = {keys.size()};
    List<AggregateCall> operators = new ArrayList<>();
    for (Aggregation call : calls) {
      operators.add(call(call, nodes, next, keys.isEmpty()));
    }
    if (columns.isEmpty()) {
      columns.add(algebra.rex().makeLiteral(true));
    }
    List<ImmutableBitSet> groupSets = new ArrayList<>();
    sets.forEach(set -> groupSets.add(ImmutableBitSet.of(set)));
    return LogicalAggregate.create(
        algebra.plainProject(joined, columns),
        List.of(),
        ImmutableBitSet.range(keys.size()),
        groupSets.isEmpty() ? null : ImmutableBitSet.ORDERING.sortedCopy(groupSets),
        operators);
  }

  private AggregateCall call(
      Aggregation call, List<RexNode> nodes, int[] next, boolean emptyGroup) {
    List<Integer> arguments = new ArrayList<>();
    for (int i = 0; i < call.arguments().size(); i++) {
      arguments.add(
          call.function() == AggregateFunction.GROUPING
              ? groupingKey(nodes.get(next[0]++))
              : column(nodes.get(next[0]++)));
    }
    int filter = call.filter() == null ? -1 : column(filter(nodes.get(next[0]++)));
    List<RelFieldCollation> order = new ArrayList<>();
    for (OrderItem item : call.order()) {
      order.add(collation(column(nodes.get(next[0]++)), item));
    }
    boolean counts =
        call.function() == AggregateFunction.COUNT
            || call.function() == AggregateFunction.COUNT_STAR
            || call.function() == AggregateFunction.GROUPING;
    RelDataType type = algebra.types().of(call.type(), !counts);
    RelCollation collation = RelCollations.of(order);
    return AggregateCall.create(
        AggregateOperator.of(call.function(), type),
        call.distinct(),
        false,
        false,
        List.of(),
        arguments,
        filter,
        null,
        collation,
        0,
        null,
        type,
        null);
  }

  /// A filter column that is true or false: NULL does not pass.
  private RexNode filter(RexNode node) {
    return node.getType().isNullable()
        ? algebra.rex().makeCall(org.apache.calcite.sql.fun.SqlStdOperatorTable.IS_TRUE, node)
        : node;
  }

  private int groupingKey(RexNode node) {
    int key = columns.indexOf(node);
    if (key < 0) {
      throw omendb.core.SqlState.FEATURE_NOT_SUPPORTED.error(
          "GROUPING of another query's groups is not supported");
    }
    return key;
  }

  private int column(RexNode node) {
    int at = columns.indexOf(node);
    if (at < 0) {
      at = columns.size();
      columns.add(node);
    }
    return at;
  }

  private static RelFieldCollation collation(int column, OrderItem item) {
    return new RelFieldCollation(
        column,
        item.descending()
            ? RelFieldCollation.Direction.DESCENDING
            : RelFieldCollation.Direction.ASCENDING,
        item.nullsFirst()
            ? RelFieldCollation.NullDirection.FIRST
            : RelFieldCollation.NullDirection.LAST);
  }
}
