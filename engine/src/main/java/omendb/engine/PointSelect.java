package omendb.engine;

import java.util.List;
import java.util.Objects;
import omendb.core.Batch;
import omendb.core.ColumnType;
import omendb.core.ColumnVector;
import omendb.core.KeyCodec;
import omendb.core.RowCodec;
import omendb.core.TypeKind;
import omendb.mvcc.Transaction;
import omendb.planner.PlannedStatement;
import omendb.planner.ast.Query;
import omendb.planner.ast.Statement;
import omendb.planner.plan.Expr;
import omendb.planner.plan.Plan;
import omendb.storage.TableStore;
import org.jspecify.annotations.Nullable;

/// A prepared read by key whose result is columns of the table: all of it that does not change from
/// run to run, and a row that is used again.
///
/// It belongs to one plan of one [PreparedStatement], so table and columns are right as long as the
/// plan is.
final class PointSelect {
  private final Session session;
  private final TableStore table;
  private final List<Expr> key;
  private final int[] numbers;
  private final List<ResultColumn> columns;

  /// The parameter that is the whole key, when the key is one integer-like column; else -1.
  private final int prefixParameter;

  private final Row row;

  private PointSelect(
      Session session, TableStore table, Plan.Lookup lookup, List<ResultColumn> columns, int[] at) {
    this.session = session;
    this.table = table;
    this.key = lookup.key();
    this.columns = columns;
    this.numbers = at;
    this.prefixParameter = prefixParameter(table.keys(), key);
    this.row = new Row();
  }

  /// What runs this statement, or null when it is not such a read.
  static @Nullable PointSelect of(
      Session session,
      @Nullable Statement statement,
      PlannedStatement planned,
      List<ResultColumn> columns) {
    if (!(statement instanceof Query query)
        || !query.locking().isEmpty()
        || (query.body() instanceof Query.Select select && select.into() != null)) {
      return null;
    }
    Plan plan = planned.plan();
    Plan input = plan instanceof Plan.Project project ? project.input() : plan;
    if (!(input instanceof Plan.Lookup lookup) || lookup.filter() != null) {
      return null;
    }
    TableStore table = session.database().table(lookup.tableOid());
    int[] numbers = new int[columns.size()];
    for (int i = 0; i < numbers.length; i++) {
      int position = i;
      if (plan instanceof Plan.Project project) {
        if (!(project.expressions().get(i) instanceof Expr.Column column)) {
          return null;
        }
        position = column.index();
      }
      numbers[i] = lookup.columns().get(position);
      if (numbers[i] == table.layout().columnCount()) {
        return null;
      }
    }
    return new PointSelect(session, table, lookup, columns, numbers);
  }

  private static int prefixParameter(KeyCodec keys, List<Expr> key) {
    return key.size() == 1
            && keys.type(0).form() == TypeKind.Form.LONG
            && key.getFirst() instanceof Expr.Parameter parameter
        ? parameter.index()
        : -1;
  }

  /// Finds the row. The result is this statement's own and used again by its next run, unless the
  /// one before is still open.
  Result.Rows run(@Nullable Object[] parameters) {
    Transaction tx = session.transaction().currentForResult();
    long address = find(tx, parameters);
    session.activity().countLookup();
    session.noteSnapshot(tx.snapshot());
    Row result = row.open ? new Row() : row;
    result.begin(tx, address);
    return result;
  }

  private long find(Transaction tx, @Nullable Object[] parameters) {
    // After the snapshot was taken, which keeps a dropped table's memory.
    if (table.hot().dropped()) {
      throw Database.definitionsChanged();
    }
    StatementContext context = session.context();
    if (prefixParameter >= 0) {
      Object value = parameters[prefixParameter];
      return value == null
          ? 0
          : table.getByPrefix(tx, table.keys().prefixOf(value), context.scratch());
    }
    context.setParameters(parameters);
    @Nullable Object[] values = RowPath.evaluate(session, key);
    for (Object value : values) {
      if (value == null) {
        return 0;
      }
    }
    return table.get(tx, table.keys().encode(values, null), context.scratch());
  }

  /// At most one row, read in place.
  private final class Row implements Result.Rows {
    private final Batch batch;
    private long address;
    private long snapshot;
    private @Nullable Transaction reader;
    private boolean taken;
    private boolean open;

    Row() {
      ColumnVector[] vectors = new ColumnVector[numbers.length];
      for (int i = 0; i < numbers.length; i++) {
        // An enumerated type's labels may be newer than the table.
        ColumnType type = table.layout().type(numbers[i]);
        TypeKind kind = Objects.requireNonNullElse(type.element(), type).kind();
        vectors[i] = new ColumnVector(kind == TypeKind.ENUM ? columns.get(i).type() : type, 1);
      }
      batch = new Batch(vectors);
      batch.rowCount = 1;
    }

    /// @param found the row's address, 0 when there is none
    void begin(Transaction tx, long found) {
      address = found;
      snapshot = tx.snapshot();
      if (reader != tx) {
        reader = tx;
      }
      taken = false;
      open = true;
      tx.opened();
    }

    @Override
    public List<ResultColumn> columns() {
      return columns;
    }

    @Override
    public @Nullable Batch next() {
      if (taken || address == 0) {
        return null;
      }
      taken = true;
      RowCodec codec = table.codec();
      ColumnVector[] vectors = batch.vectors;
      for (int i = 0; i < vectors.length; i++) {
        vectors[i].hasNulls = false;
        codec.read(address, numbers[i], vectors[i], 0);
      }
      return batch;
    }

    @Override
    public String tag() {
      return taken ? "SELECT 1" : "SELECT 0";
    }

    @Override
    public long snapshot() {
      return snapshot;
    }

    @Override
    public void close() {
      Transaction read = reader;
      if (open && read != null) {
        open = false;
        read.closed();
      }
    }
  }
}
