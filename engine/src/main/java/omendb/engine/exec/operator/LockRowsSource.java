package omendb.engine.exec.operator;

import java.util.ArrayList;
import java.util.List;
import omendb.core.ColumnType;
import omendb.core.ColumnVector;
import omendb.core.Morsel;
import omendb.engine.exec.codegen.KernelBuilder;
import omendb.planner.plan.Expr;
import omendb.planner.plan.Plan;

/// The rows of a query that locks them: pulled in order, locked one by one, and no more of them
/// than its limit asks for. All of it has happened when the source is open.
final class LockRowsSource extends Source {
  private final Plan.LockRows plan;
  private final Stream input;
  private final int[] keys;
  private final KernelBuilder kernels;

  /// @param input with all its outputs in vectors
  /// @param keys per lock the vector of the row's key
  LockRowsSource(Plan.LockRows plan, Stream input, int[] keys, KernelBuilder kernels) {
    this.plan = plan;
    this.input = input;
    this.keys = keys;
    this.kernels = kernels;
  }

  @Override
  List<ColumnType> types() {
    return input.types();
  }

  @Override
  double rows() {
    return plan.rows();
  }

  @Override
  List<? extends Morsel> open(QueryRun run) {
    long limit = Limits.limit(plan.limit(), kernels.binding());
    long offset = Limits.offset(plan.offset(), kernels.binding());
    long last = limit > Long.MAX_VALUE - offset ? Long.MAX_VALUE : limit + offset;
    List<Expr> columns = new ArrayList<>();
    for (int c = 0; c < input.types().size(); c++) {
      columns.add(new Expr.Column(c, input.types().get(c), true));
    }
    Projection projection = new Projection(columns, kernels);
    OrderedCursor cursor = new OrderedCursor(run, input, projection, 0, Long.MAX_VALUE);
    Rows rows = run.own(new Rows(input.types(), run.memory()));
    long locked = 0;
    while (locked < last) {
      int count = cursor.next();
      if (count == 0) {
        break;
      }
      ColumnVector[] vectors = cursor.vectors();
      for (int row = 0; row < count && locked < last; row++) {
        if (lock(run, vectors, row) && ++locked > offset) {
          rows.appendRow(vectors, row);
        }
      }
    }
    return rows.morsels();
  }

  /// False when one of the row's parts is locked by another and to be left out.
  private boolean lock(QueryRun run, ColumnVector[] vectors, int row) {
    for (int i = 0; i < keys.length; i++) {
      byte[] key = (byte[]) vectors[keys[i]].get(row);
      if (key == null || !run.context().lock(plan.locks().get(i), key)) {
        return false;
      }
    }
    return true;
  }
}
