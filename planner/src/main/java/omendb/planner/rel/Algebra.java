package omendb.planner.rel;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import omendb.core.ColumnType;
import omendb.core.SqlState;
import omendb.planner.CatalogView.Relation;
import omendb.planner.plan.AggregateFunction;
import omendb.planner.plan.Expr;
import omendb.planner.plan.Plan;
import omendb.planner.plan.Plan.JoinKind;
import omendb.planner.plan.Plan.SetKind;
import omendb.planner.plan.Plan.SortKey;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.hep.HepPlanner;
import org.apache.calcite.plan.hep.HepProgram;
import org.apache.calcite.rel.RelCollation;
import org.apache.calcite.rel.RelCollations;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.logical.LogicalAggregate;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rel.logical.LogicalIntersect;
import org.apache.calcite.rel.logical.LogicalJoin;
import org.apache.calcite.rel.logical.LogicalMinus;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.logical.LogicalSort;
import org.apache.calcite.rel.logical.LogicalUnion;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;

/// Builds the relational tree of one statement from bound expressions.
///
/// Columns of an expression are positions in the input's row. Positions from [#OUTER] on stand for
/// columns of an enclosing query, those from [#SUBQUERY] on for the value of a subquery; both are
/// numbered per statement here, and vanish when the expression is put into the tree.
public final class Algebra {
  /// Positions from here on are no columns of the input.
  public static final int VIRTUAL = 1 << 24;

  /// The right side of a comparison with a subquery's rows.
  public static final int RIGHT = 1 << 24;

  public static final int OUTER = 1 << 25;
  public static final int SUBQUERY = 1 << 26;

  private final RelTypes types = new RelTypes();
  private final RexBuilder rex = new RexBuilder(types);
  private final RelOptCluster cluster;
  private final Predicate<String> volatileFunction;
  private final List<OuterColumn> outers = new ArrayList<>();
  private final List<Subquery> subqueries = new ArrayList<>();

  /// A column of an enclosing query: the scope that it belongs to, and its position there.
  record OuterColumn(CorrelationId scope, int column) {}

  /// @param kind what its value is
  /// @param rel its rows; may refer to columns of the enclosing scopes
  /// @param scope the scope that directly encloses it
  /// @param comparison ANY: over the enclosing scope's columns and, from [#RIGHT] on, the rows'
  public record Subquery(
      SubqueryKind kind, RelNode rel, CorrelationId scope, @Nullable Expr comparison) {}

  /// What a subquery's value is.
  public enum SubqueryKind {
    EXISTS,
    ANY,
    SCALAR
  }

  /// One aggregate over input expressions.
  public record Aggregation(
      AggregateFunction function,
      List<Expr> arguments,
      boolean distinct,
      @Nullable Expr filter,
      List<OrderItem> order,
      ColumnType type) {}

  /// An expression to order by.
  public record OrderItem(Expr expression, boolean descending, boolean nullsFirst) {}

  /// @param volatileFunction tells by id which functions give another value on each call
  public Algebra(Predicate<String> volatileFunction) {
    this.volatileFunction = volatileFunction;
    this.cluster = RelOptCluster.create(new HepPlanner(HepProgram.builder().build()), rex);
  }

  RelTypes types() {
    return types;
  }

  RexBuilder rex() {
    return rex;
  }

  RelOptCluster cluster() {
    return cluster;
  }

  Predicate<String> volatileFunction() {
    return volatileFunction;
  }

  public CorrelationId newScope() {
    return cluster.createCorrel();
  }

  /// A column of an enclosing scope as a column of the statement.
  public Expr.Column outer(CorrelationId scope, Expr.Column column) {
    OuterColumn outer = new OuterColumn(scope, column.index());
    int at = outers.indexOf(outer);
    if (at < 0) {
      at = outers.size();
      outers.add(outer);
    }
    return new Expr.Column(OUTER + at, column.type(), column.nullable());
  }

  /// The value of a subquery as a column of the statement.
  public Expr.Column subquery(Subquery subquery, ColumnType type, boolean nullable) {
    subqueries.add(subquery);
    return new Expr.Column(SUBQUERY + subqueries.size() - 1, type, nullable);
  }

  Subquery subquery(int column) {
    return subqueries.get(column - SUBQUERY);
  }

  /// Moves a subquery of a grouped query behind the grouping.
  ///
  /// @param values rewrites an expression over the rows before it into one over the groups
  /// @param columns the same for the position of a column
  public void regroup(int column, UnaryOperator<Expr> values, IntUnaryOperator columns) {
    Subquery subquery = subquery(column);
    Expr comparison = subquery.comparison();
    subqueries.set(
        column - SUBQUERY,
        new Subquery(
            subquery.kind(),
            Correlations.moveOuter(subquery.rel(), subquery.scope(), columns, this),
            subquery.scope(),
            comparison == null ? null : values.apply(comparison)));
  }

