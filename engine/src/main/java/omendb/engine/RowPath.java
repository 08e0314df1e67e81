package omendb.engine;

import java.util.ArrayList;
import java.util.List;
import omendb.core.Batch;
import omendb.core.RowCodec;
import omendb.engine.exec.ExecutionContext.KeyBoundValues;
import omendb.engine.exec.KeyValues;
import omendb.engine.exec.QueryResult;
import omendb.engine.exec.codegen.Functions;
import omendb.planner.function.Evaluator;
import omendb.planner.plan.Expr;
import omendb.planner.plan.Plan;
import omendb.storage.TableStore;
import org.jspecify.annotations.Nullable;

/// The row path: a read by primary key or by an index, with a projection over it, and rows of
/// constants. No generated code, no thread hand-off.
final class RowPath {
  /// An index that was thought to leave few rows and leaves more is given up for a scan.
  private static final int INDEX_ROWS_MAX = 10_000;

  private final Session session;

  RowPath(Session session) {
    this.session = session;
  }

  /// True for the plans that this path runs.
  static boolean takes(Plan plan) {
    return switch (plan) {
      case Plan.Lookup _, Plan.IndexScan _ -> true;
      case Plan.Values values -> values.tuples().size() <= 1000;
      case Plan.Project project -> takes(project.input());
      case Plan.Filter filter -> takes(filter.input());
      case Plan.LockRows locks ->
          locks.limit() == null && locks.offset() == null && takes(locks.input());
      default -> false;
    };
  }

  /// True when nothing in the plan waits: it takes no locks and calls no function with an effect,
  /// such as `pg_sleep`.
  static boolean endsSoon(Plan plan) {
    return switch (plan) {
      case Plan.Lookup lookup -> calm(lookup.key()) && calm(lookup.filter());
      case Plan.IndexScan scan -> calm(scan.table().filter());
      case Plan.Values values -> values.tuples().stream().allMatch(RowPath::calm);
      case Plan.Project project -> calm(project.expressions()) && endsSoon(project.input());
      case Plan.Filter filter -> calm(filter.condition()) && endsSoon(filter.input());
      default -> false;
    };
  }

  private static boolean calm(List<Expr> expressions) {
    return expressions.stream().allMatch(RowPath::calm);
  }

  private static boolean calm(@Nullable Expr expression) {
    return expression == null || !Functions.isVolatile(expression);
  }

  /// The locks that a plan of this or any path takes; null when it takes none.
  static Plan.@Nullable LockRows locks(Plan plan) {
    return switch (plan) {
      case Plan.LockRows locks -> locks;
      case Plan.Project project -> locks(project.input());
      case Plan.Filter filter -> locks(filter.input());
      case Plan.Sort sort -> locks(sort.input());
      case Plan.Limit limit -> locks(limit.input());
      case Plan.Aggregate aggregate -> locks(aggregate.input());
      case Plan.Window window -> locks(window.input());
      case Plan.ProjectSet set -> locks(set.input());
      case Plan.Join join -> {
        Plan.LockRows left = locks(join.left());
        yield left == null ? locks(join.right()) : left;
      }
      case Plan.SetOperation set -> {
        Plan.LockRows found = null;
        for (Plan input : set.inputs()) {
          found = found == null ? locks(input) : found;
        }
        yield found;
      }
      case Plan.RecursiveUnion union -> {
        Plan.LockRows seed = locks(union.seed());
        yield seed == null ? locks(union.step()) : seed;
      }
      case Plan.WorkingTable _, Plan.Insert _, Plan.Update _, Plan.Merge _, Plan.Delete _ -> null;
      case Plan.Scan _, Plan.Lookup _, Plan.IndexScan _, Plan.Values _ -> null;
    };
  }

  Result read(Plan plan, List<ResultColumn> columns, long snapshot) {
    MemoryRows result = new MemoryRows(columns, "SELECT", true, snapshot);
    for (@Nullable Object[] row : rows(plan)) {
      result.add(row);
    }
    return result;
  }

  /// The encoded key that the lookup names; null when a part of it is NULL.
  private byte @Nullable [] key(Plan.Lookup lookup, TableStore table) {
    @Nullable Object[] values = evaluate(lookup.key(), new Object[0]);
    for (Object value : values) {
      if (value == null) {
        return null;
      }
    }
    return table.keys().encode(values, null);
  }

  /// The address of the row with this key, or 0.
  private long find(TableStore table, byte @Nullable [] key) {
    return key == null
        ? 0
        : table.get(session.transaction().current(), key, session.context().scratch());
  }

