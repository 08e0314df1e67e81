package omendb.engine;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import omendb.core.Column;
import omendb.core.OmenException;
import omendb.core.RowBuffer;
import omendb.core.SqlState;
import omendb.core.TableSchema;
import omendb.mvcc.Transaction;
import omendb.planner.function.Evaluator;
import omendb.planner.plan.Expr;
import omendb.planner.plan.Plan;
import omendb.storage.TableStore;
import org.jspecify.annotations.Nullable;

/// Writes rows of one table into the session's transaction, with the constraints checked, and keeps
/// what RETURNING asks for.
final class RowWriter {
  private final Session session;
  private final TableStore table;
  private final TableSchema schema;
  private final int[] keyColumns;
  private final List<Expr> returning;
  private final List<@Nullable Object[]> returned = new ArrayList<>();

  /// Keys that INSERT … ON CONFLICT has inserted or updated: none may be met twice.
  private final Set<ByteBuffer> settled = new HashSet<>();

  private long count;

  RowWriter(Session session, int tableOid, List<Expr> returning) {
    this.session = session;
    this.table = session.database().table(tableOid);
    TableSchema current = session.transaction().catalog().tableByOid(tableOid);
    this.schema = current == null ? table.schema() : current;
    this.keyColumns = schema.keyColumns().stream().mapToInt(Integer::intValue).toArray();
    this.returning = returning;
  }

  long count() {
    return count;
  }

  List<@Nullable Object[]> returned() {
    return returned;
  }

  /// @param row the table's columns in order
  void insert(@Nullable Object[] row, Plan.@Nullable OnConflict onConflict) {
    checkNotNull(row);
    byte[] key = newKey(row);
    if (table.insert(transaction(), key, table.codec().encode(row))) {
      if (onConflict != null) {
        settled.add(ByteBuffer.wrap(key));
      }
      done(row);
    } else if (onConflict == null) {
      throw duplicate(schema, table, row, keyColumns);
    } else if (!onConflict.assignments().isEmpty()) {
      updateExisting(key, row, onConflict);
    }
  }

  private void updateExisting(byte[] key, @Nullable Object[] proposed, Plan.OnConflict conflict) {
    if (!settled.add(ByteBuffer.wrap(key))) {
      throw SqlState.CARDINALITY_VIOLATION
          .error("ON CONFLICT DO UPDATE command cannot affect row a second time")
          .withHint(
              "Ensure that no rows proposed for insertion within the same command have duplicate"
                  + " constrained values.");
    }
    RowBuffer scratch = session.context().scratch();
    long address = table.get(transaction(), key, scratch);
    if (address == 0) {
      // Committed by another after our snapshot: the statement runs again with a newer one.
      throw SqlState.SERIALIZATION_FAILURE.error(
          "could not serialize access due to concurrent update");
    }
    @Nullable Object[] old = table.codec().decode(address);
    @Nullable Object[] both = Arrays.copyOf(old, old.length + proposed.length);
    System.arraycopy(proposed, 0, both, old.length, proposed.length);
    Expr condition = conflict.condition();
    if (condition == null || Boolean.TRUE.equals(value(condition, both))) {
      @Nullable Object[] row = assigned(old, both, conflict.assignments());
      checkNotNull(row);
      if (write(key, old, row)) {
        done(row);
      }
    }
  }

  /// @param source the old row, the encoded key, and what FROM adds
  void update(@Nullable Object[] source, List<Plan.Assignment> assignments) {
    int columns = schema.columns().size();
    @Nullable Object[] old = Arrays.copyOf(source, columns);
    byte[] key = keyOf(source);
    @Nullable Object[] row = assigned(old, source, assignments);
    checkNotNull(row);
    @Nullable Object[] visible = source.clone();
    System.arraycopy(row, 0, visible, 0, columns);
    if (write(key, old, row)) {
      count++;
      addReturned(visible);
    }
  }

  void delete(@Nullable Object[] source) {
    if (table.delete(transaction(), keyOf(source))) {
      count++;
      addReturned(source);
    }
  }

  private boolean write(byte[] key, @Nullable Object[] old, @Nullable Object[] row) {
    byte[] newKey = keyColumns.length == 0 ? key : table.keys().encode(row, keyColumns);
    byte[] bytes = table.codec().encode(row);
    if (Arrays.equals(key, newKey)) {
      return table.update(transaction(), key, bytes);
    }
    if (!table.delete(transaction(), key)) {
      return false;
    }
    if (!table.insert(transaction(), newKey, bytes)) {
      throw duplicate(schema, table, row, keyColumns);
    }
    return true;
  }

  private @Nullable Object[] assigned(
      @Nullable Object[] old, @Nullable Object[] source, List<Plan.Assignment> assignments) {
    @Nullable Object[] row = old.clone();
    for (Plan.Assignment assignment : assignments) {
      row[assignment.column()] = value(assignment.value(), source);
    }
    return row;
  }

  private byte[] keyOf(@Nullable Object[] source) {
    Object key = source[schema.columns().size()];
    if (!(key instanceof byte[] bytes)) {
      throw new AssertionError("the plan does not yield the row's key");
    }
    return bytes;
  }

  private byte[] newKey(@Nullable Object[] row) {
    return keyColumns.length == 0
        ? table.nextHiddenKeyBytes()
        : table.keys().encode(row, keyColumns);
  }

  private void checkNotNull(@Nullable Object[] row) {
    checkNotNull(schema, row);
  }

  /// 23502 when a NOT NULL column is NULL.
  static void checkNotNull(TableSchema schema, @Nullable Object[] row) {
    for (int i = 0; i < row.length && i < schema.columns().size(); i++) {
      Column column = schema.columns().get(i);
      if (row[i] == null && !column.nullable()) {
        throw SqlState.NOT_NULL_VIOLATION
            .error(
                "null value in column \"%s\" of relation \"%s\" violates not-null constraint",
                column.name(), schema.name())
            .withNames(
                new OmenException.Names(
                    schema.schemaName(), schema.name(), column.name(), null, null));
      }
    }
  }

  /// 23505 naming the key.
  static OmenException duplicate(
      TableSchema schema, TableStore table, @Nullable Object[] row, int[] keyColumns) {
    List<String> names =
        schema.keyColumns().stream().map(i -> schema.columns().get(i).name()).toList();
    return SqlState.UNIQUE_VIOLATION
        .error("duplicate key value violates unique constraint \"%s\"", schema.keyName())
        .withDetail(
            "Key (%s)=(%s) already exists.",
            String.join(", ", names), table.keys().describe(row, keyColumns))
        .withNames(
            new OmenException.Names(
                schema.schemaName(), schema.name(), null, null, schema.keyName()));
  }

  private void done(@Nullable Object[] row) {
    count++;
    addReturned(row);
  }

  private void addReturned(@Nullable Object[] row) {
    if (!returning.isEmpty()) {
      @Nullable Object[] values = new @Nullable Object[returning.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = value(returning.get(i), row);
      }
      returned.add(values);
    }
  }

  private @Nullable Object value(Expr expression, @Nullable Object[] row) {
    StatementContext context = session.context();
    return Evaluator.evaluate(expression, row, context.parameters(), context);
  }

  private Transaction transaction() {
    return session.transaction().current();
  }
}