  public static int width(RelNode rel) {
    return rel.getRowType().getFieldCount();
  }

  /// A column of a tree's output.
  public static Expr.Column column(RelNode rel, int index) {
    RelDataType type = rel.getRowType().getFieldList().get(index).getType();
    return new Expr.Column(index, RelTypes.column(type), type.isNullable());
  }

  static boolean hasSubquery(Expr expr) {
    return Exprs.anyColumn(expr, i -> i >= SUBQUERY);
  }

  /// The expression over `input`'s columns; subqueries must have been joined already.
  RexNode rex(Expr expr, RelNode input) {
    int columns = input.getRowType().getFieldCount();
    return rex(
        expr,
        index -> {
          if (index >= columns) {
            throw SqlState.FEATURE_NOT_SUPPORTED.error(
                "a set-returning, aggregate or window function is not supported here");
          }
          return rex.makeInputRef(input, index);
        });
  }

  RexNode rex(Expr expr, java.util.function.IntFunction<RexNode> columns) {
    return new ToRex(
            rex,
            types,
            volatileFunction,
            column -> {
              if (column.index() >= SUBQUERY) {
                throw SqlState.FEATURE_NOT_SUPPORTED.error("a subquery is not supported here");
              }
              if (column.index() >= OUTER) {
                return outerRex(outers.get(column.index() - OUTER), column);
              }
              return columns.apply(column.index());
            })
        .convert(expr);
  }

  private RexNode outerRex(OuterColumn outer, Expr.Column column) {
    return outerRex(outer.scope(), outer.column(), types.of(column.type(), column.nullable()));
  }

  /// A reference to a column of an enclosing scope; the columns before it have any type.
  RexNode outerRex(CorrelationId scope, int column, RelDataType type) {
    List<RelDataType> fields = new ArrayList<>();
    for (int i = 0; i < column; i++) {
      fields.add(types.of(ColumnType.BOOLEAN, true));
    }
    fields.add(type);
    return rex.makeFieldAccess(rex.makeCorrel(types.rowOf(fields), scope), column);
  }

  public RelNode scan(Relation relation, boolean withKey) {
    return new RelationScan(cluster, relation, withKey);
  }

