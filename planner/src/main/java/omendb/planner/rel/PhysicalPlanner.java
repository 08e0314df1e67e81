package omendb.planner.rel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;
import omendb.core.ColumnType;
import omendb.core.SqlState;
import omendb.planner.plan.AggregateFunction;
import omendb.planner.plan.Expr;
import omendb.planner.plan.Plan;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.core.SetOp;
import org.apache.calcite.rel.core.Values;
import org.apache.calcite.rel.logical.LogicalAggregate;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rel.logical.LogicalJoin;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.logical.LogicalSort;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;

/// Makes the physical plan of an ordered tree. Each node is asked only for the columns that its
/// parent reads; projections that merely pick columns dissolve into the positions.
final class PhysicalPlanner {
  private final Algebra algebra;
  private final Estimates estimates;

  PhysicalPlanner(Algebra algebra, Estimates estimates) {
    this.algebra = algebra;
    this.estimates = estimates;
  }

  /// @param positions per column of the tree its position in the plan's output, -1 if left out
  record Converted(Plan plan, int[] positions) {
    IntUnaryOperator columns() {
      return column -> positions[column];
    }
  }

  /// The plan whose output is the tree's, column by column.
  Plan plan(RelNode root) {
    ImmutableBitSet all = ImmutableBitSet.range(Algebra.width(root));
    return exact(convert(root, all), root);
  }

  private Plan exact(Converted converted, RelNode rel) {
    int width = Algebra.width(rel);
    boolean identity = converted.plan().types().size() == width;
    for (int i = 0; i < width; i++) {
      identity &= converted.positions()[i] == i;
    }
    if (identity) {
      return converted.plan();
    }
    List<Expr> columns = new ArrayList<>();
    for (int i = 0; i < width; i++) {
      columns.add(column(converted, rel, i));
    }
    return new Plan.Project(converted.plan(), columns);
  }

  private static Expr.Column column(Converted converted, RelNode rel, int index) {
    Expr.Column column = Algebra.column(rel, index);
    return new Expr.Column(converted.positions()[index], column.type(), column.nullable());
  }

  Converted convert(RelNode rel, ImmutableBitSet needed) {
    return switch (rel) {
      case RelationScan scan -> scan(scan, List.of(), needed, estimates.rows(rel));
      case LogicalFilter filter -> filter(filter, needed);
      case LogicalProject project -> project(project, needed);
      case LogicalJoin join -> new JoinPlanner(algebra, estimates, this).convert(join, needed);
      case LogicalAggregate aggregate -> aggregate(aggregate, needed);
      case LogicalSort sort -> sort(sort, needed);
      case RowLocks locks -> locks(locks, needed);
      case SetOp set -> setOperation(set);
      case ConstantRows rows ->
          new Converted(new Plan.Values(rows.rows(), types(rel)), identity(Algebra.width(rel)));
      case RecursiveRows rows -> recursive(rows);
      case WorkingRows rows ->
          new Converted(
              new Plan.WorkingTable(rows.id(), types(rel), estimates.rows(rel)),
              identity(Algebra.width(rel)));
      case FunctionSet set -> functions(set, needed);
      case WindowSet set -> window(set, needed);
      case Values values -> {
        if (!values.getTuples().isEmpty()) {
          throw SqlState.INTERNAL_ERROR.error("unexpected literal rows in a plan");
        }
        yield new Converted(new Plan.Values(List.of(), types(rel)), identity(Algebra.width(rel)));
      }
      default -> throw SqlState.INTERNAL_ERROR.error("no plan for %s", rel.getRelTypeName());
    };
  }

  private static int[] identity(int width) {
    int[] positions = new int[width];
    Arrays.setAll(positions, i -> i);
    return positions;
  }

  static List<ColumnType> types(RelNode rel) {
    List<ColumnType> types = new ArrayList<>();
    for (RelDataTypeField field : rel.getRowType().getFieldList()) {
      types.add(RelTypes.column(field.getType()));
    }
    return types;
  }

