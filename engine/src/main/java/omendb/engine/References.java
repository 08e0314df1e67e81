package omendb.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import omendb.core.ColumnType;
import omendb.core.KeyCodec;
import omendb.core.OmenException;
import omendb.core.SqlState;
import omendb.core.TableSchema;
import omendb.core.TypeKind;
import omendb.core.ZoneFilter;
import omendb.engine.definition.ForeignKey;
import omendb.engine.definition.IndexDefinition;
import omendb.mvcc.Isolation;
import omendb.mvcc.LockMode;
import omendb.mvcc.Transaction;
import omendb.mvcc.WaitPolicy;
import omendb.planner.function.Casts;
import omendb.storage.TableStore;
import org.jspecify.annotations.Nullable;

/// One foreign key at work.
///
/// A referencing row locks its partner's key in [LockMode#KEY_SHARE] and then looks whether the
/// partner is there now. Who deletes the partner, or changes its key, holds the key in
/// [LockMode#UPDATE] and then looks for referencing rows that are committed now. One of the two
/// waits for the other and sees what it did; snapshots, which may be older, decide nothing.
final class References {
  private final Session session;
  private final ForeignKey key;
  private final TableSchema table;
  private final TableSchema target;

  References(Session session, ForeignKey key) {
    this.session = session;
    this.key = key;
    CatalogState catalog = session.transaction().catalog();
    this.table = present(catalog, key.tableOid());
    this.target = present(catalog, key.targetOid());
  }

  private static TableSchema present(CatalogState catalog, int oid) {
    TableSchema found = catalog.tableByOid(oid);
    if (found == null) {
      throw SqlState.UNDEFINED_TABLE.error("could not open relation with OID %d", oid);
    }
    return found;
  }

  private Transaction transaction() {
    return session.transaction().current();
  }

  // The partner

  /// 23503 when the row, if it still is as given, has no partner.
  ///
  /// @param rowKey null for a row that cannot have changed since
  void requirePartner(TableSchema of, @Nullable Object[] row, byte @Nullable [] rowKey) {
    if (rowKey != null && !holds(row, rowKey)) {
      return;
    }
    byte[] partner = partnerKey(row);
    if (partner == null || !lockPartner(partner)) {
      throw Violations.noPartner(of, target, key, row, session.context());
    }
  }

  /// True when the row with this key still has the values.
  private boolean holds(@Nullable Object[] row, byte[] rowKey) {
    TableStore store = session.database().table(table.oid());
    long address = store.get(transaction(), rowKey, session.context().scratch());
    if (address == 0) {
      return false;
    }
    byte[] now = encode(store.codec().decode(address), key.columns());
    return now != null && Arrays.equals(now, encode(row, key.columns()));
  }

  /// Keeps the partner from going until the transaction ends; false when there is none.
  private boolean lockPartner(byte[] partner) {
    TableStore store = partners();
    try {
      store.lock(transaction(), partner, LockMode.KEY_SHARE, WaitPolicy.WAIT);
    } catch (OmenException e) {
      // It was changed or deleted after the snapshot. It is locked, and READ COMMITTED asks what
      // is there now.
      if (e.state() != SqlState.SERIALIZATION_FAILURE
          || transaction().isolation() != Isolation.READ_COMMITTED) {
        throw e;
      }
    }
    return store.existsNow(transaction(), partner);
  }

  /// Where partners are found by their key: the target, or its unique index.
  private TableStore partners() {
    return session.database().table(key.targetIndex() == 0 ? target.oid() : key.targetIndex());
  }

  /// The key of a referencing row's partner; null when no row can have it.
  private byte @Nullable [] partnerKey(@Nullable Object[] row) {
    @Nullable Object[] values = new @Nullable Object[target.columns().size()];
    for (int i = 0; i < key.columns().size(); i++) {
      int to = key.targetColumns().get(i);
      ColumnType from = table.columns().get(key.columns().get(i)).type();
      values[to] = converted(row[key.columns().get(i)], from, target.columns().get(to).type());
      if (values[to] == null) {
        return null;
      }
    }
    return targetKey(values);
  }

  /// @param values of a target's row, at least those of the key
  private byte[] targetKey(@Nullable Object[] values) {
    if (key.targetIndex() == 0) {
      int[] from = target.keyColumns().stream().mapToInt(Integer::intValue).toArray();
      return KeyCodec.of(target).encode(values, from);
    }
    TableIndex index = targetIndex();
    return index.uniqueKey(values, index.columns());
  }

  private TableIndex targetIndex() {
    IndexDefinition index = session.transaction().catalog().rules().index(key.targetIndex());
    if (index == null) {
      throw SqlState.UNDEFINED_OBJECT.error(
          "the index of constraint \"%s\" does not exist", key.name());
    }
    return TableIndex.open(session, index, target);
  }

  /// The value as the other side's type has it; null when it has none such.
  private @Nullable Object converted(@Nullable Object value, ColumnType from, ColumnType to) {
    boolean same = from.kind() == to.kind() && to.kind() != TypeKind.NUMERIC;
    if (value == null || same) {
      return value;
    }
    try {
      Object there = Casts.cast(value, from, to, false, session.context());
      Object back = there == null ? null : Casts.cast(there, to, from, false, session.context());
      boolean exact =
          value instanceof java.math.BigDecimal number && back instanceof java.math.BigDecimal other
              ? number.compareTo(other) == 0
              : value.equals(back);
      return exact || from.isText() ? there : null;
    } catch (OmenException e) {
      return null; // out of range there
    }
  }

