package omendb.engine;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import omendb.core.Column;
import omendb.core.ColumnType;
import omendb.core.Interval;
import omendb.core.KeyCodec;
import omendb.core.MultirangeValue;
import omendb.core.RangeValue;
import omendb.core.RowBuffer;
import omendb.core.TableSchema;
import omendb.core.TypeKind;
import omendb.engine.definition.IndexDefinition;
import omendb.mvcc.Transaction;
import omendb.planner.function.Casts;
import omendb.planner.function.Evaluator;
import omendb.planner.plan.Expr;
import omendb.storage.BulkLoad;
import omendb.storage.TableStore;
import org.jspecify.annotations.Nullable;

/// A secondary index: an internal table of its own, written in the transactions of its table, so
/// that it has that table's versions, tiers, log and recovery.
///
/// | kind | key of an entry | value |
/// |---|---|---|
/// | unique, no value nullable | values | row key |
/// | unique | values, null mask, row key if a value is NULL, else zeroes | row key |
/// | unique, NULLs alike | values, null mask | row key |
/// | not unique | values, null mask if a value is nullable, row key | |
///
/// A value is that of a column or of an expression, which counts as nullable. A row that a partial
/// index has no place for has no entry.
///
/// A NULL is stored as its type's zero with its bit set in the mask, so that the first bytes of a
/// key are values, which is what the learned index is good at. The row key is the primary key's
/// columns, or the hidden number.
final class TableIndex {
  /// Names of the columns that are not the table's end in a blank, which no other index column's
  /// does by accident of its table: they are never looked up by name.
  private static final String MASK = "nulls ";

  private static final @Nullable Object[] NO_PARAMETERS = {};

  private final IndexDefinition definition;
  private final TableSchema table;
  private final TableStore store;
  private final IndexExpressions.Bound bound;
  private final int[] columns;
  private final int[] rowKey;
  private final int[] keyColumns;
  private final boolean masked;
  private final int rowKeyAt;

  private TableIndex(
      IndexDefinition definition,
      IndexExpressions.Bound bound,
      TableSchema table,
      TableStore store) {
    this.definition = definition;
    this.bound = bound;
    this.table = table;
    this.store = store;
    this.columns = definition.columns().stream().mapToInt(Integer::intValue).toArray();
    this.rowKey = table.keyColumns().stream().mapToInt(Integer::intValue).toArray();
    TableSchema entries = store.schema();
    this.keyColumns = entries.keyColumns().stream().mapToInt(Integer::intValue).toArray();
    this.masked =
        entries.columns().size() > columns.length
            && entries.columns().get(columns.length).name().equals(MASK);
    this.rowKeyAt = entries.columns().size() - rowKeySize(table);
  }

  static TableIndex open(Session session, IndexDefinition definition, TableSchema table) {
    Database database = session.database();
    IndexExpressions.Bound bound = database.indexes().bound(session, definition, table);
    return new TableIndex(definition, bound, table, database.table(definition.oid()));
  }

  /// The internal table of an index.
  static TableSchema entries(Session session, IndexDefinition definition, TableSchema table) {
    List<Column> columns = new ArrayList<>();
    boolean nullable = false;
    for (IndexDefinition.Part part : definition.parts()) {
      if (part.expression() != null) {
        ColumnType type = IndexExpressions.term(session, part, table).type();
        columns.add(new Column(IndexCommands.name(part, columns), type, false, null));
        nullable = true;
      } else {
        Column indexed = table.columns().get(part.column());
        columns.add(new Column(indexed.name(), indexed.type(), false, null));
        nullable |= indexed.nullable();
      }
    }
    if (nullable) {
      columns.add(new Column(MASK, ColumnType.INTEGER, false, null));
    }
    List<Column> rowKey = rowKeyColumns(table);
    int keySize = columns.size();
    if (definition.unique()) {
      if (nullable && !definition.traits().nullsAlike()) {
        rowKey.forEach(part -> columns.add(renamed(part, "tie ")));
        keySize = columns.size();
      }
      rowKey.forEach(part -> columns.add(renamed(part, "row ")));
    } else {
      rowKey.forEach(part -> columns.add(renamed(part, "row ")));
      keySize = columns.size();
    }
    List<Integer> key = new ArrayList<>();
    for (int i = 0; i < keySize; i++) {
      key.add(i);
    }
    return new TableSchema(
        definition.oid(), definition.schema(), definition.name(), columns, key, definition.name());
  }

