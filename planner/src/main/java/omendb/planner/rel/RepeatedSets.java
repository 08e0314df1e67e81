package omendb.planner.rel;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;
import omendb.core.ColumnType;
import omendb.core.SqlState;
import omendb.planner.plan.AggregateFunction;
import omendb.planner.plan.Expr;
import omendb.planner.rel.Algebra.Aggregation;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rel.logical.LogicalUnion;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;

/// Grouping sets that are written more than once: their groups come once for each. An aggregate
/// node has no set twice, so the groups of such sets are taken again from it, by a union.
final class RepeatedSets {
  /// As many keys as GROUPING has bits.
  private static final int KEYS_MAX = 31;

  private final Algebra algebra;

  RepeatedSets(Algebra algebra) {
    this.algebra = algebra;
  }

  /// True when a set of keys is there twice, in whatever order.
  static boolean in(List<List<Integer>> sets) {
    return sets.stream().map(TreeSet::new).distinct().count() != sets.size();
  }

  RelNode build(RelNode input, List<Expr> keys, List<List<Integer>> sets, List<Aggregation> calls) {
    if (keys.size() > KEYS_MAX) {
      throw SqlState.FEATURE_NOT_SUPPORTED.error(
          "repeated grouping sets over more than %d keys are not supported", KEYS_MAX);
    }
    Map<TreeSet<Integer>, Integer> times = new LinkedHashMap<>();
    sets.forEach(set -> times.merge(new TreeSet<>(set), 1, Integer::sum));
    List<List<Integer>> once = new ArrayList<>();
    times.keySet().forEach(set -> once.add(List.copyOf(set)));
    List<Aggregation> marked = new ArrayList<>(calls);
    if (!keys.isEmpty()) {
      marked.add(
          new Aggregation(
              AggregateFunction.GROUPING, keys, false, null, List.of(), ColumnType.INTEGER));
    }
    RelNode groups = new AggregateBuilder(algebra).build(input, keys, once, marked);
    int width = keys.size() + calls.size();
    List<RelNode> parts = new ArrayList<>();
    parts.add(groups);
    int most = times.values().stream().mapToInt(Integer::intValue).max().orElse(1);
    for (int round = 2; round <= most; round++) {
      int least = round;
      List<Integer> masks =
          times.entrySet().stream()
              .filter(entry -> entry.getValue() >= least)
              .map(entry -> mask(entry.getKey(), keys.size()))
              .toList();
      parts.add(
          keys.isEmpty() ? groups : LogicalFilter.create(groups, among(groups, width, masks)));
    }
    RelNode all = LogicalUnion.create(parts, true);
    RexBuilder rex = algebra.rex();
    return algebra.plainProject(
        all, IntStream.range(0, width).mapToObj(i -> (RexNode) rex.makeInputRef(all, i)).toList());
  }

  /// What GROUPING of all keys is in a set: the first key is the highest bit, which is 1 when the
  /// key is not in the set.
  private static int mask(TreeSet<Integer> set, int keys) {
    int mask = 0;
    for (int key = 0; key < keys; key++) {
      mask = mask << 1 | (set.contains(key) ? 0 : 1);
    }
    return mask;
  }

  private RexNode among(RelNode groups, int column, List<Integer> masks) {
    RexBuilder rex = algebra.rex();
    RexNode grouping = rex.makeInputRef(groups, column);
    List<RexNode> equal = new ArrayList<>();
    for (int mask : masks) {
      RexNode value = rex.makeLiteral(mask, grouping.getType(), false);
      equal.add(rex.makeCall(SqlStdOperatorTable.EQUALS, grouping, value));
    }
    return RexUtil.composeDisjunction(rex, equal);
  }
}