  ToExpr expressions(IntUnaryOperator columns) {
    return new ToExpr(algebra.rex(), columns);
  }

  private Converted scan(
      RelationScan scan, List<Expr> conjuncts, ImmutableBitSet needed, double rows) {
    ScanPlanner.Scanned scanned =
        new ScanPlanner(scan.relation(), conjuncts, algebra.volatileFunction()).plan(needed, rows);
    return new Converted(scanned.plan(), Arrays.copyOf(scanned.positions(), Algebra.width(scan)));
  }

  private Converted filter(LogicalFilter filter, ImmutableBitSet needed) {
    List<RexNode> conditions = new ArrayList<>();
    RelNode core = filter;
    while (core instanceof LogicalFilter inner) {
      conditions.addAll(0, RelOptUtil.conjunctions(inner.getCondition()));
      core = inner.getInput();
    }
    if (core instanceof RelationScan scan) {
      ToExpr plain = expressions(i -> i);
      List<Expr> conjuncts = new ArrayList<>();
      conditions.forEach(c -> conjuncts.addAll(Exprs.conjuncts(plain.convert(c))));
      return scan(scan, conjuncts, needed, estimates.rows(filter));
    }
    ImmutableBitSet read = needed;
    for (RexNode condition : conditions) {
      read = read.union(Correlations.inputs(condition));
    }
    Converted input = convert(core, read);
    ToExpr convert = expressions(input.columns());
    List<Expr> conjuncts = new ArrayList<>();
    conditions.forEach(c -> conjuncts.add(convert.convert(c)));
    return new Converted(
        new Plan.Filter(input.plan(), Exprs.and(conjuncts), estimates.rows(filter)),
        input.positions());
  }

  private Converted project(LogicalProject project, ImmutableBitSet needed) {
    List<RexNode> nodes = project.getProjects();
    ImmutableBitSet read = ImmutableBitSet.of();
    boolean picks = true;
    for (int i : needed) {
      read = read.union(Correlations.inputs(nodes.get(i)));
      picks &= nodes.get(i) instanceof RexInputRef;
    }
    Converted input = convert(project.getInput(), read);
    int[] positions = new int[nodes.size()];
    Arrays.fill(positions, -1);
    if (picks) {
      for (int i : needed) {
        positions[i] = input.positions()[((RexInputRef) nodes.get(i)).getIndex()];
      }
      return new Converted(input.plan(), positions);
    }
    ToExpr convert = expressions(input.columns());
    List<Expr> expressions = new ArrayList<>();
    List<RexNode> done = new ArrayList<>();
    for (int i : needed) {
      int at = done.indexOf(nodes.get(i));
      if (at < 0 || !org.apache.calcite.rex.RexUtil.isDeterministic(nodes.get(i))) {
        at = expressions.size();
        expressions.add(convert.convert(nodes.get(i)));
        done.add(nodes.get(i));
      }
      positions[i] = at;
    }
    return new Converted(new Plan.Project(input.plan(), expressions), positions);
  }

  private Converted aggregate(LogicalAggregate aggregate, ImmutableBitSet needed) {
    int groups = aggregate.getGroupCount();
    List<AggregateCall> all = aggregate.getAggCallList();
    List<Integer> kept = new ArrayList<>();
    ImmutableBitSet read = aggregate.getGroupSet();
    for (int i = 0; i < all.size(); i++) {
      if (needed.get(groups + i) || groups == 0 && i == all.size() - 1 && kept.isEmpty()) {
        kept.add(i);
        read = read.union(ImmutableBitSet.of(all.get(i).getArgList()));
        if (all.get(i).filterArg >= 0) {
          read = read.set(all.get(i).filterArg);
        }
        read = read.union(ImmutableBitSet.of(all.get(i).getCollation().getKeys()));
      }
    }
    Converted input = convert(aggregate.getInput(), read);
    List<Integer> keys = new ArrayList<>();
    aggregate.getGroupSet().forEach(key -> keys.add(input.positions()[key]));
    List<List<Integer>> sets = new ArrayList<>();
    for (ImmutableBitSet set : aggregate.getGroupSets()) {
      List<Integer> positions = new ArrayList<>();
      set.forEach(key -> positions.add(aggregate.getGroupSet().indexOf(key)));
      sets.add(positions);
    }
    int[] positions = new int[groups + all.size()];
    Arrays.fill(positions, -1);
    List<Plan.AggregateCall> calls = new ArrayList<>();
    List<ColumnType> types = new ArrayList<>();
    List<ColumnType> rowTypes = types(aggregate);
    for (int i = 0; i < groups; i++) {
      positions[i] = i;
      types.add(rowTypes.get(i));
    }
    for (int i : kept) {
      positions[groups + i] = types.size();
      types.add(rowTypes.get(groups + i));
      calls.add(call(all.get(i), aggregate, input, rowTypes.get(groups + i)));
    }
    Plan plan =
        new Plan.Aggregate(
            input.plan(),
            keys,
            sets,
            identifying(aggregate),
            calls,
            types,
            estimates.rows(aggregate));
    return new Converted(plan, positions);
  }