  private static Column renamed(Column column, String role) {
    return new Column(role + column.name() + " ", column.type(), false, null);
  }

  private static List<Column> rowKeyColumns(TableSchema table) {
    return table.hiddenKey()
        ? List.of(new Column("number", ColumnType.BIGINT, false, null))
        : table.keyColumns().stream().map(table.columns()::get).toList();
  }

  private static int rowKeySize(TableSchema table) {
    return Math.max(1, table.keyColumns().size());
  }

  IndexDefinition definition() {
    return definition;
  }

  TableSchema table() {
    return table;
  }

  TableStore store() {
    return store;
  }

  /// True when entries have room for NULLs.
  boolean masked() {
    return masked;
  }

  int[] columns() {
    return columns;
  }

  /// True when the row has an entry.
  boolean holds(@Nullable Object[] row) {
    Expr predicate = bound.predicate();
    return predicate == null || Boolean.TRUE.equals(value(predicate, row));
  }

  private static @Nullable Object value(Expr expression, @Nullable Object[] row) {
    return expression instanceof Expr.Column column
        ? row[column.index()]
        : Evaluator.evaluate(expression, row, NO_PARAMETERS, IndexContext.ONLY);
  }

  /// Adds the row's entry; false when another row has the values of a unique index.
  boolean insert(Transaction tx, @Nullable Object[] row, byte[] key) {
    if (!holds(row)) {
      return true;
    }
    @Nullable Object[] entry = entry(row, key);
    return store.insert(tx, key(entry), store.codec().encode(entry));
  }

  /// Adds the row's entry to what is loaded.
  void load(BulkLoad load, @Nullable Object[] row, byte[] key) {
    if (holds(row)) {
      @Nullable Object[] entry = entry(row, key);
      load.add(key(entry), store.codec().encode(entry));
    }
  }

  void delete(Transaction tx, @Nullable Object[] row, byte[] key) {
    if (holds(row)) {
      store.delete(tx, key(entry(row, key)));
    }
  }

  /// Replaces the entry of the row's old form; false as in [#insert].
  boolean update(
      Transaction tx, @Nullable Object[] old, byte[] oldKey, @Nullable Object[] row, byte[] key) {
    boolean held = holds(old);
    if (!held || !holds(row)) {
      if (held) {
        delete(tx, old, oldKey);
      }
      return insert(tx, row, key);
    }
    @Nullable Object[] before = entry(old, oldKey);
    @Nullable Object[] after = entry(row, key);
    byte[] keyBefore = key(before);
    byte[] keyAfter = key(after);
    if (!Arrays.equals(keyBefore, keyAfter)) {
      store.delete(tx, keyBefore);
      return store.insert(tx, keyAfter, store.codec().encode(after));
    }
    if (!Arrays.equals(oldKey, key)) {
      store.update(tx, keyAfter, store.codec().encode(after));
    }
    return true;
  }

  /// The key of the row that has these values in a unique index, as the transaction sees it; null
  /// when it sees none.
  byte @Nullable [] find(Transaction tx, @Nullable Object[] row, RowBuffer scratch) {
    @Nullable Object[] entry = new @Nullable Object[store.layout().columnCount()];
    int next = putValues(entry, row);
    fillUp(entry, next);
    long address = store.get(tx, key(entry), scratch);
    return address == 0 ? null : rowKey(store.codec().decode(address));
  }

  /// The key of the entry of values without NULL in a unique index of columns.
  ///
  /// @param from for each column of the index its place in `values`
  byte[] uniqueKey(@Nullable Object[] values, int[] from) {
    @Nullable Object[] entry = new @Nullable Object[store.layout().columnCount()];
    for (int i = 0; i < columns.length; i++) {
      entry[i] = values[from[i]];
    }
    fillUp(entry, columns.length);
    return key(entry);
  }

