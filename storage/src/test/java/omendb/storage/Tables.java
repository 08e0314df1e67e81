package omendb.storage;

import java.lang.ref.Reference;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import omendb.core.Column;
import omendb.core.ColumnType;
import omendb.core.ColumnVector;
import omendb.core.KeyRange;
import omendb.core.Morsel;
import omendb.core.RowBuffer;
import omendb.core.RowCodec;
import omendb.core.TableSchema;
import omendb.core.ZoneFilter;
import omendb.mvcc.Isolation;
import omendb.mvcc.Transaction;
import org.jspecify.annotations.Nullable;

/// Small tables for tests and short ways to write and read them.
final class Tables {
  private static final List<Column> COLUMNS =
      List.of(
          new Column("id", ColumnType.BIGINT, false, null),
          new Column("name", ColumnType.TEXT, true, null),
          new Column("amount", ColumnType.numeric(12, 2), true, null),
          new Column("flag", ColumnType.INTEGER, true, null),
          new Column("score", ColumnType.DOUBLE, true, null));

  private Tables() {}

  /// Keyed by `id`.
  static TableSchema byId(int oid) {
    return new TableSchema(oid, "public", "t" + oid, COLUMNS, List.of(0), "t" + oid + "_pkey");
  }

  /// Keyed by `name, id`.
  static TableSchema byName(int oid) {
    return new TableSchema(oid, "public", "t" + oid, COLUMNS, List.of(1, 0), "t" + oid + "_pkey");
  }

  static TableSchema hidden(int oid) {
    return new TableSchema(oid, "public", "t" + oid, COLUMNS, List.of(), "");
  }

  /// A row that is determined by its id and a version.
  static @Nullable Object[] values(long id, long version) {
    return new @Nullable Object[] {
      id,
      "name-" + id % 97,
      version % 7 == 3 ? null : BigDecimal.valueOf(id * 100 + version, 2),
      version,
      version / 4.0
    };
  }

  static byte[] key(TableStore table, @Nullable Object[] values) {
    int[] from = table.schema().keyColumns().stream().mapToInt(i -> i).toArray();
    return table.keys().encode(values, from);
  }

  static byte[] row(TableStore table, @Nullable Object[] values) {
    return new RowCodec(table.layout()).encode(values);
  }

  static byte[] key(TableStore table, long id) {
    return key(table, values(id, 0));
  }

  static boolean insert(TableStore table, Transaction tx, long id, long version) {
    return table.insert(tx, key(table, id), row(table, values(id, version)));
  }

  static boolean update(TableStore table, Transaction tx, long id, long version) {
    return table.update(tx, key(table, id), row(table, values(id, version)));
  }

  static boolean delete(TableStore table, Transaction tx, long id) {
    return table.delete(tx, key(table, id));
  }

  /// Inserts `[from, to)` with version 1 in one transaction.
  static void fill(Storage storage, TableStore table, long from, long to) {
    try (Transaction tx = begin(storage)) {
      for (long id = from; id < to; id++) {
        insert(table, tx, id, 1);
      }
      tx.commit();
    }
  }

  static Transaction begin(Storage storage) {
    return storage.transactions().begin(Isolation.REPEATABLE_READ, false);
  }

  /// The values of the row with this id, or null.
  static @Nullable List<@Nullable Object> get(TableStore table, Transaction tx, long id) {
    RowBuffer buffer = new RowBuffer();
    long row = table.get(tx, key(table, id), buffer);
    try {
      return row == 0 ? null : Arrays.asList(new RowCodec(table.layout()).decode(row));
    } finally {
      Reference.reachabilityFence(buffer); // a cold row is in its memory
    }
  }

  static TreeMap<Long, List<@Nullable Object>> scan(TableStore table, Transaction tx) {
    return scan(table, tx, List.of(), null);
  }

  /// All rows of a scan by id; a row that comes twice fails.
  static TreeMap<Long, List<@Nullable Object>> scan(
      TableStore table, Transaction tx, List<ZoneFilter> filters, @Nullable KeyRange range) {
    TreeMap<Long, List<@Nullable Object>> rows = new TreeMap<>();
    try (TableScan scan = table.scan(tx, filters, range)) {
      for (Morsel morsel : scan.morsels()) {
        read(table, morsel, rows);
      }
    }
    return rows;
  }

  private static void read(
      TableStore table, Morsel morsel, TreeMap<Long, List<@Nullable Object>> rows) {
    int columns = table.layout().columnCount();
    ColumnVector[] vectors = new ColumnVector[columns];
    for (int c = 0; c < columns; c++) {
      vectors[c] = new ColumnVector(table.layout().type(c), Morsel.WINDOW_ROWS);
    }
    for (int from = 0; from < morsel.rowCount(); from += Morsel.WINDOW_ROWS) {
      int count = morsel.load(from, Math.min(Morsel.WINDOW_ROWS, morsel.rowCount() - from));
      int[] odd = new int[count / 2];
      Arrays.setAll(odd, i -> 2 * i + 1);
      ColumnVector picked = new ColumnVector(table.layout().type(0), Morsel.WINDOW_ROWS);
      morsel.readSelected(0, odd, odd.length, picked);
      for (int c = 0; c < columns; c++) {
        morsel.read(c, vectors[c]);
      }
      for (int i = 0; i < count; i++) {
        List<@Nullable Object> values = new ArrayList<>();
        for (ColumnVector vector : vectors) {
          values.add(vector.get(i));
        }
        Long id = (Long) values.getFirst();
        if (i % 2 == 1 && picked.longs[i / 2] != id) {
          throw new AssertionError("selected read gives " + picked.longs[i / 2] + " for " + id);
        }
        byte[] key = morsel.key(i);
        if (!table.schema().hiddenKey() && !Arrays.equals(key, key(table, values.toArray()))) {
          throw new AssertionError("key of row " + id + " in tier " + morsel.tier());
        }
        if (rows.put(id, values) != null) {
          throw new AssertionError("row " + id + " twice, now in tier " + morsel.tier());
        }
      }
    }
  }
}