  private static List<Integer> identifying(LogicalAggregate aggregate) {
    ImmutableBitSet keys = aggregate.getGroupSet();
    ImmutableBitSet found =
        aggregate.getGroupSets().size() > 1
            ? keys
            : Determined.identifying(aggregate.getInput(), keys);
    return found.toList().stream().map(keys::indexOf).toList();
  }

  private static Plan.AggregateCall call(
      AggregateCall call, LogicalAggregate aggregate, Converted input, ColumnType type) {
    AggregateFunction function =
        AggregateOperator.function(call.getAggregation(), !call.getArgList().isEmpty());
    boolean grouping = function == AggregateFunction.GROUPING;
    List<Integer> arguments = new ArrayList<>();
    for (int argument : call.getArgList()) {
      arguments.add(
          grouping ? aggregate.getGroupSet().indexOf(argument) : input.positions()[argument]);
    }
    List<Plan.SortKey> order = new ArrayList<>();
    for (RelFieldCollation key : call.getCollation().getFieldCollations()) {
      order.add(sortKey(key, input.columns()));
    }
    int filter = call.filterArg < 0 ? -1 : input.positions()[call.filterArg];
    return new Plan.AggregateCall(function, arguments, call.isDistinct(), filter, order, type);
  }

  private Converted sort(LogicalSort sort, ImmutableBitSet needed) {
    ImmutableBitSet read = needed.union(ImmutableBitSet.of(sort.getCollation().getKeys()));
    Converted input = convert(sort.getInput(), read);
    List<Plan.SortKey> keys = new ArrayList<>();
    for (RelFieldCollation key : sort.getCollation().getFieldCollations()) {
      keys.add(sortKey(key, input.columns()));
    }
    Expr limit = constant(sort.fetch);
    Expr offset = constant(sort.offset);
    double rows = estimates.rows(sort);
    Plan plan =
        keys.isEmpty()
            ? new Plan.Limit(input.plan(), limit, offset, rows)
            : new Plan.Sort(input.plan(), keys, limit, offset, rows);
    return new Converted(plan, input.positions());
  }

  private Converted locks(RowLocks locks, ImmutableBitSet needed) {
    ImmutableBitSet read = needed;
    for (Plan.RowLock lock : locks.locks()) {
      read = read.set(lock.key());
    }
    Converted input = convert(locks.getInput(), read);
    List<Plan.RowLock> moved = new ArrayList<>();
    for (Plan.RowLock lock : locks.locks()) {
      int key = input.positions()[lock.key()];
      moved.add(
          new Plan.RowLock(lock.tableOid(), lock.name(), key, lock.strength(), lock.onLocked()));
    }
    Plan plan =
        new Plan.LockRows(
            input.plan(),
            moved,
            constant(locks.limit()),
            constant(locks.offset()),
            estimates.rows(locks));
    return new Converted(plan, input.positions());
  }

  private @Nullable Expr constant(@Nullable RexNode node) {
    return node == null ? null : expressions(i -> i).convert(node);
  }

