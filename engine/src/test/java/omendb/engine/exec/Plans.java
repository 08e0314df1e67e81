package omendb.engine.exec;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import omendb.core.Batch;
import omendb.core.ColumnType;
import omendb.planner.plan.Expr;
import omendb.planner.plan.Operator;
import omendb.planner.plan.Plan;

/// Short names for plans and expressions, and the rows of a result.
final class Plans {
  private Plans() {}

  static Expr column(int index, ColumnType type) {
    return new Expr.Column(index, type, true);
  }

  static Expr literal(Object value, ColumnType type) {
    return new Expr.Literal(value, type);
  }

  static Expr call(Operator operator, ColumnType type, Expr... arguments) {
    return new Expr.Call(operator, List.of(arguments), type, true);
  }

  static Expr test(Operator operator, Expr... arguments) {
    return call(operator, ColumnType.BOOLEAN, arguments);
  }

  static Plan.Scan scan(int oid, ArrayTable table, Expr filter) {
    List<Integer> columns = IntStream.range(0, table.types.size()).boxed().toList();
    return new Plan.Scan(
        oid, "t" + oid, columns, table.types, filter, List.of(), null, table.rows.size());
  }

  static List<List<Object>> rows(QueryExecutor executor, Plan plan, TestContext context) {
    List<List<Object>> rows = new ArrayList<>();
    try (QueryResult result = executor.execute(plan, context)) {
      for (Batch batch = result.next(); batch != null; batch = result.next()) {
        for (int r = 0; r < batch.rowCount; r++) {
          List<Object> row = new ArrayList<>();
          for (int c = 0; c < batch.columnCount(); c++) {
            row.add(batch.vectors[c].get(r));
          }
          rows.add(row);
        }
      }
    }
    if (context.memory.usedBytes() != 0 || context.openScans.get() != 0) {
      throw new AssertionError(
          context.memory.usedBytes() + " bytes and " + context.openScans + " scans left open");
    }
    return rows;
  }
}