  private void fillUp(@Nullable Object[] entry, int from) {
    for (int i = from; i < entry.length; i++) {
      entry[i] = zero(store.layout().type(i));
    }
  }

  /// The entry's values for a row.
  @Nullable Object[] entry(@Nullable Object[] row, byte[] key) {
    @Nullable Object[] entry = new @Nullable Object[store.layout().columnCount()];
    int next = putValues(entry, row);
    if (next < rowKeyAt) {
      if (hasNull(entry, columns.length)) {
        putRowKey(entry, next, row, key);
      } else {
        fillUp(entry, next);
      }
    }
    putRowKey(entry, rowKeyAt, row, key);
    return entry;
  }

  /// Values and mask; returns the place after them.
  private int putValues(@Nullable Object[] entry, @Nullable Object[] row) {
    long mask = 0;
    for (int i = 0; i < columns.length; i++) {
      Object value = value(bound.terms().get(i), row);
      mask |= value == null ? 1L << i : 0;
      entry[i] = value == null ? zero(store.layout().type(i)) : value;
    }
    if (masked) {
      entry[columns.length] = mask;
    }
    return masked ? columns.length + 1 : columns.length;
  }

  private void putRowKey(@Nullable Object[] entry, int at, @Nullable Object[] row, byte[] key) {
    if (rowKey.length == 0) {
      entry[at] = KeyCodec.prefix(key);
      return;
    }
    for (int i = 0; i < rowKey.length; i++) {
      entry[at + i] = row[rowKey[i]];
    }
  }

  byte[] key(@Nullable Object[] entry) {
    return store.keys().encode(entry, keyColumns);
  }

  /// The table's key in an entry.
  byte[] rowKey(@Nullable Object[] entry) {
    @Nullable Object[] values = Arrays.copyOfRange(entry, rowKeyAt, store.layout().columnCount());
    return KeyCodec.of(table).encode(values, null);
  }

  /// `(a, lower(b))=(1, x)` for an entry.
  String describe(@Nullable Object[] entry) {
    List<String> names = new ArrayList<>();
    List<String> values = new ArrayList<>();
    for (int i = 0; i < columns.length; i++) {
      String expression = definition.parts().get(i).expression();
      names.add(expression == null ? table.columns().get(columns[i]).name() : expression);
      boolean isNull = masked && entry[columns.length] instanceof Long mask && (mask >> i & 1) != 0;
      Object value = isNull ? null : entry[i];
      values.add(
          value == null
              ? "null"
              : Casts.output(value, bound.terms().get(i).type(), IndexContext.ONLY));
    }
    return "(" + String.join(", ", names) + ")=(" + String.join(", ", values) + ")";
  }

  /// `(a, lower(b))=(1, x)` for a row.
  String describeRow(@Nullable Object[] row) {
    @Nullable Object[] entry = new @Nullable Object[store.layout().columnCount()];
    putValues(entry, row);
    return describe(entry);
  }

  /// True when the entry has a NULL among its first columns.
  boolean hasNull(@Nullable Object[] entry, int columnCount) {
    return masked
        && entry[columns.length] instanceof Long mask
        && (mask & ((1L << columnCount) - 1)) != 0;
  }

  private static Object zero(ColumnType type) {
    return switch (type.form()) {
      case LONG ->
          switch (type.kind()) {
            case BOOLEAN -> false;
            case NUMERIC -> BigDecimal.ZERO.setScale(type.scale());
            default -> 0L;
          };
      case DOUBLE -> 0.0;
      case WIDE ->
          type.kind() == TypeKind.UUID ? new UUID(0, 0) : BigDecimal.ZERO.setScale(type.scale());
      case BYTES -> type.kind() == TypeKind.BYTEA ? new byte[0] : "";
      case OBJECT ->
          switch (type.kind()) {
            case NUMERIC -> BigDecimal.ZERO;
            case INTERVAL -> new Interval(0, 0, 0);
            case ARRAY -> new Object[0];
            default ->
                ColumnType.RANGES.contains(type)
                    ? RangeValue.EMPTY
                    : new MultirangeValue(List.of());
          };
    };
  }
}