  static Plan.SortKey sortKey(RelFieldCollation key, IntUnaryOperator columns) {
    return new Plan.SortKey(
        columns.applyAsInt(key.getFieldIndex()),
        key.getDirection().isDescending(),
        key.nullDirection == RelFieldCollation.NullDirection.FIRST);
  }

  private Converted setOperation(SetOp set) {
    List<Plan> inputs = new ArrayList<>();
    set.getInputs().forEach(input -> inputs.add(plan(input)));
    Plan.SetKind kind =
        switch (set.kind) {
          case UNION -> Plan.SetKind.UNION;
          case INTERSECT -> Plan.SetKind.INTERSECT;
          default -> Plan.SetKind.EXCEPT;
        };
    return new Converted(
        new Plan.SetOperation(kind, set.all, inputs, estimates.rows(set)),
        identity(Algebra.width(set)));
  }

  private Converted recursive(RecursiveRows rows) {
    Plan plan =
        new Plan.RecursiveUnion(
            rows.id(),
            rows.all(),
            plan(rows.getLeft()),
            plan(rows.getRight()),
            types(rows),
            estimates.rows(rows));
    return new Converted(plan, identity(Algebra.width(rows)));
  }

  private Converted functions(FunctionSet set, ImmutableBitSet needed) {
    int width = Algebra.width(set.getInput());
    ImmutableBitSet read = needed.intersect(ImmutableBitSet.range(width));
    for (RexNode call : set.calls()) {
      read = read.union(Correlations.inputs(call));
    }
    Converted input = convert(set.getInput(), read);
    FunctionSet.Shape shape = set.shape();
    List<ColumnType> types = new ArrayList<>(input.plan().types());
    int before = types.size();
    types.addAll(shape.types());
    if (shape.ordinality()) {
      types.add(ColumnType.BIGINT);
    }
    Plan plan =
        new Plan.ProjectSet(
            input.plan(),
            set.functions(expressions(input.columns())),
            shape.keepEmpty(),
            shape.ordinality(),
            types,
            estimates.rows(set));
    return new Converted(plan, behind(input, width, before, types.size()));
  }

  private Converted window(WindowSet set, ImmutableBitSet needed) {
    int width = Algebra.width(set.getInput());
    WindowSet.Definition definition = set.definition();
    ImmutableBitSet read =
        needed
            .intersect(ImmutableBitSet.range(width))
            .union(ImmutableBitSet.of(definition.partition()));
    for (Plan.SortKey key : definition.order()) {
      read = read.set(key.column());
    }
    for (Plan.WindowCall call : definition.calls()) {
      read = read.union(ImmutableBitSet.of(call.inputs()));
    }
    Converted input = convert(set.getInput(), read);
    int[] at = input.positions();
    List<Plan.SortKey> order = new ArrayList<>();
    for (Plan.SortKey key : definition.order()) {
      order.add(new Plan.SortKey(at[key.column()], key.descending(), key.nullsFirst()));
    }
    List<ColumnType> types = new ArrayList<>(input.plan().types());
    int before = types.size();
    List<Plan.WindowCall> calls = new ArrayList<>();
    for (Plan.WindowCall call : definition.calls()) {
      types.add(call.type());
      List<Integer> arguments = call.arguments().stream().map(i -> at[i]).toList();
      int filter = call.filter() < 0 ? -1 : at[call.filter()];
      calls.add(new Plan.WindowCall(call.function(), arguments, filter, call.frame(), call.type()));
    }
    List<Integer> partition = definition.partition().stream().map(i -> at[i]).toList();
    Plan plan = new Plan.Window(input.plan(), partition, order, calls, types);
    return new Converted(plan, behind(input, width, before, types.size()));
  }

  /// Positions of a node that adds columns behind its input's.
  private static int[] behind(Converted input, int width, int before, int total) {
    int[] positions = Arrays.copyOf(input.positions(), width + total - before);
    for (int i = before; i < total; i++) {
      positions[width + i - before] = i;
    }
    return positions;
  }
}