  /// Rows of constants.
  public RelNode rows(List<List<Expr>> rows, List<ColumnType> columns) {
    List<Boolean> nullable = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      int column = i;
      nullable.add(rows.stream().anyMatch(row -> row.get(column).nullable()));
    }
    return new ConstantRows(cluster, rows, types.row(columns, nullable));
  }

  /// One row whose only column says nothing.
  public RelNode one() {
    return rows(List.of(List.of(Exprs.TRUE)), List.of(ColumnType.BOOLEAN));
  }

  /// Keeps the rows for which the condition is true; the output has the input's columns first.
  public RelNode filter(RelNode input, Expr condition) {
    return new SubqueryJoin(this).filter(input, condition);
  }

  RelNode plainFilter(RelNode input, List<RexNode> conditions) {
    if (conditions.isEmpty()) {
      return input;
    }
    RexNode condition = org.apache.calcite.rex.RexUtil.composeConjunction(rex, conditions);
    return condition.isAlwaysTrue() ? input : LogicalFilter.create(input, condition);
  }

  public RelNode project(RelNode input, List<Expr> expressions) {
    List<Expr> plain = new ArrayList<>(expressions);
    RelNode joined = new SubqueryJoin(this).attach(input, plain);
    List<RexNode> nodes = new ArrayList<>();
    for (Expr expression : plain) {
      nodes.add(rex(expression, joined));
    }
    return plainProject(joined, nodes);
  }

  RelNode plainProject(RelNode input, List<RexNode> nodes) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i++) {
      names.add("c" + i);
    }
    return LogicalProject.create(input, List.of(), nodes, names, Set.of());
  }

  /// The input's columns followed by more expressions.
  RelNode extend(RelNode input, List<RexNode> more) {
    List<RexNode> nodes = new ArrayList<>();
    for (int i = 0; i < width(input); i++) {
      nodes.add(rex.makeInputRef(input, i));
    }
    nodes.addAll(more);
    return plainProject(input, nodes);
  }

  /// A join of two independent inputs; the condition is over both rows.
  public RelNode join(RelNode left, RelNode right, JoinKind kind, Expr condition) {
    int leftWidth = width(left);
    RexNode on =
        rex(
            condition,
            i ->
                i < leftWidth
                    ? rex.makeInputRef(left, i)
                    : rex.makeInputRef(
                        right.getRowType().getFieldList().get(i - leftWidth).getType(), i));
    return plainJoin(left, right, kind, on);
  }

  RelNode plainJoin(RelNode left, RelNode right, JoinKind kind, RexNode condition) {
    return LogicalJoin.create(left, right, List.of(), condition, Set.of(), joinType(kind));
  }

  private static JoinRelType joinType(JoinKind kind) {
    return switch (kind) {
      case INNER -> JoinRelType.INNER;
      case LEFT -> JoinRelType.LEFT;
      case RIGHT -> JoinRelType.RIGHT;
      case FULL -> JoinRelType.FULL;
      case SEMI -> JoinRelType.SEMI;
      case ANTI -> JoinRelType.ANTI;
      case RIGHT_SEMI, RIGHT_ANTI -> throw new IllegalArgumentException("a physical join: " + kind);
    };
  }

  /// True when the tree reads columns of the scope.
  public boolean refersTo(RelNode rel, CorrelationId scope) {
    return Correlations.refersTo(rel, scope);
  }

  /// A join whose right side refers to the left one's columns as those of `scope`.
  public RelNode lateral(
      RelNode left, RelNode right, CorrelationId scope, boolean outer, Expr condition) {
    int leftWidth = width(left);
    RelNode kept = right;
    RexNode on =
        rex(
            condition,
            i ->
                i < leftWidth
                    ? rex.makeInputRef(left, i)
                    : rex.makeInputRef(
                        kept.getRowType().getFieldList().get(i - leftWidth).getType(), i));
    return new SubqueryJoin(this)
        .lateral(left, right, scope, outer ? JoinKind.LEFT : JoinKind.INNER, on);
  }

  /// Groups by keys. Output: the keys, then the aggregates.
  ///
  /// @param sets positions in `keys`
  public RelNode aggregate(
      RelNode input, List<Expr> keys, List<List<Integer>> sets, List<Aggregation> calls) {
    return RepeatedSets.in(sets)
        ? new RepeatedSets(this).build(input, keys, sets, calls)
        : new AggregateBuilder(this).build(input, keys, sets, calls);
  }

  /// All rows once.
  public RelNode distinct(RelNode input) {
    return LogicalAggregate.create(
        input, List.of(), ImmutableBitSet.range(width(input)), null, List.<AggregateCall>of());
  }

  public RelNode sort(
      RelNode input, List<SortKey> keys, @Nullable Expr limit, @Nullable Expr offset) {
    return LogicalSort.create(
        input,
        collation(keys),
        offset == null ? null : rex(offset, input),
        limit == null ? null : rex(limit, input));
  }

  /// Locks the input's rows; see [Plan.LockRows].
  public RelNode lockRows(
      RelNode input, List<Plan.RowLock> locks, @Nullable Expr limit, @Nullable Expr offset) {
    return new RowLocks(
        input,
        locks,
        limit == null ? null : rex(limit, input),
        offset == null ? null : rex(offset, input));
  }

  static RelCollation collation(List<SortKey> keys) {
    List<RelFieldCollation> fields = new ArrayList<>();
    for (SortKey key : keys) {
      fields.add(
          new RelFieldCollation(
              key.column(),
              key.descending()
                  ? RelFieldCollation.Direction.DESCENDING
                  : RelFieldCollation.Direction.ASCENDING,
              key.nullsFirst()
                  ? RelFieldCollation.NullDirection.FIRST
                  : RelFieldCollation.NullDirection.LAST));
    }
    return RelCollations.of(fields);
  }

  public RelNode setOperation(SetKind kind, boolean all, List<RelNode> inputs) {
    return switch (kind) {
      case UNION -> LogicalUnion.create(inputs, all);
      case INTERSECT -> LogicalIntersect.create(inputs, all);
      case EXCEPT -> LogicalMinus.create(inputs, all);
    };
  }

  /// A recursive table: the seed's rows, then what the step makes of the rows added last.
  public RelNode recursive(int id, boolean all, RelNode seed, RelNode step) {
    return new RecursiveRows(id, all, seed, step);
  }

  /// The rows that a recursive table has got last, within its step.
  public RelNode working(int id, List<ColumnType> columns) {
    return new WorkingRows(
        cluster, id, types.row(columns, Collections.nCopies(columns.size(), true)));
  }

  /// Set-returning functions beside the input's columns.
  ///
  /// @param columns of all functions' results, one function after the other
  /// @param keepEmpty a row without results appears once, with NULLs
  public RelNode functions(
      RelNode input,
      List<Expr> calls,
      List<ColumnType> columns,
      boolean ordinality,
      boolean keepEmpty) {
    List<RexNode> nodes = new ArrayList<>();
    for (Expr call : calls) {
      nodes.add(rex(call, input));
    }
    return new FunctionSet(input, nodes, new FunctionSet.Shape(columns, keepEmpty, ordinality));
  }

  public RelNode window(
      RelNode input, List<Integer> partition, List<SortKey> order, List<Plan.WindowCall> calls) {
    return new WindowSet(input, new WindowSet.Definition(partition, order, calls));
  }
}