  // Referencing rows

  private record Referrer(byte[] key, @Nullable Object[] row) {}

  /// 23503 when a row references the old form of a target's row.
  ///
  /// @param always also when another row has taken its key meanwhile
  void requireUnreferenced(TableSchema of, @Nullable Object[] old, boolean always) {
    byte[] gone = targetKey(old);
    if (!always && partners().existsNow(transaction(), gone)) {
      return;
    }
    if (!referrers(old, 1).isEmpty()) {
      throw Violations.stillReferenced(of, table, key, old, session.context());
    }
  }

  /// Deletes or changes the rows that reference the old form of a target's row.
  void follow(
      ReferenceQueue queue,
      ForeignKey.Rule rule,
      TableSchema of,
      @Nullable Object[] old,
      @Nullable Object @Nullable [] row) {
    List<Referrer> referrers = referrers(old, Integer.MAX_VALUE);
    if (referrers.isEmpty()) {
      return;
    }
    RowWriter writer = new RowWriter(session, table.oid(), List.of(), List.of(), queue);
    for (Referrer each : referrers) {
      if (rule == ForeignKey.Rule.CASCADE && row == null) {
        writer.remove(each.key(), each.row());
      } else {
        writer.replace(each.key(), each.row(), changed(rule, each.row(), row));
      }
    }
    if (rule == ForeignKey.Rule.SET_DEFAULT) {
      // The default may be the very key that is gone.
      queue.add(() -> requireUnreferenced(of, old, false));
    }
  }

  private @Nullable Object[] changed(
      ForeignKey.Rule rule, @Nullable Object[] referrer, @Nullable Object @Nullable [] row) {
    @Nullable Object[] changed = referrer.clone();
    for (int i = 0; i < key.columns().size(); i++) {
      int column = key.columns().get(i);
      int from = key.targetColumns().get(i);
      changed[column] =
          rule == ForeignKey.Rule.CASCADE && row != null
              ? Casts.cast(
                  java.util.Objects.requireNonNull(row[from]),
                  target.columns().get(from).type(),
                  table.columns().get(column).type(),
                  false,
                  session.context())
              : null;
    }
    if (rule == ForeignKey.Rule.SET_DEFAULT) {
      int[] others =
          IntStream.range(0, table.columns().size())
              .filter(i -> !key.columns().contains(i))
              .toArray();
      new DefaultValues(session, table, others).fill(changed);
    }
    return changed;
  }

  /// Rows that now reference the old form of a target's row, committed by anybody or our own.
  private List<Referrer> referrers(@Nullable Object[] old, int limit) {
    @Nullable Object[] wanted = new @Nullable Object[table.columns().size()];
    for (int i = 0; i < key.columns().size(); i++) {
      int column = key.columns().get(i);
      int from = key.targetColumns().get(i);
      wanted[column] =
          converted(
              old[from], target.columns().get(from).type(), table.columns().get(column).type());
      if (wanted[column] == null) {
        return List.of();
      }
    }
    return transaction().atNewest(() -> search(wanted, limit));
  }

  private List<Referrer> search(@Nullable Object[] wanted, int limit) {
    List<Referrer> found = new ArrayList<>();
    byte[] values = encode(wanted, key.columns());
    TableReader.Visitor collect =
        (row, rowKey) -> {
          byte[] has = encode(row, key.columns());
          if (has != null && Arrays.equals(has, values)) {
            found.add(new Referrer(rowKey, row));
          }
          return found.size() < limit;
        };
    Transaction tx = transaction();
    TableStore store = session.database().table(table.oid());
    int primary = prefix(table.keyColumns());
    if (primary > 0) {
      List<Integer> first = table.keyColumns().subList(0, primary);
      TableReader.forEach(store, tx, List.of(), KeyRanges.prefix(encodeIn(wanted, first)), collect);
      return found;
    }
    for (IndexDefinition index :
        session.transaction().catalog().rules().of(table.oid()).indexes()) {
      if (index.predicate() == null && prefix(index.columns()) > 0 && complete(index, tx)) {
        new IndexReader(session, index, table)
            .forEach(encodeIn(wanted, index.columns().subList(0, key.columns().size())), collect);
        return found;
      }
    }
    List<ZoneFilter> filters = new ArrayList<>();
    for (int column : key.columns()) {
      filters.add(new ZoneFilter(column, wanted[column], wanted[column]));
    }
    TableReader.forEach(store, tx, filters, null, collect);
    return found;
  }

  /// True when the index has all rows that are there now. One that was committed this moment may be
  /// known before its entries are visible.
  private boolean complete(IndexDefinition index, Transaction tx) {
    return session.transaction().stores().created(index.oid())
        || session.database().indexCovers(index.oid(), tx.snapshot());
  }

  /// How many first columns are the key's, in any order; 0 when they are not.
  private int prefix(List<Integer> columns) {
    int size = key.columns().size();
    return columns.size() >= size && key.columns().containsAll(columns.subList(0, size)) ? size : 0;
  }

  private byte @Nullable [] encode(@Nullable Object[] row, List<Integer> columns) {
    for (int column : columns) {
      if (row[column] == null) {
        return null;
      }
    }
    return encodeIn(row, columns);
  }

  private byte[] encodeIn(@Nullable Object[] row, List<Integer> columns) {
    return new KeyCodec(columns.stream().map(i -> table.columns().get(i).type()).toList())
        .encode(row, columns.stream().mapToInt(Integer::intValue).toArray());
  }
}
