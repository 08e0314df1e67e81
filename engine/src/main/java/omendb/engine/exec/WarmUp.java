package omendb.engine.exec;

import java.util.List;
import omendb.core.ColumnType;
import omendb.core.KeyRange;
import omendb.core.ZoneFilter;
import omendb.engine.exec.memory.MemoryBudget;
import omendb.planner.function.EvalContext;
import omendb.planner.plan.AggregateFunction;
import omendb.planner.plan.Expr;
import omendb.planner.plan.Operator;
import omendb.planner.plan.Plan;
import org.jspecify.annotations.Nullable;

/// A small query over literal rows that meets the code generator, its compiler, and the common
/// operators, so that the first query of a client does not load their classes.
final class WarmUp {
  private static final long MEMORY_BYTES = 64L << 20;

  private WarmUp() {}

  static Plan plan() {
    ColumnType number = ColumnType.BIGINT;
    ColumnType money = ColumnType.numeric(15, 2);
    List<Expr> row =
        List.of(
            new Expr.Literal(1L, number),
            new Expr.Literal("text", ColumnType.TEXT),
            new Expr.Literal(java.math.BigDecimal.ONE, money));
    List<ColumnType> types = List.of(number, ColumnType.TEXT, money);
    Plan rows = new Plan.Values(List.of(row, row), types);
    Expr key = new Expr.Column(0, number, true);
    Expr condition =
        new Expr.Call(
            Operator.GREATER, List.of(key, new Expr.Literal(0L, number)), ColumnType.BOOLEAN, true);
    Plan joined =
        new Plan.Join(
            new Plan.Filter(rows, condition, 2),
            rows,
            Plan.JoinKind.INNER,
            List.of(key),
            List.of(key),
            null,
            4);
    ColumnType sum = ColumnType.numeric(ColumnType.PRECISION_MAX, 2);
    Plan grouped =
        new Plan.Aggregate(
            joined,
            List.of(1),
            List.of(List.of(0)),
            List.of(call(AggregateFunction.SUM, 2, sum), call(AggregateFunction.COUNT, 0, number)),
            List.of(ColumnType.TEXT, sum, number),
            1);
    List<Plan.SortKey> order = List.of(new Plan.SortKey(1, true, true));
    return new Plan.Sort(grouped, order, new Expr.Literal(10L, number), null, 1);
  }

  private static Plan.AggregateCall call(
      AggregateFunction function, int argument, ColumnType type) {
    return new Plan.AggregateCall(function, List.of(argument), false, -1, List.of(), type);
  }

  /// A context without tables.
  record Context(EvalContext evalContext, MemoryBudget memory) implements ExecutionContext {
    static Context of(EvalContext evalContext) {
      return new Context(evalContext, new MemoryBudget(MEMORY_BYTES));
    }

    @Override
    public MorselSource scan(
        int tableOid, List<Integer> columns, List<ZoneFilter> zones, @Nullable KeyRange keys) {
      throw new IllegalStateException("no tables");
    }

    @Override
    public MorselSource lookup(Plan.Lookup lookup, @Nullable Object[] key) {
      throw new IllegalStateException("no tables");
    }

    @Override
    public boolean lock(Plan.RowLock lock, byte[] key) {
      throw new IllegalStateException("no tables");
    }

    @Override
    public MorselSource indexScan(Plan.IndexScan scan, KeyBoundValues bounds) {
      throw new IllegalStateException("no tables");
    }

    @Override
    public boolean indexCovers(int index) {
      return false;
    }

    @Override
    public int columnCount(int tableOid) {
      return 0;
    }

    @Override
    public @Nullable KeyRange keyRange(int tableOid, KeyBoundValues bounds) {
      return null;
    }

    @Override
    public @Nullable Object[] parameters() {
      return new @Nullable Object[0];
    }

    @Override
    public void checkCancelled() {}

    @Override
    public int threads() {
      return 1;
    }
  }
}