  /// The plan's rows, boxed.
  List<@Nullable Object[]> rows(Plan plan) {
    return switch (plan) {
      case Plan.Lookup lookup -> lookup(lookup);
      case Plan.IndexScan scan -> indexScan(scan);
      case Plan.Values values -> {
        List<@Nullable Object[]> rows = new ArrayList<>(values.tuples().size());
        for (List<Expr> tuple : values.tuples()) {
          rows.add(evaluate(tuple, new Object[0]));
        }
        yield rows;
      }
      case Plan.Project project -> {
        List<@Nullable Object[]> rows = rows(project.input());
        rows.replaceAll(row -> evaluate(project.expressions(), row));
        yield rows;
      }
      case Plan.Filter filter -> {
        List<@Nullable Object[]> rows = rows(filter.input());
        rows.removeIf(row -> !accepts(filter.condition(), row));
        yield rows;
      }
      case Plan.LockRows locks -> {
        List<@Nullable Object[]> rows = rows(locks.input());
        rows.removeIf(row -> !lock(locks, row));
        yield rows;
      }
      default -> throw new AssertionError(plan);
    };
  }

  private List<@Nullable Object[]> indexScan(Plan.IndexScan scan) {
    StatementContext context = session.context();
    if (!context.indexCovers(scan.index())) {
      return scanned(scan.table());
    }
    KeyBoundValues bounds = KeyValues.of(scan.key(), e -> value(e, new Object[0]));
    if (bounds == null) {
      return new ArrayList<>();
    }
    List<@Nullable Object[]> rows = new IndexPath(session, scan).rows(bounds, INDEX_ROWS_MAX);
    if (rows == null) {
      return scanned(scan.table());
    }
    Expr filter = scan.table().filter();
    if (filter != null) {
      rows.removeIf(row -> !accepts(filter, row));
    }
    return rows;
  }

  private List<@Nullable Object[]> scanned(Plan.Scan scan) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    try (QueryResult result = session.database().executor().execute(scan, session.context())) {
      for (Batch batch = result.next(); batch != null; batch = result.next()) {
        for (int i = 0; i < batch.rowCount; i++) {
          rows.add(QueryRunner.boxed(batch, i));
        }
      }
    }
    return rows;
  }

  private boolean lock(Plan.LockRows locks, @Nullable Object[] row) {
    for (Plan.RowLock lock : locks.locks()) {
      if (!(row[lock.key()] instanceof byte[] key) || !session.context().lock(lock, key)) {
        return false;
      }
    }
    return true;
  }

  private List<@Nullable Object[]> lookup(Plan.Lookup lookup) {
    TableStore table = session.database().table(lookup.tableOid());
    return lookup(lookup, table, key(lookup, table));
  }

  /// The row of a lookup whose key's values are known.
  List<@Nullable Object[]> rows(Plan.Lookup lookup, @Nullable Object[] keyValues) {
    TableStore table = session.database().table(lookup.tableOid());
    return lookup(lookup, table, table.keys().encode(keyValues, null));
  }

  private List<@Nullable Object[]> lookup(
      Plan.Lookup lookup, TableStore table, byte @Nullable [] key) {
    List<@Nullable Object[]> rows = new ArrayList<>(1);
    long address = find(table, key);
    if (address == 0 || key == null) {
      return rows;
    }
    @Nullable Object[] row = columns(lookup, table, address, key);
    Expr filter = lookup.filter();
    if (filter == null || accepts(filter, row)) {
      rows.add(row);
    }
    return rows;
  }

  private static @Nullable Object[] columns(
      Plan.Lookup lookup, TableStore table, long address, byte[] key) {
    RowCodec codec = table.codec();
    int stored = table.layout().columnCount();
    @Nullable Object[] row = new @Nullable Object[lookup.columns().size()];
    for (int i = 0; i < row.length; i++) {
      int column = lookup.columns().get(i);
      row[i] = column == stored ? key : codec.value(address, column);
    }
    return row;
  }

  /// The values of expressions without columns.
  static @Nullable Object[] evaluate(Session session, List<Expr> expressions) {
    return new RowPath(session).evaluate(expressions, new Object[0]);
  }

  private @Nullable Object[] evaluate(List<Expr> expressions, @Nullable Object[] row) {
    @Nullable Object[] values = new @Nullable Object[expressions.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = value(expressions.get(i), row);
    }
    return values;
  }

  private boolean accepts(Expr condition, @Nullable Object[] row) {
    return Boolean.TRUE.equals(value(condition, row));
  }

  private @Nullable Object value(Expr expression, @Nullable Object[] row) {
    StatementContext context = session.context();
    return Evaluator.evaluate(expression, row, context.parameters(), context);
  }
}
