package omendb.engine.exec.operator;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import omendb.core.ColumnVector;
import omendb.core.Morsel;
import omendb.engine.exec.memory.NativeArena;
import omendb.engine.exec.vector.Vectors;
import omendb.planner.function.EvalContext;
import omendb.planner.function.Evaluator;
import omendb.planner.function.FunctionCatalog;
import omendb.planner.function.FunctionSignature;
import omendb.planner.plan.Expr;
import omendb.planner.plan.Plan;
import org.jspecify.annotations.Nullable;

/// Repeats each row for the rows that its set-returning functions yield, in one thread.
final class SetReturningStep extends Step {
  private final Plan.ProjectSet plan;
  private final QueryRun run;
  private final NativeArena arena;
  private final Step next;
  private final int inputs;
  private final int[] widths;
  private final int[] rows = new int[Morsel.WINDOW_ROWS];
  private final ColumnVector[] out;
  private final @Nullable Object[] parameters;
  private final EvalContext context;
  private int filled;

  private SetReturningStep(Plan.ProjectSet plan, QueryRun run, Worker worker, Step next) {
    this.plan = plan;
    this.run = run;
    this.arena = worker.windowArena();
    this.next = next;
    this.inputs = plan.input().types().size();
    this.widths = plan.calls().stream().mapToInt(SetReturningStep::width).toArray();
    this.out = Vectors.allocate(plan.types());
    this.parameters = run.context().parameters();
    this.context = run.context().evalContext();
  }

  /// A step over all of the input's columns.
  static StepFactory factory(Plan.ProjectSet plan) {
    return (run, worker, next) -> new SetReturningStep(plan, run, worker, next);
  }

  private static int width(Expr.Function call) {
    FunctionSignature signature = FunctionCatalog.byId(call.id());
    return signature == null ? 1 : Math.max(1, signature.columns().size());
  }

  @Override
  void consume(ColumnVector[] in, int count) {
    @Nullable Object[] row = new @Nullable Object[inputs];
    for (int i = 0; i < count; i++) {
      for (int c = 0; c < inputs; c++) {
        row[c] = in[c].get(i);
      }
      List<@Nullable Iterator<?>> sets = new ArrayList<>();
      for (Expr.Function call : plan.calls()) {
        sets.add((Iterator<?>) Evaluator.evaluate(call, row, parameters, context));
      }
      repeat(in, i, sets);
    }
    flush(in);
  }

  private void repeat(ColumnVector[] in, int i, List<@Nullable Iterator<?>> sets) {
    for (long ordinal = 1; ; ordinal++) {
      boolean more = anyLeft(sets);
      if (!more && !(plan.keepEmpty() && ordinal == 1)) {
        return;
      }
      if (filled == rows.length) {
        flush(in);
      }
      int to = filled++;
      rows[to] = i;
      int column = inputs;
      for (int s = 0; s < widths.length; s++) {
        Iterator<?> set = sets.get(s);
        boolean has = set != null && set.hasNext();
        @Nullable Object value = set != null && has ? set.next() : null;
        for (int w = 0; w < widths[s]; w++) {
          @Nullable Object[] fields =
              widths[s] > 1 && value instanceof @Nullable Object[] array ? array : null;
          put(column++, to, fields == null ? value : fields[w]);
        }
      }
      if (plan.ordinality()) {
        put(column, to, more ? (Object) ordinal : null);
      }
      if (!more) {
        return;
      }
    }
  }

  private static boolean anyLeft(List<@Nullable Iterator<?>> sets) {
    for (Iterator<?> set : sets) {
      if (set != null && set.hasNext()) {
        return true;
      }
    }
    return false;
  }

  private void put(int column, int row, @Nullable Object value) {
    ColumnVector vector = out[column];
    boolean known = Boxed.set(vector, row, value, arena);
    vector.nulls[row] = (byte) (known ? 0 : 1);
    vector.hasNulls |= !known;
  }

  private void flush(ColumnVector[] in) {
    run.check();
    if (filled > 0) {
      for (int c = 0; c < inputs; c++) {
        Vectors.gather(in[c], rows, filled, out[c]);
      }
      int count = filled;
      filled = 0;
      next.consume(out, count);
    }
    for (int c = inputs; c < out.length; c++) {
      out[c].hasNulls = false;
    }
    arena.reset();
  }

  @Override
  void endMorsel() {
    next.endMorsel();
  }
}
